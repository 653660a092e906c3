"""The seam: a transport of httpx2, for the sync and the async client."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import anyio
import httpx2

from .._runtime.values import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .responses import Reply


class FakeTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport, ABC):
    """Sends nothing anywhere: `handle` responds."""

    @abstractmethod
    def handle(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """Respond to a request.

        Args:
            method: HTTP method.
            url: absolute.
            headers: as sent.
            content: the body.

        Returns:
            The response, not yet delayed.
        """
        ...

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request of the sync client.

        Args:
            request: of httpx2.

        Returns:
            The response.

        Raises:
            httpx2.ReadTimeout: it was delayed past the read timeout.
        """
        content = request.read()
        reply = self.handle(request.method, str(request.url), _headers(request), content)
        wait, is_late = _wait(request, reply)
        if wait:
            time.sleep(wait)
        return _sent(request, reply, is_late=is_late)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request of the async client.

        Args:
            request: of httpx2.

        Returns:
            The response.

        Raises:
            httpx2.ReadTimeout: it was delayed past the read timeout.
        """
        content = await request.aread()
        reply = self.handle(request.method, str(request.url), _headers(request), content)
        wait, is_late = _wait(request, reply)
        if wait:
            await anyio.sleep(wait)
        return _sent(request, reply, is_late=is_late)


def _headers(request: httpx2.Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _wait(request: httpx2.Request, reply: Reply) -> tuple[float, bool]:
    """How long to wait, and whether that is longer than the client does."""
    times: Any = request.extensions.get("timeout")
    limit = times.get("read") if is_object(times) else None
    is_late = limit is not None and reply.delay > limit
    return (limit if is_late and limit is not None else reply.delay), is_late


def _sent(request: httpx2.Request, reply: Reply, *, is_late: bool) -> httpx2.Response:
    if is_late:
        raise httpx2.ReadTimeout("the fake service was told to wait", request=request)
    if reply.error is not None:
        raise reply.error
    return httpx2.Response(
        reply.status, headers=reply.headers, content=reply.content, request=request
    )
