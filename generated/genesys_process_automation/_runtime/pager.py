"""Listings page by page. The server's link is read for its cursor only, never requested."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, NoReturn, TypeVar
from urllib.parse import parse_qs, urlsplit

from ..errors import PaginationError
from .engine import origin
from .operation import Paging
from .parameters import is_object

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from .calls import PageRequest, Response

T = TypeVar("T")
MAX_EMPTY_PAGES = 3


class Page(Generic[T]):
    """One page of a listing.

    Attributes:
        items: its items.
        data: the listing model.
        response: the answer it came in.
    """

    __slots__ = ("data", "items", "response")

    def __init__(self, items: list[T], response: Response[Any]) -> None:
        self.items = items
        self.data: Any = response.data
        self.response = response

    def __repr__(self) -> str:
        return f"<Page of {len(self.items)} items>"


class Turn(NamedTuple):
    """What a strategy sees of a page; it gives the query of the next one, or None at the end.

    Args:
        paging: how the listing continues.
        query: the query the page was asked for with.
        data: the listing model.
        length: how many items the page has.
        headers: of the answer.
        base_url: the API root.
    """

    paging: Paging
    query: Mapping[str, Any]
    data: Any
    length: int
    headers: Mapping[str, str]
    base_url: str


def member(data: Any, name: str) -> Any:
    """Give a member of a listing, which may be a model or a mapping; None where it has none."""
    return data.get(name) if is_object(data) else getattr(data, name, None)


def next_uri(turn: Turn) -> Mapping[str, Any] | None:
    """Take the cursor out of a link in the body.

    Raises:
        PaginationError: the link leads to another origin, or holds no cursor.
    """
    link = member(turn.data, turn.paging.next)
    return cursor_of(str(link), turn) if link else None


def cursor_of(link: str, turn: Turn) -> Mapping[str, Any]:
    """Take the cursor out of a link.

    Raises:
        PaginationError: the link leads to another origin, or holds no cursor.
    """
    try:
        parts = urlsplit(link)
        strange = parts.netloc and origin(f"{parts.scheme or 'https'}://{parts.netloc}") != origin(
            turn.base_url
        )
        if strange or (parts.scheme and not parts.netloc):
            raise PaginationError("The link to the next page leads to another origin.")
        query = parse_qs(parts.query)
    except ValueError:
        raise PaginationError("The link to the next page is malformed.") from None
    for name in turn.paging.cursor:
        if query.get(name):
            return {turn.paging.cursor[0]: query[name][0]}
    names = " or ".join(turn.paging.cursor)
    raise PaginationError(f"The link to the next page has no {names} in it.")


def _strategy(name: str) -> Callable[[Turn], Mapping[str, Any] | None]:
    if name == "next_uri":
        return next_uri
    # Not an import statement: a package whose listings all have links goes without the module.
    found: Callable[[Turn], Mapping[str, Any] | None]
    found = getattr(import_module(".strategies", __package__), name)
    return found


class _Walk:
    """The walk over one listing, without IO; `request` is None at its end."""

    def __init__(self, request: PageRequest[Any, Any], base_url: str) -> None:
        self.request: PageRequest[Any, Any] | None = request
        self.base_url = base_url
        self.number = 0
        self.empty = 0
        self.seen: set[Any] = set()

    def take(self, response: Response[Any]) -> Page[Any] | None:
        """Take an answer in. Returns its page, or None where the listing starts to repeat."""
        request, self.request = self.request, None
        fingerprint = hash(response.content)
        if request is None or fingerprint in self.seen:
            return None
        self.seen.add(fingerprint)
        self.number += 1
        operation = request.operation
        paging = operation.paging or Paging()
        data = response.data
        items = list((member(data, paging.items) if paging.items else data) or ())
        self.empty = 0 if items else self.empty + 1
        if self.empty < MAX_EMPTY_PAGES:
            turn = Turn(
                paging, request.query, response.data, len(items), response.headers, self.base_url
            )
            try:
                query = _strategy(paging.style)(turn)
            except PaginationError as error:
                error.operation, error.method = operation.name, operation.method
                error.path, error.attempts = operation.path, self.number
                raise
            key = tuple(query.items()) if query is not None else None
            if query is not None and key not in self.seen:
                self.seen.add(key)
                self.request = request.at(query)
        return Page(items, response)


class _PagerBase(Generic[T]):
    def __init__(self, client: Any, request: PageRequest[Any, T]) -> None:
        self._client = client
        self._request = request

    def _walk(self) -> _Walk:
        return _Walk(self._request, self._client.base_url)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._request.operation.name}>"


class Pager(_PagerBase[T]):
    """All items of a listing; each iteration starts over and asks page by page."""

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """Walk page by page.

        Raises:
            PaginationError: the next page cannot be asked for.
        """
        walk = self._walk()
        while walk.request is not None:
            page = walk.take(self._client.send(walk.request))
            if page is not None:
                yield page

    def first(self) -> T | None:
        """Give the first item, or None when there is none."""
        return next(iter(self), None)

    if not TYPE_CHECKING:

        def __aiter__(self) -> NoReturn:
            raise TypeError("This pager is of the sync client: use 'for', not 'async for'.")


class AsyncPager(_PagerBase[T]):
    """All items of a listing, for ``async for``; see `Pager`."""

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """As `Pager.pages`."""
        walk = self._walk()
        while walk.request is not None:
            page = walk.take(await self._client.send(walk.request))
            if page is not None:
                yield page

    async def first(self) -> T | None:
        """As `Pager.first`."""
        async for page in self.pages():
            if page.items:
                return page.items[0]
        return None

    if not TYPE_CHECKING:

        def __iter__(self) -> NoReturn:
            raise TypeError("This pager is of the async client: use 'async for', not 'for'.")

        def __await__(self) -> NoReturn:
            raise TypeError("A pager is not awaited: use 'async for', or 'await pager.first()'.")
