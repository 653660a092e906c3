"""Screening: what no later stage may meet is refused, replaced or left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from clientgen.base.pointers import child, escape, follow, resolve, tokens_of
from clientgen.base.suggestions import near
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.edits import Edits
from clientgen.document.identifiers import replace_identifiers, uses_identifiers
from clientgen.document.load import Document, Limits
from clientgen.document.load.grammar import StandardObject, walk
from clientgen.document.load.references import Reference, reference_problem, shown

_OPENAPI = re.compile(r"3\.[012]\.\d+(?:-.+)?\Z")
# Versions written short, as a number, or newer than the ones known here.
_NEAR = re.compile(r"(3\.\d{1,3})(?:\.[\w.-]{0,40})?\Z")
_READ_AS = {"3.0": "3.0.4", "3.1": "3.1.1"}
_NEWEST = "3.2.0"
# How often circles are looked for again: cutting one may leave another.
_ROUNDS = 10
# What leads from one schema to others that it consists of.
_LEADING = frozenset({"$ref", "allOf", "anyOf", "oneOf"})

_Step = Callable[[Edits, list[StandardObject]], None]


def screen(document: Document, *, limits: Limits | None = None) -> Document:
    """Bring a document into the form that later stages rely on.

    Afterwards every ``$ref`` is a JSON pointer to something in the document, none leads back to
    itself, and no composition includes itself. What had to be left out or assumed for that is
    among the document's diagnostics.

    Args:
        document: any loaded document.
        limits: bounds on chains of references; depth and size were held to while loading.

    Returns:
        The same document, or one derived from it.

    Raises:
        InputError: it is no OpenAPI document, or one of a version that is not known.
    """
    bounds = limits or Limits()
    document = _with_version(document)
    objects = list(walk(document.value))
    steps: list[_Step] = [
        lambda edits, found: _put_in_place(edits, found, bounds.alias_nodes),
        replace_identifiers,
        _leave_out_unusable,
        lambda edits, found: _cut_chains(edits, found, bounds.references),
        *[_cut_part_circles] * _ROUNDS,
        *[_cut_variant_circles] * _ROUNDS,
    ]
    idle: _Step | None = None
    for step in steps:
        if step is idle or (step is replace_identifiers and not uses_identifiers(objects)):
            continue
        edits = Edits(document)
        step(edits, objects)
        changed = edits.applied()
        idle = step if changed is document else None
        if changed.value is not document.value:
            objects = list(walk(changed.value))
        document = changed
    return document


def _with_version(document: Document) -> Document:
    root = as_map(document.value) or {}
    name = "swagger" if "swagger" in root else "openapi"
    if name not in root:
        raise document.error(
            "is not an OpenAPI document: neither 'openapi' nor 'swagger' says which", ""
        )
    found = root[name]
    text = str(found) if isinstance(found, (str, float, int)) else ""
    if name == "swagger":
        if found == "2.0" and isinstance(found, str):
            return document
        if text not in ("2.0", "2"):
            message = f"swagger version {shown(str(found))} is not supported, only '2.0'"
            raise document.error(message, "/swagger")
        version = "2.0"
    else:
        if isinstance(found, str) and _OPENAPI.match(found):
            return document
        close = _NEAR.match(text)
        if close is None:
            message = (
                f"openapi version {shown(str(found))} is not supported, only 3.0.x, 3.1.x and 3.2.x"
            )
            raise document.error(message, "/openapi")
        version = _READ_AS.get(close[1], _NEWEST)
    message = f"the version {shown(text)} is no version of the standard; it is read as {version}"
    return document.with_value(
        {**root, name: version}, None, [document.warning("version-assumed", message, f"/{name}")]
    )


def _put_in_place(edits: Edits, objects: Iterable[StandardObject], most: int) -> None:
    """Put operations, and path items that have members beside their reference, in its place.

    The standard has no references to operations, and leaves open what stands beside one to a path
    item: documents that write either mean both together.
    """
    document = edits.document
    left = most
    for found in objects:
        is_path = found.kind == "path item" and len(found.node) > 1
        if not isinstance(found.node.get("$ref"), str) or not (
            is_path or found.kind == "operation"
        ):
            continue
        try:
            target, origin = follow(document.value, found.node, found.pointer)
        except KeyError:
            continue
        node = as_map(target)
        if node is None or (left := left - _size(node, left)) < 0:
            continue
        edits.remove(found.pointer, "$ref")
        for name, value in node.items():
            if name not in found.node:
                edits.put(found.pointer, name, value, f"{origin}/{escape(name)}")


def _size(value: Json, most: int) -> int:
    """Count the values in a value, up to one more than a bound."""
    stack, count = [value], 0
    while stack and count <= most:
        item = stack.pop()
        count += 1
        stack.extend((as_map(item) or {}).values())
        stack.extend(as_list(item) or ())
    return count


def _leave_out_unusable(edits: Edits, objects: Iterable[StandardObject]) -> None:
    document = edits.document
    root = as_map(document.value) or {}
    if "paths" in root and as_map(root["paths"]) is None:
        edits.remove("", "paths")
        message = "'paths' is not a mapping; it is left out"
        edits.tell(document.warning("path-left-out", message, "/paths"))
    # A few components have most of the references.
    sound: set[tuple[str, str]] = set()
    for found in objects:
        if "$ref" not in found.node:
            continue
        written = found.kind, repr(found.node["$ref"])
        if written in sound:
            continue
        problem = _problem(document.value, found)
        if problem is None:
            sound.add(written)
            continue
        edits.remove(found.pointer, "$ref")
        at = f"{found.pointer}/$ref"
        edits.tell(reference_problem(document, found.kind, problem, at))


def _problem(root: Json, found: StandardObject) -> str | None:
    """Say why a reference cannot be followed; None where it can."""
    text = found.node["$ref"]
    if not isinstance(text, str):
        return "$ref is not a string"
    target = Reference(found, text).target
    if target is None and text.startswith("#"):
        return f"the reference {shown(text)} is not a '#/...' pointer"
    if target is None:
        return f"the reference {shown(text)} leaves the document, and is not followed"
    if found.kind == "operation":
        return f"the operation behind {shown(text)} cannot be put in its place"
    try:
        resolve(root, target)
    except KeyError:
        return f"the reference {shown(text)} points at nothing{_did_you_mean(root, target)}"
    return None


def _did_you_mean(root: Json, target: str) -> str:
    value = root
    done = ""
    for token in tokens_of(target):
        try:
            value = child(value, token)
        except KeyError:
            close = near(token, as_map(value) or {})
            return f"; did you mean {shown(f'#{done}/{escape(close[0])}')}?" if close else ""
        done += "/" + escape(token)
    return ""


def _cut_chains(edits: Edits, objects: Iterable[StandardObject], longest: int) -> None:
    """Cut references that lead to references without end. Each chain is followed once."""
    references = {
        found.pointer: Reference(found, found.node["$ref"])
        for found in objects
        if "$ref" in found.node
    }
    lengths: dict[str, int] = {}
    for start in references:
        path: list[str] = []
        on_path: set[str] = set()
        at: str | None = start
        while at is not None and at in references and at not in lengths and at not in on_path:
            path.append(at)
            on_path.add(at)
            at = references[at].target
        length = 0
        if at is not None and at in on_path:
            ring = " -> ".join(f"#{pointer}" for pointer in [*path[path.index(at) :][:5], at])
            _cut(edits, references[path[-1]], f"references lead in a circle: {ring}")
            lengths[path.pop()] = 0
        elif at is not None:
            length = lengths.get(at, 0)
        for pointer in reversed(path):
            length += 1
            if length > longest:
                message = f"a chain of more than {longest} references leads to references"
                _cut(edits, references[pointer], message)
                length = 0
            lengths[pointer] = length


def _cut(edits: Edits, reference: Reference, message: str) -> None:
    edits.remove(reference.owner.pointer, "$ref")
    edits.tell(reference_problem(edits.document, reference.owner.kind, message, reference.pointer))


def _cut_part_circles(edits: Edits, objects: Iterable[StandardObject]) -> None:
    """Cut schemas that consist of themselves: of what ``allOf`` demands, itself is no part."""
    _cut_circles(edits, {at: [*all_of, *to] for at, _, all_of, _, to in _edges(objects)})


def _cut_variant_circles(edits: Edits, objects: Iterable[StandardObject]) -> None:
    """Cut unions that are a variant of themselves.

    A base that lists in ``oneOf`` what is made of it by ``allOf`` is none: of its union only one
    variant is meant there.
    """
    edges = {
        at: [*variants, *to, *(all_of if len(all_of) == 1 and not node.get("properties") else ())]
        for at, node, all_of, variants, to in _edges(objects)
    }
    _cut_circles(edits, edges)


def _edges(
    objects: Iterable[StandardObject],
) -> Iterable[tuple[str, dict[str, Json], list[str], list[str], list[str]]]:
    """List each schema, what ``allOf`` and what the unions hold, and what its ``$ref`` leads to."""
    for found in objects:
        if found.kind != "schema" or _LEADING.isdisjoint(found.node):
            continue
        at, node = found.pointer, found.node
        all_of, one_of, any_of = (
            [f"{at}/{key}/{i}" for i in range(len(as_list(node.get(key)) or ()))]
            for key in ("allOf", "oneOf", "anyOf")
        )
        target = (
            Reference(found, text).target if isinstance(text := node.get("$ref"), str) else None
        )
        yield at, node, all_of, [*one_of, *any_of], [] if target is None else [target]


def _cut_circles(edits: Edits, edges: dict[str, list[str]]) -> None:
    done: set[str] = set()
    cut: set[str] = set()
    for start in edges:
        for ring in _circles(start, edges, done):
            # A step that leads elsewhere than one level down follows a reference.
            owner = next(
                (old for old, new in pairwise(ring) if not new.startswith(f"{old}/")), ring[-2]
            )
            if owner not in cut:
                cut.add(owner)
                _cut_edge(edits, ring, owner)


def _cut_edge(edits: Edits, ring: list[str], owner: str) -> None:
    path = " -> ".join(f"#{pointer}" for pointer in ring[:6])
    steps = {pointer.split("/")[-2] for pointer in ring if "/" in pointer[1:]}
    key = next((key for key in ("oneOf", "anyOf") if key in steps), "allOf")
    message = f"{key} includes itself: {path}; this part is left out"
    edits.tell(edits.document.warning("composition-circular", message, owner))
    *above, name, index = owner.split("/")
    is_alone = len(as_map(resolve(edits.document.value, owner)) or {}) == 1
    if name in ("oneOf", "anyOf") or (name == "allOf" and is_alone):
        edits.remove_item("/".join(above), name, int(index))
    else:
        edits.remove(owner, "$ref")


def _circles(start: str, edges: dict[str, list[str]], done: set[str]) -> Iterable[list[str]]:
    if start in done:
        return
    path, on_path = [start], {start}
    pending = [iter(edges.get(start, ()))]
    while pending:
        following = next(pending[-1], None)
        if following is None:
            pending.pop()
            on_path.discard(path[-1])
            done.add(path.pop())
        elif following in on_path:
            yield [*path[path.index(following) :], following]
        elif following not in done:
            path.append(following)
            on_path.add(following)
            pending.append(iter(edges.get(following, ())))
