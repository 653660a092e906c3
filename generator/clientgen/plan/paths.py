"""Path templates as words and parameters: what the names of methods are made of."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PARAMETER = "{}"
"""Stands for a parameter in `Route.key`, whatever its name."""

_TOKEN = re.compile(r"\{[^{}]*\}|[^{}]+")
# Formats and scripts that end a path without being a part of the resource.
_EXTENSION = re.compile(
    r"\.(?:json|xml|ya?ml|csv|tsv|html?|txt|md|pdf|zip|gz|m3u8|png|jpe?g|gif|svg|ico|php|aspx?|do)$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[:()\[\],;'\"=@!|*$]+")
_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_SHARED = 0.9


@dataclass(frozen=True, slots=True)
class Route:
    """The path of an operation, read.

    Args:
        key: every level of it: a word of the document, or `PARAMETER`.
        words: the words, without the prefix that most paths share.
    """

    key: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def ends_in_parameter(self) -> bool:
        """Tell whether the path leads to one item of a collection."""
        return self.key[-1:] == (PARAMETER,)


def read_routes(paths: Iterable[str]) -> dict[str, Route]:
    """Read path templates.

    Queries and file extensions are dropped; ``{id}:cancel`` has two levels, and so has
    ``chat.postMessage`` where no path leads further. A prefix that nine in ten paths share, such as
    ``/api/v1``, is dropped where a word remains.

    Args:
        paths: the paths of a document.

    Returns:
        Path → route.
    """
    distinct = sorted(set(paths))
    # The dots of a host name or a namespace that has something below it separate no levels.
    whole = {part for path in distinct for part in _parts(path)[:-1]}
    keys = {path: tuple(_levels(_parts(path), whole)) for path in distinct}
    prefix = shared_prefix(list(keys.values()))
    return {path: Route(key, _words(key, prefix)) for path, key in keys.items()}


def shared_prefix(keys: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Find the leading words that nine in ten paths share.

    Args:
        keys: the levels of every path.

    Returns:
        The words. The last word before a parameter or the end is none of them, and neither is
        one that has an operation of its own.
    """
    leading = [
        tuple(itertools.takewhile(lambda level: level != PARAMETER, key))[:-1] for key in keys
    ]
    found: tuple[str, ...] = ()
    for depth in itertools.count(1):
        counted = Counter(words[:depth] for words in leading if len(words) >= depth)
        best = max(sorted(counted), key=lambda words: counted[words], default=())
        if not best or counted[best] < _SHARED * len(keys) or best in keys:
            return found
        found = best
    return found


def _words(key: tuple[str, ...], prefix: tuple[str, ...]) -> tuple[str, ...]:
    shared = len(
        [*itertools.takewhile(lambda pair: pair[0] == pair[1], zip(key, prefix, strict=False))]
    )
    words = [level for level in key if level != PARAMETER]
    return tuple(words[min(shared, max(len(words) - 1, 0)) :])


def _parts(path: str) -> list[str]:
    parts = [part for part in re.split(r"[?#]", path, maxsplit=1)[0].split("/") if part]
    return [*parts[:-1], *(_EXTENSION.sub("", part) for part in parts[-1:])]


def _levels(parts: list[str], whole: set[str]) -> Iterator[str]:
    for part in parts:
        before = ""
        for token in _TOKEN.findall(part):
            if token.startswith("{"):
                # Parameters that only marks separate, as in `{base}...{head}`, lead to one item.
                if before != PARAMETER:
                    yield PARAMETER
                before = PARAMETER
                continue
            texts = _SEPARATOR.split(token)
            if part not in whole:
                texts = [word for text in texts for word in _DOT.split(text)]
            for text in texts:
                if any(char.isalnum() for char in text):
                    yield text
                    before = text
