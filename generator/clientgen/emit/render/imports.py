"""What the emitted modules import, and what the package exports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from clientgen.emit.render.emitted_files import answers
from clientgen.plan import PackagePlan
from clientgen.types.reserved import KEYWORDS, MODEL_NAMES, RESOURCE_TYPES

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
    for home, names in (*_EXPORTS.items(), *MODEL_NAMES, *RESOURCE_TYPES)
    for word in (*home.split("."), *names)
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
"""Identifiers this room adds to those of the templates, whatever the document."""


def imports(known: Iterable[tuple[str, tuple[str, ...]]], sources: Iterable[str]) -> list[str]:
    """Write the import lines for the names that some pieces of source use.

    Args:
        known: module → names it has that may be wanted.
        sources: Python expressions or statements.

    Returns:
        The lines, in the order of ``known``.
    """
    used = {
        node.id
        for source in sources
        for node in ast.walk(ast.parse(source))
        # A member of a class may be called what we import: only reading a name uses it.
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    lines: list[str] = []
    for module, names in known:
        wanted = [name for name in names if name in used]
        if wanted:
            lines.append(f"from {module} import {', '.join(wanted)}")
    return lines


def exports(plan: PackagePlan) -> list[tuple[str, tuple[str, ...]]]:
    """List what the package exports, as module and names."""
    regions = [("regions", ("Region",))] if plan.service.regions else []
    streams = [("_runtime.streams", _STREAM_NAMES)] if answers(plan) else []
    servers = [("servers", ("SERVERS",))] if plan.service.servers else []
    reqwest = [("_runtime.reqwest", _REQWEST_NAMES)] if "reqwest" in plan.emit else []
    return sorted([*_EXPORTS.items(), *regions, *streams, *servers, *reqwest])
