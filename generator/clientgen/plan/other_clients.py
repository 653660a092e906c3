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
_REQUEST = re.compile(r"(?P<method>[A-Za-z]+)\s+(?P<path>(?:https?://[^/\s]*)?/\S*)")


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
        return _of_path(plan, request["method"].upper(), _template(request["path"]))
    names = {_squeezed(name) for name in _names(text)}
    return tuple(method for method in plan.methods if _squeezed(method.operation.id) in names)


def _of_path(plan: PackagePlan, verb: str, path: str) -> tuple[Method, ...]:
    """The methods of a path, which may have the path of a server before it."""
    found = [
        method
        for method in plan.methods
        if method.operation.method == verb and path.endswith(_template(method.operation.path))
    ]
    longest = max((len(_template(method.operation.path)) for method in found), default=0)
    return tuple(m for m in found if len(_template(m.operation.path)) == longest)


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
    path = re.sub(r"^https?://[^/]*", "", path.partition("?")[0])
    return re.sub(r"\{[^{}]*\}", "{}", path.rstrip("/"))
