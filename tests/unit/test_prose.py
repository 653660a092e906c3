"""Document text and its ways out: whatever it holds, it stays text."""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
import tomllib
import unicodedata
from collections.abc import Callable

import black
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from clientgen.base import prose

NASTY = [
    '"""',
    "\\",
    '\\"""',
    '""""',
    'a"',
    "\r\nimport os",
    "\x0cimport os",
    "\u2028import os",
    "\x85import os",
    "\x00",
    "\ud800",
    "\u202eevil\u202c",
    "{{ 7*7 }}{% raw %}",
    "{0}",
    "${x}",
    "`code`",
    "<script>",
    "| a | b |",
    "[x](javascript:y)",
    "\\N{BULLET}",
    "\\u0041",
    "'",
    "'\"",
    "# comment",
    "\t",
    " ",
    "-",
    "1. x",
    "<!-- -->",
]
TEXTS = st.lists(st.sampled_from(NASTY) | st.text(), max_size=6).map("".join)
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def is_visible(text: str) -> bool:
    return not any(unicodedata.category(char) in INVISIBLE for char in text)


@given(TEXTS)
@example("\ud800")
def test_a_literal_is_the_text(text: str) -> None:
    source = prose.literal(text)
    assert ast.literal_eval(source) == text
    assert is_visible(source)
    assert isinstance(ast.parse(source, mode="eval").body, ast.Constant)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_black_leaves_literals_alone(text: str) -> None:
    # A line that is too long is no matter of the literal's.
    mode = black.Mode(line_length=10_000)
    source = f"x = {prose.literal(text)}\n"
    assert black.format_str(source, mode=mode) == source


@given(TEXTS, st.integers(20, 100), st.sampled_from(["", "    "]), st.sampled_from([0, 4, 8]))
def test_a_docstring_never_ends_early(text: str, width: int, hang: str, indent: int) -> None:
    lines = prose.docstring_lines(text, width, hang)
    source = prose.docstring(lines, indent)
    pad = " " * indent
    body = f"{pad}{source}\n{pad}x = 1\n" if source else f"{pad}x = 1\n"
    head = "".join(f"{' ' * n}if 1:\n" for n in range(0, indent, 4))
    tree = ast.parse(head + body)
    kinds = [type(node).__name__ for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    assert kinds.count("Assign") == 1
    assert set(kinds) <= {"If", "Expr", "Assign"}
    assert kinds.count("Expr") == (1 if source else 0)
    assert all(is_visible(line) for line in lines)
    if source:
        (token,) = [
            token
            for token in tokenize.generate_tokens(io.StringIO(head + body).readline)
            if token.type == tokenize.STRING
        ]
        assert token.string == source


@given(TEXTS)
def test_a_docstring_keeps_the_words(text: str) -> None:
    source = prose.docstring(prose.docstring_lines(text, 80), 0)
    shown = ast.literal_eval(source) if source else ""
    assert shown.split() == prose.visible(text).split()


# What GitHub reads besides CommonMark.
_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_MARKUP = "".join("\\`*_{}[]()<>#|~!$&-+=.1 ab\"'")


@given(TEXTS | st.text(alphabet=_MARKUP, max_size=12))
def test_markdown_is_inert(text: str) -> None:
    shown = prose.markdown(text)
    assert "\n" not in shown and is_visible(shown)
    assert not re.search(r"(?<!\\)(\\\\)*(\{\{|\{%|\$)", shown)
    flat = prose.flat(text).strip()
    for before, after in (("", ""), ("- ", ""), ("| a | b |\n|---|---|\n| x | ", " |"), ("x ", "")):
        _rendered(f"{before}{shown}{after}", flat)


def _rendered(source: str, flat: str) -> None:
    """Hold that nothing of a text is markup, and that all of it is there."""
    tokens = _READER.parse(source)
    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {"text", "text_special"}, source
    kinds = {token.type.rpartition("_")[0] for token in tokens} - {""}
    assert not kinds & {"heading", "blockquote", "ordered_list", "html", "hr"}, source
    words = "".join(child.content for child in inner)
    assert flat in words or not flat, (source, words)


@pytest.mark.parametrize(
    "text", ["the topic_name of {triggerId}", "3 * 4 * 5", "a! b > c # d & e", "a]b AT&T 1-31 or +"]
)
def test_markdown_escapes_nothing_needless(text: str) -> None:
    assert prose.markdown(text) == text


@given(TEXTS)
def test_toml_comes_back(text: str) -> None:
    source = f"x = {prose.toml(text)}\ny = 1\n"
    clean = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert tomllib.loads(source) == {"x": clean, "y": 1}


@given(TEXTS)
def test_flat_text_has_one_line(text: str) -> None:
    assert is_visible(prose.flat(text))
    assert prose.flat(prose.flat(text)) == prose.flat(text)


def test_prose_never_becomes_a_string_by_accident() -> None:
    text = prose.Prose("x")
    accidents: list[Callable[[object], object]] = [str, "{}".format, "%s".__mod__]
    accidents.append(lambda value: f"{value}")
    for accident in accidents:
        with pytest.raises(TypeError, match="function"):
            accident(text)
    assert (text, hash(text), bool(text)) == (prose.Prose("x"), hash(prose.Prose("x")), True)
    assert not prose.Prose(" \n") and not prose.Prose(None)
    assert text != "x"
    assert repr(text) == "Prose('x')"


WORDS = st.lists(
    st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=40)
    | st.sampled_from(["\u3000", "a\u3000", "\xa0b", "\u2003"]),
    min_size=1,
    max_size=30,
)


@given(WORDS, st.integers(20, 60), st.sampled_from(["", "    "]))
def test_words_are_wrapped_as_textwrap_does(words: list[str], width: int, hang: str) -> None:
    text = " ".join(words).strip()
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    assert prose.docstring_lines(text, width, hang) == textwrap.wrap(
        escaped, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )
