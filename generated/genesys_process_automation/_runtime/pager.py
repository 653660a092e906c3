"""Listings page by page. The server's link is read for its cursor only, never requested."""

from __future__ import annotations

from functools import cached_property, update_wrapper
from itertools import islice
from types import MethodType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, NoReturn, ParamSpec, TypeVar, overload
from urllib.parse import parse_qs, urlsplit

from ..errors import PaginationError, one_line
from .client import AsyncResource, SyncResource, as_method
from .messages import Paging, Request
from .values import is_object
from .wire import origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping
    from typing import Concatenate, Protocol

    from .messages import Response

P = ParamSpec("P")
T = TypeVar("T")
L = TypeVar("L")
I = TypeVar("I")  # noqa: E741 (the item of a listing)
MAX_EQUAL_PAGES = 1000
"""Pages in a row without an item, or with the same ones, before a listing is said not to end."""


class PageRequest(Request[L], Generic[L, I]):
    """A request for one page of a listing ``L`` of items ``I``."""

    __slots__ = ()


class Page(Generic[T]):
    """One page of a listing.

    Attributes:
        items: its items.
        data: the listing model.
        response: the response it came in.
    """

    __slots__ = ("data", "items", "response")

    def __init__(self, items: list[T], response: Response[Any]) -> None:
        self.items, self.response = items, response
        self.data: Any = response.data

    def __repr__(self) -> str:
        return f"<Page of {len(self.items)} items>"


class Turn(NamedTuple):
    """The page that the next one is found by.

    Args:
        paging: how the listing continues.
        asked: the query, or the members of the body, that the page was asked for with.
        data: the listing model.
        items: of the page.
        before: items of the page before it; None on the first one.
        seen: how many items the walk has met, those of this page included.
        headers: of the response.
        base_url: the API root.
    """

    paging: Paging
    asked: Mapping[str, Any]
    data: Any
    items: list[Any]
    before: list[Any] | None
    seen: int
    headers: Mapping[str, str]
    base_url: str


def member(data: Any, path: str) -> Any:
    """Read a member of a listing, which may be a model or a mapping.

    Args:
        data: the listing.
        path: the member, or members of members joined by dots.

    Returns:
        Its value; None where there is none.
    """
    for name in path.split("."):
        data = data.get(name) if is_object(data) else getattr(data, name, None)
    return data


def by_next_uri(turn: Turn) -> Mapping[str, Any] | None:
    """Take the cursor out of a link in the body.

    Raises:
        PaginationError: the link leads to another origin, or holds no cursor.
    """
    link = member(turn.data, turn.paging.next)
    return cursor_of(str(link), turn) if link else None


def cursor_of(link: str, turn: Turn) -> Mapping[str, Any]:
    """Take the cursor out of a link, or its whole query where the cursor has no name.

    Args:
        link: the link.
        turn: the page it came with.

    Returns:
        The query that differs.

    Raises:
        PaginationError: the link leads to another origin, or holds no cursor.
    """
    try:
        parts = urlsplit(link)
        root = f"{parts.scheme or urlsplit(turn.base_url).scheme}://{parts.netloc}"
        strange = parts.netloc and origin(root) != origin(turn.base_url)
        if strange or (parts.scheme and not parts.netloc):
            raise PaginationError("The link to the next page leads to another origin.")
        query = parse_qs(parts.query)
    except ValueError:
        raise PaginationError("The link to the next page is malformed.") from None
    for name in turn.paging.cursor:
        if query.get(name):
            return {turn.paging.cursor[0]: query[name][0]}
    if query and not turn.paging.cursor:
        # What was given as something else than text, such as a list, is kept as it was given.
        kept = {
            name for name, value in turn.asked.items() if not isinstance(value or "", (str, int))
        }
        return {name: values[0] for name, values in query.items() if name not in kept}
    names = " or ".join(turn.paging.cursor) or "query"
    raise PaginationError(f"The link to the next page has no {names} in it.")


