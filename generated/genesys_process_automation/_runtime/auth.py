"""OAuth: access tokens, the client credentials grant, and the clients that take them.

Tokens are sans-IO flows: one fetch for many threads or tasks, renewed before they expire.
"""

from __future__ import annotations

import base64
import copy
import json
import math
import os
import threading
import weakref
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from ..errors import APIError, ConfigurationError, TimeoutError, TokenError, one_line
from .client import A, AsyncClientBase, ClientBase, H, SyncClient, X, check_address
from .engine import UNSET, Auth, MissingAuth, StaticToken, as_auth, bearer
from .messages import Call, Operation, mask
from .values import members
from .wire import Headers, Spawn, Wait, bare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Unpack

    import httpx2

    from .client import ClientOptions
    from .engine import Engine
    from .messages import Service
    from .wire import AsyncTransport, Flow, Transport, WireResponse  # noqa: F401 (in quoted types)


N = TypeVar("N", bound="str | None")  # The regions that a package knows, for editors to complete.
NO_REGION: Any = None
PAUSE, LIMIT = 10.0, 60.0
"""Seconds between two attempts to renew a valid token; most seconds for one of them."""


class Token(NamedTuple):
    """A token in use."""

    header: str
    refresh_at: float
    expires_at: float

    def __repr__(self) -> str:
        return f"Token(expires_at={self.expires_at:.0f})"


class PendingFetch:
    """One fetch under way, for those who wait for it."""

    __slots__ = ("error", "event", "header")

    def __init__(self, event: Any) -> None:
        self.event = event
        self.error: Exception | None = None
        self.header: str | None = None


