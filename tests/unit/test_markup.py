"""HTML in descriptions becomes text; everything else stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.base.markup import without_html

TEXTS = {
    "<p>A <code>charge</code> of <b>x</b>.</p><p>More</p>": "A `charge` of x.\n\nMore",
    "Of:<ul><li>one</li><li>two &amp; three</li></ul>": "Of:\n\n- one\n- two & three",
    "one<br>two<BR />three": "one\ntwo\nthree",
    'see <a href="https://example.com/x?a=1" id="c">here</a>': "see here (https://example.com/x?a=1)",
    "see <a href='#top'>there</a>, <a>that</a>": "see there, that",
    "<tr><td>1</td><td>2</td></tr>": "1  2",
    "a<!-- <b>not</b> this -->b <!-- open": "ab <!-- open",
    "a &lt;b&gt;&nbsp;&#39;c&#x27; &unknown; ?a=1&copy=2": "a <b> 'c' &unknown; ?a=1&copy=2",
    "use <id>, <key>…</key>, <a>, <b and 1 < 2": "use <id>, <key>…</key>, <a>, <b and 1 < 2",
    "`<b>x</b>` but <b>y</b>": "`<b>x</b>` but y",
    "```\n<p>&lt;</p>\n```\n<p>z</p>": "```\n<p>&lt;</p>\n```\n\nz",
    "**Markdown**, 1. stays\n\n\n* too": "**Markdown**, 1. stays\n\n\n* too",
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_html_becomes_text(text: str) -> None:
    assert without_html(text) == TEXTS[text]


_WORDS = st.text("xyz", min_size=1, max_size=5)
_TAGS = st.sampled_from(["b", "i", "EM", "span class='c'", "font color=red"])


def _joined(parts: list[tuple[str, tuple[str, str]]]) -> tuple[str, str]:
    """The HTML of some parts in their tags, and its text."""
    html = "".join(f"<{tag}>{inner}</{tag.split()[0]}>" for tag, (inner, _) in parts)
    return html, "".join(text for _, (_, text) in parts)


@given(
    st.recursive(
        _WORDS.map(lambda word: (word, word)),
        lambda inner: st.lists(st.tuples(_TAGS, inner), max_size=4).map(_joined),
    )
)
def test_what_is_inside_stays(part: tuple[str, str]) -> None:
    html, text = part
    assert without_html(html) == text


@given(st.text(alphabet=st.characters(exclude_characters="<&")))
def test_text_without_markup_stays(text: str) -> None:
    assert without_html(text) == text
