"""The contents of the README that is emitted beside a package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientgen.plan.example_calls import ExampleCalls
from clientgen.plan.package import Method, PackagePlan
from clientgen.plan.usage import error_program


def readme(plan: PackagePlan) -> dict[str, Any]:
    """Plan the README.

    Args:
        plan: the package.

    Returns:
        What its template prints besides the plan.
    """
    calls = ExampleCalls(plan)
    first = _first(plan.methods)
    listing = next((m for m in plan.methods if m.paging is not None and not _needed(m)), None)
    single = [m for m in plan.methods if _reads(m) and m.paging is None and _needed(m)]
    entity = min(single, key=lambda m: (m.audience != "public", _needed(m), m.path), default=None)
    variables = [*plan.service.env.items()]
    variables += [(scheme.argument, scheme.variable) for scheme in plan.service.arguments]
    return {
        "program": calls.program(first, is_async=False) if first else [],
        "async_program": calls.program(first, is_async=True) if first else [],
        "errors": [*error_program(calls, entity)] if entity else [],
        "listing": f"client.{listing.path}()" if listing else "",
        "variables": [(name, variable) for name, variable in variables if name != "log"],
        "log": plan.service.env.get("log", ""),
    }


def _first(methods: Sequence[Method]) -> Method | None:
    """The method that a newcomer tries: a listing, else what reads, and needs least."""

    def rank(method: Method) -> tuple[bool, bool, bool, int, str]:
        is_public = method.audience == "public"
        return (
            not _reads(method),
            not is_public,
            method.paging is None,
            _needed(method),
            method.path,
        )

    return min(methods, key=rank, default=None)


def _reads(method: Method) -> bool:
    return method.operation.method == "GET"


def _needed(method: Method) -> int:
    return sum(not argument.default for argument in method.arguments)
