"""Terminals, pipes, disks and keyboards that do not play along: one message, never a traceback.

Each command runs as a process of its own.
"""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.numbers import is_number
from clientgen.base.pointers import child
from tests.support import documents
from tests.support.documents import TEXT, Json, content, obj, ref
from tests.support.files import snapshot
from tests.support.programs import ROOT, clientgen, process
from tests.update.tiny_api import document, make


def run(
    folder: Path,
    *arguments: str,
    out: Any = subprocess.PIPE,
    err: Any = subprocess.PIPE,
    **env: str,
) -> subprocess.CompletedProcess[bytes]:
    """Run the program; nothing it says is a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "clientgen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        stdout=out,
        stderr=err,
        timeout=110,
        check=False,
    )
    for told in (done.stdout, done.stderr):
        assert b"Traceback" not in (told or b"") and b"internal error" not in (told or b"")
    return done


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    make(folder)
    (folder / "new.json").write_bytes(document("2.0", ("a", "b", "d")))
    return folder


def awkward(description: str) -> bytes:
    """A document whose every name is beyond ASCII, with digits that are none to `int`."""
    member = obj(**{"²": TEXT, "²00": {}})
    responses: Json = {status: {"description": "x"} for status in ("²", "²00", "٢٠٠")}
    responses["200"] = {"description": description, **content(ref("Ä"))}
    operation = {"operationId": "²00", "tags": ["é"], "summary": "日本", "responses": responses}
    paths = {"/²": {"get": operation}, "/²00/{²}": {"get": {**operation, "tags": []}}}
    info = {"title": "Größe ² 日本", "version": "ü"}
    value = documents.document(paths, schemas={"Ä": member, "²": member}, info=info)
    return json.dumps(value, ensure_ascii=False).encode()


COMMANDS = {
    "validate": (("validate", "日本.json"), 2),
    "generate": (("generate", "日本.json", "--out", "ö", "--package", "p"), 0),
    "extract": (("extract", "日本.json", "-o", "ä.yaml"), 0),
    "extract to stdout": (("extract", "日本.json"), 0),
    "diff": (("diff", "日本.json", "2日本.json"), 0),
    "diff as html": (("diff", "日本.json", "2日本.json", "--format", "html", "-o", "é.html"), 0),
    "no such file": (("validate", "fehlt-ü.json"), 2),
    "no such configuration": (("update", "日本.json", "--config", "ü.toml"), 2),
}
TERMINALS = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.parametrize("terminal", TERMINALS)
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(name, marks=[] if name in ("generate", "diff") else [pytest.mark.slow])
        for name in COMMANDS
    ],
)
def test_names_that_a_terminal_cannot_show(tmp_path: Path, command: str, terminal: str) -> None:
    (tmp_path / "日本.json").write_bytes(awkward("old"))
    (tmp_path / "2日本.json").write_bytes(awkward("né"))
    arguments, expected = COMMANDS[command]
    done = run(tmp_path, *arguments, **TERMINALS[terminal])
    assert done.returncode == expected, done.stderr
    if command == "extract to stdout":
        assert "Größe ² 日本" in done.stdout.decode("utf-8")


def test_digits_that_are_none_are_names() -> None:
    for text in ("²", "²00", "٢٠٠", "", "-1", "9" * 5000):
        assert not is_number(text)
        with pytest.raises(KeyError):
            child(["x"] * 9, text)
    assert is_number("200") and child(["x", "y"], "1") == "y"


def test_a_reader_that_goes_away(tree: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    for arguments in (("diff", "spec/api.yaml", "new.json"), ("--help",), ("generate", "--check")):
        done = run(tree, *arguments, out=writing)
        assert done.stderr == b"", arguments
        # Neither success nor a gate that does not hold.
        assert done.returncode == 141, arguments
    os.close(writing)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [
        ("diff", "spec/api.yaml", "new.json"),
        ("update", "new.json"),
        ("extract", "spec/upstream.json", "-o", "/dev/full"),
        pytest.param(("generate", "--check"), marks=pytest.mark.slow),
        pytest.param(("extract", "spec/upstream.json"), marks=pytest.mark.slow),
        pytest.param(("--version",), marks=pytest.mark.slow),
    ],
)
def test_a_full_disk_behind_stdout(tree: Path, arguments: tuple[str, ...]) -> None:
    before = snapshot(tree)
    with open("/dev/full", "wb") as full:
        done = run(tree, *arguments, out=full)
        assert done.returncode == 2
        assert done.stderr.count(b"\n") == 1 and b"No space left on device" in done.stderr
        run(tree, *arguments, out=full, err=full)
    assert snapshot(tree) == before


def test_streams_that_are_closed(tree: Path) -> None:
    for closed in (">&-", "2>&-"):
        line = f'"{sys.executable}" -m clientgen generate --check {closed}'
        done = process("sh", "-c", line, folder=tree)
        assert (done.returncode, done.stderr) == (0, ""), closed


# Presses Ctrl-C at the n-th operation on the disk.
KEYBOARD = """
import os, signal, sys
left = int(sys.argv[1])
def watch(event, arguments):
    global left
    if event in ("os.rename", "os.link", "os.remove", "os.mkdir") or (
        event == "import" and arguments[0] == sys.argv[2]
    ):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(watch)
