"""Repair: an OpenAPI Overlay 1.0 document corrects what the published one gets wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clientgen.base.diagnostics import Diagnostic
from clientgen.base.pointers import pointer_of
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load import Document

if TYPE_CHECKING:
    from jsonpath import JSONPath

NO_MATCH = "overlay-no-match"
NO_EFFECT = "overlay-no-effect"
_VERSION = re.compile(r"1\.0\.\d+\Z")
_ROOT = frozenset(("overlay", "info", "extends", "actions"))
_ACTION = frozenset(("target", "description", "update", "remove"))
_Parts = tuple[str | int, ...]


def repair(document: Document, overlay: Document) -> tuple[Document, list[Diagnostic]]:
    """Apply an overlay.

    Args:
        document: any document; it is not changed.
        overlay: an OpenAPI Overlay 1.0 document. Its targets are RFC 9535 JSONPath. Objects are
            merged, lists grow, everything else is replaced.

    Returns:
        The repaired document, and a diagnostic for each action that matched nothing
        (``overlay-no-match``) or changed nothing (``overlay-no-effect``), placed in the overlay.

    Raises:
        InputError: the overlay is not one, or an action does not fit what it meets.
    """
    found: list[Diagnostic] = []
    value: Json = document.value
    for action in _actions(overlay):
        matches = _matches(action, value)
        if not matches:
            found.append(
                action.diagnostic(
                    NO_MATCH, "matches nothing: remove the action or correct its target"
                )
            )
            continue
        repaired = _removed(value, matches, action) if action.remove else value
        if not action.remove:
            for parts in matches:
                repaired = _updated(repaired, parts, action)
        # Plain == would not tell 1 from 1.0 or from true.
        if repaired is value or _same(value, repaired):
            message = "changes nothing: the document has this already, remove the action"
            found.append(action.diagnostic(NO_EFFECT, message))
        value = repaired
    return document.with_value(value), found


@dataclass(frozen=True, slots=True)
class _Action:
    overlay: Document
    pointer: str
    target: str
    path: JSONPath
    remove: bool
    update: Json = field(default=None)

    def diagnostic(self, code: str, message: str) -> Diagnostic:
        return Diagnostic(
            code=code,
            message=f"the action on {self.target} {message}",
            source=self.overlay.source,
            position=self.overlay.position(self.pointer),
            pointer=self.overlay.origin(self.pointer),
        )


def _actions(overlay: Document) -> Iterator[_Action]:
    import jsonpath

    root = as_map(overlay.value) or {}
    version = root.get("overlay")
    if not (isinstance(version, str) and _VERSION.match(version)):
        message = "is not an OpenAPI Overlay 1.0 document: 'overlay' must be \"1.0.0\""
        raise overlay.error(message, "/overlay" if "overlay" in root else "")
    info = as_map(root.get("info")) or {}
    for name in ("title", "version"):
        if not isinstance(info.get(name), str):
            raise overlay.error(f"'info' needs a {name} that is a string", "/info")
    _refuse_unknown(overlay, root, _ROOT, "")
    listed = as_list(root.get("actions"))
    if not listed:
        raise overlay.error("'actions' must be a list with at least one action", "/actions")
    environment = jsonpath.JSONPathEnvironment(strict=True)
    for index, item in enumerate(listed):
        at = f"/actions/{index}"
        node = as_map(item)
        if node is None:
            raise overlay.error("an action must be a mapping", at)
        _refuse_unknown(overlay, node, _ACTION, at)
        target = node.get("target")
        if not isinstance(target, str):
            raise overlay.error("an action needs a target that is a string", at)
        remove = node.get("remove", False)
        if not isinstance(remove, bool):
            raise overlay.error("'remove' must be true or false", f"{at}/remove")
        if not remove and "update" not in node:
            raise overlay.error("an action needs 'update' or 'remove: true'", at)
        try:
            path = environment.compile(target)
        except jsonpath.JSONPathError as problem:
            # Its text draws an arrow under the expression; the first line says what is wrong.
            reason = (str(problem).strip().splitlines() or ["not understood"])[0]
            message = f"the target {target} is not RFC 9535 JSONPath: {reason}"
            raise overlay.error(message, f"{at}/target") from None
        if not isinstance(path, jsonpath.JSONPath):
            raise overlay.error(f"the target {target} is not one path", f"{at}/target")
        yield _Action(overlay, at, target, path, remove, node.get("update"))


def _refuse_unknown(
    overlay: Document, node: dict[str, Json], known: frozenset[str], at: str
) -> None:
    for name in node:
        if name not in known and not name.startswith("x-"):
            allowed = ", ".join(sorted(known))
            raise overlay.error(f"unknown key {name!r}; known are {allowed}", at + pointer_of(name))


def _matches(action: _Action, value: Json) -> list[_Parts]:
    found = [tuple(match.parts) for match in action.path.finditer(value)]
    # A path may select one node several times; an update that appends must meet it once.
    return list(dict.fromkeys(found))


def _removed(value: Json, matches: list[_Parts], action: _Action) -> Json:
    if () in matches:
        raise action.overlay.error("the whole document cannot be removed", action.pointer)

    def without(node: Json, removed: list[_Parts]) -> Json:
        here = {parts[0] for parts in removed if len(parts) == 1}
        deeper: dict[str | int, list[_Parts]] = {}
        for parts in removed:
            if len(parts) > 1 and parts[0] not in here:
                deeper.setdefault(parts[0], []).append(parts[1:])
        if (members := as_map(node)) is not None:
            return {
                name: without(member, deeper[name]) if name in deeper else member
                for name, member in members.items()
                if name not in here
            }
        return [
            without(item, deeper[index]) if index in deeper else item
            for index, item in enumerate(as_list(node) or ())
            if index not in here
        ]

    return without(value, matches)


def _updated(value: Json, parts: _Parts, action: _Action) -> Json:
    if parts:
        step, rest = parts[0], parts[1:]
        if (members := as_map(value)) is not None:
            return {**members, str(step): _updated(members[str(step)], rest, action)}
        items = list(as_list(value) or ())
        index = int(step)
        return [*items[:index], _updated(items[index], rest, action), *items[index + 1 :]]
    if (items_here := as_list(value)) is not None:
        return [*items_here, action.update]
    if as_map(value) is None:
        message = f"the target {action.target} selects a value that is neither object nor list"
        raise action.overlay.error(message, f"{action.pointer}/target")
    if as_map(action.update) is None:
        message = "'update' must be a mapping, since the target selects an object"
        raise action.overlay.error(message, f"{action.pointer}/update")
    return _merged(value, action.update)


def _merged(old: Json, new: Json) -> Json:
    old_map, new_map = as_map(old), as_map(new)
    if old_map is not None and new_map is not None:
        result = dict(old_map)
        for name, value in new_map.items():
            result[name] = _merged(old_map[name], value) if name in old_map else value
        return result
    old_list, new_list = as_list(old), as_list(new)
    if old_list is not None and new_list is not None:
        return [*old_list, *new_list]
    return new


def _same(old: Json, new: Json) -> bool:
    if old is new:
        return True
    if type(old) is not type(new):
        return False
    if (members := as_map(old)) is not None:
        return members.keys() == new.keys() and all(_same(members[k], new[k]) for k in members)
    if (items := as_list(old)) is not None:
        return len(items) == len(new) and all(map(_same, items, new))
    return bool(old == new)
