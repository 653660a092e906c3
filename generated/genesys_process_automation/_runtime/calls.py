"""Requests as values, and the descriptors that make methods of them.

A resource class says once what each operation sends. Bound to a sync resource, the method sends it
and returns the answer; bound to an async one, it returns a coroutine; ``method.request(...)``
gives the request itself, for ``client.send``.
"""

from __future__ import annotations

from copy import copy
from functools import update_wrapper
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    NamedTuple,
    ParamSpec,
    TypeVar,
    overload,
)

if TYPE_CHECKING:
    import inspect
    from collections.abc import Callable, Mapping

    from .client import AsyncClientBase, SyncClient
    from .operation import Operation
    from .pager import AsyncPager, Pager
    from .service import Service
    from .wire import WireResponse

P = ParamSpec("P")
T = TypeVar("T")
L = TypeVar("L")
I = TypeVar("I")  # noqa: E741 (the item of a listing)


class Request(Generic[T]):
    """A request that has not been sent; ``T`` is what its answer is read as.

    Args:
        operation: what it is a request of.
        path: path parameters by wire name.
        query: query parameters by wire name; None is not sent.
        headers: header parameters by wire name; None is not sent.
        cookies: cookie parameters by wire name; None is not sent.
        body: the body, or None for no body.
    """

    __slots__ = ("body", "cookies", "headers", "operation", "path", "query")

    def __init__(
        self,
        operation: Operation,
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        cookies: Mapping[str, Any] | None = None,
        body: Any = None,
    ) -> None:
        self.operation = operation
        self.path: Mapping[str, Any] = path or {}
        self.query: Mapping[str, Any] = query or {}
        self.headers: Mapping[str, Any] = headers or {}
        self.cookies: Mapping[str, Any] = cookies or {}
        self.body = body

    def __repr__(self) -> str:
        return f"<Request {self.operation.name}: {self.operation.method} {self.operation.path}>"


class PageRequest(Request[L], Generic[L, I]):
    """A request for one page of a listing ``L`` of items ``I``."""

    __slots__ = ()

    def at(self, query: Mapping[str, Any]) -> PageRequest[L, I]:
        """Give the request of another page of the same listing."""
        twin = copy(self)
        twin.query = {**self.query, **query}
        return twin


class RateLimit(NamedTuple):
    """What the service says of its rate limit; None where it says nothing."""

    allowed: int | None
    used: int | None
    reset: int | None


class Response(Generic[T]):
    """A successful answer.

    Attributes:
        status: HTTP status.
        headers: looked up without regard to case.
        content: the raw body.
        data: the decoded body; None for operations that answer nothing.
        attempts: how many requests it took.
        elapsed: seconds for the whole call, waits included.
    """

    __slots__ = ("_service", "attempts", "content", "data", "elapsed", "headers", "status")

    def __init__(
        self, answer: WireResponse, data: T, attempts: int, elapsed: float, service: Service
    ) -> None:
        self.status, self.headers, self.content = answer[:3]
        self.data = data
        self.attempts = attempts
        self.elapsed = elapsed
        self._service = service

    @property
    def request_id(self) -> str | None:
        """The service's id of this request, to give to its support."""
        return self.headers.get(self._service.correlation_header)

    @property
    def rate_limit(self) -> RateLimit:
        """The rate limit as the headers tell it."""

        def number(name: str) -> int | None:
            value = self.headers.get(name, "") if name else ""
            return int(value) if value.isascii() and value.isdigit() else None

        names = self._service.rate_limit
        return RateLimit(number(names.allowed), number(names.used), number(names.reset))

    def __repr__(self) -> str:
        return f"<Response {self.status}>"


