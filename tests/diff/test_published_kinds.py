"""Kinds of findings that published pairs got wrong, each as a small pair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientgen.compare import Report, compare_versions, prepare_version
from clientgen.document.load import read
from clientgen.emit.render import render
from tests.real.compare_pair import judged
from tests.support.documents import TEXT, document, obj, ref, responses
from tests.support.programs import clientgen

CASES = Path(__file__).parent / "cases"


def _report(name: str) -> Report:
    old = prepare_version(read(CASES / f"{name}.old.json"))
    new = prepare_version(read(CASES / f"{name}.new.json"), after=old)
    report = compare_versions(old, new)
    found = judged(report, render(old.plan, None), render(new.plan, None))
    assert found.unfounded == []
    assert found.untold == []
    return report


def _sources(report: Report) -> dict[str, str]:
    return {finding.id: finding.source for finding in report.findings}


def test_a_tag_that_gives_no_name_renames_nothing() -> None:
    report = _report("tag-given-beside-new-path")
    assert report.source == "safe"
    assert "tag-changed" in _sources(report)


def test_a_renamed_component_takes_the_classes_below_it_along() -> None:
    (finding,) = _report("component-renamed-with-inline").findings
    assert (finding.id, finding.source, len(finding.python)) == ("schema-renamed", "breaks", 3)


def test_members_that_make_a_class_a_mapping_are_the_cause_not_a_description() -> None:
    sources = _sources(_report("last-members-removed"))
    assert sources == {"resp-prop-optional-removed": "breaks", "prop-description-changed": "safe"}


def test_a_part_of_several_compositions_is_edited_once() -> None:
    (finding,) = _report("shared-part-grows").findings
    assert (finding.subject, len(finding.operations)) == ("Layout.grid", 3)
    assert len(finding.python) == 3


def test_paging_that_is_lost_breaks_and_is_told_with_its_parameters() -> None:
    report = _report("paging-lost")
    assert _sources(report) == {"param-removed": "breaks"}
    assert any("was `Pager" in text for finding in report.findings for text in finding.python)


def test_an_error_that_is_added_explains_no_result() -> None:
    sources = _sources(_report("error-added-beside-paging-lost"))
    assert sources == {"param-removed": "breaks", "resp-error-added": "safe"}


def test_a_list_that_becomes_the_component_itself_is_one_change() -> None:
    (finding,) = _report("list-becomes-object").findings
    assert (finding.id, finding.source) == ("resp-array-to-object", "breaks")
    assert "`Content.kind` is gone" in finding.python


def test_a_method_that_another_path_takes_over_is_told() -> None:
    assert _sources(_report("method-of-another-path"))["path-removed"] == "breaks"


def test_a_class_that_becomes_a_union_is_told() -> None:
    assert _sources(_report("class-becomes-union")) == {"schema-composition-changed": "breaks"}


# Circular compositions: compared or refused, never an internal error.

_SELF = ref("A")
_PLAIN: dict[str, Any] = {"A": obj(x=TEXT)}
CIRCLES: dict[str, dict[str, Any]] = {
    "reference to itself": {"A": _SELF},
    "two references": {"A": ref("B"), "B": _SELF},
    **{f"{word} of itself": {"A": {word: [_SELF]}} for word in ("allOf", "anyOf", "oneOf")},
    **{
        f"{word} of a pair": {"A": {word: [ref("B")]}, "B": {word: [_SELF, TEXT]}}
        for word in ("allOf", "anyOf", "oneOf")
    },
    **{
        f"{word} inside allOf": {"A": {"allOf": [{word: [_SELF, obj(y=TEXT)]}]}}
        for word in ("allOf", "anyOf", "oneOf")
    },
    "not itself": {"A": {"not": _SELF}},
}


def _written(folder: Path, name: str, schemas: dict[str, Any]) -> Path:
    operation = {"operationId": "g", "responses": responses(_SELF)}
    path = folder / name
    path.write_text(json.dumps(document({"/a": {"get": operation}}, schemas=schemas)), "utf-8")
    return path


@pytest.mark.parametrize("name", CIRCLES)
def test_a_circular_composition_is_compared_or_refused(name: str, tmp_path: Path) -> None:
    circle = _written(tmp_path, "circle.json", CIRCLES[name])
    plain = _written(tmp_path, "plain.json", _PLAIN)
    for old, new in ((circle, circle), (circle, plain), (plain, circle)):
        done = clientgen("diff", old, new)
        assert done.code == 0 or (done.code == 2 and "error" in done.err)
    itself = clientgen("diff", circle, circle, "--fail-on", "any")
    assert itself.code != 1, itself.out
