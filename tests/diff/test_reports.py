"""The four forms of a report: complete, safe to show, and no longer than their readers take."""

from __future__ import annotations

import html.parser
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt
from markupsafe import escape

from clientgen.base.diagnostics import Position
from clientgen.compare import Report
from clientgen.compare.findings import SourceLocation
from clientgen.compare.policy import apply_policy, parse_policy
from clientgen.compare.report import (
    FORMATS,
    Release,
    Size,
    text_size,
    to_html,
    to_json,
    to_markdown,
    to_text,
)
from clientgen.compare.report.excerpts import excerpts
from clientgen.compare.report.markdown import HARD_CAP
from clientgen.compare.report.marks import marked, signature_lines
from clientgen.compare.report.words import (
    LONGEST,
    grouped,
    headline,
    place_lines,
    short_names,
    shown_pair,
)
from clientgen.compare.rules import RULES
from clientgen.document.load import Document
from tests.diff.pairs import PAIRS
from tests.diff.tiny import GONE, Json, base, compare, edited, obj, operation, schema
from tests.support.documents import parsed
from tools import rules

HOSTILE = (
    "</script><img src=x onerror=alert(1)>`|\x1b[31m\u202e{{ 7*7 }}@everyone http://evil.example"
)


def changed() -> Report:
    edits: Json = {
        "S.Thing.properties.price": GONE,
        "S.Owner.properties.name": {"type": "integer"},
        "LIST.parameters.+": {"name": "page", "in": "query", "schema": {"type": "integer"}},
        "LIST.summary": "Other",
    }
    return compare(base(), edited(base(), edits))


def crowd(count: int, member: str = "a") -> Report:
    """A report of very many findings: the same member of as many classes is an integer now."""
    schemas = {f"S.C{at}": obj({"a": {"type": "string"}}) for at in range(count)}
    uses = {f"paths./c{at}": {"get": operation(f"c{at}", schema(f"C{at}"))} for at in range(count)}
    old = edited(base(), {**schemas, **uses})
    new = {f"S.C{at}.properties.{member}": {"type": "integer"} for at in range(count)}
    return compare(old, edited(old, new))


def many_nodes() -> Json:
    """The tiny API with eighty more operations that return a node."""
    gets = {f"paths./m{at}": {"get": operation(f"m{at}", schema("Node"))} for at in range(80)}
    return edited(base(), gets)


