"""The clients: two drivers that carry out what the engine asks, one blocking, one async."""

from __future__ import annotations

import inspect
import os
import time
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import ConfigurationError
from .settings import ClientBase
from .wire import Sleep, Wait, WireRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self, Unpack

    import httpx2  # noqa: F401 (in quoted types)

    from .calls import Request, Response
    from .options import CallOptions
    from .wire import AsyncTransport, Effect, Flow, Transport

T = TypeVar("T")


class SyncClient(ClientBase["httpx2.Client", "Transport | httpx2.BaseTransport", str]):
    __doc__ = ClientBase.__doc__

    def send(self, request: Request[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a request and give the whole response.

        Args:
            request: from ``client.<resource>.<method>.request(...)``.
            options: ``timeout`` and ``deadline`` as in the constructor, ``headers`` and ``query``
                to send on top, ``retries`` as the most attempts after the first.

        Raises:
            APIError: the call failed; see the subclasses.
        """
        transport = self._ready()
        return self._drive(self._engine.exchange(request, self._options.merged(options)), transport)

    def _drive(self, flow: Flow[Response[T]], transport: Transport) -> Response[T]:
        step: Callable[[Any], Effect] = flow.send
        value: Any = None
        while True:
            try:
                effect = step(value)
            except StopIteration as stop:
                response: Response[T] = stop.value
                return response
            try:
                value = self._perform(effect, transport)
                step = flow.send
            except BaseException as error:
                value, step = error, flow.throw

    def _perform(self, effect: Effect, transport: Transport) -> Any:
        if isinstance(effect, WireRequest):
            return transport.send(effect)
        if isinstance(effect, Sleep):
            return time.sleep(effect.seconds)
        if isinstance(effect, Wait):
            return effect.event.wait(effect.timeout)
        result = effect.function()
        if inspect.isawaitable(result):
            if inspect.iscoroutine(result):
                result.close()
            raise ConfigurationError("The token function is async: use it with the async client.")
        return result

    def close(self) -> None:
        """Close the connections; later calls raise `ClientClosedError`. Views close with it."""
        if not self._line.closed:
            self._line.closed = True
            if self._line.pid == os.getpid() and self._given[1] is None:
                self._line.transport.close()

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
    __doc__ = ClientBase.__doc__
    _is_async = True

    def _event(self) -> Any:
        import anyio

        return anyio.Event()

    async def send(self, request: Request[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a request and give the whole response; see the sync client's ``send``."""
        import asyncio

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            raise ConfigurationError(
                "The async client runs on asyncio; trio is not supported."
            ) from None
        transport = self._ready()
        return await self._drive(
            self._engine.exchange(request, self._options.merged(options)), transport
        )

    async def _drive(self, flow: Flow[Response[T]], transport: AsyncTransport) -> Response[T]:
        step: Callable[[Any], Effect] = flow.send
        value: Any = None
        while True:
            try:
                effect = step(value)
            except StopIteration as stop:
                response: Response[T] = stop.value
                return response
            try:
                value = await self._perform(effect, transport)
                step = flow.send
            except BaseException as error:
                value, step = error, flow.throw

    async def _perform(self, effect: Effect, transport: AsyncTransport) -> Any:
        if isinstance(effect, WireRequest):
            return await transport.send(effect)
        import anyio

        if isinstance(effect, Sleep):
            return await anyio.sleep(effect.seconds)
        if isinstance(effect, Wait):
            with anyio.move_on_after(effect.timeout):
                await effect.event.wait()
            return None
        result = effect.function()
        return await result if inspect.isawaitable(result) else result

    async def aclose(self) -> None:
        """Close the connections; later calls raise `ClientClosedError`. Views close with it."""
        if not self._line.closed:
            self._line.closed = True
            if self._line.pid == os.getpid() and self._given[1] is None:
                await self._line.transport.aclose()

    async def __aenter__(self) -> Self:
        self._ready()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    if not TYPE_CHECKING:

        def __enter__(self) -> Any:
            raise TypeError("This is the async client: use 'async with', or the sync client.")

        def __exit__(self, *exc: object) -> None: ...
