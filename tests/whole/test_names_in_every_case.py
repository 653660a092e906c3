"""Names whose letters change with their case, members called self, integers beyond 64 bits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from tests.support import files
from tests.support.documents import (
    NONE,
    TEXT,
    Json,
    content,
    document,
    obj,
    parsed,
    path_parameter,
    ref,
    responses,
)
from tests.support.programs import mypy, python

# Letters that become several, or another number of them, in the other case.
LETTERS = ("İ", "ı", "ß", "ŉ", "ǰ", "ﬁ", "ΐ", "և", "ẖ", "ᾳ", "Ά", "ς")


def write(folder: Path, value: Json) -> Path:
    """Write the package of a document, and return the folder."""
    files.write(generate(parsed(value), Config(), package="p").files, folder)
    return folder


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_of_another_length_in_the_other_case(letter: str, tmp_path: Path) -> None:
    words = [letter, letter.lower(), letter.upper(), letter.casefold(), f"a{letter}", "i", "ss"]
    names = list(dict.fromkeys(words))
    operations: Json = {f"/{name}": {"get": {"responses": NONE}} for name in names}
    webhooks = {name: {"post": {"responses": NONE}} for name in names}
    schemas = {f"S{index}": obj(**dict.fromkeys(names, TEXT)) for index in range(2)}
    operations["/all"] = {"get": {"responses": responses(ref("S0"))}}

    folder = write(tmp_path, document(operations, schemas=schemas, webhooks=webhooks))

    code = "import p, p.client, p.webhooks, p.models; print(len(p.OPERATIONS))"
    assert int(python("-W", "error", "-c", code, folder=folder)) == len(operations)


def test_a_member_called_self_can_be_changed(tmp_path: Path) -> None:
    item = {
        "parameters": [path_parameter()],
        "get": {"responses": responses(ref("Thing"))},
        "put": {"requestBody": content(ref("Thing")), "responses": NONE},
    }
    schemas = {"Thing": obj(**dict.fromkeys(("self", "changes", "id"), TEXT))}
    folder = write(tmp_path, document({"/things/{id}": item}, schemas=schemas))
    code = "from p.models import Thing; t = Thing(id='1', self='a')\n"
    code += "print(t.to_update(self='b', changes='c').model_dump_json(exclude_unset=True))"

    sent = json.loads(python("-W", "error", "-c", code, folder=folder))
    assert sent == {"id": "1", "self": "b", "changes": "c"}
    mypy(folder, "p")


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 2**64 - 1, 10**30])
def test_integers_that_no_literal_takes_are_plain(value: int, tmp_path: Path) -> None:
    schema = obj(a={"const": value}, b={"type": "integer", "enum": [value, 1]})
    folder = write(tmp_path, document({"/a": {"get": {"responses": responses(schema)}}}))

    text = (folder / "p" / "models.py").read_text("utf-8")

    assert str(value) not in text and "Known[Literal[1]] | int" in text


@pytest.mark.parametrize("kind", ["chain", "ring"])
def test_hundreds_of_classes_that_lead_to_each_other_are_read(kind: str, tmp_path: Path) -> None:
    count = 300
    schemas = {f"C{number}": obj(n=ref(f"C{(number + 1) % count}")) for number in range(count)}
    if kind == "chain":
        schemas[f"C{count - 1}"] = obj(n=TEXT)
    paths = {"/a": {"get": {"responses": responses(ref("C0"))}}}
    folder = write(tmp_path, document(paths, schemas=schemas))
    code = "from p._runtime.codec import Codec\n"
    code += """print(Codec("p.models").decode(b'{"n":{"n":{}}}', "C0").n.n is not None)"""

    assert python("-W", "error", "-c", code, folder=folder) == "True\n"
