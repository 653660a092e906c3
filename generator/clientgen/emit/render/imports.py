"""The imports of the emitted modules, and the exports of the package."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from clientgen.emit.render.emitted_files import responses
from clientgen.plan import PackagePlan
from clientgen.types.codegen import MODEL_NAMES
from clientgen.types.reserved import KEYWORDS
from clientgen.types.writing import MEMBER_NAMES, SIGNATURE_NAMES, Name

RENAMED_CLASS = Name("._runtime.aliases", "heir")

_ERRORS = (
    "APIError",
    "AuthenticationError",
    "BadRequestError",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "DecodeError",
    "GatewayTimeoutError",
    "NotFoundError",
    "PaginationError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestError",
    "RequestTimeoutError",
    "ResponseError",
    "ServerError",
    "ServiceUnavailableError",
    "StatusError",
    "TimeoutError",
    "TokenError",
    "TransportError",
    "UnsupportedMediaTypeError",
)
_EXPORTS: Mapping[str, tuple[str, ...]] = {
    "_runtime.auth": ("AuthorizationCode", "ClientCredentials", "Saml2Bearer"),
    "_runtime.calls": ("Request", "Response"),
    "_runtime.observe": ("Attempt", "Hooks"),
    "_runtime.operation": ("Operation",),
    "_runtime.pager": ("AsyncPager", "Page", "Pager"),
    "_runtime.retry": ("Retry",),
    "_runtime.wire": ("Timeout",),
    "client": ("AsyncClient", "Client"),
    "errors": _ERRORS,
    "operations": ("OPERATIONS",),
}
_STREAM_NAMES = ("Event", "Stream", "chunks")
_REQWEST_NAMES = ("AsyncReqwestTransport", "ReqwestTransport")
WORDS = frozenset(
    word
    for name in (
        *(Name(home, name) for home, names in _EXPORTS.items() for name in names),
        *MEMBER_NAMES,
        *SIGNATURE_NAMES,
        *MODEL_NAMES,
        RENAMED_CLASS,
    )
    for word in (*name.module.split("."), name.name)
    if word
) | {
    "Region",
    "regions",
    "bodies",
    "uploads",
    "media",
    "streams",
    "Sends",
    "Sent",
    "Answer",
    "Answers",
    "reqwest",
    *KEYWORDS,
    *_STREAM_NAMES,
    *_REQWEST_NAMES,
}
"""Identifiers this subpackage adds to those of the templates, whatever the document."""


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


def exports(plan: PackagePlan) -> list[tuple[str, tuple[str, ...]]]:
    """List what the package exports, as module and names."""
    regions = [("regions", ("Region",))] if plan.service.regions else []
    streams = [("_runtime.streams", _STREAM_NAMES)] if responses(plan) else []
    servers = [("servers", ("SERVERS",))] if plan.service.servers else []
    reqwest = [("_runtime.reqwest", _REQWEST_NAMES)] if "reqwest" in plan.emit else []
    return sorted([*_EXPORTS.items(), *regions, *streams, *servers, *reqwest])
