"""The shared components that a set of operations needs."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from clientgen.base.pointers import escape, local_target, pointer_of, prefixes, resolve, tokens_of
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load import Document
from clientgen.document.load.grammar import CONTAINERS, ObjectKind, container_of, root_kind, walk
from clientgen.document.load.references import mapping_targets

_SCHEMAS = ("/definitions", "/components/schemas")


def component_of(pointer: str) -> str | None:
    """Find the shared component a pointer lies in.

    Args:
        pointer: a JSON pointer.

    Returns:
        The pointer of the component itself, or None.
    """
    for prefix in prefixes(pointer):
        if tuple(tokens_of(prefix)[:-1]) in CONTAINERS:
            return prefix
    return None


class Closure:
    """Collects everything some parts of a document refer to, directly or not.

    Args:
        root: the whole document.
    """

    def __init__(self, root: Json) -> None:
        self._root = root
        self._children = _subtypes(root)
        # Components reached so far, as pointers; a dict keeps the order they were met in.
        self.components: dict[str, None] = {}
        # What kept parts refer to that is no component: pointer → what stands there.
        self.strays: dict[str, ObjectKind] = {}

    def add(self, pointer: str, kind: ObjectKind) -> None:
        """Add a part and everything it needs.

        Args:
            pointer: where the part stands.
            kind: what it is.
        """
        pending: list[tuple[str, ObjectKind]] = [(pointer, kind)]
        while pending:
            at, what = pending.pop()
            for owner, target in self._targets(at, what):
                component = component_of(target)
                if component is None:
                    self.strays.setdefault(target, owner)
                elif component not in self.components:
                    self.components[component] = None
                    pending.append((component, CONTAINERS[tuple(tokens_of(component)[:-1])]))

    def add_security(self, requirements: Json) -> None:
        """Add the schemes some security requirements name.

        Args:
            requirements: a list of requirement objects.
        """
        is_swagger = "swagger" in (as_map(self._root) or {})
        container = "/securityDefinitions" if is_swagger else "/components/securitySchemes"
        for requirement in as_list(requirements) or ():
            for name in as_map(requirement) or {}:
                self._keep_if_there(f"{container}/{escape(name)}")

    def _keep_if_there(self, pointer: str) -> None:
        try:
            resolve(self._root, pointer)
        except KeyError:
            return
        self.components[pointer] = None

    def _targets(self, pointer: str, kind: ObjectKind) -> Iterator[tuple[ObjectKind, str]]:
        for found in walk(resolve(self._root, pointer), pointer, kind):
            text = found.node.get("$ref")
            if isinstance(text, str) and (target := local_target(text)) is not None:
                yield found.kind, target
            if found.kind == "operation":
                self.add_security(found.node.get("security"))
            if found.kind == "schema" and "discriminator" in found.node:
                for child in self._children.get(found.pointer, ()):
                    yield found.kind, child
                for _, name in mapping_targets(found.node):
                    if (target := self._schema(name)) is not None:
                        yield found.kind, target

    def _schema(self, text: str) -> str | None:
        """Read an entry of a discriminator mapping: a reference, or the name of a schema."""
        for candidate in (local_target(text), *(f"{c}/{escape(text)}" for c in _SCHEMAS)):
            try:
                if candidate is not None:
                    resolve(self._root, candidate)
                    return candidate
            except KeyError:
                continue
        return None


def _subtypes(root: Json) -> dict[str, list[str]]:
    """For each schema, those that include it by ``allOf``: what its discriminator may announce."""
    children: dict[str, list[str]] = {}
    for container in _SCHEMAS:
        try:
            schemas = as_map(resolve(root, container)) or {}
        except KeyError:
            continue
        for name, schema in schemas.items():
            for part in as_list((as_map(schema) or {}).get("allOf")) or ():
                text = (as_map(part) or {}).get("$ref")
                if isinstance(text, str) and (target := local_target(text)) is not None:
                    children.setdefault(target, []).append(f"{container}/{escape(name)}")
    return children


def closure_of(root: dict[str, Json]) -> Closure:
    """Collect what the paths, the webhooks and the security of a document need.

    Args:
        root: the document.

    Returns:
        The closure.
    """
    closure = Closure(root)
    for container in ("paths", "webhooks"):
        for name in as_map(root.get(container)) or {}:
            if not (container == "paths" and name.startswith("x-")):
                closure.add(pointer_of(container, name), "path item")
    closure.add_security(root.get("security"))
    return closure


def with_targets_kept(document: Document, whole: Json) -> Document:
    """Make components of what the paths of a fragment refer to in paths that were cut away.

    Args:
        document: a fragment whose components are still those of the whole document.
        whole: the root of the whole document.

    Returns:
        The fragment with each such part among its components and every reference to it led there.
    """
    while True:
        root = as_map(document.value) or {}
        moved: dict[str, str] = {}
        for target, kind in closure_of(root).strays.items():
            if _is_there(root, target) or not _is_there(whole, target):
                continue
            names = container_of(kind, root_kind(root))
            if names is None:
                continue
            value = resolve(whole, target)
            tokens = [
                re.sub(r"[^a-zA-Z0-9]+", "_", token).strip("_") for token in tokens_of(target)
            ]
            wanted = "_".join(token for token in tokens[1:] if token) or kind.replace(" ", "_")
            root, key = _with_component(root, names, wanted, value)
            moved[target] = pointer_of(*names, key)
        if not moved:
            return document
        origins = {new: old for old, new in moved.items()}
        document = document.with_value(_led_to(root, moved), origins)


def _is_there(root: Json, pointer: str) -> bool:
    try:
        resolve(root, pointer)
    except KeyError:
        return False
    return True


def _with_component(
    root: dict[str, Json], names: tuple[str, ...], wanted: str, value: Json
) -> tuple[dict[str, Json], str]:
    if not names:
        key, number = wanted, 1
        while key in root:
            number += 1
            key = f"{wanted}_{number}"
        return {**root, key: value}, key
    below, key = _with_component(as_map(root.get(names[0])) or {}, names[1:], wanted, value)
    return {**root, names[0]: below}, key


def _led_to(root: dict[str, Json], moved: Mapping[str, str]) -> dict[str, Json]:
    """Copy a document in which the references to some parts lead to where these are now."""
    result: dict[str, Json] = copy.deepcopy(root)
    for found in walk(result):
        text = found.node.get("$ref")
        target = local_target(text) if isinstance(text, str) else None
        if target is not None and target in moved:
            found.node["$ref"] = f"#{quote(moved[target])}"
        mapping = as_map((as_map(found.node.get("discriminator")) or {}).get("mapping")) or {}
        for value, text in mapping.items():
            target = local_target(text) if isinstance(text, str) else None
            if target is not None and target in moved:
                mapping[value] = f"#{quote(moved[target])}"
    return result


def prune(root: dict[str, Json], keep: Iterable[str]) -> dict[str, Json]:
    """Copy a document without the components that are not needed.

    Args:
        root: the document.
        keep: pointers of the components to keep.

    Returns:
        The document with every container reduced; empty containers are left out.
    """
    kept = set(keep)

    def reduced(container: tuple[str, ...], value: Json) -> Json:
        return {
            name: member
            for name, member in (as_map(value) or {}).items()
            if name.startswith("x-") or pointer_of(*container, name) in kept
        }

    result: dict[str, Json] = {}
    for name, value in root.items():
        if (name,) in CONTAINERS:
            if smaller := reduced((name,), value):
                result[name] = smaller
        elif name == "components" and as_map(value) is not None:
            smaller = {}
            for part, members in value.items():
                container = ("components", part)
                left = reduced(container, members) if container in CONTAINERS else members
                if left:
                    smaller[part] = left
            if smaller:
                result[name] = smaller
        else:
            result[name] = value
    return result
