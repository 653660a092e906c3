"""The package's changelog tells its users what to do, not its maintainers."""

from __future__ import annotations

from clientgen.compare import Report
from clientgen.follow.changelog import add_section
from tests.diff.tiny import GONE, Json, base, compare, edited, operation


def section(report: Report) -> list[str]:
    told, _ = add_section("", "2.0.0", "2031-05-06", report)
    return told.splitlines()


def changed(edits: Json) -> Report:
    return compare(base(), edited(base(), edits))


def test_sections_are_those_of_keep_a_changelog() -> None:
    colour = {"name": "colour", "in": "query", "schema": {"type": "string"}}
    edits: Json = {
        "S.Thing.properties.price": GONE,
        "LIST.summary": "Other",
        "LIST.parameters.+": colour,
        "info.version": "7",
    }
    lines = section(changed(edits))

    assert lines[:2] == ["## 2.0.0 - 2031-05-06", ""]
    assert [line for line in lines if line.startswith("#")][1:] == [
        "### Added",
        "### Changed",
        "### Removed",
    ]
    told = [line for line in lines if line.startswith("- ")]
    assert told == [
        "- `things.list()` gains keyword `colour: str | None`. (`param-optional-added`)",
        "- The documentation is reworded in 1 place, which 1 operation show.",
        *[line for line in told if "`Thing.price` is gone" in line],
    ]
    assert not [line for line in lines if "info.version" in line]


def test_new_operations_come_first_with_their_summaries() -> None:
    edits: Json = {
        "S.Thing.properties.colour": {"type": "string"},
        "paths./more": {"get": {**operation("listMore", "Thing"), "summary": "List <more>."}},
    }
    told = [line for line in section(changed(edits)) if line.startswith("- ")]

    assert told[0] == "- `more.get()`: List &lt;more&gt;. (`path-added`)"
    assert "`Thing.colour` is new" in told[1]


def test_what_breaks_is_marked_and_says_what_to_do() -> None:
    lines = section(changed({"S.Thing.properties.price": GONE}))
    gone = lines[lines.index("### Removed") + 2]
    assert gone.startswith("- ⚠️ ") and "Remove what uses it." in gone

    report = changed({"S.Owner.properties.name": {"type": "integer"}})
    other = next(line for line in section(report) if line.startswith("- "))
    assert other.startswith("- ⚠️ 🔌 "), other
    assert "Upgrade soon: the service no longer does what older releases expect." in other
    assert "Release a major" not in other, "that is for maintainers"


def test_a_rename_says_what_to_write() -> None:
    schema = base()["components"]["schemas"]["Thing"]["properties"]["price"]
    edits: Json = {"S.Thing.properties.price": GONE, "S.Thing.properties.unitPrice": schema}
    (line,) = [line for line in section(changed(edits)) if "price" in line]

    assert "Replace `.price` by `.unit_price`." in line, line


def test_nothing_is_cut() -> None:
    codes = {f"a.very.long.code.of.an.error.{n}": "Text." for n in range(40)}
    lines = section(changed({"LIST.responses.404.x-error-codes": codes}))

    assert not [line for line in lines if "…" in line], lines


def test_nothing_of_a_document_becomes_markup() -> None:
    hostile = "<img src=x>\n## 9.9.9 - 2001-01-01\n"
    told, whole = add_section("", "1.0.1", "2031-05-06", changed({"LIST.summary": hostile}))

    assert "<img" not in whole and whole.count("\n## ") == 1 and len(told.splitlines()) == 5


def test_the_newest_stands_on_top() -> None:
    report = changed({"LIST.summary": "Other"})
    _, first = add_section("", "1.0.1", "2031-05-06", report)
    section, both = add_section(first, "1.0.2", "2031-06-07", report)

    assert both.startswith("# Changelog\n") and section in both
    assert 0 < both.index("## 1.0.2 - 2031-06-07") < both.index("## 1.0.1 - 2031-05-06")