class TokenGrant(Auth):
    """Base of the OAuth grants: one fetch for many callers, renewed before it expires.

    A fetch runs by itself, with the limits of the client: no caller's limits, and no caller that
    gives up, end it for the others. Who has no valid token waits for its event. The lock is held
    for a few instructions, never across IO.

    Args:
        client_id: OAuth client id, or None where the service asks for none.
        client_secret: its secret, or None where the client has none.
        scopes: to ask for; the login service chooses where none are given.

    Attributes:
        repeatable: whether a lost token request may be sent again.
        token_urls: ``grant_type`` to token endpoint, where that is not the service's.

    Raises:
        ConfigurationError: one of them is empty.
    """

    portable = False
    repeatable = True

    def __init__(
        self, client_id: str | None, client_secret: str | None, scopes: Iterable[str] = ()
    ) -> None:
        self._pause_until, self._scopes = 0.0, " ".join(scopes)
        self.token_urls: Mapping[str, str] = {}
        if client_id == "" or client_secret == "":
            raise ConfigurationError("client_id and client_secret must not be empty.")
        self._client_id, self._client_secret = client_id, client_secret
        self._token: Token | None = None
        self.after_fork()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(client_id={self._client_id!r})"

    def form(self, service: Service) -> dict[str, str]:
        """List the fields of the token request (RFC 6749, section 4)."""
        return {}

    def received(self, fields: Mapping[str, Any]) -> None:
        """Take what else the response carries, such as a refresh token."""

    def after_fork(self) -> None:
        """Forget lock and pending fetches of the parent process."""
        self._lock = threading.Lock()
        # By event loop, so that a loop that was left in the middle of a fetch blocks no other.
        self._pending: weakref.WeakKeyDictionary[Any, PendingFetch] = weakref.WeakKeyDictionary()

    def rejected(self, authorization: str | None) -> bool:
        """Forget the token, unless it was renewed meanwhile."""
        with self._lock:
            if self._token is not None and self._token.header == authorization:
                self._token = None
        return True

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        """Find a token that is good for a while, or fetch one, or wait for who does.

        Args:
            engine: of the client.
            call: the call that needs it; its deadline holds.

        Returns:
            A flow that ends in the value of the Authorization header.

        Raises:
            TokenError: the login service refused.
            TransportError: it did not respond.
        """
        while True:
            token, now = self._token, engine.clock()
            if token is not None and now < token.refresh_at:
                return token.header
            usable = token is not None and now < token.expires_at
            scope = engine.scope()
            with self._lock:
                if self._token is not token:
                    continue
                pending = self._pending.get(scope)
                leads = pending is None and not (usable and now < self._pause_until)
                if leads:
                    pending = self._pending[scope] = PendingFetch(engine.event())
            if leads and pending is not None:
                yield Spawn(self._renew(engine, pending, scope))
            if usable and token is not None:
                return (self._token or token).header
            if pending is None:
                continue
            if not pending.event.is_set():
                yield Wait(pending.event, engine.remaining(call))
            if pending.header is not None:
                return pending.header  # However short its life is.
            if pending.error is not None:
                error = copy.copy(pending.error)
                if isinstance(error, APIError):
                    error.may_have_been_processed = call.maybe  # Of this call nothing was sent.
                raise error
            if call.end is not None and engine.clock() >= call.end:
                raise TimeoutError("No time was left to wait for a token.", kind="deadline")

    def _renew(self, engine: Engine, pending: PendingFetch, scope: Any) -> Flow[None]:
        try:
            token = yield from self._fetch(engine)
            self._token, pending.header = token, token.header
        except Exception as error:
            pending.error = bare(error)
            self._pause_until = engine.clock() + PAUSE
        finally:
            with self._lock:
                self._pending.pop(scope, None)
            pending.event.set()

    def _fetch(self, engine: Engine) -> Flow[Token]:
        form = self.form(engine.service)
        root, path = self._endpoint(engine, form.get("grant_type", ""))
        if self._scopes:
            form = {**form, "scope": self._scopes}
        headers = Headers({"Accept": "application/json", "User-Agent": engine.user_agent})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self._client_secret is None:
            form = {"client_id": self._client_id, **form} if self._client_id else form
        else:
            pair = f"{self._client_id}:{self._client_secret}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        content = urlencode(form).encode()
        operation = Operation("", "POST", path, "login", idempotent=self.repeatable)
        now, limit = engine.clock(), min(engine.options.deadline or LIMIT, LIMIT)
        login = Call(engine.service, operation, engine.options, now, now + limit, content=content)
        open_fields = ("grant_type", "client_id", "redirect_uri", "scope")
        secrets = [value for name, value in form.items() if name not in open_fields]
        login.secrets = (*secrets, *filter(None, [self._client_secret]))
        response = yield from engine.deliver(login, root + path, headers, None)
        return self._read(engine, login, response)

    def _endpoint(self, engine: Engine, grant_type: str) -> tuple[str, str]:
        """Tell root and path of the token endpoint; a login service of the user's has all paths."""
        service = engine.service
        url = {**service.token_urls, **self.token_urls}.get(grant_type, "")
        parts = urlsplit(urljoin(f"{engine.base_url}/", url))
        root = engine.login_url
        if url and root == login_address(service.login_url, engine.base_url):
            root = f"{parts.scheme}://{parts.netloc}"
        if not root:
            raise ConfigurationError("The address of the login service is not known: login_url.")
        return root, parts.path if url else service.token_path

    def _read(self, engine: Engine, call: Call, response: WireResponse) -> Token:
        try:
            body = json.loads(response.content)
        except ValueError:
            body = None
        fields = members(body)
        value = fields.get("access_token")
        kind = str(fields.get("token_type") or "bearer").lower()
        is_token = isinstance(value, str) and value and kind == "bearer"
        if response.status >= 300 or not is_token:
            raise _refused(call, response, fields)
        try:
            lifetime = float(fields.get("expires_in") or 3600)
        except (TypeError, ValueError, OverflowError):
            lifetime = 3600.0
        if not 0 < lifetime < math.inf:
            lifetime = 3600.0  # It says nothing: a 401 tells when the token has expired.
        lifetime = max(lifetime, 1.0)
        self.received(fields)
        now = engine.clock()
        return Token(bearer(str(value)), now + lifetime - min(60.0, lifetime * 0.1), now + lifetime)


