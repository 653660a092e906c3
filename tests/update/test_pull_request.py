"""The follow-upstream job: its script against a local repository and a stand-in for gh."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.files import write
from tests.support.programs import process

GH = """#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$GH_LOG"
case "$1 $2" in
  "pr list") cat "$GH_OPEN" ;;
  "pr create"|"pr edit")
    while [ "$1" != --body-file ]; do shift; done
    cp "$2" "$GH_BODY" ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path, repository: Path) -> Path:
    """A clone in which `make update` changed something, and its remote beside it."""
    bare, clone = tmp_path / "origin" / "o" / "r.git", tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "--bare", str(bare))
    git(tmp_path, "init", "--quiet", "--initial-branch", "main", str(clone))
    (clone / ".ci").mkdir()
    shutil.copy(repository / ".ci" / "pull-request", clone / ".ci" / "pull-request")
    (clone / ".gitignore").write_text("/reports/\n", "utf-8")
    config = '[package]\nversion = "1.0.0"\n'
    write({"spec/clientgen.toml": config, "generated/x": "1\n"}, clone)
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "First")
    changed = {"spec/clientgen.toml": config.replace("1.0.0", "1.1.0"), "generated/x": "2\n"}
    write({**changed, "reports/update.md": "## Release 1.1.0\n"}, clone)
    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "gh").write_text(GH, "utf-8")
    (bin / "gh").chmod(0o755)
    return clone


def environment(folder: Path, **more: str) -> dict[str, str]:
    who = {
        f"GIT_{role}_{what}": f"dev@{role}.example"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        **who,
        # What would go to the hosting service goes to the folder beside.
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{folder / 'origin'}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/",
        **more,
    }


def git(folder: Path, *arguments: str) -> str:
    parent = folder if folder.name != "clone" else folder.parent
    done = process("git", *arguments, folder=folder, environment=environment(parent))
    assert done.returncode == 0, done.stderr
    return done.stdout


def pull_request(clone: Path, open: int, **more: str) -> subprocess.CompletedProcess[str]:
    folder = clone.parent
    (folder / "open").write_text(f"{open}\n", "utf-8")
    log = {"GH_LOG": folder / "log", "GH_OPEN": folder / "open", "GH_BODY": folder / "body"}
    seen = environment(folder, **{name: str(path) for name, path in log.items()}, **more)
    return process("bash", ".ci/pull-request", folder=clone, environment=seen)


def test_one_pull_request_is_opened_and_then_updated(clone: Path) -> None:
    done = pull_request(
        clone, 0, REPOSITORY="o/r", GITHUB_ACTIONS="true", GITHUB_RUN_ID="77", TESTS="failure"
    )
    assert done.returncode == 0, done.stderr
    folder = clone.parent
    asked = (folder / "log").read_text("utf-8").splitlines()
    assert asked[-1].startswith("pr create --repo o/r --base main --head follow-upstream")
    assert "Follow upstream: release 1.1.0" in asked[-1]
    body = (folder / "body").read_text("utf-8")
    assert body.startswith("## Release 1.1.0\n")
    assert "https://github.com/o/r/actions/runs/77" in body
    assert "The tests with the new package: **failure**." in body
    pushed = folder / "origin" / "o" / "r.git"
    log = git(pushed, "log", "--format=%an %s", "follow-upstream").splitlines()
    assert log == [
        "github-actions[bot] Regenerate for release 1.1.0",
        "github-actions[bot] Follow upstream",
        "dev@AUTHOR.example First",
    ]
    files = git(pushed, "show", "--name-only", "--format=", "follow-upstream").split()
    assert files == ["generated/x"], "what is generated has a commit of its own"
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "rev-parse", "--abbrev-ref", "HEAD") == "main\n"

    (clone / "spec" / "clientgen.toml").write_text('[package]\nversion = "1.2.0"\n', "utf-8")
    done = pull_request(clone, 1, REPOSITORY="o/r")
    assert done.returncode == 0, done.stderr
    asked = (folder / "log").read_text("utf-8").splitlines()
    assert asked[-1].startswith("pr edit --repo o/r follow-upstream")
    assert "release 1.2.0" in asked[-1]
    log = git(pushed, "log", "--format=%an %s", "follow-upstream").splitlines()
    assert log == ["dev@AUTHOR.example Follow upstream", "dev@AUTHOR.example First"]


def test_without_a_report_nothing_is_pushed(clone: Path) -> None:
    shutil.rmtree(clone / "reports")
    done = pull_request(clone, 0, REPOSITORY="o/r")

    assert done.returncode == 2 and "run make update first" in done.stderr
    assert git(clone.parent / "origin" / "o" / "r.git", "branch", "--list") == ""


def test_the_workflows_ask_for_the_least(repository: Path) -> None:
    wanted = {"follow-upstream": {"contents", "pull-requests"}, "release": {"contents"}}
    for path in (repository / ".github" / "workflows").glob("*.yml"):
        text = path.read_text("utf-8")
        workflow: Any = yaml.safe_load(text)
        assert workflow["permissions"] == {}, path.name
        uses = re.findall(r"uses: (\S+)", text)
        assert uses and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in uses)
        for job in workflow["jobs"].values():
            assert job["timeout-minutes"] <= 90
            writes = {right for right, value in job["permissions"].items() if value == "write"}
            assert writes == wanted.get(path.stem, set())


def test_the_job_runs_what_anybody_runs(repository: Path) -> None:
    path = repository / ".github" / "workflows" / "follow-upstream.yml"
    steps: Any = yaml.safe_load(path.read_text("utf-8"))["jobs"]["update"]["steps"]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("make ")]
    targets = [command.split()[1] for command in commands]

    assert targets == ["update", "test", "pull-request"]
    makefile = (repository / "Makefile").read_text("utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
