"""OAuth as the document describes it: grants, token endpoints, the page that users log in on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from clientgen.api import Api, SecurityScheme
from clientgen.base.configuration import Config
from clientgen.base.untyped import mapping

_GRANT_TYPES = {
    "clientCredentials": "client_credentials",
    "authorizationCode": "authorization_code",
    "password": "password",
}
"""Flow of a document → ``grant_type`` of its token requests (RFC 6749); the usual one first."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class TokenEndpoint(NamedTuple):
    """A token endpoint in two parts.

    Args:
        login_url: root of the login service; a relative reference where the document names it
            relative to the API.
        path: the rest, from the slash on.
    """

    login_url: str
    path: str

    @property
    def url(self) -> str:
        """Both parts together."""
        return f"{self.login_url.rstrip('/')}{self.path}"


@dataclass(frozen=True, slots=True)
class TokenPlan:
    """The addresses that tokens come from.

    Args:
        usual: the endpoint of most grants; None where the document names none.
        others: ``grant_type`` → its endpoint, where that is another one.
        authorization_url: the page that users log in on, for the authorization code; or empty.
    """

    usual: TokenEndpoint | None = None
    others: Mapping[str, str] = field(default_factory=dict[str, str])
    authorization_url: str = ""


def used_schemes(api: Api) -> list[SecurityScheme]:
    """List the security schemes that operations need.

    Args:
        api: the API.

    Returns:
        Those of them that the document declares, sorted by name.
    """
    used = sorted({name for op in api.operations for need in op.security for name in need})
    return [api.security_schemes[name] for name in used if name in api.security_schemes]


def is_oauth(schemes: Iterable[SecurityScheme]) -> bool:
    """Tell whether one of some schemes is OAuth or OpenID Connect.

    Args:
        schemes: the schemes.

    Returns:
        True where tokens of a login service serve.
    """
    return any(scheme.type in {"oauth2", "openIdConnect"} for scheme in schemes)


def grants(api: Api, config: Config, *, serves_schemes: bool) -> frozenset[str]:
    """Find the OAuth grants that clients take.

    Args:
        api: the API.
        config: may name more.
        serves_schemes: whether clients take the credentials of schemes, not one access token.

    Returns:
        Client credentials wherever there is OAuth; others where document or configuration name
        them.
    """
    known = used_schemes(api)
    if serves_schemes and not is_oauth(known):
        return frozenset()
    flows = {flow for scheme in known for flow in _flows(scheme)}
    named = {grant for flow, grant in _GRANT_TYPES.items() if flow in flows}
    return frozenset({"client_credentials", *named, *config.service.grants})


def token_plan(schemes: Iterable[SecurityScheme], config: Config) -> TokenPlan:
    """Find the token endpoints.

    Args:
        schemes: those that operations need.
        config: where it names a login service, that one stands for the document's.

    Returns:
        The plan; of several schemes the first that names an endpoint gives the usual one.
    """
    if config.service.login_host:
        return TokenPlan()
    for scheme in schemes:
        endpoints = _endpoints(scheme)
        if not endpoints:
            continue
        usual = next(endpoints[g] for g in _GRANT_TYPES.values() if g in endpoints)
        page = mapping(_flows(scheme).get("authorizationCode")).get("authorizationUrl")
        return TokenPlan(
            usual,
            {grant: found.url for grant, found in endpoints.items() if found != usual},
            page if isinstance(page, str) and _endpoint(page, has_query=True) else "",
        )
    return TokenPlan()


def own_urls(scheme: SecurityScheme, usual: TokenPlan) -> Mapping[str, str]:
    """List the token endpoints of a scheme that are not those of all.

    Args:
        scheme: one of several.
        usual: what holds for all.

    Returns:
        ``grant_type`` → URL.
    """
    root = usual.usual.url if usual.usual is not None else ""
    return {
        grant: found.url
        for grant, found in _endpoints(scheme).items()
        if found.url != usual.others.get(grant, root)
    }


def _flows(scheme: SecurityScheme) -> Mapping[str, object]:
    return mapping(scheme.raw.get("flows"))


def _endpoints(scheme: SecurityScheme) -> dict[str, TokenEndpoint]:
    """``grant_type`` → endpoint; refresh tokens go where their flow says, else where it began."""
    found: dict[str, TokenEndpoint] = {}
    for flow, grant in _GRANT_TYPES.items():
        described = mapping(_flows(scheme).get(flow))
        endpoint = _endpoint(described.get("tokenUrl"))
        if endpoint is not None:
            found[grant] = endpoint
        refresh = _endpoint(described.get("refreshUrl")) or endpoint
        if flow == "authorizationCode" and refresh is not None:
            found["refresh_token"] = refresh
    return found if any(grant in found for grant in _GRANT_TYPES.values()) else {}


def _endpoint(url: object, *, has_query: bool = False) -> TokenEndpoint | None:
    """Read a URL that tokens may be asked of; None where it is not safe or not understood."""
    if not isinstance(url, str) or any(char <= " " for char in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if (parts.query and not has_query) or parts.fragment or "@" in parts.netloc or "\\" in url:
        return None
    if parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK):
        root = f"{parts.scheme}://{parts.netloc}"
        return TokenEndpoint(root, parts.path or "/") if host else None
    if parts.scheme or parts.netloc or not parts.path:
        return None
    root, _, path = parts.path.rpartition("/")
    is_absolute = parts.path.startswith("/")
    return TokenEndpoint(root or ("/" if is_absolute else "."), f"/{path}")
