"""The two clients, the resources that hang on them, and the methods of those.

A resource class says once what each operation sends. Bound to a sync resource, the method sends it
and returns the data of the response; bound to an async one, it returns a coroutine;
``method.request(...)`` returns the request itself, for ``client.send``.
"""

from __future__ import annotations

import inspect
import os
import threading
import time
from collections.abc import Awaitable
from contextvars import copy_context
from functools import cached_property, partial, update_wrapper
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, Generic, ParamSpec, TypeVar, overload

from ..errors import ClientClosedError, ConfigurationError
from .codec import Codec
from .engine import Auth, Engine, MissingAuth, as_auth
from .messages import undeclared
from .retry import Budget, Pace, Retry
from .wire import Hooks, Observer, Options, Sleep, Spawn, Timeout, Wait, WireRequest, origin

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from typing import Protocol, Self, TypedDict, Unpack

    import httpx2

    from .messages import Request, Response, Service
    from .wire import AsyncTransport, CallOptions, Effect, Flow, Transport

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
C = TypeVar("C")
H = TypeVar("H")  # The kind of http_client,
X = TypeVar("X")  # of transport,
A = TypeVar("A")  # and of what a token function returns.
TIMEOUT, RETRY, NO_HOOKS = Timeout(), Retry(), Hooks()
_ADDRESSES = ("base_url", "login_url")
_HANDLERS = ("handle_request", "handle_async_request")

if TYPE_CHECKING:

    class ClientOptions(TypedDict, Generic[H, X], total=False):
        """Keywords of the clients beside address and credentials; see `ClientBase`."""

        http_client: H | None
        transport: X | None
        timeout: float | Timeout | httpx2.Timeout | None
        deadline: float | None
        retry: Retry | int
        headers: Mapping[str, str] | None
        default_query: Mapping[str, Any] | None
        hooks: Hooks
        limits: httpx2.Limits | int | None
        proxy: str | httpx2.Proxy | None
        verify: bool | str | ssl.SSLContext
        strict: bool
        max_response: int | None
        rate_limit: float | None


