"""The HTML report in a real browser: no network, filters, keyboard, screen readers, paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from clientgen.base.configuration import load_config
from clientgen.compare import CompareSettings, Finding, Report, compare_versions, prepare_version
from clientgen.compare.report import Release, Size, to_html
from clientgen.compare.report.excerpts import Documents
from clientgen.compare.report.words import grouped
from clientgen.compare.your_code import CodeNote, CodePosition, UnseenCode, YourCode
from clientgen.document.load import read
from tests.diff.test_reports import changed, crowd, hostile, many_nodes
from tests.diff.tiny import Json, base, compare, edited

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PAIRS = (("247.0.0", "256.0.0"), ("153.0.0", "269.0.0"), ("263.0.0", "264.0.0"))
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RELEASE = Release(Size(files=7, added=1234, removed=56), "shop", "1.4.2", "2.0.0")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"none of {', '.join(NAMES)} is installed: the page is not looked at")
    with sync_playwright() as playwright:
        flags = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        # Containers run as root, where Chromium's own sandbox does not start.
        started = playwright.chromium.launch(
            executable_path=found, args=flags, chromium_sandbox=False
        )
        yield started
        started.close()


@dataclass
class Seen:
    """What a page did beside being shown."""

    said: list[str] = field(default_factory=list[str])
    asked: list[str] = field(default_factory=list[str])


@contextmanager
def opened(
    browser: Browser,
    folder: Path,
    report: Report,
    documents: Documents | None = None,
    **options: Any,
) -> Generator[tuple[Page, Seen]]:
    """Show a report; afterwards nothing was said on the console and nothing was asked for."""
    path = folder / "report.html"
    path.write_text(to_html(report, "source", RELEASE, documents), "utf-8")
    context = browser.new_context(**options)
    page, seen = context.new_page(), Seen()
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("request", lambda request: seen.asked.append(request.url))
    page.goto(path.as_uri())
    try:
        yield page, seen
        assert seen.said == []
        assert seen.asked == [path.as_uri()]
    finally:
        context.close()


def real(repository: Path, old: str, new: str) -> tuple[Report, Documents]:
    settings = CompareSettings(
        load_config(repository / "spec" / "clientgen.toml"),
        read(repository / "spec" / "overlay.yaml"),
    )
    history = repository / "spec" / "history"
    documents = read(history / f"{old}.yaml"), read(history / f"{new}.yaml")
    one, two = (prepare_version(document, settings) for document in documents)
    return compare_versions(one, two), documents


def crossing() -> Report:
    """Edits with each verdict, one of which reaches 81 operations."""
    old = many_nodes()
    edits: Json = {
        "S.Node.properties.value": {"type": "integer"},
        "S.Owner.properties.nick": {"type": "string"},
        "LIST.parameters.+": {"name": "colour", "in": "query", "schema": {"type": "string"}},
        "LIST.summary": "Other",
        "CREATE.security": [{"oauth": ["read", "write", "more"]}],
    }
    return compare(old, edited(old, edits))


def rules(report: Report, fits: Callable[[Finding], bool] = lambda finding: True) -> list[str]:
    """The rules of the findings that a filter leaves, in the order of the page."""
    return [f.id for _, findings in grouped(report) for f in findings if fits(f)]


def shown(page: Page) -> list[str]:
    """The rules of the findings that are shown."""
    return page.locator("article:visible h3 > code").all_text_contents()


def reviewed() -> Report:
    """A report about the user's code, of which a call was not resolved."""
    at = CodePosition("src/app.py", 9, 4)
    report = replace(
        crossing(),
        your_code=YourCode(
            "mypy 2", ("shop",), 3, (at,), (UnseenCode(at, "nobody knows its type"),)
        ),
    )
    note = CodeNote(at, "change", "it is gone", "attr-defined", at)
    first, *others = report.findings
    return replace(report, findings=(replace(first, notes=(note,)), *others))


def test_what_is_said_of_the_code_comes_first_and_no_filter_hides_it(
    browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, tmp_path, reviewed()) as (page, _):
        own = page.locator("main > section").first
        assert own.get_attribute("id") == "your-code"
        assert own.is_visible() and "nobody knows its type" in (own.text_content() or "")
        page.fill("#words", "no such words")
        assert own.is_visible() and not shown(page)


