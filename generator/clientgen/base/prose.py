"""Text of a document, and the functions that write it into output.

Text of a document is untrusted. It is passed on as `Prose`, which refuses to become a plain string,
and is written by one function for each target: Python literal, docstring, Markdown, TOML.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata

LINE = 100
"""The longest line of emitted text, in columns."""

_SPACE = re.compile(r"[ \t]+")
_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# What may open markup: single stars and underscores do not where nothing or letters are on both
# sides, braces only in pairs, an ampersand only before an entity, others only at the start.
_MARKDOWN = re.compile(
    r"(\\|[`<|~$\[]"
    r"|\*(?!(?<=\s\*)(?=\s))"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|\{(?=[{%#])|&(?=\#?\w+;)"
    r"|^[-+=>#])"
)
# Categories that a reader cannot see or that change how a reader sees the rest:
# control, format (bidi marks among them), surrogate, private use, unassigned, line separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Prose:
    """Text out of a document.

    Args:
        raw: the text as the document has it.
    """

    __slots__ = ("raw",)

    def __init__(self, raw: str | None) -> None:
        self.raw = raw or ""

    def __bool__(self) -> bool:
        return bool(self.raw.strip())

    def __str__(self) -> str:
        raise TypeError("document text leaves only through a function of clientgen.base.prose")

    def __format__(self, spec: str) -> str:
        return str(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prose) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"Prose({self.raw!r})"


def literal(text: str) -> str:
    """Write a Python string literal as black would.

    Args:
        text: any text, lone surrogates and control characters included.

    Returns:
        The literal, invisible characters as escapes; others stay as they are.
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    out: list[str] = []
    for char in text:
        if char in '"\\':
            out.append(f"\\{char}")
        elif char == "\n":
            out.append("\\n")
        elif char == "\t":
            out.append("\\t")
        elif char == "\r":
            out.append("\\r")
        elif unicodedata.category(char) in _INVISIBLE:
            out.append(_escaped(char))
        else:
            out.append(char)
    body = "".join(out)
    if '"' in text and "'" not in text:
        return "'" + body.replace('\\"', '"') + "'"
    return f'"{body}"'


def flat(text: str) -> str:
    """Put text on one line, invisible characters written as escapes, ends trimmed."""
    return _SPACE.sub(" ", visible(text).replace("\n", " ")).strip()


def visible(text: str) -> str:
    """Write line breaks as newlines, and other invisible characters as escapes."""
    unified = _BREAK.sub("\n", text).replace("\t", " ")
    # What is printable is visible; of the rest, blanks are too.
    if unified.replace("\n", "").isprintable():
        return unified
    return "".join(
        char if char == "\n" or unicodedata.category(char) not in _INVISIBLE else _escaped(char)
        for char in unified
    )


def docstring_lines(text: str, width: int, hang: str = "") -> list[str]:
    """Wrap text for a docstring, safe between triple quotes.

    Args:
        text: paragraphs, one a line; from a document or from us.
        width: characters that fit on a line.
        hang: indent of every line of a paragraph after its first.

    Returns:
        Lines without indent; backslashes and triple quotes are escaped.
    """
    lines: list[str] = []
    for paragraph in visible(text).split("\n"):
        cleaned = _SPACE.sub(" ", paragraph).strip()
        escaped = cleaned.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        lines.extend(
            _wrapped(escaped, max(width, 20), hang) or ([""] if lines and lines[-1] else [])
        )
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _wrapped(text: str, width: int, hang: str) -> list[str]:
    """Lines of words with one blank between two of them; a longer word has a line of its own."""
    if not text.isprintable():
        # Other blanks than the plain one: what is dropped at the ends of lines is more than a rule.
        return textwrap.wrap(
            text, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
        )
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and len(line) + len(word) < width:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        line = hang + word if lines else word
    return [*lines, line] if line else lines


def docstring(lines: list[str], indent: int) -> str:
    """Write a docstring with its quotes, as black would leave it.

    Args:
        lines: the result of `docstring_lines`; several may be joined, with empty lines between.
        indent: columns the docstring is indented by.

    Returns:
        The text to place after ``indent`` blanks; empty when there are no lines.
    """
    if not any(lines):
        return ""
    pad = " " * indent
    first = lines[0]
    if first.startswith('"'):
        first = f"\\{first}"
    if len(lines) == 1:
        # Black keeps one blank between a closing quote of the text and the delimiter.
        return f'"""{first}{" " if first.endswith(chr(34)) else ""}"""'
    body = [f"{pad}{line}" if line else "" for line in lines[1:]]
    return "\n".join([f'"""{first}', *body, f'{pad}"""'])


def markdown(text: str) -> str:
    """Write text for Markdown: one line that opens no markup, table cell or HTML.

    Nothing else is escaped, so that the text reads well where it is not rendered.
    """
    escaped = _MARKDOWN.sub(r"\\\1", flat(text))
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", escaped)


def toml(text: str) -> str:
    """Write a TOML basic string."""
    out: list[str] = []
    for char in text:
        if char in '"\\':
            out.append(f"\\{char}")
        elif unicodedata.category(char) in _INVISIBLE:
            code = ord(char)
            # TOML has no way to write a lone surrogate.
            out.append("\\uFFFD" if 0xD800 <= code <= 0xDFFF else f"\\U{code:08X}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'


def _escaped(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
