"""References by identifier: ``$id``, ``$anchor``, ``#``, ``$dynamicRef`` and ``$recursiveRef``.

Everything after the screen follows JSON pointers from the root only, so each of these is replaced
by a pointer to what it names (JSON Schema 2020-12, section 8.2; 2019-09 for the recursive ones).
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote, urljoin

from clientgen.base.pointers import local_target, prefixes, resolve
from clientgen.base.untyped import Json, as_map
from clientgen.document.edits import Edits, reference_to
from clientgen.document.load.grammar import StandardObject
from clientgen.document.load.references import reference_problem, shown

_IDENTIFIERS = ("$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor")
_DYNAMIC = ("$dynamicRef", "$recursiveRef")


class Identifiers:
    """The identifiers of a document.

    Args:
        root: the document.
        objects: its objects, parents before children.
    """

    def __init__(self, root: Json, objects: Iterable[StandardObject]) -> None:
        self._root = root
        self.schemas = [found for found in objects if found.kind == "schema"]
        self._pointers = {found.pointer for found in self.schemas}
        # Pointer of every schema resource → its base URI, the document's own first.
        self._bases: dict[str, str] = {"": str((as_map(root) or {}).get("$self") or "")}
        self._resources: dict[str, str] = {}
        self._anchors: dict[str, list[str]] = {}
        self._dynamic: dict[str, list[str]] = {}
        for found in self.schemas:
            self._read(found)

    def _read(self, found: StandardObject) -> None:
        name = found.node.get("$id")
        if isinstance(name, str) and name.startswith("#"):  # draft 7, section 8.2.3
            self._anchors.setdefault(name[1:], []).append(found.pointer)
        elif isinstance(name, str) and name:
            uri = _joined(self._bases[self._resource_of(found.pointer)], name).partition("#")[0]
            self._bases[found.pointer] = uri
            self._resources.setdefault(uri, found.pointer)
            self._resources.setdefault(name.partition("#")[0], found.pointer)
        for key, anchors in (("$anchor", self._anchors), ("$dynamicAnchor", self._dynamic)):
            anchor = found.node.get(key)
            if isinstance(anchor, str):
                anchors.setdefault(anchor, []).append(found.pointer)

    def _resource_of(self, pointer: str) -> str:
        return next(prefix for prefix in prefixes(pointer) if prefix in self._bases)

    def _start_of(self, pointer: str) -> str:
        """Find the resource a schema is in; without ``$id`` the outermost schema around it."""
        resource = self._resource_of(pointer)
        if resource:
            return resource
        return [prefix for prefix in prefixes(pointer) if prefix in self._pointers][-1]

    def target(self, pointer: str, text: str) -> str | None:
        """Find what a reference names.

        Args:
            pointer: the schema that holds it.
            text: the reference.

        Returns:
            The JSON pointer of what it names; None where it names nothing here.
        """
        uri, _, fragment = text.partition("#")
        resource = self._resource_of(pointer)
        if uri:
            joined = _joined(self._bases[resource], uri)
            found = self._resources.get(joined, self._resources.get(uri))
            if found is None:
                return None
            resource = found
        elif not fragment:
            return self._start_of(pointer)
        fragment = unquote(fragment)
        if not fragment:
            return resource
        if fragment.startswith("/"):
            for target in dict.fromkeys((resource + fragment, fragment)):
                if _is_there(self._root, target):
                    return target
            return None
        known = [*self._anchors.get(fragment, ()), *self._dynamic.get(fragment, ())]
        inside = [item for item in known if self._resource_of(item) == resource]
        near = [item for item in inside if self._start_of(item) == self._start_of(pointer)]
        candidates: list[str]
        for candidates in (near, inside, known):
            if len(candidates) == 1:
                return candidates[0]
        return None

    def dynamic_targets(self, text: str) -> list[str]:
        """List the schemas that a dynamic reference may mean, whichever way it was reached.

        Args:
            text: the value of ``$dynamicRef``.

        Returns:
            Their JSON pointers.
        """
        return self._dynamic.get(unquote(text.partition("#")[2]), [])


def _is_there(root: Json, pointer: str) -> bool:
    try:
        resolve(root, pointer)
    except KeyError:
        return False
    return True


def _joined(base: str, uri: str) -> str:
    try:
        return urljoin(base, uri)
    except ValueError:
        return uri


def uses_identifiers(objects: Iterable[StandardObject]) -> bool:
    """Tell whether a document refers to anything otherwise than by a JSON pointer.

    Args:
        objects: its objects.

    Returns:
        Whether it does, or may.
    """
    names = {*_IDENTIFIERS, *_DYNAMIC}
    return any(
        found.kind == "schema"
        and (
            not names.isdisjoint(found.node)
            or (isinstance(text := found.node.get("$ref"), str) and not text.startswith("#/"))
        )
        for found in objects
    )


def replace_identifiers(edits: Edits, objects: list[StandardObject]) -> None:
    """Replace references by identifier with JSON pointers, and drop the identifiers.

    Args:
        edits: receives the changes to the document, and what was assumed.
        objects: the objects of the document.
    """
    document = edits.document
    known = Identifiers(document.value, objects)
    for found in known.schemas:
        at, node = found.pointer, found.node
        text = node.get("$ref")
        if isinstance(text, str) and (target := known.target(at, text)) is not None:
            if target != local_target(text):
                edits.put(at, "$ref", reference_to(target))
                if text == "#" and "$id" not in (as_map(resolve(document.value, target)) or {}):
                    edits.tell(document.note("reference-assumed", _assumed("$ref", target), at))
        for name in _DYNAMIC:
            if name in node:
                _replace_dynamic(edits, known, found, name)
        # A `$ref` inside must mean the same to every later reader.
        edits.remove(
            at, *(name for name in _IDENTIFIERS if isinstance(node.get(name), (str, bool)))
        )


def _assumed(name: str, target: str) -> str:
    return f"{name} is read as a reference to {shown('#' + target)}"


def _replace_dynamic(edits: Edits, known: Identifiers, found: StandardObject, name: str) -> None:
    document, at, text = edits.document, found.pointer, found.node[name]
    edits.remove(at, name)
    pointer = f"{at}/{name}"
    if not isinstance(text, str):
        message = f"{name} is not a string"
        edits.tell(reference_problem(document, "schema", message, pointer))
        return
    targets = known.dynamic_targets(text) if name == "$dynamicRef" else []
    if not targets and (single := known.target(at, text)) is not None:
        targets = [single]
    if len(targets) != 1 or "$ref" in found.node:
        reason = "names nothing" if not targets else "means another schema for each way to it"
        if "$ref" in found.node:
            reason = "stands beside $ref"
        message = f"{name} {shown(text)} {reason}"
        edits.tell(reference_problem(document, "schema", message, pointer))
        return
    edits.put(at, "$ref", reference_to(targets[0]))
    edits.tell(document.note("reference-assumed", _assumed(name, targets[0]), pointer))