def test_on_a_phone_the_filters_follow_the_findings(browser: Browser, tmp_path: Path) -> None:
    for width, follows in ((390, True), (1280, False)):
        size: ViewportSize = {"width": width, "height": 844}
        with opened(browser, tmp_path, crossing(), viewport=size) as (page, _):
            after = page.evaluate(
                "!!(document.getElementById('findings').compareDocumentPosition("
                "document.getElementById('filters')) & Node.DOCUMENT_POSITION_FOLLOWING)"
            )
            assert after is follows and page.locator("#filters").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "which", [*PAIRS, "breaks", "hostile", "crossing", "reviewed", "nothing"], ids=str
)
def test_every_page_is_accessible_and_fits(
    browser: Browser, tmp_path: Path, repository: Path, which: Any, scheme: Any
) -> None:
    made: dict[str, Callable[[], Report]] = {
        "breaks": changed,
        "hostile": hostile,
        "crossing": crossing,
        "reviewed": reviewed,
        "nothing": lambda: compare(base(), base()),
    }
    report, documents = (made[which](), None) if which in made else real(repository, *which)
    with opened(browser, tmp_path, report, documents, color_scheme=scheme) as (page, _):
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{wide} at {width}"
        for details in page.locator("details").all():
            details.evaluate("node => { node.open = true; }")
        # What is off the screen is not laid out yet, which axe takes for an overlap.
        page.add_style_tag(content="article { content-visibility: visible !important; }")
        page.evaluate(AXE)
        found = page.evaluate("axe.run().then(result => result.violations)")
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("window.hacked") is None


def test_the_headline_answers(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, crossing()) as (page, _):
        expect(page.get_by_role("heading", level=1)).to_have_text("Release 2.0.0, a major version")
        names = page.locator(".answers dt").all_text_contents()
        told = dict(zip(names, page.locator(".answers dd").all_inner_texts(), strict=True))
        assert told["Installed packages"].startswith("✖ break")
        assert told["User code"].startswith(("✖", "▲"))
        assert told["Changed here"] == "6 edits\nreaching 84 of 89 operations"
        assert told["Regenerated diff"] == "7 files\n1,234 lines added, 56 removed"
        assert told["Version"] == "1.4.2 → 2.0.0\nshop"
        assert told["Gate source"] in ("✖ fails", "✓ holds")


def test_landmarks_and_headings(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, crossing()) as (page, _):
        for role in ("banner", "navigation", "search", "main"):
            expect(page.get_by_role(role)).to_have_count(1)
        headings = "[...document.querySelectorAll('h1,h2,h3')]"
        levels = page.evaluate(f"{headings}.map(node => +node.tagName[1])")
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for control in page.get_by_role("search").locator("select, input, button").all():
            assert control.evaluate(
                "node => (node.labels?.[0] ?? node).textContent.trim()"
            ), "every control has a name"
        count = page.get_by_role("status")
        expect(count).to_have_text("6 of 6 findings")
        assert count.get_attribute("aria-live") == "polite"
        # Colour is never alone: the verdict is in the text that is read out.
        for verdict in page.locator("article .v").all_text_contents():
            assert verdict.endswith((" safe,", " may break some,", " breaks,"))


def test_filters(browser: Browser, tmp_path: Path) -> None:
    report = crossing()
    with opened(browser, tmp_path, report) as (page, _):
        every = shown(page)
        assert every == rules(report) and len(every) == 6
        page.get_by_label("Severity").select_option("breaks")
        breaks = rules(report, lambda f: "breaks" in (f.wire, f.source))
        assert shown(page) == breaks != every
        expect(page.get_by_role("status")).to_have_text(f"{len(breaks)} of 6 findings")
        page.get_by_label("Perspective").select_option("source")
        assert shown(page) == rules(report, lambda f: f.source == "breaks")
        page.get_by_label("Perspective").select_option("wire")
        assert shown(page) == rules(report, lambda f: f.wire == "breaks")
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_role("status")).to_have_text("6 of 6 findings")

        page.get_by_label("Rule, name, text").fill("colour OPTIONAL")
        assert shown(page) == ["param-optional-added"]
        expect(page.locator("section:visible")).to_have_count(1)
        page.get_by_label("Rule, name, text").fill("")
        page.get_by_label("Operation or method").fill("get /m79 ")
        assert shown(page) == rules(report, lambda f: "GET /m79" in f.operations) != []
        page.get_by_label("Operation or method").fill("nothing like it")
        expect(page.get_by_role("status")).to_have_text("0 of 6 findings")
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_role("status")).to_have_text("6 of 6 findings")
        assert shown(page) == every


