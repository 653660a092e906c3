"""Source text of example values, laid out to the width of a page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientgen.base.prose import LINE, literal
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.types.writing import Name

_MOST_ITEMS = 3
_MOST_MEMBERS = 6
_DEEPEST = 4
_LONGEST = 80
# Integers of more digits are a denial of service to write.
_MOST_BITS = 1024


@dataclass(frozen=True, slots=True)
class Source:
    """An expression.

    Args:
        text: the whole of it, or what stands before its parts, bracket included.
        parts: what stands in the bracket: keyword or key with its sign, and the value.
        end: the closing bracket; empty for an expression without parts.
        imports: the names that the text needs, those of its parts aside.
    """

    text: str
    parts: tuple[tuple[str, Source], ...] = ()
    end: str = ""
    imports: tuple[Name, ...] = ()

    @property
    def flat(self) -> str:
        """The expression on one line."""
        inner = ", ".join(before + part.flat for before, part in self.parts)
        if self.text == "(" and len(self.parts) == 1:
            inner += ","
        return f"{self.text}{inner}{self.end}"

    @property
    def needs(self) -> frozenset[Name]:
        """The names that the whole expression needs."""
        return frozenset(self.imports).union(*(part.needs for _, part in self.parts))

    def lines(self, before: str = "", after: str = "", indent: int = 0) -> list[str]:
        """Lay the expression out: on one line where it fits, else a line for each part.

        Args:
            before: text in front of it.
            after: text behind it.
            indent: columns of the statement or part.

        Returns:
            The lines, indented.
        """
        pad = " " * indent
        line = f"{pad}{before}{self.flat}{after}"
        if len(line) <= LINE or not self.parts:
            return [line]
        found = [f"{pad}{before}{self.text}"]
        for name, part in self.parts:
            found += part.lines(name, ",", indent + 4)
        return [*found, f"{pad}{self.end}{after}"]


def call(
    function: str, arguments: Sequence[tuple[str, Source]], imports: tuple[Name, ...] = ()
) -> Source:
    """Write a call.

    Args:
        function: what is called.
        arguments: keyword, empty for what is given by position, and value.
        imports: the names that the function needs.

    Returns:
        The expression.
    """
    parts = tuple((f"{name}=" if name else "", value) for name, value in arguments)
    return Source(f"{function}(", parts, ")", imports)


def construction(model: str, members: Sequence[tuple[str, Source]]) -> Source:
    """Write the construction of a model.

    Args:
        model: name of the class.
        members: Python name and value.

    Returns:
        The expression.
    """
    return call(f"models.{model}", members, (Name(".", "models"),))


def sequence(values: Sequence[Source], *, is_tuple: bool = False) -> Source:
    """Write a list or tuple.

    Args:
        values: the items.
        is_tuple: whether it is a tuple.

    Returns:
        The expression.
    """
    start, end = "()" if is_tuple else "[]"
    return Source(start, tuple(("", value) for value in values), end)


def dictionary(values: Mapping[str, Source]) -> Source:
    """Write a dictionary.

    Args:
        values: key → value.

    Returns:
        The expression.
    """
    parts = tuple((f"{literal(name)}: ", value) for name, value in values.items())
    return Source("{", parts, "}")


def json_source(value: Json, depth: int = 0) -> Source | None:
    """Write a JSON value as the value of Python it is read as.

    Args:
        value: the value; of a large one the beginning is written.
        depth: how deep it stands.

    Returns:
        The expression; None for what has no literal, such as an infinite number.
    """
    if isinstance(value, str):
        return Source(literal(value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"))
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return Source(repr(value))
    if (members := as_map(value)) is not None:
        shown = {
            name: found
            for name, inner in (sorted(members.items())[:_MOST_MEMBERS] if depth < _DEEPEST else [])
            if (found := json_source(inner, depth + 1)) is not None
        }
        return dictionary(shown)
    shown_items = (as_list(value) or [])[:_MOST_ITEMS] if depth < _DEEPEST else []
    return sequence([s for item in shown_items if (s := json_source(item, depth + 1)) is not None])


def import_lines(needed: frozenset[Name]) -> Iterator[str]:
    """Write the imports of names of the standard library.

    Args:
        needed: the names.

    Returns:
        A line for each module.
    """
    for module in sorted({name.module for name in needed}):
        names = sorted(name.name for name in needed if name.module == module)
        yield f"from {module} import {', '.join(names)}"