class SyncResource:
    """Base of a group of operations of the sync client."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client


class AsyncResource:
    """Base of a group of operations of the async client."""

    def __init__(self, client: AsyncClientBase) -> None:
        self._client = client


class _Bound(Generic[P, T]):
    """A method of a resource; ``request`` gives what it would send."""

    _told = "{}"

    def __init__(self, owner: Any, make: Callable[..., Request[T]]) -> None:
        self._owner = owner
        self._make = make
        self.__doc__ = make.__doc__

    def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[T]:
        """Give the request without sending it; for ``client.send``."""
        return self._make(self._owner, *args, **kwargs)

    # What follows makes help(), inspect.signature() and editors show the operation itself.
    if not TYPE_CHECKING:

        def __get__(self, owner: Any, kind: type | None = None) -> Any:
            return self

        def __getattr__(self, name: str) -> Any:
            return getattr(self._make, name)

    @property
    def __signature__(self) -> inspect.Signature:
        import ast
        import inspect

        full = inspect.signature(self._make)
        told = full.return_annotation
        if isinstance(told, str):  # "Request[Trigger]" or "PageRequest[TriggerListing, Trigger]"
            inner: Any = getattr(ast.parse(told, mode="eval").body, "slice", None)
            parts = getattr(inner, "elts", None) or [inner]
            told = self._told.format(ast.unparse(parts[-1]))
        return full.replace(parameters=list(full.parameters.values())[1:], return_annotation=told)

    def __repr__(self) -> str:
        return f"<operation {self._make.__qualname__}>"


class Call(_Bound[P, T]):
    """A method that sends and returns the decoded answer."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        data: T = self._owner._client.send(self._make(self._owner, *args, **kwargs)).data
        return data


class AsyncCall(_Bound[P, T]):
    """A coroutine method that sends and returns the decoded answer."""

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        response = await self._owner._client.send(self._make(self._owner, *args, **kwargs))
        data: T = response.data
        return data


class PagedCall(_Bound[P, L], Generic[P, L, I]):
    """A method that returns a pager over the items of a listing."""

    _told = "Pager[{}]"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Pager[I]:
        from .pager import Pager

        request: Any = self._make(self._owner, *args, **kwargs)
        return Pager(self._owner._client, request)


class AsyncPagedCall(_Bound[P, L], Generic[P, L, I]):
    """A method that returns an async pager over the items of a listing."""

    _told = "AsyncPager[{}]"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> AsyncPager[I]:
        from .pager import AsyncPager

        request: Any = self._make(self._owner, *args, **kwargs)
        return AsyncPager(self._owner._client, request)


class operation(Generic[P, T]):
    """Make a method of a function that returns a `Request`."""

    def __init__(self, make: Callable[Concatenate[Any, P], Request[T]]) -> None:
        self._make: Callable[..., Request[T]] = make
        update_wrapper(self, make)  # type: ignore[arg-type]

    @overload
    def __get__(self, owner: None, kind: type | None = None) -> operation[P, T]: ...
    @overload
    def __get__(self, owner: SyncResource, kind: type | None = None) -> Call[P, T]: ...
    @overload
    def __get__(self, owner: AsyncResource, kind: type | None = None) -> AsyncCall[P, T]: ...
    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        bound: Any = Call if isinstance(owner, SyncResource) else AsyncCall
        return bound(owner, self._make)


class paged(Generic[P, L, I]):
    """Make a method of a function that returns a `PageRequest`."""

    def __init__(self, make: Callable[Concatenate[Any, P], PageRequest[L, I]]) -> None:
        self._make: Callable[..., PageRequest[L, I]] = make
        update_wrapper(self, make)  # type: ignore[arg-type]

    @overload
    def __get__(self, owner: None, kind: type | None = None) -> paged[P, L, I]: ...
    @overload
    def __get__(self, owner: SyncResource, kind: type | None = None) -> PagedCall[P, L, I]: ...
    @overload
    def __get__(
        self, owner: AsyncResource, kind: type | None = None
    ) -> AsyncPagedCall[P, L, I]: ...
    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        bound: Any = PagedCall if isinstance(owner, SyncResource) else AsyncPagedCall
        return bound(owner, self._make)
