"""No text of a document acts on a terminal or forges a line there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EVIL = "x\n::error file=app.py::forged\x1b[31m\x07\rY\u202e\u2028"
OPERATION: dict[str, Any] = {"responses": {"204": {"description": "none"}}}
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
    return subprocess.run(
        [sys.executable, "-m", "clientgen", *arguments],
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_text_of_a_document_acts_on_a_terminal(name: str, tmp_path: Path) -> None:
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, **DOCUMENTS[name]}
    (tmp_path / "a.json").write_text(json.dumps(document), "utf-8")
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
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}
    text = json.dumps({**document, "paths": {"/a": {"get": OPERATION}}})
    (tmp_path / "a.json").write_text(text, "utf-8")

    assert (
        run("diff", "-", "a.json", "--fail-on", "any", folder=tmp_path, text=text).returncode == 0
    )


@pytest.mark.parametrize("command", ["validate -", "generate - --package p", "diff - -"])
def test_closed_standard_input_is_told(command: str, tmp_path: Path) -> None:
    shell = f"exec {sys.executable} -m clientgen {command} <&-"
    done = subprocess.run(
        ["sh", "-c", shell], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 2
    assert done.stderr == "error: standard input: is closed\n"
