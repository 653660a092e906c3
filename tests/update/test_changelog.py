"""The package's changelog tells its users what to do, not its maintainers."""

from __future__ import annotations

import re

from clientgen.compare import Report
from clientgen.follow.changelog import add_section
from tests.diff.tiny import GONE, Json, base, compare, edited


def section(report: Report) -> list[str]:
    told, _ = add_section("", "2.0.0", "2031-05-06", report)
    return told.splitlines()


def changed(edits: Json) -> Report:
    return compare(base(), edited(base(), edits))


def test_one_line_per_change_and_a_date() -> None:
    report = changed({"S.Thing.properties.price": GONE, "LIST.summary": "Other"})
    lines = section(report)

    assert lines[:2] == ["## 2.0.0 - 2031-05-06", ""]
    assert len(lines) == 2 + len(report.findings) == 4
    assert all(re.fullmatch(r"- .+\. .*\(`[a-z-]+`\)", line) for line in lines[2:]), lines


def test_what_breaks_is_marked_and_says_what_to_do() -> None:
    gone, *_ = section(changed({"S.Thing.properties.price": GONE}))[2:]
    assert gone.startswith("- ⚠️ ") and "Remove what uses it." in gone

    report = changed({"S.Owner.properties.name": {"type": "integer"}})
    other = section(report)[2]
    assert other.startswith("- ⚠️ 🔌 "), other
    assert "Upgrade soon: the service no longer does what older releases expect." in other
    assert "Release a major" not in other, "that is for maintainers"


def test_what_is_new_needs_nothing() -> None:
    colour = {"name": "colour", "in": "query", "schema": {"type": "string"}}
    line = section(changed({"LIST.parameters.+": colour}))[2]

    assert line == "- `things.list()` gains keyword `colour: str | None`. (`param-optional-added`)"


def test_an_edit_python_does_not_notice_is_told_in_the_documents_words() -> None:
    lines = section(changed({"info.version": "7", "LIST.summary": "Other words"}))[2:]

    assert "- info.version changed: 1 → 7. (`info-version-changed`)" in lines
    assert any("Other words. (`op-description-changed`)" in line for line in lines), lines


def test_nothing_of_a_document_becomes_markup() -> None:
    hostile = "<img src=x>\n## 9.9.9 - 2001-01-01\n"
    told, whole = add_section("", "1.0.1", "2031-05-06", changed({"LIST.summary": hostile}))

    assert "<img" not in whole and whole.count("\n## ") == 1 and len(told.splitlines()) == 3


def test_the_newest_stands_on_top() -> None:
    report = changed({"LIST.summary": "Other"})
    _, first = add_section("", "1.0.1", "2031-05-06", report)
    section, both = add_section(first, "1.0.2", "2031-06-07", report)

    assert both.startswith("# Changelog\n") and section in both
    assert 0 < both.index("## 1.0.2 - 2031-06-07") < both.index("## 1.0.1 - 2031-05-06")
