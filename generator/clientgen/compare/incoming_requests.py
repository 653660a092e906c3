"""The comparison of how webhooks and callbacks are sent, and of what they expect in return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientgen.api import IncomingRequest
from clientgen.base.untyped import is_mapping, items, mapping
from clientgen.compare.document_changes import Pointers, ValueChange, differing_members, same
from clientgen.compare.resolved_schemas import SchemaResolver

COMPARED = frozenset({"parameters", "responses"})
"""Members of an operation, or of a path item, that are compared here."""
_TEXTS = frozenset({"description", "summary", "example", "examples"})


def request_changes(
    old: IncomingRequest, new: IncomingRequest, old_api: SchemaResolver, new_api: SchemaResolver
) -> Iterator[ValueChange]:
    """Compare a webhook or callback in all but its body.

    Args:
        old: the old request.
        new: the new one.
        old_api: the old document.
        new_api: the new one.

    Yields:
        What of it changed, such as ``method`` or ``header parameter X-Signature``.
    """
    yield from differing_members(_sending(old), _sending(new))
    at = Pointers(old.pointer, new.pointer)
    yield from differing_members(_parameters(old_api, at.old), _parameters(new_api, at.new))
    yield from differing_members(_responses(old_api, at.old), _responses(new_api, at.new))


def only_describes(change: ValueChange) -> bool:
    """Tell whether a change of a request is one of its documentation alone."""
    return same(*(_without_texts(value) for value in (change.before, change.after)))


def _sending(item: IncomingRequest) -> dict[str, str | None]:
    return {"method": item.method, "URL": item.expression}


def _parameters(api: SchemaResolver, pointer: str) -> dict[str, Mapping[str, Any]]:
    """The parameters by their names; those of the operation stand before those of its path."""
    found: dict[str, Mapping[str, Any]] = {}
    for owner in (pointer.rpartition("/")[0], pointer):
        for node in items(mapping(api.raw(owner)).get("parameters")):
            parameter = mapping(api.follow(node))
            location, name = parameter.get("in"), str(parameter.get("name"))
            # Names of headers differ in case only on paper.
            known_as = name.lower() if location == "header" else name
            found[f"{location} parameter {known_as}"] = {
                member: value for member, value in parameter.items() if member != "name"
            }
    return found


def _responses(api: SchemaResolver, pointer: str) -> dict[str, Mapping[str, Any]]:
    responses = mapping(mapping(api.raw(pointer)).get("responses"))
    return {f"response {status}": mapping(api.follow(it)) for status, it in responses.items()}


def _without_texts(node: Any) -> Any:
    if is_mapping(node):
        return {k: _without_texts(v) for k, v in node.items() if k not in _TEXTS}
    return [_without_texts(item) for item in items(node)] if isinstance(node, list) else node