def test_a_long_list_is_whole_when_opened(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, crossing()) as (page, _):
        details = page.locator("details").first
        expect(details.locator("li")).to_have_count(61)
        details.locator("summary").click()
        expect(details.locator("li")).to_have_count(81)
        names = details.locator("li").all_text_contents()
        assert len(set(names)) == 81 and not [name for name in names if "more" in name]


def test_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    focused = "document.activeElement.id || document.activeElement.textContent.trim()"
    with opened(browser, tmp_path, crossing()) as (page, _):
        order: list[str] = []
        for _press in range(30):
            page.keyboard.press("Tab")
            order.append(page.evaluate(focused))
            style = page.evaluate(
                "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])"
                "(getComputedStyle(document.activeElement))"
            )
            assert style[0] != "none" and style[1] != "0px", f"{order[-1]} shows no focus"
            if "81 operations" in order[-1]:
                break
        assert order[0] == "Skip to the findings"
        at = [order.index(name) for name in ("perspective", "severity", "operation", "words")]
        assert at == sorted(at) and order[at[-1] + 1] == "Clear"
        details = page.locator("details").first
        assert details.get_attribute("open") is None
        page.keyboard.press("Enter")
        assert details.get_attribute("open") is not None

        page.keyboard.press("/")
        expect(page.get_by_label("Rule, name, text")).to_be_focused()
        page.keyboard.type("a/b")
        expect(page.get_by_label("Rule, name, text")).to_have_value("a/b")

    with opened(browser, tmp_path, crossing()) as (page, _):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#findings")).to_be_focused()


def test_without_a_script(browser: Browser, tmp_path: Path) -> None:
    report = crossing()
    with opened(browser, tmp_path, report, java_script_enabled=False) as (page, _):
        expect(page.locator("form")).to_be_hidden()
        assert shown(page) == rules(report)
        details = page.locator("details").first
        details.locator("summary").click()
        expect(details.locator("li").last).to_have_text(
            "and 21 more: the JSON report names them all"
        )
        expect(details.locator("li").first).to_be_visible()


def test_on_paper(browser: Browser, tmp_path: Path) -> None:
    for scripted in (True, False):
        with opened(browser, tmp_path, crossing(), java_script_enabled=scripted) as (page, _):
            page.emulate_media(media="print", color_scheme="dark")
            expect(page.locator("form")).to_be_hidden()
            expect(page.locator("nav")).to_be_hidden()
            for item in page.locator("details li").all():
                box = item.bounding_box()
                assert box is not None and box["height"] > 0, "every fold is open"
            assert len(page.pdf()) > 10_000
            if scripted:
                paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
                assert paper == "rgb(255, 255, 255)"


def test_a_thousand_findings(browser: Browser, tmp_path: Path) -> None:
    report = crowd(1100)
    assert len(report.findings) == 1100
    size = len(to_html(report, "source", RELEASE).encode())
    # 300 KB for each twenty edited places is the bound; this is an eighth of it.
    assert size < 300_000 * 1100 / 20 / 8
    with opened(browser, tmp_path, report) as (page, _):
        nodes = page.evaluate("document.querySelectorAll('*').length")
        assert nodes < 45 * len(report.findings)
        expect(page.get_by_role("status")).to_have_text("1100 of 1100 findings")
        page.get_by_label("Operation or method").fill("GET /c777 ")
        expect(page.get_by_role("status")).to_have_text("1 of 1100 findings")
        assert page.locator("article:visible b").all_text_contents() == ["C777.a"]
