"""Changes to references and list items of a document, collected first and applied to one copy."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from urllib.parse import quote

from clientgen.base.diagnostics import Diagnostic
from clientgen.base.pointers import resolve
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load import Document


def reference_to(pointer: str) -> str:
    """Write the reference to a part of the same document.

    Args:
        pointer: its JSON pointer.

    Returns:
        The text of a ``$ref``, percent-encoded where a URI demands it (RFC 6901, section 6).
    """
    return "#" + quote(pointer, safe="/~!$&'()*+,;=:@")


class Edits:
    """Collects changes to one document.

    Args:
        document: the document; it is not changed.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._diagnostics: list[Diagnostic] = []
        self._members: dict[str, dict[str, Json]] = {}
        self._removed: dict[str, set[str]] = {}
        self._items: dict[tuple[str, str], set[int]] = {}
        self._origins: dict[str, str] = {}

    def put(self, pointer: str, name: str, value: Json, origin: str | None = None) -> None:
        """Set a member of an object.

        Args:
            pointer: JSON pointer to the object.
            name: the member.
            value: its new value.
            origin: JSON pointer to where the value stands now, if it does.
        """
        self._members.setdefault(pointer, {})[name] = value
        if origin is not None:
            self._origins[f"{pointer}/{name}"] = origin

    def remove(self, pointer: str, *names: str) -> None:
        """Remove members of an object; names that it lacks are passed over.

        Args:
            pointer: JSON pointer to the object.
            names: the members.
        """
        self._removed.setdefault(pointer, set()).update(names)

    def remove_item(self, pointer: str, name: str, index: int) -> None:
        """Remove an item of a list, and the list with its last item.

        Args:
            pointer: JSON pointer to the object that holds the list.
            name: the list's name.
            index: the item.
        """
        self._items.setdefault((pointer, name), set()).add(index)

    def tell(self, *found: Diagnostic) -> None:
        """Record what the changes leave out or assume.

        Args:
            found: the diagnostics.
        """
        self._diagnostics += found

    def applied(self) -> Document:
        """Make the changes.

        Returns:
            The changed document with all diagnostics; the same one where nothing was collected.
        """
        changed = self._members.keys() | self._removed.keys() | self._items.keys()
        if not (changed or self._diagnostics):
            return self.document
        before = self.document.value
        value = copy.deepcopy(before) if changed else before
        for pointer, names in self._removed.items():
            node = as_map(resolve(value, pointer)) or {}
            for name in names:
                node.pop(name, None)
        for pointer, members in self._members.items():
            target = as_map(resolve(value, pointer))
            if target is not None:
                target.update(copy.deepcopy(members))
        for (pointer, name), gone in self._items.items():
            self._cut(value, pointer, name, gone)
        return self.document.with_value(value, self._origins, self._diagnostics)

    def _cut(self, value: Json, pointer: str, name: str, gone: set[int]) -> None:
        node = as_map(resolve(value, pointer)) or {}
        # By the list as it was: a part shared by YAML aliases is met once for each use.
        old: Sequence[Json] = as_list(resolve(self.document.value, f"{pointer}/{name}")) or ()
        now = as_list(node.get(name)) or []
        kept = [index for index in range(len(old)) if index not in gone]
        if len(now) == len(old):
            node[name] = [now[index] for index in kept]
        if not node.get(name):
            node.pop(name, None)
        for new, index in enumerate(kept):
            if new != index:
                self._origins[f"{pointer}/{name}/{new}"] = f"{pointer}/{name}/{index}"