from clientgen.cli.app import main
main(["update", "new.json"])
"""


@pytest.mark.parametrize(
    ("at", "module"),
    [
        (1, "typer"),
        (1, "clientgen.emit.pipeline"),
        (40, "-"),
        (46, "-"),
        pytest.param(30, "-", marks=pytest.mark.slow),
        pytest.param(35, "-", marks=pytest.mark.slow),
        pytest.param(50, "-", marks=pytest.mark.slow),
    ],
)
def test_an_interrupt_from_the_keyboard(tree: Path, at: int, module: str) -> None:
    before = snapshot(tree)
    done = process(sys.executable, "-c", KEYBOARD, str(at), module, folder=tree)
    assert (done.returncode, done.stderr) == (130, "interrupted\n")
    assert snapshot(tree) == before


def test_the_signal_handler_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    clientgen("--version")
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "error: this document is too large for the memory there is\n"),
        (RecursionError("deep"), "error: this document is nested too deeply to be worked on\n"),
        (
            PermissionError(13, "Permission denied", "some/file"),
            "error: some/file: Permission denied\n",
        ),
    ],
    ids=["memory", "recursion", "system"],
)
def test_what_the_machine_refuses_is_one_message(
    error: Exception, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("clientgen.document.load.read", refuse)
    assert clientgen("validate", "x.yaml") == (2, "", message)


def test_a_working_directory_that_was_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    line = f'cd "{folder}" && rmdir "{folder}" && exec "{sys.executable}" -m clientgen generate'
    done = process("sh", "-c", line)
    said = "error: the working directory does not exist any more; change to another one\n"
    assert (done.returncode, done.stderr) == (2, said)


UNUSABLE = {
    "a file where a directory must be": "file/x",
    "a ring of links": "ring/x",
    "a name that is too long": "n" * 300,
    "a place that takes no files": "/proc/none",
}


@pytest.mark.slow
@pytest.mark.parametrize("place", UNUSABLE)
def test_places_that_cannot_be_read_or_written(tree: Path, place: str) -> None:
    (tree / "file").write_text("x", "utf-8")
    (tree / "ring").symlink_to("ring")
    path = UNUSABLE[place]
    before = snapshot(tree)
    for arguments in (
        ("validate", path),
        ("generate", path),
        ("generate", "--config", path),
        ("generate", "new.json", "--package", "p", "--out", path),
        ("extract", path),
        ("extract", "new.json", "-o", path),
        ("extract", "--config", path),
        ("diff", path, "new.json"),
        ("diff", "new.json", "new.json", "--format", "json", "-o", path),
        ("diff", "new.json", "new.json", "--config", path),
        ("diff", "new.json", "new.json", "--config", path),
        ("update", path),
        ("update", "new.json", "--report", path),
        ("update", "new.json", "--config", path),
        ("vendor", path),
        ("vendor", "copies", "--package", path),
    ):
        done = run(tree, *arguments)
        assert done.returncode == 2, (arguments, done.stderr)
        assert done.stderr.count(b"\n") == 1, (arguments, done.stderr)
        assert snapshot(tree) == before, arguments


PAGES = {
    "login": b"<!DOCTYPE html>\n<html><body>Log in</body></html>",
    "proxy": b"\xef\xbb\xbf  <HTML><HEAD><TITLE>502 Bad Gateway</TITLE></HEAD></HTML>",
    "comment": b"<!-- a comment: with a colon -->\n<html></html>",
    "latin-1": "<html><body>Zugriff verweigert für Sie</body></html>".encode("latin-1"),
    "gzip": gzip.compress(b"<!doctype html><p>moved</p>", mtime=0),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_html_is_called_one(
    page: str, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    Path("page").write_bytes(PAGES[page])
    before = snapshot(tree)
    said = "error: page:1:1: this is a page of HTML, not an OpenAPI document\n"
    for command in ("validate", "generate", "extract", "update", "diff"):
        more = ["new.json"] if command == "diff" else []
        assert clientgen(command, "page", *more) == (2, "", said), command
    assert snapshot(tree) == before
