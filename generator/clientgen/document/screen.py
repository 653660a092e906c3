"""Screening: refuses what no later stage may meet, before any reference is followed."""

from __future__ import annotations

import re

from clientgen.base.pointers import child, escape, resolve, tokens_of
from clientgen.base.suggestions import near
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load import Document, Limits
from clientgen.document.load.grammar import walk
from clientgen.document.load.references import Reference, references

_OPENAPI = re.compile(r"3\.[012]\.\d+(?:-.+)?\Z")


def screen(document: Document, *, limits: Limits | None = None) -> Document:
    """Refuse documents that are not OpenAPI, or that the toolchain below must not see.

    Args:
        document: any loaded document.
        limits: bounds on chains of references; depth and size were held to while loading.

    Returns:
        The same document.

    Raises:
        InputError: another version, a reference that leaves the document, points at nothing or
            leads back to itself, a composition that leads back to itself, or ``$dynamicRef``.
    """
    _version(document)
    _dynamic(document)
    found = list(references(document.value))
    for reference in found:
        _local(document, reference)
    _chains(document, found, (limits or Limits()).references)
    _circular_compositions(document)
    return document


def _version(document: Document) -> None:
    root = as_map(document.value) or {}
    if "swagger" in root:
        if root["swagger"] != "2.0":
            message = f"swagger version {root['swagger']!r} is not supported, only '2.0'"
            raise document.error(message, "/swagger")
    elif "openapi" in root:
        found = root["openapi"]
        if not (isinstance(found, str) and _OPENAPI.match(found)):
            message = f"openapi version {found!r} is not supported, only 3.0.x, 3.1.x and 3.2.x"
            raise document.error(message, "/openapi")
    else:
        raise document.error(
            "is not an OpenAPI document: neither 'openapi' nor 'swagger' says which", ""
        )
    if "paths" in root and as_map(root["paths"]) is None:
        raise document.error("'paths' is not a mapping", "/paths")


def _dynamic(document: Document) -> None:
    for found in walk(document.value):
        if found.kind == "schema":
            for name in ("$dynamicRef", "$recursiveRef"):
                if name in found.node:
                    message = f"{name} is not supported: name the schema with $ref"
                    raise document.error(message, f"{found.pointer}/{name}")
        if "$ref" in found.node and not isinstance(found.node["$ref"], str):
            raise document.error("$ref is not a string", f"{found.pointer}/$ref")


def _local(document: Document, reference: Reference) -> None:
    target = reference.target
    if target is None:
        message = (
            f"the reference {_shown(reference.text)} leaves the document: only '#/...' is followed"
        )
        if reference.text.startswith("#"):
            message = f"the reference {_shown(reference.text)} is not a '#/...' pointer"
        raise document.error(message, reference.pointer)
    try:
        resolve(document.value, target)
    except KeyError:
        hint = _did_you_mean(document.value, target)
        message = f"the reference {_shown(reference.text)} points at nothing{hint}"
        raise document.error(message, reference.pointer) from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 200 else f"{text[:197]}...")


def _did_you_mean(root: Json, target: str) -> str:
    value = root
    done = ""
    for token in tokens_of(target):
        try:
            value = child(value, token)
        except KeyError:
            close = near(token, as_map(value) or {})
            return f"; did you mean '#{done}/{escape(close[0])}'?" if close else ""
        done += "/" + token
    return ""


def _chains(document: Document, found: list[Reference], longest: int) -> None:
    """Refuse references that lead to references without end. Each chain is followed once."""
    target_of = {reference.owner.pointer: reference.target for reference in found}
    lengths: dict[str, int] = {}
    for reference in found:
        path: list[str] = []
        on_path: set[str] = set()
        at: str | None = reference.owner.pointer
        while at is not None and at in target_of and at not in lengths:
            if at in on_path:
                ring = " -> ".join(f"#{pointer}" for pointer in [*path[path.index(at) :][:5], at])
                raise document.error(f"references lead in a circle: {ring}", f"{at}/$ref")
            path.append(at)
            on_path.add(at)
            at = target_of[at]
        length = lengths.get(at, 0) if at is not None else 0
        for pointer in reversed(path):
            length += 1
            lengths[pointer] = length
        if length > longest:
            message = f"a chain of more than {longest} references leads to references"
            raise document.error(message, reference.pointer)


def _circular_compositions(document: Document) -> None:
    """Refuse schemas that consist of themselves: no value could ever be checked against them.

    A base that lists in ``oneOf`` what is made of it by ``allOf`` is none: of its union only one
    variant is meant there.
    """
    parts: dict[str, list[str]] = {}
    variants: dict[str, list[str]] = {}
    for place in walk(document.value):
        if place.kind != "schema":
            continue
        at, node = place.pointer, place.node
        all_of, one_of, any_of = (
            [f"{at}/{key}/{i}" for i in range(len(as_list(node.get(key)) or ()))]
            for key in ("allOf", "oneOf", "anyOf")
        )
        target = (
            Reference(place, text).target if isinstance(text := node.get("$ref"), str) else None
        )
        to = [] if target is None else [target]
        is_wrapping = len(all_of) == 1 and not node.get("properties")
        parts[at] = [*all_of, *to]
        variants[at] = [*one_of, *any_of, *to, *(all_of if is_wrapping else ())]
    for edges in (parts, variants):
        done: set[str] = set()
        for start in edges:
            ring = _cycle(start, edges, done)
            if ring is not None:
                shown = " -> ".join(f"#{pointer}" for pointer in ring[:6])
                steps = {pointer.split("/")[-2] for pointer in ring if "/" in pointer[1:]}
                key = next((key for key in ("oneOf", "anyOf") if key in steps), "allOf")
                raise document.error(f"{key} includes itself: {shown}", ring[0])


def _cycle(start: str, edges: dict[str, list[str]], done: set[str]) -> list[str] | None:
    if start in done:
        return None
    path, on_path = [start], {start}
    pending = [iter(edges.get(start, ()))]
    while pending:
        following = next(pending[-1], None)
        if following is None:
            pending.pop()
            on_path.discard(path[-1])
            done.add(path.pop())
        elif following in on_path:
            return [*path[path.index(following) :], following]
        elif following not in done:
            path.append(following)
            on_path.add(following)
            pending.append(iter(edges.get(following, ())))
    return None