class _Walk:
    """The walk over one listing, without IO; `request` is None at its end."""

    def __init__(self, request: PageRequest[Any, Any], base_url: str) -> None:
        self.request: PageRequest[Any, Any] | None = request
        self.base_url = base_url
        self.number = self.equal = self.count = 0
        self.last: list[Any] | None = None
        self.seen: set[Any] = set()
        self.cursors: set[str] = set()

    def take(self, response: Response[Any]) -> Page[Any] | None:
        """Take a response in. Returns its page, or None where the listing starts to repeat."""
        request, self.request = self.request, None
        if request is None:
            return None
        self.number += 1
        operation = request.operation
        paging = operation.paging or Paging()
        data = response.data
        items = list((member(data, paging.items) if paging.items else data) or ())
        self.count += len(items)
        given: Any = (request.body or {}) if paging.in_body else request.query
        asked = given if is_object(given) else given.given_members()
        turn = Turn(
            paging, asked, data, items, self.last, self.count, response.headers, self.base_url
        )
        try:
            ended = paging.more and member(data, paging.more) is False
            found = None if ended else (paging.step or by_next_uri)(turn)
            self.equal = self.equal + 1 if items == self.last else 0
            if found is not None and self.equal >= MAX_EQUAL_PAGES:
                raise PaginationError(f"The listing does not end: {self.equal} pages are equal.")
        except PaginationError as error:
            error.operation, error.method = operation.name, operation.method
            error.path, error.attempts = operation.path, self.number
            error.path_arguments = {n: one_line(str(v), 100) for n, v in request.path.items()}
            raise
        key, content = repr(found), hash(response.content) if items else None
        # The same cursor leads to the same pages again; the same items under another do not.
        repeats = key in self.cursors
        if found is not None and not repeats:
            place = "body" if paging.in_body else "query"
            self.request = request.changed(**{place: {**asked, **found}})
        if repeats and (content in self.seen or items == self.last):
            return None
        self.last = items
        self.seen.add(content)
        self.cursors.add(key)
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

    by_page = pages

    def first(self) -> T | None:
        """Return the first item, or None when there is none."""
        return next(iter(self), None)

    def to_list(self, limit: int | None = None) -> list[T]:
        """Collect the items; no page is asked for that is not needed.

        Args:
            limit: the most items; None for all.

        Returns:
            The items.

        Raises:
            ValueError: the limit is negative.
        """
        return list(islice(self, limit))

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
        """Walk page by page.

        Raises:
            PaginationError: the next page cannot be asked for.
        """
        walk = self._walk()
        while walk.request is not None:
            page = walk.take(await self._client.send(walk.request))
            if page is not None:
                yield page

    by_page = pages

    async def first(self) -> T | None:
        """Return the first item, or None when there is none."""
        async for page in self.pages():
            if page.items:
                return page.items[0]
        return None

    async def to_list(self, limit: int | None = None) -> list[T]:
        """Collect the items; see `Pager.to_list`.

        Args:
            limit: the most items; None for all.

        Returns:
            The items.

        Raises:
            ValueError: the limit is negative.
        """
        items = list[T]()
        islice(items, limit)  # Refuses what the sync pager refuses.
        if limit == 0:
            return items
        async for item in self:
            items.append(item)
            if len(items) == limit:
                break
        return items

    if not TYPE_CHECKING:

        def __iter__(self) -> NoReturn:
            raise TypeError("This pager is of the async client: use 'async for', not 'for'.")

        def __await__(self) -> NoReturn:
            raise TypeError("A pager is not awaited: use 'async for', or 'await pager.first()'.")


if TYPE_CHECKING:

    class PagedMethod(Protocol[P, L, I]):
        """A method that returns a pager over the items of a listing."""

        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Pager[I]: ...
        def request(self, *args: P.args, **kwargs: P.kwargs) -> PageRequest[L, I]: ...

    class AsyncPagedMethod(Protocol[P, L, I]):
        """A method that returns an async pager over the items of a listing."""

        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> AsyncPager[I]: ...
        def request(self, *args: P.args, **kwargs: P.kwargs) -> PageRequest[L, I]: ...


def _item(listing_and_item: str) -> str:
    """Find the item's type behind the listing's, which may have commas of its own."""
    depth, text = 0, listing_and_item
    for index in range(len(text) - 1, -1, -1):
        depth += (text[index] == "]") - (text[index] == "[")
        if text[index] == "," and not depth:
            return text[index + 2 :]
    return text


class paged(Generic[P, L, I]):
    """Make a method of a function that returns a `PageRequest`."""

    def __init__(self, make: Callable[Concatenate[Any, P], PageRequest[L, I]]) -> None:
        self._make: Any = make
        update_wrapper(self, self._make)  # type: ignore[arg-type]

    def _method(self, pager: type[Any]) -> Any:
        make = self._make

        def listing(self: Any, *args: Any, **kwargs: Any) -> Any:
            return pager(self._client, make(self, *args, **kwargs))

        return as_method(make, listing, lambda types: f"{pager.__name__}[{_item(types)}]")

    @cached_property
    def _sync(self) -> Any:
        return self._method(Pager)

    @cached_property
    def _async(self) -> Any:
        return self._method(AsyncPager)

    @overload
    def __get__(self, owner: None, kind: type | None = None) -> paged[P, L, I]: ...
    @overload
    def __get__(self, owner: SyncResource, kind: type | None = None) -> PagedMethod[P, L, I]: ...
    @overload
    def __get__(
        self, owner: AsyncResource, kind: type | None = None
    ) -> AsyncPagedMethod[P, L, I]: ...
    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        function = self._sync if isinstance(owner, SyncResource) else self._async
        return MethodType(function, owner)
