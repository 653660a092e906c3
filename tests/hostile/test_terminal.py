"""No text of a document acts on a terminal or forges a line there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.documents import NONE, document
from tests.support.programs import process

EVIL = "x\n::error file=app.py::forged\x1b[31m\x07\rY\u202e\u2028"
OPERATION: dict[str, Any] = {"responses": NONE}
BODY: dict[str, Any] = {"requestBody": {"content": {EVIL: {}, "application/json": {}}}}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "version": {"info": {"title": "T", "version": EVIL}, "paths": {"/a": {"get": OPERATION}}},
    "media type": {"paths": {"/a": {"post": {**OPERATION, **BODY}}}},
    "path": {"paths": {f"/{EVIL}": {"get": {**OPERATION, "parameters": [{"name": EVIL}]}}}},
    "scheme": {
        "paths": {"/a": {"get": {**OPERATION, "security": [{EVIL: []}]}}},
        "components": {"securitySchemes": {EVIL: {"type": EVIL}}},
    },
    "reference": {"paths": {"/a": {"$ref": EVIL}}},
    "schema": {
        "paths": {"/a": {"get": OPERATION}},
        "components": {"schemas": {EVIL: {"type": EVIL, "$ref": f"#/{EVIL}"}}},
    },
}


def run(*arguments: str, folder: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return process(sys.executable, "-m", "clientgen", *arguments, folder=folder, text=text)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_text_of_a_document_acts_on_a_terminal(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document(**DOCUMENTS[name])), "utf-8")
    for command in (
        ("generate", "a.json", "--package", "p"),
        ("validate", "a.json"),
        ("diff", "a.json", "a.json"),
    ):
        done = run(*command, folder=tmp_path)
        shown = done.stdout + done.stderr
        assert done.returncode in (0, 2) and "internal error" not in shown
        assert not {"\x1b", "\x07", "\r", "\u202e", "\u2028"} & set(shown), command
        assert not any(line.startswith("::error") for line in shown.splitlines())


def test_a_document_is_piped_into_the_comparison(tmp_path: Path) -> None:
    text = json.dumps(document({"/a": {"get": OPERATION}}))
    (tmp_path / "a.json").write_text(text, "utf-8")
    done = run("diff", "-", "a.json", "--fail-on", "any", folder=tmp_path, text=text)

    assert done.returncode == 0


@pytest.mark.parametrize("command", ["validate -", "generate - --package p", "diff - -"])
def test_closed_standard_input_is_told(command: str, tmp_path: Path) -> None:
    shell = f"exec {sys.executable} -m clientgen {command} <&-"
    done = process("sh", "-c", shell, folder=tmp_path)

    assert (done.returncode, done.stderr) == (2, "error: standard input: is closed\n")
