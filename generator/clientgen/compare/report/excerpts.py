"""Excerpts of both documents at a finding, side by side, cut to what differs."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import yaml

from clientgen.base.pointers import resolve
from clientgen.base.prose import LINE
from clientgen.base.untyped import Json, as_list, as_map, items
from clientgen.compare.findings import Finding, SourceLocation
from clientgen.compare.report.marks import Piece
from clientgen.document.load import Document

Documents = tuple[Document, Document]

_LINES = 14
_AROUND = 2
_MOST = 3_000
# Lists whose order says nothing.
_SETS = frozenset({"enum", "required", "tags", "type"})
_NOTHING: list[Piece] = []


def excerpts(finding: Finding, documents: Documents) -> tuple[list[Piece], list[Piece]]:
    """Show a finding in both documents, as YAML.

    Args:
        finding: the finding.
        documents: the documents as they were read.

    Returns:
        The old side and the new one in pieces, of which those that differ are marked; empty where
        there is nothing. An addition has a new side only.
    """
    old, new = finding.old, finding.new
    values = _value(documents[0], old), _value(documents[1], new)
    before, after = _lines(values[0]), _lines(_in_the_order_of(*values))
    if old and new and old.pointer != new.pointer:
        # The position of a missing member is that of its parent.
        if new.pointer.startswith(f"{old.pointer}/"):
            before = []
        elif old.pointer.startswith(f"{new.pointer}/"):
            after = []
    if not before or not after:
        return _whole(before), _whole(after)
    if before == after:
        return _NOTHING, _NOTHING
    return _differing(before, after)


def _value(document: Document, location: SourceLocation | None) -> Json:
    """What stands at a place; None where there is nothing."""
    if location is None or not location.pointer:
        return None
    try:
        return resolve(document.value, location.pointer)
    except (KeyError, IndexError, ValueError, TypeError):
        return None


def _in_the_order_of(old: Json, new: Json) -> Json:
    """The new value with its sets in the order of the old ones: what merely moved is no change."""
    olds, news = as_map(old), as_map(new)
    if olds is not None and news is not None:
        return {name: _member(name, olds.get(name), value) for name, value in news.items()}
    old_items, new_items = items(old), items(new)
    if new_items and len(old_items) == len(new_items):
        return list(map(_in_the_order_of, old_items, new_items))
    return new


def _member(name: str, old: Json, new: Json) -> Json:
    is_set = name in _SETS and as_list(old) is not None and as_list(new) is not None
    return _sorted_as(old, new) if is_set else _in_the_order_of(old, new)


def _sorted_as(old: Json, new: Json) -> list[Json]:
    """The values of a set; in the order of the old ones where some of those have moved."""
    places = {repr(value): index for index, value in enumerate(items(old))}
    kept = [places[text] for value in items(new) if (text := repr(value)) in places]
    if kept == sorted(kept):
        return items(new)
    return sorted(items(new), key=lambda value: places.get(repr(value), len(places)))


def _lines(value: Json) -> list[str]:
    if value is None:
        return []
    try:
        text = yaml.dump(
            value, Dumper=_ExcerptDumper, sort_keys=False, allow_unicode=True, width=LINE, indent=2
        )
    except yaml.YAMLError:
        return []
    lines = text.removesuffix("\n").removesuffix("\n...").splitlines()
    return lines if len(lines) <= _MOST else []


class _ExcerptDumper(yaml.SafeDumper):
    """Writes what occurs twice twice, as the document does."""

    def ignore_aliases(self, data: object) -> bool:
        """Never refer back."""
        return True


def _whole(lines: list[str]) -> list[Piece]:
    if not lines:
        return []
    cut = [*lines[:_LINES], "…"] if len(lines) > _LINES + 1 else lines
    return [Piece("\n".join(cut), False)]


def _differing(before: list[str], after: list[str]) -> tuple[list[Piece], list[Piece]]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    groups = list(matcher.get_grouped_opcodes(_AROUND))
    left = [(tag != "equal", before[a:b]) for group in groups for tag, a, b, _, _ in group]
    right = [(tag != "equal", after[c:d]) for group in groups for tag, _, _, c, d in group]
    return list(_pieces(left)), list(_pieces(right))


def _pieces(runs: list[tuple[bool, list[str]]]) -> Iterator[Piece]:
    lines_left = _LINES
    for differs, lines in runs:
        if not lines:
            continue
        if lines_left <= 0:
            yield Piece("…\n", False)
            return
        yield Piece("\n".join(lines[:lines_left]) + "\n", differs)
        lines_left -= len(lines)
