"""What both clients share: reading settings, views of a client, travel between processes."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..errors import ClientClosedError, ConfigurationError
from . import auth as auths
from .codec import Codec
from .engine import Engine, Options
from .observe import Hooks, Observer
from .parameters import check_header
from .retry import Budget, Retry
from .tokens import Auth, TokenGrant
from .wire import Timeout

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from .service import Service

T = TypeVar("T")
TIMEOUT, RETRY, NO_HOOKS = Timeout(), Retry(), Hooks()
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class _Unset:
    def __repr__(self) -> str:
        return "<the client's>"


UNSET: Any = _Unset()


def as_timeout(value: Any) -> Timeout:
    """Read a timeout: seconds, a `Timeout`, an ``httpx2.Timeout``, or None for no limit.

    Raises:
        ConfigurationError: it is none of these, or not above 0.
    """
    if value is None or isinstance(value, (int, float)):
        value = Timeout(value, value, value, value)
    try:
        parts = Timeout(value.connect, value.read, value.write, value.pool)
    except AttributeError:
        raise ConfigurationError("timeout must be seconds, a Timeout or None.") from None
    if any(part is not None and not part > 0 for part in parts):
        raise ConfigurationError("timeout must be above 0 seconds.")
    return parts


def _as_deadline(value: float | None) -> float | None:
    if value is not None and not value > 0:
        raise ConfigurationError("deadline must be above 0 seconds, or None.")
    return value


def _secure(url: str, what: str) -> str:
    """Refuse an address that would show a token to the network."""
    host = url.partition("://")[2].partition("/")[0]
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if "@" in host or any(c <= " " for c in url) or "?" in url or "#" in url or not host:
        raise ConfigurationError(f"{what} is no plain address: scheme, host, port and path only.")
    if not url.startswith("https://") and not (url.startswith("http://") and name in _LOOPBACK):
        raise ConfigurationError(f"{what} must start with https:// (http only for this machine).")
    return url


class ClientBase:
    """What both clients share: reading settings, views, pickling.

    Args:
        access_token: a ready token.
        client_id: OAuth client id, with ``client_secret``.
        client_secret: its secret.
        auth: any other way: an auth object of this package, a function that gives a token, or an
            ``httpx2.Auth``.
        region: name or domain of the region; the service's default one when None.
        base_url: API root instead of the region's, such as a gateway.
        login_url: OAuth root instead of the region's.
        http_client: an httpx2 client of yours; it is never closed by this one, and brings its own
            proxy, TLS and connection settings.
        transport: an httpx2 transport, or an object with the ``send`` of this package's seam.
        timeout: seconds per phase of an attempt, or a `Timeout`; None for no limit.
        deadline: seconds for a whole call over all attempts and waits; None for no limit.
        retry: policy, or the number of retries.
        headers: sent with every API request.
        hooks: functions called around every attempt.
        limits: ``httpx2.Limits``, or the largest number of connections.
        proxy: URL or ``httpx2.Proxy``; None takes the environment's.
        verify: True, an ``ssl.SSLContext``, a CA file, or False to trust anybody.

    Raises:
        ConfigurationError: the settings cannot work together; the message says what to change.
    """

    _service: ClassVar[Service]
    _is_async: ClassVar[bool] = False

    def __init__(
        self,
        *,
        access_token: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        auth: Any = None,
        region: str | None = None,
        base_url: str | None = None,
        login_url: str | None = None,
        http_client: Any = None,
        transport: Any = None,
        timeout: Any = TIMEOUT,
        deadline: float | None = 300.0,
        retry: Retry | int = RETRY,
        headers: Mapping[str, str] | None = None,
        hooks: Hooks = NO_HOOKS,
        limits: Any = None,
        proxy: Any = None,
        verify: Any = True,
    ) -> None:
        service = self._service
        chosen = self._choose(access_token, client_id, client_secret, auth, http_client)
        base, login = service.urls(region, base_url, login_url)
        _secure(base, "base_url")
        if login:
            _secure(login, "login_url")
        elif isinstance(chosen, TokenGrant):
            raise ConfigurationError("login_url is needed: it cannot be told from this base_url.")
        policy = Retry(max_retries=retry) if isinstance(retry, int) else retry
        checked = {name: check_header(name, value) for name, value in (headers or {}).items()}
        self._options = Options(
            as_timeout(timeout), _as_deadline(deadline), checked, policy.max_retries
        )
        self._link = {"limits": limits, "proxy": proxy, "verify": verify}
        self._given = (http_client, transport)
        self._start(base, login, chosen, policy, hooks)

    def _start(self, base: str, login: str, auth: Auth, policy: Retry, hooks: Hooks) -> None:
        self._engine = Engine(
            service=self._service,
            base_url=base,
            login_url=login,
            auth=auth,
            retry=policy,
            budget=Budget(policy.budget, policy.refund),
            codec=Codec(self._service.models),
            observer=Observer(self._service.package, hooks),
            event=self._event,
            lane=threading.get_ident if self._is_async else _one_lane,
        )
        self._line = _Line(self._connect())

    def _choose(
        self, token: str | None, id: str | None, secret: str | None, auth: Any, http_client: Any
    ) -> Auth:
        ways = sum(way is not None for way in (token, id if id is not None else secret, auth))
        if ways > 1:
            raise ConfigurationError("Give one of access_token, client_id + client_secret, auth.")
        if token is not None:
            return auths.StaticToken(token)
        if auth is not None:
            return auths.as_auth(auth)
        if id is not None and secret is not None:
            return auths.ClientCredentials(id, secret)
        if id is not None or secret is not None:
            raise ConfigurationError("client_id and client_secret go together.")
        if http_client is not None:
            return auths.NativeAuth("client")
        raise ConfigurationError(
            "Credentials are missing: give access_token, client_id + client_secret, or auth."
        )

    def _event(self) -> Any:
        return threading.Event()

    def _connect(self) -> Any:
        raise NotImplementedError

    @classmethod
    def from_env(cls, **settings: Any) -> Self:
        """Build a client from environment variables.

        Args:
            settings: keywords of the constructor, which win over the environment.

        Raises:
            ConfigurationError: variables are missing or make no sense; the message names them.
        """
        names = cls._service.environment
        region = os.environ.get(names.region, "").strip()
        if region and "region" not in settings:
            try:
                cls._service.domain(region)
            except ConfigurationError as error:
                raise ConfigurationError(f"{names.region}: {error.message}") from None
            settings["region"] = region
        if not any(settings.get(n) for n in ("access_token", "client_id", "auth", "http_client")):
            settings.update(_credentials(cls._service))
        return cls(**settings)

    @property
    def base_url(self) -> str:
        """API root, without a closing slash."""
        return self._engine.base_url

    def with_options(
        self,
        *,
        timeout: Any = UNSET,
        deadline: float | None = UNSET,
        retries: int = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Give a view of this client with other defaults; connections and token are shared.

        Args:
            timeout: as in the constructor.
            deadline: as in the constructor.
            retries: most attempts after the first.
            headers: added to those of this client.
        """
        view = object.__new__(type(self))
        for name in ("_link", "_given", "_engine", "_line"):
            setattr(view, name, getattr(self, name))
        view._options = self._merged(timeout, deadline, headers, retries, None)
        return view

    def _merged(
        self,
        timeout: Any,
        deadline: Any,
        headers: Mapping[str, str] | None,
        retries: Any,
        query: Mapping[str, Any] | None,
    ) -> Options:
        options = self._options
        if timeout is not UNSET:
            options = options._replace(timeout=as_timeout(timeout))
        if deadline is not UNSET:
            options = options._replace(deadline=_as_deadline(deadline))
        if retries is not UNSET:
            options = options._replace(retries=retries)
        if headers:
            checked = {name: check_header(name, value) for name, value in headers.items()}
            given = {name.lower() for name in checked}
            kept = {n: v for n, v in options.headers.items() if n.lower() not in given}
            options = options._replace(headers={**kept, **checked})
        if query:
            options = options._replace(query=query)
        return options

    def _ready(self) -> Any:
        """Give the transport, a new one after a fork.

        Raises:
            ClientClosedError: the client was closed.
        """
        line = self._line
        if line.closed:
            raise ClientClosedError("This client was closed: make a new one, or close it later.")
        if line.pid != os.getpid():
            if any(self._given):
                raise ConfigurationError(
                    "This client uses an http_client or transport opened in another process: "
                    "make a new client in this one."
                )
            self._engine.auth.after_fork()
            line.transport, line.pid = self._connect(), os.getpid()
        return line.transport

    def __copy__(self) -> Self:
        return self.with_options()

    def __deepcopy__(self, memo: Any) -> Self:
        return self.with_options()

    def __getstate__(self) -> dict[str, Any]:
        if any(self._given):
            raise TypeError("A client with its own http_client or transport cannot be pickled.")
        engine = self._engine
        return {
            "urls": (engine.base_url, engine.login_url),
            "auth": engine.auth if engine.auth.portable else None,
            "retry": engine.retry,
            "hooks": engine.observer.hooks,
            "options": self._options._replace(headers=_public(self._options.headers)),
            "link": self._link,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._options, self._link, self._given = state["options"], state["link"], (None, None)
        auth = state["auth"]
        if auth is None:
            try:
                found = _credentials(self._service)
                names = ("access_token", "client_id", "client_secret")
                token, id, secret = (found.get(name) for name in names)
                auth = self._choose(token, id, secret, None, None)
            except ConfigurationError as error:
                auth = auths.MissingAuth(
                    f"Credentials do not travel between processes. {error.message}"
                )
        base, login = state["urls"]
        self._start(base, login, auth, state["retry"], state["hooks"])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.base_url}>"


class _Line:
    """The connections, shared by a client and its views."""

    __slots__ = ("closed", "pid", "transport")

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self.pid = os.getpid()
        self.closed = False


def _public(headers: Mapping[str, str]) -> dict[str, str]:
    secret = ("authorization", "proxy-authorization", "cookie", "x-api-key")
    return {name: value for name, value in headers.items() if name.lower() not in secret}


def _one_lane() -> int:
    return 0


def _credentials(service: Service) -> dict[str, Any]:
    names = service.environment
    token = os.environ.get(names.access_token)
    if token:
        return {"access_token": token}
    id, secret = os.environ.get(names.client_id), os.environ.get(names.client_secret)
    if id and secret:
        return {"client_id": id, "client_secret": secret}
    missing = [
        n for n, value in ((names.client_id, id), (names.client_secret, secret)) if not value
    ]
    raise ConfigurationError(f"Set {' and '.join(missing)} (or {names.access_token}).")
