"""Finds the document changes that explain a change of the Python surface without a common key."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from clientgen.base.pointers import escape
from clientgen.compare.document_changes import DocumentChange
from clientgen.compare.surface_change import SurfaceChange

_DOCUMENTATION = frozenset(
    "prop-description-changed param-description-changed op-description-changed"
    " resp-description-changed example-changed".split()
)
# A schema written in place is named after the component or operation that it stands in.
_RENAMES = frozenset(
    "schema-renamed schema-extracted schema-inlined body-schema-ref-same-shape operationid-changed"
    " operationid-removed path-changed http-method-changed".split()
)


def is_documentation(change: DocumentChange) -> bool:
    """Tell whether a change alters texts and examples only.

    Args:
        change: a change of the documents.

    Returns:
        True where it explains no change of code.
    """
    return change.rule in _DOCUMENTATION


class Attribution:
    """Finds the changes above and below a schema.

    Args:
        changes: the changes of the documents.
    """

    def __init__(self, changes: Sequence[DocumentChange]) -> None:
        self._arguments: dict[tuple[str, int | str], set[int]] = {}
        self._renames: dict[str, list[tuple[str, int]]] = {}
        below: list[tuple[str, int]] = []
        for index, change in enumerate(changes):
            for key in change.keys:
                if key.kind == "argument":
                    self._arguments.setdefault((key.version, key.owner), set()).add(index)
            for old, new in change.pointers:
                if old is None or new is None:
                    continue
                if change.rule in _RENAMES:
                    self._renames.setdefault(old, []).append((new, index))
                if not is_documentation(change):
                    below.append((old, index))
        self._below = sorted(below)

    def arguments_of(self, change: SurfaceChange) -> list[int]:
        """Find the changes of the arguments of a method whose result has changed.

        Args:
            change: a change of the surface.

        Returns:
            Indices of the changes: arguments decide whether a listing is read page by page.
        """
        owners = [(key.version, key.owner) for key in change.keys if key.kind == "returns"]
        return sorted({index for owner in owners for index in self._arguments.get(owner, ())})

    def renames_above(self, change: SurfaceChange) -> list[int]:
        """Find the rename of what a class is named after.

        Args:
            change: a change of a class.

        Returns:
            Index of the change of the nearest owner; empty without one.
        """
        owners = {key.version: key.owner for key in change.keys if key.kind == "class"}
        old, new = owners.get("old"), owners.get("new")
        if not isinstance(old, str) or not isinstance(new, str):
            return []
        while old:
            for target, index in self._renames.get(old, ()):
                if new == target or new.startswith(f"{target}/"):
                    return [index]
            old = old.rpartition("/")[0]
        return []

    def changes_below(self, change: SurfaceChange) -> list[int]:
        """Find the changes inside the schemas that a declaration is made from.

        Args:
            change: a change of a class or attribute.

        Returns:
            Indices of the changes, each once.
        """
        return sorted({index for at in _schemas(change) for index in self._inside(f"{at}/")})

    def _inside(self, prefix: str) -> Iterator[int]:
        at = bisect_left(self._below, (prefix, -1))
        while at < len(self._below) and self._below[at][0].startswith(prefix):
            yield self._below[at][1]
            at += 1


def _schemas(change: SurfaceChange) -> Iterator[str]:
    """Pointers of the old schemas of a declaration."""
    for key in change.keys:
        if key.version == "old" and isinstance(key.owner, str):
            if key.kind == "class":
                yield key.owner
            elif key.kind == "attribute":
                yield f"{key.owner}/properties/{escape(key.name)}"
