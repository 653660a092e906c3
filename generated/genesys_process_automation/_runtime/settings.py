"""What both clients share: reading settings, views of a client, travel between processes."""

from __future__ import annotations

import inspect
import os
import threading
from typing import TYPE_CHECKING, Any, ClassVar, Generic, ParamSpec, TypeVar

from ..errors import ClientClosedError, ConfigurationError
from . import auth as auths
from .codec import Codec
from .engine import Engine
from .observe import Hooks, Observer
from .options import Options, secure
from .retry import Budget, Retry
from .tokens import Auth, TokenGrant
from .wire import Timeout

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from typing import Self, Unpack

    import httpx2

    from .options import CallOptions
    from .service import Service

P = ParamSpec("P")
C = TypeVar("C")
H = TypeVar("H")  # The kind of http_client,
X = TypeVar("X")  # of transport,
A = TypeVar("A")  # and of what a token function gives.
TIMEOUT, RETRY, NO_HOOKS = Timeout(), Retry(), Hooks()


class ClientBase(Generic[H, X, A]):
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
        auth: Auth | Callable[[], A] | httpx2.Auth | None = None,
        region: str | None = None,
        base_url: str | None = None,
        login_url: str | None = None,
        http_client: H | None = None,
        transport: X | None = None,
        timeout: float | Timeout | httpx2.Timeout | None = TIMEOUT,
        deadline: float | None = 300.0,
        retry: Retry | int = RETRY,
        headers: Mapping[str, str] | None = None,
        hooks: Hooks = NO_HOOKS,
        limits: httpx2.Limits | int | None = None,
        proxy: str | httpx2.Proxy | None = None,
        verify: bool | str | ssl.SSLContext = True,
    ) -> None:
        service = self._service
        own = http_client is not None
        chosen = self._choose(access_token, client_id, client_secret, auth, own)
        base, login = service.urls(region, base_url, login_url)
        secure(base, "base_url")
        if login:
            secure(login, "login_url")
        elif isinstance(chosen, TokenGrant):
            raise ConfigurationError("login_url is needed: it cannot be told from this base_url.")
        policy = Retry(max_retries=retry) if isinstance(retry, int) else retry
        given: CallOptions = {"timeout": timeout, "deadline": deadline, "headers": headers}
        self._options = Options(retries=policy.max_retries).merged(given)
        self._link = {"limits": limits, "proxy": proxy, "verify": verify}
        self._given = (http_client, transport)
        self._start(base, login, chosen, policy, hooks)

    def _start(self, base: str, login: str, auth: Auth, policy: Retry, hooks: Hooks) -> None:
        lane = threading.get_ident if self._is_async else int  # int() is 0: one lane for all.
        budget, codec = Budget(policy.budget, policy.refund), Codec(self._service.models)
        observer = Observer(self._service.package, hooks)
        whose = (self._service, base, login, auth, policy, budget)
        self._engine = Engine(*whose, codec, observer, self._event, lane)
        self._line = _Line(self._connect())

    def _choose(
        self,
        access_token: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        auth: Any = None,
        own_client: bool = False,
    ) -> Auth:
        pair = (client_id, client_secret)
        if sum((access_token is not None, any(p is not None for p in pair), auth is not None)) > 1:
            raise ConfigurationError("Give one of access_token, client_id + client_secret, auth.")
        if access_token is not None:
            return auths.StaticToken(access_token)
        if auth is not None:
            return auths.as_auth(auth)
        if client_id is not None and client_secret is not None:
            return auths.ClientCredentials(client_id, client_secret)
        if pair != (None, None):
            raise ConfigurationError("client_id and client_secret go together.")
        if own_client:
            return auths.NativeAuth("client")
        raise ConfigurationError(
            "Credentials are missing: give access_token, client_id + client_secret, or auth."
        )

    def _event(self) -> Any:
        return threading.Event()

    def _connect(self) -> Any:
        http_client, transport = self._given
        handlers = ("handle_request", "handle_async_request")
        if transport is not None and not hasattr(transport, handlers[self._is_async]):
            is_async = inspect.iscoroutinefunction(getattr(transport, "send", None))
            if hasattr(transport, handlers[not self._is_async]) or is_async != self._is_async:
                other, ours = ("sync", "async") if self._is_async else ("async", "sync")
                raise ConfigurationError(f"transport is {other}: give one of the {ours} kind.")
            return transport
        import httpx2

        from .transport import AsyncHttpTransport, HttpTransport

        kind = httpx2.AsyncClient if self._is_async else httpx2.Client
        if http_client is not None and not isinstance(http_client, kind):
            raise ConfigurationError(
                f"http_client must be an httpx2.{kind.__name__} for this client."
            )
        adapter: Any = AsyncHttpTransport if self._is_async else HttpTransport
        return adapter(http_client, {**self._link, "transport": transport})

    @classmethod
    def from_env(cls: Callable[P, C], *args: P.args, **settings: P.kwargs) -> C:
        """Build a client from environment variables.

        Args:
            args: none; all settings are keywords.
            settings: keywords of the constructor, which win over the environment.

        Raises:
            ConfigurationError: variables are missing or make no sense; the message names them.
        """
        kind: Any = cls
        service: Service = kind._service
        given: dict[str, Any] = dict(settings)
        region = os.environ.get(service.environment.region, "").strip()
        if region and "region" not in given:
            try:
                service.domain(region)
            except ConfigurationError as error:
                text = f"{service.environment.region}: {error.message}"
                raise ConfigurationError(text) from None
            given["region"] = region
        if not any(given.get(n) for n in ("access_token", "client_id", "auth", "http_client")):
            given = {**kind._credentials(service), **given}
        client: C = kind(*args, **given)
        return client

    def _restored(self) -> Auth:
        return self._choose(**self._credentials(self._service))

    @staticmethod
    def _credentials(service: Service) -> dict[str, Any]:
        return _credentials(service)

    @property
    def base_url(self) -> str:
        """API root, without a closing slash."""
        return self._engine.base_url

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Give a view of this client with other defaults; connections and token are shared.

        Args:
            options: ``timeout``, ``deadline``, ``retries``, ``headers``, ``query``; as for
                ``send``, from now on for every call.
        """
        view = object.__new__(type(self))
        for name in ("_link", "_given", "_engine", "_line"):
            setattr(view, name, getattr(self, name))
        view._options = self._options.merged(options)
        return view

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
            "options": self._options.public(),
            "link": self._link,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._options, self._link, self._given = state["options"], state["link"], (None, None)
        auth = state["auth"]
        if auth is None:
            try:
                auth = self._restored()
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
