"""JSON as RFC 8259 has it, refusing what readers disagree about."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import NoReturn

from clientgen.base.diagnostics import InputError, Position
from clientgen.base.pointers import escape, tokens_of
from clientgen.base.untyped import Json
from clientgen.document.load.limits import Limits
from clientgen.document.load.text import LineIndex

# One token that matters for positions. Everything else (white space, ":") is skipped over.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]|[^\s"\[\]{},:]+', re.DOTALL)


_BLANK = re.compile(r"[ \t\n\r]*")
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_COMMA = re.compile(r"[ \t\n\r]*,?[ \t\n\r]*")
_SCAN: Callable[[str, int], tuple[Json, int]] = json.JSONDecoder().raw_decode


class _Duplicate(ValueError):
    pass


class _NotFinite(ValueError):
    pass


class _TooLong(ValueError):
    pass


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Duplicate
    return members


def _constant(name: str) -> NoReturn:
    raise _NotFinite(name)


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _NotFinite(text)
    return number


def _int(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        # CPython bounds the digits it converts, since the cost grows with their square.
        raise _TooLong(text) from None


def parse(text: str, source: str, limits: Limits) -> Json:
    """Parse JSON text.

    Args:
        text: the text.
        source: display name for errors.
        limits: the bound on nesting.

    Returns:
        The plain tree.

    Raises:
        InputError: not JSON, duplicate keys, NaN or an infinity, or nested too deep.
    """
    lines = LineIndex(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as problem:
        # A syntax error deep inside hides behind the depth: say what is worse first.
        _refuse_depth(text, source, limits)
        raise InputError(
            f"is not valid JSON: {problem.msg}", source=source, position=lines.position(problem.pos)
        ) from None
    except RecursionError:
        _refuse_depth(text, source, limits)
        raise InputError("is nested too deep", source=source) from None
    except _Duplicate:
        name, position = _first_duplicate(text)
        message = f"the key {name!r} stands twice in one object"
        raise InputError(message, source=source, position=position) from None
    except (_NotFinite, _TooLong) as problem:
        word = str(problem)
        shown = word if len(word) <= 40 else f"{word[:37]}..."
        at = next((m.start() for m in _TOKEN.finditer(text) if m[0] == word), 0)
        fault = (
            "is not a finite number" if isinstance(problem, _NotFinite) else "has too many digits"
        )
        raise InputError(f"{shown} {fault}", source=source, position=lines.position(at)) from None


def _refuse_depth(text: str, source: str, limits: Limits) -> None:
    depth = 0
    for match in _TOKEN.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > limits.depth:
                raise InputError(
                    f"is nested deeper than {limits.depth} levels",
                    source=source,
                    position=LineIndex(text).position(match.start()),
                )
        elif match[0] in "]}":
            depth -= 1


def _first_duplicate(text: str) -> tuple[str, Position]:
    seen: list[set[str] | None] = []
    expect_key = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "[{":
            seen.append(set() if token == "{" else None)
            expect_key = token == "{"
        elif token in "]}":
            seen.pop()
            expect_key = False
        elif token == ",":
            expect_key = seen[-1] is not None
        elif expect_key:
            names, name = seen[-1], str(json.loads(token))
            if names is not None and name in names:
                return name, LineIndex(text).position(match.start())
            if names is not None:
                names.add(name)
            expect_key = False
    raise AssertionError("the parser met a duplicate key that the scanner does not see")


class JsonIndex:
    """Finds positions in a JSON text, scanning each container once and only when it is asked for.

    Args:
        text: valid JSON.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = LineIndex(text)
        self._children: dict[str, dict[str, tuple[int, int]]] = {}

    def find(self, pointer: str) -> Position | None:
        """Find a value.

        Args:
            pointer: JSON pointer.

        Returns:
            Where its key or item starts, None when there is no such value.
        """
        key = value = next(_TOKEN.finditer(self._text)).start()
        above = ""
        for token in tokens_of(pointer):
            if above not in self._children:
                self._children[above] = dict(self._scan(value))
            if (entry := self._children[above].get(token)) is None:
                return None
            key, value = entry
            above = f"{above}/{escape(token)}"
        return self._lines.position(key)

    def _scan(self, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
        """List the direct children of the container at an offset: name, key and value offset."""
        text = self._text
        opening = text[start]
        if opening not in "[{":
            return
        at, index = _after(_BLANK, text, start + 1), 0
        while text[at] not in "]}":
            name, key = str(index), at
            if opening == "{":
                member, at = _SCAN(text, at)
                name, at = str(member), _after(_COLON, text, at)
            value = at
            # Read and thrown away: that is what the interpreter does fastest.
            _, at = _SCAN(text, at)
            yield name, (key, value)
            at, index = _after(_COMMA, text, at), index + 1


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return at if found is None else found.end()