class Tags(html.parser.HTMLParser):
    """Collects the tags of a page and what they refer to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def test_the_json_report_keeps_its_schema(repository: Path) -> None:
    shape = json.loads((repository / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
    checker: Any = jsonschema.Draft202012Validator(shape)
    for pair in PAIRS[::7]:
        old = edited(base(), pair.old)
        report = compare(old, edited(old, pair.new))
        value = json.loads(to_json(report, "wire"))
        checker.validate(value)
        assert value["findings"]
    release = Release(Size(1, 2, 3), "pkg", "1.0.0", "2.0.0")
    checker.validate(json.loads(to_json(changed(), None, release)))
    checker.validate(json.loads(to_json(changed(), None, Release(Size(1, 2, 3)))))


def test_the_json_report_answers_the_headline() -> None:
    value = json.loads(to_json(changed(), "source"))

    assert (value["wire"], value["source"], value["bump"]) == ("breaks", "breaks", "major")
    assert value["gate"] == {"on": "source", "holds": False}
    gained = next(f for f in value["findings"] if f["id"] == "param-optional-added")
    assert "`things.list()` gains keyword `page: int | None`" in gained["python"]
    assert gained["where"]["operation"] == "GET /things"
    assert gained["where"]["new"]["line"] > 1


def test_text_is_readable_at_80_columns() -> None:
    text = to_text(changed(), "source")

    assert max(map(len, text.splitlines())) <= 80
    assert "Release a major version" in text
    assert "✖ Gate source fails" in text
    assert "\x1b" not in text


def test_nothing_changed_is_said_first() -> None:
    report = compare(base(), base())

    for form in FORMATS.values():
        assert "Nothing changed." in form(report, None)


def test_only_a_version_number_is_called_that() -> None:
    report = compare(base(), edited(base(), {"info.version": "2"}))

    assert "Nothing in this API changed but the version number." in to_text(report)


def test_markdown_never_grows_over_its_cap() -> None:
    report = crowd(700)
    text = to_markdown(report)

    assert len(report.findings) == 700
    assert len(text) < HARD_CAP
    assert "more findings did not fit" in text
    assert_whole(text)


def test_markdown_folds_what_breaks_nothing_and_uses_the_room_there_is() -> None:
    text = to_markdown(crowd(120, "b"))

    assert text.count("`resp-prop-added`") == 120 and 20_000 < len(text) < HARD_CAP
    assert "<details>" in text and "did not fit" not in text
    assert_whole(text)


def test_no_document_decides_how_long_the_markdown_is() -> None:
    long = "word " * 30_000
    edits: Json = {
        "info.version": long,
        "info.title": long,
        "LIST.summary": long,
        f"S.Owner.properties.{'n' * 90_000}": {"type": "string"},
        "S.Thing.properties.price": GONE,
    }
    report = compare(base(), edited(base(), edits))
    told = replace(report, warnings=tuple(long for _ in range(200)))
    text = to_markdown(told, "any")

    assert len(text) < HARD_CAP and "190 more warnings" in text
    assert_whole(text)


@pytest.mark.parametrize("which", ["hostile", "crowd", "changed"])
def test_markdown_is_read_as_it_was_meant(which: str) -> None:
    report = {"hostile": hostile, "crowd": lambda: crowd(60), "changed": changed}[which]()
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(to_markdown(report, "any"))
    inline = [child for token in tokens for child in token.children or ()]

    kinds = {token.type for token in [*tokens, *inline]}
    assert not kinds & {"image", "link_open", "hr", "blockquote_open", "code_block"}
    html = "".join(t.content for t in [*tokens, *inline] if t.type in ("html_block", "html_inline"))
    assert set(re.findall(r"</?(\w+)", html)) <= {"code", "br", "details", "summary"}
    headings = [t.content for at, t in enumerate(tokens) if tokens[at - 1].type == "heading_open"]
    assert len(headings) == 1 + sum(
        name in ("Breaks", "May break some") for name, _ in grouped(report)
    )
    fences = [token for token in tokens if token.type == "fence"]
    assert all(token.info == "diff" and token.content.strip() for token in fences)
    assert (which == "hostile") == (not fences)


def assert_whole(text: str) -> None:
    """Nothing that was opened stays open, and no row or fence is cut."""
    assert text.count("<details>") == text.count("</details>")
    assert text.count("<summary>") == text.count("</summary>")
    assert text.count("<code>") == text.count("</code>")
    assert sum(line.strip().startswith("```") for line in text.splitlines()) % 2 == 0
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows and all(line.endswith(" |") for line in rows)


def test_markdown_of_a_usual_release_is_short() -> None:
    assert len(to_markdown(changed(), "any")) < 8_000


def hostile() -> Report:
    edits: Json = {
        "S.Thing.properties.title.description": HOSTILE,
        "LIST.summary": HOSTILE,
        f"S.Owner.properties.{HOSTILE.replace('.', '~')}": {"type": "string"},
        "info.version": HOSTILE,
        "info.title": HOSTILE,
    }
    return compare(base(), edited(base(), edits))


def test_html_holds_no_markup_of_the_document() -> None:
    page = to_html(hostile())
    seen = Tags()
    seen.feed(page)

    assert "img" not in seen.tags
    assert seen.tags.count("script") == 2, "the list of operations, and the filters"
    assert set(seen.links) == {"#findings", "#safe-patch-at-most", "#safe"}
    assert "49@everyone" not in page


def test_html_needs_no_network() -> None:
    page = to_html(changed())

    assert "default-src 'none'" in page
    for word in ("@import", "url(", "fetch(", "<link", "<iframe"):
        assert word not in page


def test_text_and_markdown_hold_no_control_of_the_document() -> None:
    report = hostile()

    for text in (to_text(report), to_markdown(report)):
        assert "\x1b" not in text and "\u202e" not in text
    assert "<img" not in to_markdown(report)
    assert "\\@everyone" in to_markdown(report)


def test_html_folds_long_lists_of_operations() -> None:
    old = many_nodes()
    page = to_html(compare(old, edited(old, {"S.Node.properties.value": {"type": "integer"}})))

    assert "81 operations</summary>" in page
    assert page.count("<li>GET /") == 60
    assert "and 21 more" in page
    names = re.search(r'id="names">(.*)</script>', page)
    assert names and len(json.loads(names[1])) == 81, "the filter knows them all"
    assert 'data-o="0-80"' in page


def test_every_format_tells_the_size_of_the_regenerated_diff() -> None:
    release = Release(Size(files=3, added=1240, removed=7), "pkg", "1.2.0", "2.0.0")
    told = {name: form(changed(), None, release) for name, form in FORMATS.items()}

    for name in ("text", "markdown", "html"):
        plain = re.sub(r"<[^>]+>|[*]", " ", told[name])
        assert re.search(r"3 files,?\s+1,240 lines added, 7 removed", plain), name
        assert "1.2.0 → 2.0.0" in plain and "Release 2.0.0, a major version" in plain, name
    value = json.loads(told["json"])
    assert value["regenerated"] == {"files": 3, "lines_added": 1240, "lines_removed": 7}
    assert value["release"] == {"package": "pkg", "before": "1.2.0", "after": "2.0.0"}


def test_a_diff_is_measured_as_a_line_diff() -> None:
    before = {"same.py": "a\n", "gone.py": "x\ny\n", "edited.py": "a\n-- b\n++ c\n"}
    after = {"same.py": "a\n", "new.py": "n\n", "edited.py": "a\n++ d\n"}

    assert text_size(before, after) == Size(files=3, added=2, removed=4)
    assert text_size(before, before) == Size(0, 0, 0)


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("f(a: int, b: str)", "f(a: int, c: bool, b: str)", "", "c: bool, "),
        ("f(a: int) -> A", "f(a: str) -> A", "a: int", "a: str"),
        ('["a", "b"]', '["a", "b", "c"]', "", ', "c"'),
        ("f()", "f()", "", ""),
    ],
)
def test_what_differs_is_marked(before: str, after: str, gone: str, come: str) -> None:
    sides = marked(before, after)

    assert ["".join(piece.text for piece in side) for side in sides] == [before, after]
    assert ["".join(p.text for p in side if p.differs) for side in sides] == [gone, come]


def sides(edits: Json, old: Json | None = None) -> tuple[Report, tuple[Document, Document]]:
    old = base() if old is None else old
    new = edited(old, edits)
    return compare(old, new), (parsed(old, "old.json"), parsed(new, "new.json"))


@pytest.mark.parametrize(
    ("edits", "before", "after"),
    [
        ({"S.Thing.properties.price": GONE}, "type: number", ""),
        (
            {"LIST.parameters.+": {"name": "hue", "in": "query", "schema": {"type": "string"}}},
            "",
            "name: hue\nin: query\nschema:\n  type: string",
        ),
        ({"S.Owner.required": ["name"]}, "", ""),
    ],
)
def test_the_documents_stand_side_by_side(edits: Json, before: str, after: str) -> None:
    report, documents = sides(edits)
    shown = [
        ["".join(piece.text for piece in side) for side in excerpts(finding, documents)]
        for finding in report.findings
    ]

    if before or after:
        assert any(one.startswith(before) and two.startswith(after) for one, two in shown), shown
        assert escape(after) in to_html(report, None, None, documents)
    assert all(len(text.splitlines()) <= 16 for pair in shown for text in pair)


def test_of_a_long_place_only_what_differs_is_shown() -> None:
    values = [f"value{at}" for at in range(60)]
    old = edited(base(), {"S.Thing.properties.kind": {"type": "string", "enum": values}})
    edits = {"S.Thing.properties.kind.enum": [*values[:30], "fresh", *values[30:]]}
    report, documents = sides(edits, old)
    finding = next(f for f in report.findings if f.id == "resp-enum-added")
    one, two = excerpts(finding, documents)

    assert [piece.text for piece in two if piece.differs] == ["- fresh\n"]
    assert not any(piece.differs for piece in one)
    assert "value29" in two[0].text and "value2\n" not in two[0].text


def test_prose_is_marked_word_by_word() -> None:
    one, two = marked("The size limit. See below", "The upper limit. See below", words=True)

    assert [piece.text for piece in one if piece.differs] == ["size "]
    assert [piece.text for piece in two if piece.differs] == ["upper "]


def test_a_place_is_a_pointer_with_the_lines_that_tell_anything() -> None:
    finding = changed().findings[0]

    def place(old: SourceLocation | None, new: SourceLocation | None) -> list[str]:
        return place_lines(replace(finding, old=old, new=new))

    old, new = (SourceLocation(f"{n}.yaml", "/a/b", Position(12, 3)) for n in "xy")
    assert place(old, new) == ["/a/b (x.yaml:12 → y.yaml:12)"]
    minified = SourceLocation("x.json", "/a/b", Position(1, 734))
    assert place(minified, minified) == ["/a/b"]
    assert place(old, replace(new, pointer="/c")) == ["/a/b (x.yaml:12)", "/c (y.yaml:12)"]
    assert place(None, SourceLocation("d", "", None)) == ["the whole document"]


def test_a_pointer_is_never_broken() -> None:
    long = f"/components/schemas/{'deep' * 40}/properties/name"
    report = changed()
    first = report.findings[0]
    at = SourceLocation("x.json", long, Position(7, 1))
    told = replace(report, findings=(replace(first, old=at, new=at),))

    assert f"{long} (x.json:7)" in to_text(told)
    assert long in to_markdown(told)


def test_a_signature_is_shown_once_with_the_change_marked() -> None:
    old = 'a.list(*, x: Literal["a,b", "c"] | None = None, y: dict[str, int]) -> Pager[T]'
    new = old.replace("y: dict", "limit: int, y: dict")

    assert signature_lines(old, new) == [
        (" ", "a.list("),
        (" ", "    …"),
        ("+", "    limit: int,"),
        (" ", "    …"),
        (" ", ") -> Pager[T]"),
    ]
    assert signature_lines("", new) == [("+", new)] and signature_lines(old, "") == [("-", old)]
    assert signature_lines("T.a: str", "T.b: str") == [("-", "T.a: str"), ("+", "T.b: str")]
    assert signature_lines(old, old) == [(" ", old)]


def test_new_operations_weigh_more_than_members_and_values() -> None:
    edits: Json = {
        "S.Thing.properties.colour": {"type": "string"},
        "paths./more": {"get": operation("listMore", "Thing")},
        "paths./other": {"get": operation("listOther", "Thing")},
    }
    report = compare(base(), edited(base(), edits))

    assert "2 new operations, `more.get()`, `other.get()`; and 1 more edit." in headline(report)
    breaking = compare(base(), edited(base(), {**edits, "S.Thing.properties.price": GONE}))
    assert "`Thing.price` is gone" in headline(breaking)


def test_values_of_a_set_that_moved_are_not_struck_through() -> None:
    old = {"a": {"type": "object", "required": ["x", "y"], "properties": {"x": {"enum": [1, 2]}}}}
    new = {
        "a": {"type": "object", "required": ["y", "z", "x"], "properties": {"x": {"enum": [2, 1]}}}
    }
    at = SourceLocation("d", "/a", None)
    finding = replace(changed().findings[0], old=at, new=at)
    one, two = excerpts(finding, (parsed(old), parsed(new)))

    assert not [piece.text for piece in one if piece.differs]
    assert [piece.text for piece in two if piece.differs] == ["- z\n"]


def test_documents_are_called_by_their_last_parts_once_told() -> None:
    report = changed()
    far = replace(report, old="deep/down/a.json", new="deep/down/b.json")
    near = replace(report, old="one/a.json", new="two/a.json")

    assert short_names(far) == {"deep/down/a.json": "a.json", "deep/down/b.json": "b.json"}
    assert short_names(near) == {}


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_signature_that_stays_is_shown_once(form: str) -> None:
    report = compare(base(), edited(base(), {"LIST.deprecated": True}))
    signature = report.findings[0].python_after
    assert report.findings[0].python_before == signature
    told = FORMATS[form](report, None)

    assert " ".join(told.split()).count(str(escape(signature))) <= 1
    assert (
        "- things.list(" not in told.replace("**", "")
        and "<del>" not in told.split("</style>")[-1].split("Document")[0]
    )


def test_of_long_values_what_stands_around_the_difference_is_shown() -> None:
    start = "the same words again and again, " * 20
    before, after = shown_pair(f"{start}until here", f"{start}until there, and on")

    assert before.startswith("…") and before.endswith("until here")
    assert after.startswith("…") and after.endswith("until there, and on")
    assert shown_pair("a", "b") == ("a", "b")
    assert all(len(text) <= LONGEST for text in shown_pair("x" * 900, "y" * 900))
    old = edited(base(), {"LIST.summary": f"{start}one"})
    page = to_html(compare(old, edited(base(), {"LIST.summary": f"{start}two"})))
    assert "<del>" in page and "<ins>" in page and "unchanged" not in page


def test_the_headline_counts_what_else_asks_for_the_release() -> None:
    more = edited(base(), {"S.Thing.properties.price": GONE, "S.Thing.properties.title": GONE})

    assert "is gone, and 1 more." in headline(compare(base(), more))


def test_html_stays_small() -> None:
    report = crowd(300)

    # 300 KB for each twenty edited places is the bound; this is a tenth of it.
    assert len(to_html(report).encode()) < 300_000 * len(report.findings) / 20 / 10


@pytest.mark.parametrize("form", FORMATS)
def test_a_waived_finding_is_told_as_such(form: str) -> None:
    data: dict[str, Any] = {
        "waiver": [
            {
                "rule": "resp-prop-optional-removed",
                "pointer": "/components/schemas/Thing/properties/price",
                "reason": "Nobody reads it",
                "expires": "2999-12-31",
            }
        ]
    }
    report = compare(base(), edited(base(), {"S.Thing.properties.price": GONE}))
    told = FORMATS[form](apply_policy(report, parse_policy(data, "p"), date(2030, 1, 1)), None)

    assert "Nobody reads it" in told and "2999-12-31" in told
    assert "Everything that changed is waived" in told


def test_the_page_lists_every_rule() -> None:
    page = rules.PAGE.read_text(encoding="utf-8")

    assert page == rules.page()
    for rule in RULES.values():
        assert f"| `{rule.id}` |" in page
