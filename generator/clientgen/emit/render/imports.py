"""The imports of the emitted modules."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping

from clientgen.plan import PackagePlan
from clientgen.plan.exports import EXPORTABLE
from clientgen.types.codegen import MODEL_NAMES
from clientgen.types.expressions import Scalar, TypeExpr, inside
from clientgen.types.reserved import CLIENT_HOMES, RESOURCE_HOMES
from clientgen.types.writing import MEMBER, MEMBER_NAMES, SIGNATURE_NAMES, Name, names

RENAMED_CLASS = Name("._runtime.aliases", "heir")

_STEPS: Mapping[str, str] = {
    "cursor": "by_cursor", "last_id": "by_last_id", "link": "by_link", "offset": "by_offset",
    "page": "by_page",
}  # fmt: skip
# Imported for what it adds to the types that the runtime knows.
_SCALARS = "SCALARS as SCALARS"
_SCALAR_NAMES = {name for name in MEMBER_NAMES if name.module == "._runtime.scalars"}
_WRITTEN_BY_SCALARS = (Scalar.BYTES, Scalar.DURATION, Scalar.TIME, Scalar.UUID)
_HOMES: Mapping[str, str] = {
    **dict.fromkeys(("RequestBody", "RequestMedia"), "._runtime.bodies"),
    **dict.fromkeys(("ResponseBody", "ResponseMedia"), "._runtime.media"),
    **dict.fromkeys(
        ("ErrorFields", "Operation", "Paging", "RateLimitHeaders", "Service"), "._runtime.messages"
    ),
    **dict.fromkeys(_STEPS.values(), "._runtime.paging"),
    "Operations": "._runtime.aliases",
    "Part": "._runtime.uploads",
    _SCALARS: "._runtime.scalars",
    "reason": "._runtime.reasons",
    "Scheme": "._runtime.credentials",
    "StreamBody": "._runtime.streams",
    "Style": "._runtime.styles",
    "UploadBody": "._runtime.uploads",
}
WORDS = frozenset(
    word
    for name in (
        *(
            Name(home, name)
            for name, home in (*_HOMES.items(), *RESOURCE_HOMES.items(), *CLIENT_HOMES.items())
        ),
        *EXPORTABLE,
        *MEMBER_NAMES,
        *SIGNATURE_NAMES,
        *MODEL_NAMES,
        RENAMED_CLASS,
    )
    for word in (*name.module.split("."), name.name)
    if word
) | {"SCALARS", "StrEnum", "enum", "types", "MappingProxyType"}
"""Identifiers this subpackage adds to those of the templates, whatever the document."""


def operation_imports(plan: PackagePlan) -> list[str]:
    """Write the imports of the module of operations: the classes of its tables.

    Args:
        plan: the package.

    Returns:
        Lines in groups.
    """
    used = {"Operation", "Service"}
    for method in plan.methods:
        used |= {"Paging"} if method.paging else set()
        used |= {_STEPS[method.paging.style]} if method.paging and method.paging.step else set()
        used |= {"RequestMedia", method.request_class} if method.sends else set()
        used |= {"ResponseMedia", method.response_class} if method.responses else set()
        used |= {"Style"} if method.styles else set()
        for media in method.sends:
            used |= {"Style" if media.kind == "form" else "Part"} if media.parts else set()
    is_read = bool(_SCALAR_NAMES & names(_read_types(plan), MEMBER))
    used |= {_SCALARS} if is_read or any(map(_needs_writer, _parameter_types(plan))) else set()
    used |= {"reason"} if plan.service.searches_reasons else set()
    used |= {"Operations"} if plan.old_ids else set()
    used |= {"Scheme"} if plan.service.schemes else set()
    used |= {kind for _, kind, fields in service_fields(plan) if fields}
    own = {Name(_HOMES[name], name) for name in used}
    standard = {Name("types", "MappingProxyType"), Name("typing", "TYPE_CHECKING")}
    if plan.service.regions:
        standard |= {Name("enum", "StrEnum"), Name("typing", "Literal")}
    return import_lines(own | standard)


def _read_types(plan: PackagePlan) -> Iterator[TypeExpr]:
    """The types that the tables of operations and webhooks name for the runtime."""
    for method in plan.methods:
        media = [item.type for item in (*method.sends, *method.responses)]
        found = (method.result, method.body_type, *method.error_bodies.values(), *media)
        yield from (expr for expr in found if expr)
    yield from (hook.type for hook in plan.incoming)


def _parameter_types(plan: PackagePlan) -> Iterator[TypeExpr]:
    for method in plan.methods:
        yield from (a.type for a in method.arguments if a.location != "body")


def _needs_writer(expr: TypeExpr) -> bool:
    """Tell whether the runtime writes values of a type only once it knows the further scalars."""
    return any(part in _WRITTEN_BY_SCALARS for part in inside(expr))


def service_fields(plan: PackagePlan) -> list[tuple[str, str, Mapping[str, tuple[str, ...]]]]:
    """List the tables of the service that differ from the runtime's defaults.

    Args:
        plan: the package.

    Returns:
        Field of ``Service``, its class, its values.
    """
    service = plan.service
    tables = [
        ("error_fields", "ErrorFields", service.error_fields),
        ("rate_limit", "RateLimitHeaders", service.rate_limit),
    ]
    return [table for table in tables if table[2]]


def client_bases(plan: PackagePlan) -> tuple[Name, Name]:
    """Choose the classes that the clients extend.

    Args:
        plan: the package.

    Returns:
        Of the sync and of the async client.
    """
    kinds = ("SyncClient", "AsyncClientBase")
    if plan.service.schemes is None:
        kinds = ("SyncOAuthClient", "AsyncOAuthClient")
    sync, later = (Name(CLIENT_HOMES[kind], kind) for kind in kinds)
    return sync, later


def import_lines(names: Iterable[Name], depth: int = 1) -> list[str]:
    """Write the import lines for some names.

    Args:
        names: the names.
        depth: how deep in the package the module stands; 1 for one of its own modules.

    Returns:
        Lines in groups: the standard library, other packages, the package itself; an empty line
        between two groups.
    """
    modules: dict[str, set[str]] = {}
    for name in names:
        modules.setdefault(name.module, set()).add(name.name)
    groups: dict[int, list[str]] = {}
    for module, found in sorted(modules.items()):
        shown = ", ".join(sorted(found, key=lambda name: (not name.isupper(), name)))
        line = f"from {'.' * (depth - 1) if module.startswith('.') else ''}{module} import {shown}"
        if not module:
            line = f"import {shown}"
        is_own = module.startswith(".")
        is_standard = module.partition(".")[0] in sys.stdlib_module_names or not module
        groups.setdefault(2 if is_own else 0 if is_standard else 1, []).append(line)
    lines: list[str] = []
    for _, group in sorted(groups.items()):
        lines += ["", *group] if lines else group
    return lines
