"""A module as its statements: which stay as they are, and the empty lines between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientgen.base.prose import LINE
from clientgen.emit.layout.breaking import broken
from clientgen.emit.layout.formatter import asked
from clientgen.emit.layout.tokens import STRING, Unsure, parsed

# A quote is escaped by an odd number of backslashes.
_END = re.compile(r'(?<!\\)(?:\\\\)*"""')
_IMPORTS = re.compile(r"\s*(?:from|import) ")
# What keeps its own distance from an import.
_AFTER_IMPORTS = re.compile(r"\s*(?:from |import |@|def |async def |class )")
_SKIP = "# fmt: skip"
# A list of texts that has a comment behind its bracket, as the templates write it.
_COMMENTED = re.compile(r'[\w.]+ = \[  #[^\n]+\n(?:    "[^"\\\n]*",\n){2,}\]')


def lay_out(text: str) -> str:
    """Write the Python of a template the way black does.

    Args:
        text: a module with black's blanks and empty lines, however its brackets are broken; what
            else black would change (a needless bracket, an operator without blanks) is not looked
            for: the tests hold the templates to it.

    Returns:
        The same module as black leaves it.
    """
    lines: list[str] = []
    blanks = 0
    before = ""
    for statement in _statements(text):
        if not statement:
            blanks += 1
            continue
        indent = statement[: len(statement) - len(statement.lstrip())]
        if _IMPORTS.match(before) and not _AFTER_IMPORTS.match(statement):
            # Exactly one after the last import of a block.
            blanks = 1 if len(before) - len(before.lstrip()) == len(indent) else blanks
        if lines:
            lines.extend([""] * min(blanks, 1 if indent else 2))
        blanks = 0
        before = statement
        lines.extend(_laid(statement, indent))
    return "\n".join(lines) + "\n"


def _statements(text: str) -> Iterator[str]:
    """The logical lines of a module; empty ones are empty strings."""
    lines = iter(text.split("\n"))
    for line in lines:
        bare = line.lstrip()
        if bare.startswith('"""'):
            held = [line]
            while not _END.search(held[-1], 3 + len(line) - len(bare) if len(held) == 1 else 0):
                held.append(next(lines))
            yield "\n".join(held)
            continue
        if bare.rstrip() == "# fmt: off":
            held = [line]
            for line in lines:
                held.append(line)
                if line.strip() == "# fmt: on":
                    break
            yield "\n".join(held).rstrip("\n")
            continue
        depth = _depth(line)
        if not depth:
            yield line.rstrip()
            continue
        held = [line]
        while depth:
            line = next(lines)
            held.append(line)
            depth += _depth(line)
        yield "\n".join(held)


def _depth(line: str) -> int:
    """How many more brackets a line opens than it closes."""
    if '"' in line or "'" in line:
        line = STRING.sub("", line)
    if "#" in line:
        line = line.split("#", 1)[0]
    return sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))


def _laid(statement: str, indent: str) -> list[str]:
    bare = statement[len(indent) :]
    if bare.startswith(('"""', "#")) or bare.endswith(_SKIP):
        return statement.split("\n")
    if len(statement) <= LINE and "\n" not in statement and "'" not in statement:
        if ",)" not in statement and ", )" not in statement:
            return [statement]
    if "#" in bare and len(bare) > 2 * LINE and _COMMENTED.fullmatch(bare):
        return statement.split("\n")  # longer than a line without its blanks and line ends too
    try:
        return broken(parsed(bare), indent)
    except Unsure:
        return [indent + line if line else "" for line in asked(bare, LINE - len(indent))]
