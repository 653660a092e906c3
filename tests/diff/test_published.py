"""Published versions compared, and three invariants held against the rendered packages.

* A document compared with itself is empty.
* Where both packages are equal but for version lines, or declare the same names alike, user code
  keeps working, but for behaviour and authentication.
* Every name that the new package no longer has is named by a finding.

`make real` compares all pinned pairs, `make test-all` those that `version_pairs.toml` marks
`always`, and every document of this repository.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.untyped import as_map
from clientgen.compare import Version, compare_versions, prepare_version
from clientgen.document.load import Document, bundle, read
from clientgen.document.load.grammar import METHODS
from clientgen.emit.render import render
from tests.real.compare_pair import judged, unfounded
from tests.real.documents import documents, reason_to_skip
from tests.real.measure import Bounds
from tests.real.pair_rows import PairRow, measure_pair, read_rows, store
from tests.real.pairs_page import PAGE
from tests.real.pairs_page import render as render_page
from tests.real.public_names import KINDS, Name, Sentences, lost_names, public_names
from tests.real.version_pairs import PAIR_CACHE, VersionPair, read_pairs, version_pairs
from tests.support.documents import NONE, TEXT, content, document, obj, parsed, ref, responses
from tests.support.programs import clientgen

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
_BOUNDS = Bounds(cpu_seconds=300)
_TIMEOUT = _BOUNDS.wall_seconds + 60
_PAIRS = {pair.name: pair for pair in version_pairs()}
_CHOSEN = [name for name, pair in _PAIRS.items() if pair.always]
UNTOLD = frozenset({"changes"})
"""Kinds of names whose loss is not told: the typed dictionaries of `to_update()`, which exist for
checkers only, in no `__all__`; what takes their members is told."""


def _hold(pair: VersionPair) -> None:
    reason = pair.reason_to_skip()
    if reason:
        pytest.skip(reason)
    row = measure_pair(pair, _BOUNDS)
    store(row)
    assert row.outcome in ("generated", "refused"), f"{row.outcome}: {row.message}"
    if row.outcome == "refused":
        done = clientgen("diff", pair.old.local(PAIR_CACHE), pair.new.local(PAIR_CACHE))
        assert (done.code, "error" in done.err) == (2, True)
    _hold_invariants(row)


def _hold_invariants(row: PairRow) -> None:
    assert row.self_differences == ()
    assert row.unfounded == ()
    assert [name for name in row.untold if name.partition(" ")[0] not in UNTOLD] == []


@pytest.mark.real
@pytest.mark.timeout(_TIMEOUT)
@pytest.mark.parametrize("name", _PAIRS)
def test_the_invariants_hold_over_published_pairs(name: str) -> None:
    _hold(_PAIRS[name])


@pytest.mark.slow
@pytest.mark.timeout(_TIMEOUT)
@pytest.mark.parametrize("name", _CHOSEN)
def test_the_invariants_hold_over_chosen_pairs(name: str) -> None:
    _hold(_PAIRS[name])


# Every document of this repository.

HERE = [
    *sorted((ROOT / "tests" / "corpus" / "documents").glob("*.yaml")),
    *sorted((ROOT / "tests" / "golden").glob("*/*.yaml")),
    ROOT / "spec" / "processautomation.yaml",
]
_HISTORY = list(
    pairwise(
        sorted(
            (ROOT / "spec" / "history").glob("*.yaml"),
            key=lambda path: [int(part) for part in path.stem.partition("-")[0].split(".")],
        )
    )
)


def _read(path: Path) -> Document:
    return bundle(read(path))


def _operations(value: Any) -> Iterator[tuple[str, str]]:
    for path, item in (as_map(value.get("paths")) or {}).items():
        for method in as_map(item) or {}:
            if method in METHODS:
                yield path, method


def _compared(old: Document, new: Document, after: Version | None = None) -> PairRow:
    before = after or prepare_version(old)
    version = prepare_version(new, after=before)
    report = compare_versions(before, version)
    found = judged(report, render(before.plan, None), render(version.plan, None))
    return PairRow(
        "here", "generated", untold=tuple(found.untold), unfounded=tuple(found.unfounded)
    )


@pytest.mark.parametrize("path", HERE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_document_equals_itself(path: Path) -> None:
    if path.stem == "none":
        pytest.skip("nothing in it to compare")
    one = prepare_version(_read(path))
    assert compare_versions(one, prepare_version(_read(path), after=one)).findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("path", HERE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_an_operation_takes_with_it_is_told(path: Path) -> None:
    value = _read(path).value
    found = list(_operations(value))
    if len(found) < 2:
        pytest.skip("without two operations there is none to remove")
    whole = prepare_version(parsed(value, path.name))
    for where, method in found[:: max(1, len(found) // 6)]:
        less = copy.deepcopy(value)
        del less["paths"][where][method]
        _hold_invariants(_compared(whole.document, parsed(less, path.name), whole))


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), _HISTORY, ids=[new.stem for _, new in _HISTORY])
def test_every_step_of_the_history_is_told(old: Path, new: Path) -> None:
    _hold_invariants(_compared(_read(old), _read(new)))


@pytest.mark.slow
@pytest.mark.parametrize("name", [d.name for d in documents() if d.name.startswith("mojaloop")])
def test_a_refused_document_is_refused_with_a_message(name: str) -> None:
    known = {found.name: found for found in documents()}
    if reason := reason_to_skip(known[name]):
        pytest.skip(reason)
    path = known[name].local()
    done = clientgen("diff", path, path, "--fail-on", "any")
    assert done.code == 0 or (done.code == 2 and "error" in done.err)


# The pins and the page.


def test_the_pairs_are_many_and_from_many_publishers() -> None:
    assert len(_PAIRS) >= 100
    assert len({pair.name.rpartition("-")[0] for pair in _PAIRS.values()}) >= 60
    assert {pair.new.package.registry for pair in _PAIRS.values()} == {"npm", "pypi"}
    assert 5 <= len(_CHOSEN) <= 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "names no pair"),
        ('[[series]]\nname = "a"', "without package"),
        (
            '[[series]]\nname = "a"\nregistry = "npm"\npackage = "p"\npath = "x"\n'
            'releases = [{ version = "1", sha256 = "0" }]',
            "makes no pair",
        ),
        (
            '[[series]]\nname = "a"\nregistry = "npm"\npackage = "p"\n'
            'releases = [{ version = "1", sha256 = "0" }, { version = "2", sha256 = "1" }]',
            "lacks version, path",
        ),
    ],
)
def test_pins_that_are_not_complete(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "pairs.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=message):
        read_pairs(path)


def test_every_pair_has_a_row_and_the_page_is_what_the_rows_give() -> None:
    rows = read_rows()
    assert [row.name for row in rows] == list(_PAIRS)
    assert PAGE.read_text("utf-8") == render_page(rows, version_pairs())


def test_the_committed_rows_hold_the_invariants() -> None:
    for row in read_rows():
        assert row.outcome in ("generated", "refused"), row.name
        _hold_invariants(row)


# The reader of names: what it cannot see, no invariant can hold.


def _package(value: Json) -> dict[Name, str]:
    return public_names(render(prepare_version(parsed(value)).plan, None))


def _api(*, parameter: str = "q", member: str = "name", key: bool = True) -> Json:
    query: Json = {"name": parameter, "in": "query", "schema": TEXT}
    listing = {"operationId": "a", "parameters": [query], "responses": responses(ref("Pet"))}
    body = {"operationId": "b", "requestBody": content(ref("Pet")), "responses": NONE}
    value = document(
        {"/pets": {"get": listing, "post": body}}, schemas={"Pet": obj(**{member: TEXT})}
    )
    if key:
        scheme: Json = {"type": "apiKey", "in": "header", "name": "X-Key"}
        value["components"]["securitySchemes"] = {"k": scheme}
        value["security"] = [{"k": []}]
    return value


def test_the_reader_sees_every_kind_of_name() -> None:
    found = _package(_api())
    # A package without changes to collect has no typed dictionary.
    assert {name.kind for name in found} == {*KINDS} - {"changes"}
    assert Name("argument", "pets.get", "q") in found


def test_each_kind_of_loss_is_seen() -> None:
    old = _package(_api())
    changed = _package(_api(parameter="r", member="title", key=False))
    lost = {name.kind for name in lost_names(old, changed)}
    assert {"argument", "member", "constructor"} <= lost
    less = _api()
    del less["paths"]["/pets"]["post"]
    assert {"method", "operation"} <= {name.kind for name in lost_names(old, _package(less))}


def test_what_breaks_without_a_change_of_the_surface_is_seen() -> None:
    old = prepare_version(parsed(_api()))
    report = compare_versions(old, prepare_version(parsed(_api(parameter="r")), after=old))
    assert [text.partition(" ")[0] for text in unfounded(report, True)] == ["param-removed"]
    assert unfounded(report, False) == []


def test_a_name_is_told_only_where_it_is_named() -> None:
    sentences = Sentences(["`pets.list()` loses `q`", "`models.Pet` is gone", "`Cat.a` is gone"])
    assert sentences.tell(Name("argument", "pets.list", "q"))
    assert not sentences.tell(Name("argument", "pets.list", "r"))
    assert sentences.tell(Name("model", "", "Pet"))
    assert not sentences.tell(Name("model", "", "Cat"))
    assert not sentences.tell(Name("member", "Cat", "b"))
    assert not sentences.tell(Name("method", "", "pets.get"))
