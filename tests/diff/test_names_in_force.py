"""No operation that is added or removed renames another one, or a class, in any document."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.untyped import as_map
from clientgen.compare import Version, prepare_version
from clientgen.document.load import bundle, read
from clientgen.document.load.grammar import METHODS
from tests.support.documents import parsed

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "documents"
DOCUMENTS = [
    path
    for path in sorted(CORPUS.glob("*.yaml"))
    # Without two operations there is none to remove.
    if path.stem not in {"none", "one", "webhooks"}
]
MOST = 4
"""Operations of one document that are removed in turn."""


def operations(value: dict[str, Any]) -> list[tuple[str, str]]:
    """The operations of a document, or as many of them, evenly spread, as there is time for."""
    found = [
        (path, method)
        for path, item in value["paths"].items()
        for method in as_map(item) or {}
        if method in METHODS
    ]
    return found[:: max(1, -(-len(found) // MOST))]


def known(version: Version) -> dict[str, str]:
    """The names of all methods and classes."""
    methods = {f"{m.operation.method} {m.operation.path}": m.path for m in version.plan.methods}
    return methods | {f"class {key}": name for key, name in version.plan.models.classes.items()}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_no_operation_renames_another(path: Path) -> None:
    value = bundle(read(path)).value
    whole = prepare_version(parsed(value, path.name))
    chosen = operations(value)
    assert chosen
    for where, method in chosen:
        less = copy.deepcopy(value)
        del less["paths"][where][method]
        old = prepare_version(parsed(less, path.name))
        for before, after in (
            (old, prepare_version(parsed(value, path.name), after=old)),
            (whole, prepare_version(parsed(less, path.name), after=whole)),
        ):
            names, found = known(before), known(after)
            renamed = {
                key: (names[key], found[key])
                for key in names.keys() & found.keys()
                if names[key] != found[key]
            }
            assert renamed == {}, f"{method} {where}"