def _refused(call: Call, response: WireResponse, fields: Mapping[str, Any]) -> TokenError:
    def text(*names: str) -> str | None:
        found = next((v for name in names if isinstance(v := fields.get(name), str) and v), None)
        return None if found is None else one_line(mask(found, call.secrets))

    reason, what = text("error"), text("error_description", "description")
    if response.status >= 500 or response.status in (408, 429):
        told = f"The login service failed ({response.status})"
    else:
        told = "The login service refused"
        reason = reason or "no bearer token in the response"
    error = TokenError(": ".join(filter(None, (told, reason, what))))
    error.error, error.description = text("error"), what
    return call.finish(error, response)


class ClientCredentials(TokenGrant):
    """The client credentials grant: a program acting for itself.

    Args:
        client_id: OAuth client id.
        client_secret: its secret.
        scopes: to ask for; the login service chooses where none are given.
    """

    def __init__(self, client_id: str, client_secret: str, scopes: Iterable[str] = ()) -> None:
        super().__init__(client_id, client_secret, scopes)

    def form(self, service: Service) -> dict[str, str]:
        """List the fields of the token request (RFC 6749, section 4.4)."""
        return {"grant_type": "client_credentials"}


_PAIR = ("client_id", "client_secret")


class OAuthClient(ClientBase[H, X, A], Generic[H, X, A, N]):
    """The part of both clients that knows of tokens and regions.

    Args:
        access_token: a ready token.
        client_id: OAuth client id, with ``client_secret``.
        client_secret: its secret.
        auth: any other way: an auth object of this package, a function that gives a token, or an
            ``httpx2.Auth``; None for no credentials.
        region: name or domain of the region; the service's default one when None.
        base_url: API root instead of the region's, such as a gateway.
        login_url: OAuth root instead of the region's.
        options: keywords of every client, see `ClientBase`.

    Raises:
        ConfigurationError: the options cannot work together; the message says what to change.
    """

    def __init__(
        self,
        *,
        access_token: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        auth: Auth | Callable[[], A] | httpx2.Auth | None = UNSET,
        region: N = NO_REGION,
        base_url: str | None = None,
        login_url: str | None = None,
        **options: Unpack[ClientOptions[H, X]],
    ) -> None:
        given = None if auth is UNSET else auth
        chosen = _choose(access_token, client_id, client_secret, given)
        if chosen is None and auth is UNSET and options.get("http_client") is None:
            text = "Credentials are missing: give access_token, client_id + client_secret, or auth;"
            chosen = MissingAuth(f"{text} auth=None calls without any.")
            if not self._service.has_open_operations:
                raise ConfigurationError(chosen.message)
        base, login = addresses(self._service, region, base_url, login_url)
        if login:
            check_address(login, "login_url")
        elif isinstance(chosen, TokenGrant):
            raise ConfigurationError("login_url is needed: it cannot be told from this base_url.")
        self._login_url = login
        super().__init__(auth=chosen, base_url=base, **options)

    @classmethod
    def _from_environment(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        names, found = cls._service.environment, super()._from_environment(given)
        region = os.environ.get(names.get("region", ""), "").strip()
        if region and "region" not in given:
            try:
                domain_of(cls._service, region)
            except ConfigurationError as error:
                raise ConfigurationError(f"{names['region']}: {error.message}") from None
            found["region"] = region
        ways = ("access_token", "client_id", "http_client")
        variables = (names.get(key, "") for key in ("region", "access_token", *_PAIR))
        needless = cls._service.has_open_operations and not any(map(os.environ.get, variables))
        if "auth" in given or needless or any(map(given.get, ways)):
            return found
        return {**found, **_credentials(names)}

    @classmethod
    def _restored(cls) -> Auth:
        return as_auth(_choose(**_credentials(cls._service.environment)))


class SyncOAuthClient(
    OAuthClient["httpx2.Client", "Transport | httpx2.BaseTransport", str, N], SyncClient
):
    """The sync client of a service with OAuth."""


class AsyncOAuthClient(
    OAuthClient[
        "httpx2.AsyncClient", "AsyncTransport | httpx2.AsyncBaseTransport", str | Awaitable[str], N
    ],
    AsyncClientBase,
):
    """The async client of a service with OAuth."""


def _choose(
    access_token: str | None = None,
    client_id: str | None = None,
    client_secret: str | None = None,
    auth: Any = None,
) -> Any:
    pair = (client_id, client_secret)
    if sum((access_token is not None, pair != (None, None), auth is not None)) > 1:
        raise ConfigurationError("Give one of access_token, client_id + client_secret, auth.")
    if access_token is not None:
        return StaticToken(access_token)
    if client_id is not None and client_secret is not None:
        return ClientCredentials(client_id, client_secret)
    if pair != (None, None):
        raise ConfigurationError("client_id and client_secret go together.")
    return auth


def _credentials(names: Mapping[str, str]) -> dict[str, str]:
    """Find a token, or id and secret, in the environment."""
    found = {key: value for key, name in names.items() if (value := os.environ.get(name))}
    if "access_token" in found:
        return {"access_token": found["access_token"]}
    missing = [names.get(key, key) for key in _PAIR if key not in found]
    if missing:
        token = names.get("access_token", "access_token")
        raise ConfigurationError(f"Set {' and '.join(missing)} (or {token}).")
    return {key: found[key] for key in _PAIR}


def domain_of(service: Service, region: str) -> str:
    """Find the domain of a region.

    Args:
        service: the API.
        region: its name in any spelling (``us_east_1``, ``us-east-1``, ``US_EAST_1``), or its
            domain, or a member of the package's ``Region``.

    Returns:
        The domain.

    Raises:
        ConfigurationError: there is no such region; the message lists all.
    """
    text = str(getattr(region, "value", region)).strip()
    name = text.lower().replace("-", "_")
    if name in service.regions:
        return service.regions[name]
    if text.lower() in service.regions.values():
        return text.lower()
    known = ", ".join(sorted(service.regions)) or "none (give base_url instead)"
    raise ConfigurationError(f"Unknown region {text!r}. Known regions: {known}.")


def login_address(login: str, base: str) -> str:
    """Give the root of the login service, which may be named relative to the API root.

    Args:
        login: the root, or empty.
        base: the API root.

    Returns:
        The root, without a closing slash.
    """
    return urljoin(f"{base.rstrip('/')}/", login).rstrip("/") if login else ""


def addresses(
    service: Service, region: str | None, base_url: str | None, login_url: str | None
) -> tuple[str, str]:
    """Settle the API root and the OAuth root; the latter may be empty when not known.

    A custom ``base_url`` in the form of the service's ``api_host`` implies the ``login_host``
    beside it; any other needs a region or ``login_url`` for OAuth.

    Args:
        service: the API.
        region: name or domain; the default one when None.
        base_url: API root instead of the region's.
        login_url: OAuth root instead of the region's.

    Returns:
        The two roots.

    Raises:
        ConfigurationError: unknown region.
    """
    base, login, domain = service.base_url, service.login_url, ""
    if region or (service.regions and service.default_region):
        domain = domain_of(service, region or service.default_region)
        base = service.api_host.format(domain=domain)
    if base_url is not None:
        start, _, end = service.api_host.partition("{domain}")
        root = base_url.rstrip("/")
        if start and root.startswith(start) and root.endswith(end):
            domain = root[len(start) : len(root) - len(end)]
        elif not region:
            domain = ""
            login = login if login.startswith((".", "/")) else ""
        base = base_url
    if domain:
        login = service.login_host.format(domain=domain)
    return base, login_address(login if login_url is None else login_url, base)
