"""What the runtime must know of the API, as one value, and the regions it lives in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Environment(NamedTuple):
    """Names of the environment variables that ``from_env()`` reads; empty means none.

    Args:
        client_id: OAuth client id.
        client_secret: OAuth client secret.
        region: name or domain of the region.
        access_token: a ready token, instead of id and secret.
    """

    client_id: str = "GENESYSCLOUD_OAUTHCLIENT_ID"
    client_secret: str = "GENESYSCLOUD_OAUTHCLIENT_SECRET"
    region: str = "GENESYSCLOUD_REGION"
    access_token: str = "GENESYSCLOUD_ACCESS_TOKEN"


class ErrorFields(NamedTuple):
    """Wire names of the members of an error body; empty means there is none.

    Args:
        message: text for people.
        code: stable key.
        correlation_id: id of the request.
    """

    message: str = "message"
    code: str = "code"
    correlation_id: str = "contextId"


class RateLimitHeaders(NamedTuple):
    """Names of the response headers that tell the rate limit; empty means there is none.

    Args:
        allowed: requests allowed in the window.
        used: requests made in the window.
        reset: seconds until the window ends.
    """

    allowed: str = "inin-ratelimit-allowed"
    used: str = "inin-ratelimit-count"
    reset: str = "inin-ratelimit-reset"


class Service(NamedTuple):
    """The API a package talks to.

    Args:
        title: name of the API.
        version: version of the generated package.
        package: import name of the package; also the name of its logger.
        models: import name of the module that holds the models.
        base_url: API root when there are no regions.
        login_url: OAuth root when there are no regions, or empty.
        regions: region name to domain.
        default_region: name of the region used when none is given, or empty.
        api_host: template of the API root, with ``{domain}``.
        login_host: template of the OAuth root, with ``{domain}``.
        token_path: path of the token endpoint below the OAuth root.
        environment: names for ``from_env()``.
        correlation_header: response header with the correlation id.
        error_model: name of the error body's model, or None.
        error_fields: where an error body holds what.
        rate_limit: which headers tell the rate limit.
        retry_statuses: statuses worth another attempt of a repeatable operation.
        user_agent: value of User-Agent; made of package and version when empty.
    """

    title: str
    version: str
    package: str
    models: str
    base_url: str = ""
    login_url: str = ""
    regions: Mapping[str, str] = {}
    default_region: str = ""
    api_host: str = "https://api.{domain}"
    login_host: str = "https://login.{domain}"
    token_path: str = "/oauth/token"
    environment: Environment = Environment()
    correlation_header: str = "ININ-Correlation-Id"
    error_model: str | None = "ErrorBody"
    error_fields: ErrorFields = ErrorFields()
    rate_limit: RateLimitHeaders = RateLimitHeaders()
    retry_statuses: tuple[int, ...] = (408, 413, 429, 502, 503, 504)
    user_agent: str = ""

    def domain(self, region: str) -> str:
        """Find the domain of a region.

        Args:
            region: its name in any spelling (``us_east_1``, ``us-east-1``, ``US_EAST_1``), or its
                domain, or a member of the package's ``Region``.

        Raises:
            ConfigurationError: there is no such region; the message lists all.
        """
        text = str(getattr(region, "value", region)).strip()
        name = text.lower().replace("-", "_")
        if name in self.regions:
            return self.regions[name]
        if text.lower() in self.regions.values():
            return text.lower()
        known = ", ".join(sorted(self.regions)) or "none (give base_url instead)"
        raise ConfigurationError(f"Unknown region {text!r}. Known regions: {known}.")

    def urls(
        self, region: str | None, base_url: str | None, login_url: str | None
    ) -> tuple[str, str]:
        """Settle the API root and the OAuth root; the latter may be empty when not known.

        A custom ``base_url`` whose host starts with ``api.`` implies ``login.`` beside it; any
        other needs a region or ``login_url`` for OAuth.

        Raises:
            ConfigurationError: unknown region, or no API root at all.
        """
        base, login = self.base_url, self.login_url
        if self.regions and (region or self.default_region):
            domain = self.domain(region or self.default_region)
            base = self.api_host.format(domain=domain)
            login = self.login_host.format(domain=domain)
        if base_url is not None:
            scheme, _, rest = base_url.partition("://")
            base = base_url
            if rest.startswith("api."):
                login = f"{scheme}://login.{rest[4:]}"
            elif not region:
                login = ""
        if not base:
            raise ConfigurationError("There is no address to call: give base_url.")
        return base.rstrip("/"), (login if login_url is None else login_url).rstrip("/")
