"""HTML in descriptions, written as plain text.

By regular expressions of bounded length, not by `html.parser`: that takes ``<id>`` for a tag and
needs quadratic time for some texts.
"""

from __future__ import annotations

import html
import re
from typing import Any

from clientgen.base.untyped import text

_LINES = frozenset(
    "address blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr ol p pre table tr ul".split()
)
_INLINE = frozenset(
    "a abbr b big cite del dfn em font i ins kbd label mark nobr q s samp section small span strike"
    " strong sub sup tbody thead tt u var".split()
)
_CELLS = frozenset({"td", "th"})
_VOID = frozenset({"br", "hr", "img", "wbr"})
_KNOWN = _LINES | _INLINE | _CELLS | _VOID | {"code", "li"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})((?:\s[^<>]{0,2000})?)/?>")
_COMMENT = re.compile(r"<!--(?:[^-<]|-(?!->)|<(?!!--)){0,2000}-->")
# Between backquotes a tag is meant as it stands.
_SPAN = re.compile(r"(```.{0,20000}?```|`[^`\n]{1,500}`)", re.DOTALL)
_LINK = re.compile(r"""\shref\s*=\s*["']?(https?://[^"'\s<>]{1,500})""", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def described(raw: Any) -> str | None:
    """Return the value as plain text if it is a text and not empty, else None."""
    found = text(raw)
    return None if found is None else without_html(found)


def without_html(markup: str) -> str:
    """Write the HTML in a text as plain text.

    Tags that are none of HTML's, or that are never closed, are words of the text: ``<id>``.

    Args:
        markup: what the document says, in Markdown, HTML or both.

    Returns:
        The text; links keep their addresses, lists are lines that begin with ``-``.
    """
    if "<" not in markup and "&" not in markup:
        return markup
    parts = _SPAN.split(markup)
    closed = {m[2].lower() for part in parts[::2] for m in _TAG.finditer(part) if m[1]}
    told = _Told(closed & _KNOWN | _VOID)
    found = "".join(part if index % 2 else told.plain(part) for index, part in enumerate(parts))
    return markup if found == markup else _BLANK_LINES.sub("\n\n", found).strip()


class _Told:
    """The tags of one text, replaced as they come.

    Args:
        tags: those that are markup.
    """

    def __init__(self, tags: frozenset[str] | set[str]) -> None:
        self._tags = tags
        self._links: list[str] = []

    def plain(self, part: str) -> str:
        """Write a part of the text."""
        return _ENTITY.sub(_character, _TAG.sub(self._tag, _COMMENT.sub("", part)))

    def _tag(self, found: re.Match[str]) -> str:
        closes, name = bool(found[1]), found[2].lower()
        if name not in self._tags:
            return found[0]
        if name == "a":
            return self._link(closes, found[3])
        if name == "code":
            return "`"
        if name == "li":
            return "" if closes else "\n- "
        if name in _LINES or name == "br":
            return "\n"
        return " " if name in _CELLS else ""

    def _link(self, closes: bool, attributes: str) -> str:
        if not closes:
            link = _LINK.search(attributes)
            self._links.append(link[1] if link is not None else "")
            return ""
        link_of = self._links.pop() if self._links else ""
        return f" ({link_of})" if link_of else ""


def _character(found: re.Match[str]) -> str:
    return html.unescape(found[0]).replace("\xa0", " ")


_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~!$@])")


def plain_markdown(text: str) -> str:
    """Write a text so that no Markdown reader takes any of it for markup.

    Args:
        text: any text on one line.

    Returns:
        The text with what has a meaning escaped, and addresses that no reader makes links of.
    """
    # Entities for what opens a tag: a backslash holds in Markdown only, not in every HTML block.
    visible = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", visible).replace("://", ":\u200b//")
