"""Whatever fails while an update is written, the tree is as it was, or wholly as it will be."""

from __future__ import annotations

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import load_config
from clientgen.base.diagnostics import InputError
from clientgen.follow import (
    Source,
    Update,
    apply,
    compare_fragments,
    fetch_upstream,
    finish_interrupted,
    prepare,
)
from tests.update.upstream import TODAY, checkout, snapshot, touched

CALLS: tuple[tuple[Any, str], ...] = (
    (os, "replace"),
    (os, "fsync"),
    (pathlib.Path, "mkdir"),
    (pathlib.Path, "unlink"),
    (pathlib.Path, "write_text"),
    (shutil, "rmtree"),
)


@pytest.fixture
def tree(tmp_path: Path, repository: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    return checkout(folder, repository, ("230.0.0", "256.0.0"))


def prepared(tree: Path, repository: Path, version: str = "256.0.0") -> Update:
    config = tree / "spec" / "clientgen.toml"
    settings = load_config(config)
    upstream = repository / "spec" / "history" / "upstream" / f"{version}.json.gz"
    source = fetch_upstream(str(upstream), config, settings)
    assert isinstance(source, Source)
    update = prepare(source, config, settings, compare_fragments(settings, config), today=TODAY)
    assert update is not None
    return update


def failing(call: Callable[..., Any], at: int) -> Callable[..., Any]:
    """A disk call that fails the n-th time, and that time only."""
    left = at

    def full(*arguments: Any, **options: Any) -> Any:
        nonlocal left
        left -= 1
        if left == -1:
            raise OSError(28, "No space left on device")
        return call(*arguments, **options)

    return full


def refused(update: Update, reports: dict[Path, str], owner: Any, name: str, step: int) -> bool:
    """Whether the update could not be written, with a disk that fails at one step."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, failing(getattr(owner, name), step))
        try:
            apply(update, reports)
        except InputError as problem:
            return "No space left on device" in str(problem)
    return False


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        # Every directory of the staging area, several times over.
        pytest.param(owner, name, id=name, marks=[pytest.mark.slow] if name == "mkdir" else [])
        for owner, name in CALLS
    ],
)
def test_a_disk_that_refuses_at_any_write(
    tree: Path, repository: Path, owner: Any, name: str
) -> None:
    update = prepared(tree, repository)
    reports = {tree / "reports" / f"update.{kind}": "told\n" for kind in ("md", "html", "json")}
    before = snapshot(tree)
    inodes = {path: touched(tree)[path] for path in before}
    failed = 0
    for step in range(200):
        if not refused(update, reports, owner, name, step):
            break
        assert snapshot(tree) == before, f"{name} {step}"
        assert {path: touched(tree)[path] for path in before} == inodes, f"{name} {step}"
        failed += 1
    else:
        pytest.fail("it never went through")
    after = snapshot(tree)
    assert all(after[path] == content_of(content) for path, content in update.files.items())
    assert {"reports/update.md", "reports/update.html", "reports/update.json"} <= after.keys()
    assert not [path for path in after if "clientgen/" in path or path.endswith(".part")]
    assert failed > (0 if name in ("rmtree", "unlink") else 3)


def content_of(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


# Kills the process at the n-th of the calls that change the disk.
KILLER = """
import base64, json, os, pathlib, shutil, sys
sys.path.insert(0, sys.argv[1] + "/generator")
from clientgen.files.atomic import swap
left = int(sys.argv[3])
def watched(function):
    def call(*arguments, **options):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
        return function(*arguments, **options)
    return call
for owner, name in ((os, "replace"), (os, "link"), (shutil, "rmtree"), (pathlib.Path, "unlink"),
                    (pathlib.Path, "write_text")):
    setattr(owner, name, watched(getattr(owner, name)))
files, removed = json.loads(sys.stdin.read())
files = {path: base64.b64decode(text) for path, text in files.items()}
swap(pathlib.Path(sys.argv[2]), "update", files, removed)
"""


def test_killed_while_writing(tree: Path, repository: Path, tmp_path: Path) -> None:
    update = prepared(tree, repository)
    assert update.root == tree
    before = snapshot(tree)
    files = {path: base64.b64encode(content_of(c)).decode() for path, c in update.files.items()}
    given = json.dumps([files, list(update.removed)])
    apply(update)
    after = snapshot(tree)
    ends = {"before": 0, "after": 0, "finished": 0}
    for step in range(200):
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        for path, content in before.items():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-S", "-c", KILLER, repository, copy, str(step)],
            input=given,
            text=True,
            timeout=60,
            check=False,
        )
        config = copy / "spec" / "clientgen.toml"
        if finish_interrupted(config, load_config(config)):
            ends["finished"] += 1
            assert snapshot(copy) == after, f"step {step}"
        else:
            kept = {p: c for p, c in snapshot(copy).items() if not p.startswith(".update.")}
            assert kept in (before, after), f"step {step}"
            ends["before" if kept == before else "after"] += 1
        if done.returncode == 0:
            break
        assert done.returncode == -9
    else:
        pytest.fail("the run never ended")
    assert ends["before"] > 5 and ends["finished"] > 5 and ends["after"] >= 1, ends


def test_a_dry_run_does_not_finish_what_was_interrupted(tree: Path, repository: Path) -> None:
    update = prepared(tree, repository)
    files = {path: base64.b64encode(content_of(c)).decode() for path, c in update.files.items()}
    # The first replacement puts the journal in its place; the sixth is in the middle of the files.
    subprocess.run(
        [sys.executable, "-S", "-c", KILLER, repository, tree, str(len(files) + 8)],
        input=json.dumps([files, list(update.removed)]),
        text=True,
        timeout=60,
        check=False,
    )
    config = tree / "spec" / "clientgen.toml"
    before = touched(tree)
    with pytest.raises(InputError, match="without --dry-run to finish it"):
        finish_interrupted(config, load_config(config), dry_run=True)
    assert touched(tree) == before
