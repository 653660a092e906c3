"""Hostile documents given to the commands themselves: one message, exit code 2, nothing written.

Each runs in a process of its own with a limit on memory and on time: a hang or a flood shows.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import documents
from tests.support.documents import ref, responses

MEMORY = 3 << 30
SECONDS = 60
COMMANDS = {
    "generate": ("generate", "{}", "--package", "made", "--out", "out"),
    "extract": ("extract", "{}", "--prefix", "/a", "-o", "out.yaml"),
    "validate": ("validate", "{}"),
    "diff": ("diff", "{}", "{}", "-o", "out.txt"),
}
HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"


def document(schema: Any = None, schemas: dict[str, Any] | None = None) -> bytes:
    """A document with one operation that answers with a schema, `A` where none is given."""
    operation = {"operationId": "a", "responses": responses(schema or ref("A"))}
    return json.dumps(
        documents.document({"/a": {"get": operation}}, schemas=schemas or {})
    ).encode()


def bomb() -> bytes:
    rows = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    rows += [
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]" for i in range(12)
    ]
    return ("\n".join(rows) + "\n" + HEAD).encode()


REFUSED: dict[str, bytes] = {
    "file.json": document({"$ref": "file:///etc/passwd"}),
    "http.json": document({"$ref": "http://127.0.0.1:9/x.json"}),
    "above.json": document({"$ref": "../../etc/passwd"}),
    "escaped.json": document({"$ref": "%2e%2e/%2e%2e/etc/passwd"}),
    "share.json": document({"$ref": "\\\\host\\share"}),
    "drive.json": document({"$ref": "C:/x.json"}),
    "nul-in-path.json": document({"$ref": "a\x00b.json"}),
    "device.json": document({"$ref": "/dev/zero"}),
    "folder.json": document({"$ref": "."}),
    "link.json": document({"$ref": "leads-out.json"}),
    "pipe.json": document({"$ref": "pipe"}),
    "nothing.json": document(),
    "allof-ring.json": document(schemas={"A": {"allOf": [ref("B")]}, "B": {"allOf": [ref("A")]}}),
    "ref-ring.json": document(schemas={"A": ref("B"), "B": ref("A")}),
    "nan.json": document({"default": float("nan")}),
    "digits.json": document({"default": 0}).replace(
        b'"default": 0', b'"default": ' + b"9" * 100_000
    ),
    "surrogate.json": document({"description": "\ud800"}),
    "deep.json": document({"deep": 0}).replace(
        b'{"deep": 0}', b'{"allOf":[' * 10_000 + b"]}" * 10_000
    ),
    "twice.json": b'{"openapi":"3.1.0","openapi":"3.1.0"}',
    "utf16.json": document({}).decode().encode("utf-16"),
    "bomb.yaml": bomb(),
    "tag.yaml": f"{HEAD}x: !!python/object/apply:os.system ['touch pwned']\n".encode(),
    "bomb.json.gz": gzip.compress(b" " * 4_000_000) * 100,
}


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def run(command: str, name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    arguments = [part.format(name) for part in COMMANDS[command]]
    return subprocess.run(
        [sys.executable, "-m", "clientgen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=limited,
        timeout=SECONDS,
        capture_output=True,
        text=True,
        check=False,
    )


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Read without what they ask for, with a warning; no file and no address is opened.
LEFT_OUT = (
    "file.json", "http.json", "share.json", "drive.json", "nul-in-path.json", "device.json",
    "folder.json", "pipe.json", "nothing.json", "allof-ring.json", "ref-ring.json",
)  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_asked_for_is_left_out(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(REFUSED[name])
    os.mkfifo(tmp_path / "pipe")
    told = run("generate", name, tmp_path)
    assert told.returncode == 0, told.stderr[-400:]
    assert all(": warning " in line and len(line) < 500 for line in told.stderr.splitlines())


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - set(LEFT_OUT)))
def test_one_message_and_nothing_written(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(REFUSED[name])
    (tmp_path / "leads-out.json").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    before = left(tmp_path)
    for command in COMMANDS:
        told = run(command, name, tmp_path)
        assert told.returncode == 2, (command, told.stderr[-400:])
        message = told.stderr.splitlines()
        assert len(message) == 1 and message[0].startswith("error: "), (command, told.stderr)
        assert name in message[0] and len(message[0]) < 400, (command, message[0])
        assert not told.stdout, command
        assert left(tmp_path) == before, command


def diamond(node: Callable[[Any], Any]) -> bytes:
    """Forty schemas that each lead twice to the next: 2^40 ways to the last."""
    schemas: dict[str, Any] = {f"D{i}": node(ref(f"D{i + 1}")) for i in range(40)}
    schemas["D40"] = {"type": "object", "properties": {"x": {"type": "string"}}}
    return document(ref("D0"), schemas)


DIAMONDS: dict[str, Callable[[Any], Any]] = {
    "members": lambda to: {"type": "object", "properties": {"left": to, "right": to}},
    "allOf": lambda to: {"allOf": [to, to]},
    "oneOf": lambda to: {"oneOf": [to, {"type": "array", "items": to}]},
    "anyOf": lambda to: {"anyOf": [to, {"type": "object", "additionalProperties": to}]},
}


@pytest.mark.parametrize("kind", DIAMONDS)
def test_many_ways_to_one_schema_are_walked_once(kind: str, tmp_path: Path) -> None:
    (tmp_path / "diamond.json").write_bytes(diamond(DIAMONDS[kind]))
    for command in COMMANDS:
        told = run(command, "diamond.json", tmp_path)
        assert told.returncode == 0, (command, told.stderr)
