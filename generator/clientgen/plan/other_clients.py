"""Finds the method that stands for a call of another client of the same API.

The clients of other generators are named after operationIds, each in a spelling of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientgen.plan.package import Method, PackagePlan

# What other generators put behind the name of an operation.
_ENDINGS = (
    *(".sync", ".sync_detailed", ".asyncio", ".asyncio_detailed"),
    *("_with_http_info", "_without_preload_content", "WithHttpInfo", "Async"),
)
_REQUEST = re.compile(r"(?P<method>[A-Za-z]+)\s+(?P<path>/\S*)")


def methods_of_call(plan: PackagePlan, call: str) -> tuple[Method, ...]:
    """Find the methods that stand for a call.

    Args:
        plan: the package.
        call: as code has it, such as ``api.get_triggers(…)`` or ``get_triggers.sync``; an
            operationId in any spelling; or HTTP method and path, such as ``GET /triggers/{id}``.

    Returns:
        The methods; none where the call is not known.
    """
    text = call.strip()
    if request := _REQUEST.fullmatch(text):
        wanted = (request["method"].upper(), _template(request["path"]))
        return tuple(
            method
            for method in plan.methods
            if (method.operation.method, _template(method.operation.path)) == wanted
        )
    names = {_squeezed(name) for name in _names(text)}
    return tuple(method for method in plan.methods if _squeezed(method.operation.id) in names)


def snake_case(operation_id: str) -> str:
    """Spell an operationId as Python clients do, for suggestions."""
    words = re.sub(r"([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", r"\1\3_\2", operation_id)
    return re.sub(r"[^A-Za-z0-9]+", "_", words).strip("_").lower()


def _names(text: str) -> Iterator[str]:
    """The whole name, and its last word without what generators put behind it."""
    text = re.sub(r"\([^()]*\)", "", text).partition("(")[0].strip()
    yield text
    for ending in _ENDINGS:
        text = text.removesuffix(ending)
    yield text
    yield text.rpartition(".")[2]


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _template(path: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", path.partition("?")[0].rstrip("/"))
