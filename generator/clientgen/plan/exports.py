"""The exports of a package: the names that users import from it, and their modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientgen.plan.optional_parts import OPTIONAL_PARTS
from clientgen.plan.package import PackagePlan
from clientgen.types.writing import Name

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
_ALWAYS: Mapping[str, tuple[str, ...]] = {
    "_runtime.messages": ("Operation", "Request", "Response"),
    "_runtime.retry": ("Retry",),
    "_runtime.wire": ("Attempt", "Drift", "Hooks", "Timeout"),
    "client": ("AsyncClient", "Client"),
    "errors": _ERRORS,
    "operations": ("OPERATIONS",),
}
_GRANTS: Mapping[str, tuple[str, str]] = {
    "client_credentials": ("_runtime.auth", "ClientCredentials"),
    "authorization_code": ("_runtime.grants", "AuthorizationCode"),
    "password": ("_runtime.passwords", "PasswordGrant"),
    "saml2_bearer": ("_runtime.grants", "Saml2Bearer"),
}
_LOGIN: Mapping[str, tuple[str, ...]] = {
    "_runtime.authorization": ("AuthorizationRequest",),
    "operations": ("AUTHORIZATION_URL",),
}
_PAGERS: Mapping[str, tuple[str, ...]] = {"_runtime.pager": ("AsyncPager", "Page", "Pager")}
_STREAMS: Mapping[str, tuple[str, ...]] = {"_runtime.streams": ("Event", "Stream", "chunks")}
_REGIONS: Mapping[str, tuple[str, ...]] = {"operations": ("Region",)}
_SERVERS: Mapping[str, tuple[str, ...]] = {"servers": ("SERVERS",)}
_OPTIONAL = tuple(part.exports for part in OPTIONAL_PARTS.values())
_STREAMED = frozenset({"binary", "lines", "events"})

EXPORTABLE = frozenset(
    Name(home, name)
    for table in (_ALWAYS, _LOGIN, _PAGERS, _STREAMS, _REGIONS, _SERVERS, *_OPTIONAL)
    for home, names in table.items()
    for name in names
).union(Name(home, name) for home, name in _GRANTS.values())
"""Every name that a package may export, whatever its document."""


@dataclass(frozen=True, slots=True, order=True)
class Export:
    """One exported name.

    Args:
        module: where it is defined, below the package.
        name: the name.
        reason: why the package has it: ``always``, ``scheme``, ``paging``, ``stream``,
            ``server`` or ``setting``.
    """

    module: str
    name: str
    reason: str


def package_exports(plan: PackagePlan) -> tuple[Export, ...]:
    """List what a package exports besides its modules ``errors`` and ``models``.

    Args:
        plan: the package.

    Returns:
        The names, by module; within a module as they are listed there.
    """
    found: list[Export] = []

    def offer(table: Mapping[str, tuple[str, ...]], reason: str) -> None:
        found.extend(Export(home, name, reason) for home, names in table.items() for name in names)

    service = plan.service
    offer(_ALWAYS, "always")
    offer(_REGIONS if service.regions else {}, "setting")
    for grant in sorted(service.grants):
        home, name = _GRANTS[grant]
        offer({home: (name,)}, "scheme")
    offer(_LOGIN if service.authorization_url else {}, "scheme")
    if any(method.paging for method in (*plan.methods, *plan.aliases)):
        offer(_PAGERS, "paging")
    if any(is_streamed(media.kind) for method in plan.methods for media in method.responses):
        offer(_STREAMS, "stream")
    offer(_SERVERS if service.servers else {}, "server")
    for part in plan.optional_parts:
        offer(part.exports, "setting")
    return tuple(sorted(found, key=lambda export: export.module))


def is_streamed(kind: str) -> bool:
    """Tell whether responses of a kind of media type are read piece by piece.

    Args:
        kind: as in `MediaPlan`.

    Returns:
        True where the package exports what reads them.
    """
    return kind in _STREAMED