class ClientBase(Generic[H, X, A]):
    """The common part of both clients: options, views, pickling.

    Args:
        auth: an auth object of this package, a function that gives a token, or an
            ``httpx2.Auth``.
        base_url: API root, such as a gateway; the service's own when None.
        http_client: an httpx2 client of yours; it is never closed by this one, and brings its own
            proxy, TLS and connection settings.
        transport: an httpx2 transport, or an object with the ``send`` of this package's seam.
        timeout: seconds per phase of an attempt, or a `Timeout`; None for no limit.
        deadline: seconds for a whole call over all attempts and waits; None for no limit.
        retry: policy, or the number of retries.
        headers: sent with every API request.
        default_query: query parameters of every API request, by wire name.
        hooks: functions called around every attempt.
        limits: ``httpx2.Limits``, or the largest number of connections.
        proxy: URL or ``httpx2.Proxy``; None takes the environment's.
        verify: True, an ``ssl.SSLContext``, a CA file, or False to trust anybody.
        strict: refuse a response that does not fit its type, instead of keeping what does not fit
            as it came.
        max_response: most bytes of a response, after decompression; None for no limit.
        rate_limit: most API requests that begin in a second, of all threads and tasks together;
            None for no limit.

    Raises:
        ConfigurationError: the options cannot work together; the message says what to change.
    """

    _service: ClassVar[Service]
    _is_async: ClassVar[bool] = False
    _login_url: str = ""

    def __init__(
        self,
        *,
        auth: Auth | Callable[[], A] | httpx2.Auth | None = None,
        base_url: str | None = None,
        http_client: H | None = None,
        transport: X | None = None,
        timeout: float | Timeout | httpx2.Timeout | None = TIMEOUT,
        deadline: float | None = 300.0,
        retry: Retry | int = RETRY,
        headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, Any] | None = None,
        hooks: Hooks = NO_HOOKS,
        limits: httpx2.Limits | int | None = None,
        proxy: str | httpx2.Proxy | None = None,
        verify: bool | str | ssl.SSLContext = True,
        strict: bool = False,
        max_response: int | None = 100 * 1024 * 1024,
        rate_limit: float | None = None,
    ) -> None:
        base = (self._service.base_url if base_url is None else base_url).rstrip("/")
        if not base or base.startswith("/"):
            such = f", such as https://HOST{base}" if base else ""
            raise ConfigurationError(f"There is no address to call: give base_url{such}.")
        check_address(base, "base_url")
        policy = Retry(max_retries=retry) if isinstance(retry, int) else retry
        given: CallOptions = {"timeout": timeout, "deadline": deadline, "headers": headers}
        given |= {"max_response": max_response, "retries": policy.max_retries}
        given |= {"query": default_query or {}}
        self._options = Options(strict=strict).merged(given)
        self._transport_options = {"limits": limits, "proxy": proxy, "verify": verify}
        self._http_client, self._transport = http_client, transport
        self._start(base, as_auth(auth, http_client is not None), policy, hooks, rate_limit)

    def _start(
        self, base: str, auth: Auth, policy: Retry, hooks: Hooks, rate_limit: float | None
    ) -> None:
        service = self._service
        self._engine = Engine(
            service,
            base,
            self._login_url,
            auth,
            policy,
            Budget(policy.budget, policy.refund),
            Codec(service.models),
            Observer(service.package, hooks, service.environment.get("log", "")),
            self._event,
            self._scope,
            self._options,
            Pace(rate_limit),
        )
        self._connection = SharedConnection(self._connect(), self._transport is None)

    def _event(self) -> Any:
        return threading.Event()

    def _scope(self) -> Any:
        """Return what connections and waits belong to: one for all threads, or the event loop."""
        return SharedConnection

    def _connect(self) -> Any:
        http_client, transport = self._http_client, self._transport
        if transport is not None and not hasattr(transport, _HANDLERS[self._is_async]):
            is_async = inspect.iscoroutinefunction(getattr(transport, "send", None))
            if hasattr(transport, _HANDLERS[not self._is_async]) or is_async != self._is_async:
                other, ours = ("sync", "async") if self._is_async else ("async", "sync")
                raise ConfigurationError(f"transport is {other}: give one of the {ours} kind.")
            return transport
        from .transport import connect

        options = {**self._transport_options, "transport": transport}
        return connect(http_client, options, self._is_async)

    @classmethod
    def from_env(cls: Callable[P, C], *args: P.args, **settings: P.kwargs) -> C:
        """Build a client from environment variables.

        Args:
            args: none; all settings are keywords.
            settings: keywords of the constructor, which win over the environment.

        Returns:
            The client.

        Raises:
            ConfigurationError: variables are missing or make no sense; the message names them.
        """
        kind: Any = cls
        client: C = kind(*args, **{**kind._from_environment(settings), **settings})
        return client

    @classmethod
    def _from_environment(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """Find the keywords that the environment holds and that are not given."""
        names = cls._service.environment
        found = {key: os.environ.get(names.get(key, ""), "").strip() for key in _ADDRESSES}
        return {key: url for key, url in found.items() if url and key not in given}

    @classmethod
    def _restored(cls) -> Auth:
        """Make the auth of a client that came out of a pickle."""
        return Auth()

    @property
    def base_url(self) -> str:
        """API root, without a closing slash."""
        return self._engine.base_url

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Make a view of this client with other defaults; connections and token are shared.

        Args:
            options: ``timeout``, ``deadline``, ``retries``, ``headers``, ``query``; as for
                ``send``, from now on for every call.

        Returns:
            The view.
        """
        view = object.__new__(type(self))
        # What a resource hangs on is the view itself, so that it is not among these.
        own = {name: value for name, value in dict(vars(self)).items() if name.startswith("_")}
        vars(view).update(own, _options=self._options.merged(options))
        return view

    def _ready(self) -> Any:
        """Return the transport, a new one after a fork or in another event loop.

        Raises:
            ClientClosedError: the client was closed.
            ConfigurationError: the user's own transport belongs to another process or loop.
        """
        connection, engine = self._connection, self._engine
        if connection.closed:
            raise ClientClosedError("This client was closed: make a new one, or close it later.")
        if connection.process != os.getpid():
            if self._is_passed_in():
                text = "This client's http_client or transport was opened in another process: "
                raise ConfigurationError(f"{text}make a new client in this one.")
            engine.auth.after_fork()
            # Locks that another thread of the parent held stay locked in the child.
            engine.budget = Budget(engine.retry.budget, engine.retry.refund)
            engine.pace = Pace(engine.pace.rate)
            connection.transport, connection.process = self._connect(), os.getpid()
            connection.used = {}
        scope, used = self._scope(), connection.used
        if scope not in used:
            if used and self._is_bound():
                text = "This client's http_client belongs to the event loop it was first used in: "
                raise ConfigurationError(f"{text}make a new client in this one.")
            is_same = not used or self._is_passed_in()
            transport = connection.transport if is_same else self._connect()
            # What belonged to a loop that is closed cannot be used, and not even be closed.
            open_ones = {loop: it for loop, it in list(used.items()) if not loop.is_closed()}
            connection.used = {**open_ones, scope: transport}
        return connection.used[scope]

    def _is_bound(self) -> bool:
        """Tell whether the user gave connections of httpx2, which serve one event loop."""
        import httpx2

        given = self._transport or getattr(self._http_client, "_transport", None)
        return isinstance(given, httpx2.AsyncHTTPTransport)

    def _is_passed_in(self) -> bool:
        return self._http_client is not None or self._transport is not None

    def __copy__(self) -> Self:
        return self.with_options()

    def __deepcopy__(self, memo: Any) -> Self:
        return self.with_options()

    def __getstate__(self) -> dict[str, Any]:
        if self._is_passed_in():
            raise TypeError("A client with its own http_client or transport cannot be pickled.")
        engine = self._engine
        auth = engine.auth if engine.auth.portable else None
        state: dict[str, Any] = {"urls": (engine.base_url, engine.login_url), "auth": auth}
        state |= {"retry": engine.retry, "hooks": engine.observer.hooks}
        state["rate_limit"] = engine.pace.rate
        return {
            **state,
            "options": self._options.public(),
            "transport_options": self._transport_options,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._options, self._transport_options = state["options"], state["transport_options"]
        self._http_client = self._transport = None
        base, self._login_url = state["urls"]
        auth = state["auth"]
        if auth is None:
            try:
                auth = self._restored()
            except ConfigurationError as error:
                text = f"Credentials do not travel between processes. {error.message}"
                auth = MissingAuth(text)
        self._start(base, auth, state["retry"], state["hooks"], state["rate_limit"])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.base_url}>"


class SharedConnection:
    """The connections, shared by a client and its views.

    Args:
        transport: sends.
        owned: whether to close it with the client.

    Attributes:
        used: the transport of each event loop, or of all threads, once it is used.
        tasks: what runs beside the calls.
    """

    __slots__ = ("closed", "owned", "process", "tasks", "transport", "used")

    def __init__(self, transport: Any, owned: bool) -> None:
        self.transport, self.owned = transport, owned
        self.process, self.closed = os.getpid(), False
        self.used: dict[Any, Any] = {}
        self.tasks: set[Any] = set()

    def closing(self) -> bool:
        """Mark them as closed; True where this process has connections to close."""
        was_open, self.closed = not self.closed, True
        return was_open and self.owned and self.process == os.getpid()


class SyncClient(ClientBase["httpx2.Client", "Transport | httpx2.BaseTransport", str]):
    """The sync client; its keywords are those of `ClientBase`."""

    def send(self, request: Request[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a request and return the whole response.

        Args:
            request: from ``client.<resource>.<method>.request(...)``.
            options: ``timeout`` and ``deadline`` as in the constructor, ``headers`` and ``query``
                to send on top, ``retries`` as the most attempts after the first.

        Returns:
            The response.

        Raises:
            APIError: the call failed; see the subclasses.
        """
        transport = self._ready()
        return self._drive(self._engine.exchange(request, self._options.merged(options)), transport)

    def request(
        self, method: str, path: str, *, body: Any = None, **options: Unpack[CallOptions]
    ) -> Response[Any]:
        """Call what the document does not know, as any other operation.

        Args:
            method: HTTP method.
            path: below the API root, percent-encoded.
            body: text and bytes go as they are, all else as JSON.
            options: ``query``, ``headers``, ``timeout`` and so on, as for ``send``.

        Returns:
            The response; its ``data`` is JSON as Python has it, or bytes.

        Raises:
            APIError: the call failed; see the subclasses.
        """
        return self.send(undeclared(method, path, body), **options)

    def _drive(self, flow: Flow[R], transport: Transport) -> R:
        try:
            effect = next(flow)
            while True:
                try:
                    value = self._perform(effect, transport)
                except BaseException as error:
                    effect = flow.throw(error)
                else:
                    effect = flow.send(value)
        except StopIteration as stop:
            result: R = stop.value
            return result

    def _perform(self, effect: Effect, transport: Transport) -> Any:
        if isinstance(effect, WireRequest):
            return transport.send(effect)
        if isinstance(effect, Sleep):
            time.sleep(effect.seconds)
            return self._ready() and None  # Closed meanwhile?
        if isinstance(effect, Wait):
            return effect.event.wait(effect.timeout)
        if isinstance(effect, Spawn):
            flow, context = effect.flow, copy_context()

            def run() -> None:
                context.run(self._drive, flow, transport)

            try:
                return threading.Thread(target=run, daemon=True, name="token").start()
            except RuntimeError:  # There are no more threads, or the interpreter ends.
                return run()
        result = effect.function()
        if inspect.isawaitable(result):
            if inspect.iscoroutine(result):
                result.close()
            raise ConfigurationError("The token function is async: use it with the async client.")
        return result

    def close(self) -> None:
        """Close the connections; later calls raise `ClientClosedError`. Views close with it."""
        if self._connection.closing():
            self._connection.transport.close()

    def __enter__(self) -> Self:
        self._ready()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    if not TYPE_CHECKING:

        async def __aenter__(self) -> Any:
            raise TypeError("This is the sync client: use 'with', or the async client.")

        async def __aexit__(self, *exc: object) -> None: ...


class AsyncClientBase(
    ClientBase[
        "httpx2.AsyncClient", "AsyncTransport | httpx2.AsyncBaseTransport", str | Awaitable[str]
    ]
):
    """The async client; its keywords are those of `ClientBase`."""

    _is_async = True

    def _event(self) -> Any:
        import anyio

        return anyio.Event()

    def _scope(self) -> Any:
        import asyncio

        try:
            return asyncio.get_running_loop()
        except RuntimeError:
            text = "The async client runs on asyncio; trio is not supported."
            raise ConfigurationError(text) from None

    async def send(self, request: Request[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a request and return the whole response; see the sync client's ``send``.

        Args:
            request: from ``client.<resource>.<method>.request(...)``.
            options: as for the sync client.

        Returns:
            The response.

        Raises:
            APIError: the call failed; see the subclasses.
            ConfigurationError: no event loop of asyncio runs.
        """
        transport = self._ready()
        flow = self._engine.exchange(request, self._options.merged(options))
        return await self._drive(flow, transport)

    async def request(
        self, method: str, path: str, *, body: Any = None, **options: Unpack[CallOptions]
    ) -> Response[Any]:
        """Call what the document does not know; see the sync client's ``request``.

        Args:
            method: HTTP method.
            path: below the API root, percent-encoded.
            body: text and bytes go as they are, all else as JSON.
            options: as for ``send``.

        Returns:
            The response.

        Raises:
            APIError: the call failed; see the subclasses.
        """
        return await self.send(undeclared(method, path, body), **options)

    async def _drive(self, flow: Flow[R], transport: AsyncTransport) -> R:
        try:
            effect = next(flow)
            while True:
                try:
                    value = await self._perform(effect, transport)
                except BaseException as error:
                    effect = flow.throw(error)
                else:
                    effect = flow.send(value)
        except StopIteration as stop:
            result: R = stop.value
            return result

    async def _perform(self, effect: Effect, transport: AsyncTransport) -> Any:
        if isinstance(effect, WireRequest):
            return await transport.send(effect)
        import anyio

        if isinstance(effect, Sleep):
            await anyio.sleep(effect.seconds)
            return self._ready() and None  # Closed meanwhile?
        if isinstance(effect, Spawn):
            import asyncio

            task = asyncio.create_task(self._drive(effect.flow, transport))
            self._connection.tasks.add(task)
            return task.add_done_callback(self._connection.tasks.discard)
        if isinstance(effect, Wait):
            with anyio.move_on_after(effect.timeout):
                await effect.event.wait()
            return None
        result = effect.function()
        return await result if inspect.isawaitable(result) else result

    async def aclose(self) -> None:
        """Close the connections; later calls raise `ClientClosedError`. Views close with it."""
        connection = self._connection
        if connection.closing():
            # Those of other loops can be closed there only, or by the collector.
            scope = self._scope()
            for task in [task for task in connection.tasks if task.get_loop() is scope]:
                task.cancel()
            transport = (connection.used or {scope: connection.transport}).get(scope)
            if transport is not None:
                await transport.aclose()

    async def __aenter__(self) -> Self:
        self._ready()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    if not TYPE_CHECKING:

        def __enter__(self) -> Any:
            raise TypeError("This is the async client: use 'async with', or the sync client.")

        def __exit__(self, *exc: object) -> None: ...


def check_address(url: str, what: str) -> None:
    """Refuse an address that would show a token to the network.

    Args:
        url: the address.
        what: the keyword it was given for.

    Raises:
        ConfigurationError: it is no plain address, or neither https nor on this machine.
    """
    host = url.partition("://")[2].partition("/")[0]
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    is_here = url.startswith("http://") and name in ("localhost", "127.0.0.1", "[::1]")
    if "@" in host or any(c <= " " for c in url) or "?" in url or "#" in url or not host:
        raise ConfigurationError(f"{what} is no plain address: scheme, host, port and path only.")
    try:
        origin(url)
    except ValueError as error:
        raise ConfigurationError(f"{what} is no address: {error}.") from None
    if not url.startswith("https://") and not is_here:
        raise ConfigurationError(f"{what} must start with https:// (http only for this machine).")


class SyncResource:
    """Base of a group of operations of the sync client."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client


class AsyncResource:
    """Base of a group of operations of the async client."""

    def __init__(self, client: AsyncClientBase) -> None:
        self._client = client


def as_method(make: Callable[..., Any], send: Any, returns: Callable[[str], str]) -> Any:
    """Have a function that sends look like the one that makes its request.

    It stays a real function, so that ``help()``, ``inspect``, mocks, pickle and copy treat it, and
    what is bound of it, as any other method: parameters, documentation and return type are right.

    Args:
        make: makes the request.
        send: sends what it makes.
        returns: finds the return type in what stands in the brackets of ``Request[...]``.

    Returns:
        The second one, with ``request`` as an attribute.
    """
    written: Any = make
    while hasattr(written, "__wrapped__"):  # It may be deprecated.
        written = written.__wrapped__
    names = (
        written.__code__,
        written.__globals__,
        written.__name__,
        written.__defaults__,
        written.__closure__,
    )
    shown = FunctionType(*names)
    shown.__kwdefaults__ = written.__kwdefaults__
    inner = str(written.__annotations__.get("return", "[Any]")).partition("[")[2][:-1]
    shown.__annotations__ = {**written.__annotations__, "return": returns(inner)}
    update_wrapper(send, make)
    send.__wrapped__, send.__annotations__ = shown, shown.__annotations__

    def request(*args: Any, **kwargs: Any) -> Any:
        return make(None, *args, **kwargs)  # What makes a request has no use for the resource.

    send.request, request.__doc__ = request, make.__doc__
    request.__wrapped__ = partial(make, None)  # type: ignore[attr-defined]
    return send


if TYPE_CHECKING:

    class SyncMethod(Protocol[P, T]):
        """A method that sends and returns the data of the response."""

        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T: ...
        def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[T]: ...

    class AsyncMethod(Protocol[P, T]):
        """A coroutine method that sends and returns the data of the response."""

        async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T: ...
        def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[T]: ...


class operation(Generic[P, T]):
    """Make a method of a function that returns a `Request`."""

    def __init__(self, make: Callable[Concatenate[Any, P], Request[T]]) -> None:
        self._make: Any = make
        update_wrapper(self, self._make)  # type: ignore[arg-type]

    @cached_property
    def _sync(self) -> Any:
        make = self._make

        def send(self: Any, *args: Any, **kwargs: Any) -> Any:
            return self._client.send(make(self, *args, **kwargs)).data

        return as_method(make, send, str)

    @cached_property
    def _async(self) -> Any:
        make = self._make

        async def send(self: Any, *args: Any, **kwargs: Any) -> Any:
            return (await self._client.send(make(self, *args, **kwargs))).data

        return as_method(make, send, str)

    @overload
    def __get__(self, owner: None, kind: type | None = None) -> operation[P, T]: ...
    @overload
    def __get__(self, owner: SyncResource, kind: type | None = None) -> SyncMethod[P, T]: ...
    @overload
    def __get__(self, owner: AsyncResource, kind: type | None = None) -> AsyncMethod[P, T]: ...
    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        function = self._sync if isinstance(owner, SyncResource) else self._async
        return MethodType(function, owner)
