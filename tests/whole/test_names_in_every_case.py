"""Names whose letters change with their case, members called self, integers beyond 64 bits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate

RESPONSES = {"204": {"description": "none"}}
# Letters that become several, or another number of them, in the other case.
LETTERS = ("İ", "ı", "ß", "ŉ", "ǰ", "ﬁ", "ΐ", "և", "ẖ", "ᾳ", "Ά", "ς")


def write(folder: Path, document: dict[str, Any]) -> Path:
    """Write the package of a document, and give the folder it lies in."""
    path = folder / "api.json"
    whole = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, **document}
    path.write_text(json.dumps(whole), "utf-8")
    for name, text in generate(path, Config(), package="p").files.items():
        target = folder / "out" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return folder / "out"


def run(folder: Path, code: str) -> str:
    """Run a program beside a package, in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_of_another_length_in_the_other_case(letter: str, tmp_path: Path) -> None:
    words = [letter, letter.lower(), letter.upper(), letter.casefold(), f"a{letter}", "i", "ss"]
    names = list(dict.fromkeys(words))
    operations: dict[str, Any] = {f"/{name}": {"get": {"responses": RESPONSES}} for name in names}
    webhooks = {name: {"post": {"responses": RESPONSES}} for name in names}
    schemas = {
        f"S{index}": {"type": "object", "properties": {name: {"type": "string"} for name in names}}
        for index in range(2)
    }
    result = {"schema": {"$ref": "#/components/schemas/S0"}}
    operations["/all"] = {
        "get": {"responses": {"200": {"description": "", "content": {"application/json": result}}}}
    }
    document = {"paths": operations, "webhooks": webhooks, "components": {"schemas": schemas}}

    folder = write(tmp_path, document)

    found = run(folder, "import p, p.client, p.webhooks, p.models; print(len(p.OPERATIONS))")
    assert int(found) == len(operations)


def test_a_member_called_self_can_be_changed(tmp_path: Path) -> None:
    thing = {"$ref": "#/components/schemas/Thing"}
    content = {"application/json": {"schema": thing}}
    members = {"self": {"type": "string"}, "changes": {"type": "string"}, "id": {"type": "string"}}
    document = {
        "paths": {
            "/things/{id}": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "get": {"responses": {"200": {"description": "", "content": content}}},
                "put": {"requestBody": {"content": content}, "responses": RESPONSES},
            }
        },
        "components": {"schemas": {"Thing": {"type": "object", "properties": members}}},
    }
    folder = write(tmp_path, document)
    code = "from p.models import Thing; t = Thing(id='1', self='a')\n"
    code += "print(t.to_update(self='b', changes='c').model_dump_json(exclude_unset=True))"

    assert json.loads(run(folder, code)) == {"id": "1", "self": "b", "changes": "c"}
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", "p"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 2**64 - 1, 10**30])
def test_integers_that_no_literal_takes_are_plain(value: int, tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"const": value}, "b": {"type": "integer", "enum": [value, 1]}},
    }
    content = {"application/json": {"schema": schema}}
    responses = {"200": {"description": "", "content": content}}
    folder = write(tmp_path, {"paths": {"/a": {"get": {"responses": responses}}}})

    text = (folder / "p" / "models.py").read_text("utf-8")

    assert str(value) not in text and "Literal[1] | int" in text


@pytest.mark.parametrize("kind", ["chain", "ring"])
def test_hundreds_of_classes_that_lead_to_each_other_are_read(kind: str, tmp_path: Path) -> None:
    count = 300
    schemas: dict[str, Any] = {}
    for number in range(count):
        following = (number + 1) % count
        last = kind == "chain" and following == 0
        reference = {"type": "string"} if last else {"$ref": f"#/components/schemas/C{following}"}
        schemas[f"C{number}"] = {"type": "object", "properties": {"n": reference}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/C0"}}}
    responses = {"200": {"description": "", "content": content}}
    document = {"paths": {"/a": {"get": {"responses": responses}}}}
    folder = write(tmp_path, {**document, "components": {"schemas": schemas}})
    code = "from p._runtime.codec import Codec\n"
    code += """print(Codec("p.models").decode(b'{"n":{"n":{}}}', "C0").n.n is not None)"""

    assert run(folder, code) == "True\n"
