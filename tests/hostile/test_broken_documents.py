"""Documents of the corpus with nodes removed or replaced: read, or refused with one message."""

from __future__ import annotations

import contextlib
import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Config
from clientgen.base.diagnostics import InputError
from clientgen.base.pointers import resolve
from clientgen.base.untyped import as_list, as_map
from clientgen.compare import compare_versions, prepare_version
from clientgen.document.extract.text import fragment_text
from clientgen.document.load import Document, parse, read
from clientgen.document.screen import screen
from clientgen.document.validate import violations
from clientgen.emit.pipeline import generate
from tests.corpus.packages import DOCUMENTS, NAMES, path_of
from tests.support.documents import places

NEW: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, "", "x", "#", "#/", "#/paths", "../x.yaml", "http://h.test/",
    "\u202e\n", [], [None], [[]], ["x"], {}, {"": {}}, {"$ref": "#"},
    {"$ref": "#/components/schemas/none"},
    {"$ref": 1}, {"$dynamicRef": "#a"}, {"$recursiveRef": "#"}, {"$id": "http://h.test/a"},
    {"$anchor": "a"}, {"type": "nonsense"}, {"allOf": [{"$ref": "#"}]}, {"if": {}, "then": {}},
    {"$schema": "http://h.test/dialect"}, {"not": {"$ref": "#/info"}},
)  # fmt: skip
VALUES = {name: read(path_of(name)).value for name in NAMES if path_of(name).parent == DOCUMENTS}


def broken(name: str, seed: int) -> bytes:
    """A document of the corpus with one to three nodes deleted or replaced."""
    chance = random.Random(f"{name} {seed}")
    value = copy.deepcopy(VALUES[name])
    for _ in range(chance.randint(1, 3)):
        *above, last = chance.choice(places(value)[1:])
        owner = value
        for step in above:
            owner = owner[step]
        if chance.random() < 0.35:
            del owner[last]
        elif chance.random() < 0.1 and as_map(owner) is not None:
            owner[f"{last}~/%\x1b[31m\n::error::x"] = owner.pop(last)
        else:
            owner[last] = copy.deepcopy(chance.choice(NEW))
    return json.dumps(value, indent=1).encode()


def read_every_way(data: bytes) -> list[str]:
    """Generate, validate, extract and compare; return every message that was shown."""
    shown: list[str] = []

    def document() -> Document:
        return parse(data, "x.json")

    with contextlib.suppress(InputError):
        found = violations(screen(document()))
        for item in found:
            # Each names something that is there.
            if item.pointer:
                resolve(document().value, item.pointer)
        shown += map(str, found)
    for run in (
        lambda: generate(document(), Config(), package="p").diagnostics,
        lambda: generate(document(), Config(), package="p", include=["/"]).diagnostics,
        lambda: fragment_text(document(), None, {}, ["/"])[2],
        lambda: compare_versions(*(prepare_version(document()) for _ in range(2))).findings,
    ):
        try:
            shown += map(str, run())
        except InputError as problem:
            shown.append(str(problem))
    return shown


def check(name: str, seeds: range) -> None:
    for seed in seeds:
        data = broken(name, seed)
        try:
            shown = read_every_way(data)
        except Exception as problem:
            problem.add_note(f"{name}, seed {seed}")
            raise
        for text in shown:
            assert "KeyError(" not in text and "Traceback" not in text
            assert " object at 0x" not in text


@pytest.mark.parametrize("name", VALUES)
def test_a_broken_document_ends_in_a_message_or_a_package(name: str) -> None:
    check(name, range(2))


@pytest.mark.slow
@pytest.mark.parametrize("name", VALUES)
def test_many_broken_documents(name: str) -> None:
    check(name, range(2, 12))


def test_what_is_broken_differs() -> None:
    assert len({broken("odd", seed) for seed in range(20)}) == 20
    assert as_list(list(VALUES)) and Path(DOCUMENTS).is_dir()
