"""The command as its users meet it: what it says, what it exits with, what it leaves behind."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.files import snapshot, touched
from tests.support.programs import process
from tests.update.upstream import checkout, serving


@pytest.fixture
def tree(tmp_path: Path, repository: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    return checkout(folder, repository, ("230.0.0", "256.0.0"))


def clientgen(tree: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return process(sys.executable, "-m", "clientgen", "update", *arguments, folder=tree, more=more)


def kept(repository: Path, version: str) -> str:
    return str(repository / "spec" / "history" / "upstream" / f"{version}.json.gz")


def test_a_dry_run_shows_all_and_writes_nothing(tree: Path, repository: Path) -> None:
    before = touched(tree)
    done = clientgen(tree, kept(repository, "256.0.0"), "--dry-run")

    assert done.returncode == 0, done.stderr
    for told in (
        "Release 2.1.0, a minor version",
        "Regenerated diff",
        "## 2.1.0 - ",
        "would write   spec/processautomation.yaml",
        "would write   generated/genesys_process_automation/models.py",
        "would write   spec/history/228.0.0.yaml",
        "nothing was written",
    ):
        assert told in done.stdout, told
    assert touched(tree) == before


def test_nothing_changed_is_said_and_touches_nothing(tree: Path, repository: Path) -> None:
    before = touched(tree)
    done = clientgen(tree, kept(repository, "228.0.0"))

    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing in your fragment changed" in done.stdout
    assert "in the whole API" not in done.stdout, "what is kept holds no more than the fragment"
    assert touched(tree) == before


def test_edits_elsewhere_in_the_api_are_counted(tree: Path, repository: Path) -> None:
    stored = tree / "spec" / "upstream" / "processautomation.json.gz"
    whole = json.loads(gzip.decompress(stored.read_bytes()))
    answer = {"200": {"description": "Well.", "schema": {"type": "string"}}}
    whole["paths"]["/api/v2/other"] = {"get": {"operationId": "getOther", "responses": answer}}
    stored.write_bytes(gzip.compress(json.dumps(whole).encode()))
    whole["paths"]["/api/v2/other"]["get"]["summary"] = "Told"
    whole["paths"]["/api/v2/more"] = {"get": {"operationId": "getMore", "responses": answer}}
    new = tree / "new.json"
    new.write_text(json.dumps(whole), "utf-8")
    before = touched(tree)
    done = clientgen(tree, str(new))

    assert done.returncode == 0, done.stderr
    assert "nothing in your fragment changed" in done.stdout
    assert "in the whole API: 2 edits since the last document that was kept" in done.stdout
    assert touched(tree) == before

    triggers = whole["paths"]["/api/v2/processautomation/triggers"]["get"]
    triggers["summary"] = "Told as well"
    new.write_text(json.dumps(whole), "utf-8")
    done = clientgen(tree, str(new), "--date", "2031-05-06")

    assert done.returncode == 0, done.stderr
    told = json.loads((tree / "reports" / "update.json").read_text("utf-8"))
    shape = json.loads((repository / "docs" / "diff.schema.json").read_text("utf-8"))
    checker: Any = jsonschema.Draft202012Validator(shape)
    checker.validate(told)
    assert (told["api_wide"], told["bump"]) == (3, "patch")
    assert told["release"]["after"] == "2.0.1"
    assert told["regenerated"]["lines_added"] >= 2
    page = (tree / "reports" / "update.html").read_text("utf-8")
    text = (tree / "reports" / "update.md").read_text("utf-8")
    assert "3 edits" in page and "**3 edits**" in text
    assert "## 2.0.1 - 2031-05-06" in (tree / "generated" / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.json",), "error: nowhere.json: no such file"),
        (("http://localhost/x",), "only https addresses are read"),
        (("--date", "May"), "--date: 'May' is no date of the form YYYY-MM-DD"),
        (("--config", "none.toml"), "none.toml"),
    ],
)
def test_bad_usage_is_one_line(tree: Path, arguments: tuple[str, ...], message: str) -> None:
    before = touched(tree)
    done = clientgen(tree, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr and len(done.stderr.splitlines()) == 1
    assert touched(tree) == before


def test_a_report_that_cannot_be_written_changes_nothing(tree: Path, repository: Path) -> None:
    (tree / "taken").write_text("a file", "utf-8")
    before = snapshot(tree)
    done = clientgen(tree, kept(repository, "230.0.0"), "--report", "taken")

    assert done.returncode == 2 and "cannot write" in done.stderr
    assert snapshot(tree) == before


def test_over_https_a_second_run_asks_whether_anything_changed(
    tree: Path, repository: Path, tmp_path: Path
) -> None:
    with serving() as state:
        (tmp_path / "ca.pem").write_bytes(state.authority)
        trust = {"SSL_CERT_FILE": str(tmp_path / "ca.pem")}
        state.body = gzip.decompress(Path(kept(repository, "230.0.0")).read_bytes())
        first = clientgen(tree, state.url, **trust)
        assert first.returncode == 0, first.stderr
        assert "genesys_process_automation 2.0.0 -> " in first.stdout
        before = touched(tree)
        second = clientgen(tree, state.url, **trust)

        assert second.returncode == 0, second.stderr
        assert f"nothing changed: {state.url} is what was fetched last" in second.stdout
        assert "If-None-Match" in state.asked[-1] and len(state.asked) == 2
        assert touched(tree) == before
