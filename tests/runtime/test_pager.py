"""Listings: where they end, what they refuse, that they start over."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest

from templates.package import errors
from templates.package._runtime.messages import Operation, Paging
from templates.package._runtime.pager import MAX_EQUAL_PAGES, Pager, PageRequest
from templates.package._runtime.paging import by_cursor, by_last_id, by_link, by_offset, by_page
from templates.package._runtime.wire import WireRequest
from tests.runtime.sample_api import SERVICE, AsyncClient
from tests.runtime.world import World, answer


def page(*ids: str, next: str | None = None) -> Any:
    body: dict[str, Any] = {"entities": [{"id": i} for i in ids]}
    return answer(200, body if next is None else {**body, "nextUri": next})


def test_the_cursor_is_taken_and_our_own_request_sent_again() -> None:
    world = World(
        page("1", next="/other/path?after=a%2Bb&pageSize=2&evil=1"),
        page("2", next="https://API.mypurecloud.com:443/x?cursor=c"),
        page("3"),
    )
    pager = world.client.things.list(name="n")
    assert [thing.id for thing in pager] == ["1", "2", "3"]
    base = "https://api.mypurecloud.com/things?name=n"
    assert [r.url for r in world.sent] == [base, f"{base}&after=a%2Bb", f"{base}&after=c"]


def test_iteration_starts_over_and_first_asks_once() -> None:
    world = World(page("1"))
    pager = world.client.things.list()
    assert [t.id for t in pager] == [t.id for t in pager] == ["1"] and len(world.sent) == 2
    first = pager.first()
    assert first is not None and first.id == "1" and len(world.sent) == 3
    assert World(page()).client.things.list().first() is None


def test_a_list_asks_for_no_page_that_it_does_not_need() -> None:
    script = [page("1", "2", next="/x?after=a"), page("3", "4", next="/x?after=b"), page("5")]
    for limit, ids, sent in [(None, "12345", 3), (3, "123", 2), (2, "12", 1), (0, "", 0)]:
        world = World(*script)
        assert "".join(t.id or "" for t in world.client.things.list().to_list(limit)) == ids
        assert len(world.sent) == sent
    with pytest.raises(ValueError, match="must be"):
        World(*script).client.things.list().to_list(-1)
    pages = World(*script).client.things.list().by_page()
    assert [len(one.items) for one in pages] == [2, 2, 1]


def test_an_async_list_is_the_same_list() -> None:
    script = [page("1", "2", next="/x?after=a"), page("3", "4", next="/x?after=b"), page("5")]
    for limit, ids, sent in [(None, "12345", 3), (3, "123", 2), (2, "12", 1), (0, "", 0)]:
        world = World(*script)

        class Network:
            async def send(self, request: WireRequest, /) -> Any:
                return world.send(request)  # noqa: B023 (called within this turn)

            async def aclose(self) -> None: ...

        client = AsyncClient(access_token="t", transport=Network())
        found = asyncio.run(client.things.list().to_list(limit))
        assert "".join(thing.id or "" for thing in found) == ids
        assert len(world.sent) == sent
    with pytest.raises(ValueError, match="must be"):
        asyncio.run(client.things.list().to_list(-1))
    halves: Any = 2.5
    with pytest.raises(ValueError, match="must be"):
        asyncio.run(client.things.list().to_list(halves))


def test_pages_carry_listing_and_response() -> None:
    world = World(answer(200, {"entities": [{"id": "1"}], "total": 7}))
    (only,) = world.client.things.list().pages()
    assert only.data.total == 7 and only.response.status == 200 and len(only.items) == 1


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/x?after=a",
        "//evil.example/x?after=a",
        "http://api.mypurecloud.com/x?after=a",
        "https://api.mypurecloud.com:444/x?after=a",
        "https://api.mypurecloud.com@evil.example/?after=a",
        "javascript:alert(1)?after=a",
        "https://[broken/?after=a",
        "/x?page=2",
        "/x",
        "/x?after=",
    ],
)
def test_links_that_are_not_followed(link: str) -> None:
    world = World(page("1", next=link), page("2"))
    with pytest.raises(errors.PaginationError) as caught:
        list(world.client.things.list())
    assert caught.value.operation == "things.list" and len(world.sent) == 1


def test_loops_end() -> None:
    world = World(page("1", next="/x?after=a"), page("2", next="/x?after=a"), page("3"))
    assert [t.id for t in world.client.things.list()] == ["1", "2"]
    world = World(page("1", next="/x?after=a"), page("2", next="/x?after=b"),
                  page("1", next="/x?after=a"))  # fmt: skip
    assert [t.id for t in world.client.things.list()] == ["1", "2"] and len(world.sent) == 3


def test_empty_pages_lose_nothing() -> None:
    script = [page(next=f"/x?after={n}") for n in range(9)]
    world = World(*script, page("1", next="/x?after=z"), page("2"))
    assert [t.id for t in world.client.things.list()] == ["1", "2"] and len(world.sent) == 11


def test_a_listing_that_does_not_end_is_an_error() -> None:
    endless = (page(next=f"/x?after={n}") for n in itertools.count())

    def respond(request: WireRequest) -> Any:
        return next(endless)

    world = World(respond)
    with pytest.raises(errors.PaginationError, match="does not end") as caught:
        list(world.client.things.list())
    assert caught.value.operation == "things.list" and len(world.sent) == MAX_EQUAL_PAGES + 1


def test_a_listing_without_items_is_an_empty_page() -> None:
    assert list(World(answer(200, {})).client.things.list()) == []


def test_gateways_are_an_origin_too() -> None:
    world = World(page("1", next="https://api.mypurecloud.com/x?after=a"),
                  base_url="https://gw.example/genesys")  # fmt: skip
    with pytest.raises(errors.PaginationError):
        list(world.client.things.list())
    assert SERVICE.regions


def walk(paging: Paging, *script: Any, **query: Any) -> tuple[list[str], list[str]]:
    """Walk a listing; gives the ids, and the queries that were sent."""
    world = World(*script)
    listing = Operation(
        "listOthers", "GET", "/o", "others.list", result="ThingListing", paging=paging
    )
    request: PageRequest[Any, Any] = PageRequest(listing, query={"size": 2, **query})
    ids = [thing.id for thing in Pager(world.client, request)]
    return ids, [sent.url.partition("?size=2")[2] for sent in world.sent]


def body(*ids: str, **more: Any) -> Any:
    headers = more.pop("headers", {})
    return answer(200, {"entities": [{"id": i} for i in ids], **more}, **headers)


def test_a_cursor_in_the_body_is_sent_back() -> None:
    paging = Paging("cursor", "entities", "token", ("cursor",), by_cursor)
    script = (body("1", token="a&b"), body("2", token=7), body("3", token=""))
    assert walk(paging, *script) == (["1", "2", "3"], ["", "&cursor=a%26b", "&cursor=7"])
    assert walk(paging, body("1"))[1] == [""]
    assert walk(paging, body("1", token="x"), body("2", token="x"), body("3"))[0] == ["1", "2"]


@pytest.mark.parametrize(
    ("value", "query"),
    [
        ("https://api.mypurecloud.com/o?p=1&cursor=a%2Bb", "&cursor=a%2Bb"),
        ("/o?cursor=c", "&cursor=c"),
        ("?cursor=c", "&cursor=c"),
        ("/9j/4AAQ==", "&cursor=%2F9j%2F4AAQ%3D%3D"),
        ("//a+b", "&cursor=%2F%2Fa%2Bb"),
        ("what?", "&cursor=what%3F"),
        (12, "&cursor=12"),
        (None, None),
        ("", None),
        (0, None),
        (False, None),
    ],
)
def test_what_leads_on_is_read_by_its_value(value: Any, query: str | None) -> None:
    paging = Paging("cursor", "entities", "token", ("cursor",), by_cursor)
    assert walk(paging, body("1", token=value), body("2"))[1] == ["", *([query] if query else [])]


@pytest.mark.parametrize("link", ["https://evil.example/?cursor=a", "//evil.example/?cursor=a"])
def test_a_link_instead_of_a_cursor_is_not_followed_blindly(link: str) -> None:
    paging = Paging("cursor", "entities", "token", ("cursor",), by_cursor)
    with pytest.raises(errors.PaginationError, match="another origin"):
        walk(paging, body("1", token=link), body("2"))


def test_the_whole_query_of_a_link_is_taken_where_the_cursor_has_no_name() -> None:
    paging = Paging("next_uri", "entities", "token", ())
    script = (body("1", token="/other?size=2&$skip=a%2Bb"), body("2", token="/o?kind=k&$skip=c"))
    ids, queries = walk(paging, *script, body("3"), kind=["a", "b"])
    assert ids == ["1", "2", "3"]
    kinds = "&kind=a&kind=b"
    assert queries == [kinds, f"{kinds}&%24skip=a%2Bb", f"{kinds}&%24skip=c"]
    with pytest.raises(errors.PaginationError, match="no query in it"):
        walk(paging, body("1", token="/o/page/2"))


def test_a_flag_ends_the_walk() -> None:
    paging = Paging("cursor", "entities", "token", ("cursor",), by_cursor, more="more")
    script = (body("1", token="a", more=True), body("2", token="b", more=False), body("3"))
    assert walk(paging, *script)[0] == ["1", "2"]


def test_the_last_id_leads_on() -> None:
    paging = Paging("last_id", "entities", "", ("after",), by_last_id, more="has_more")
    script = (body("1", "2", has_more=True), body("3", has_more=False))
    assert walk(paging, *script) == (["1", "2", "3"], ["", "&after=2"])
    assert walk(paging, body(has_more=True))[0] == []
    told = paging._replace(next="last")
    assert walk(told, body("1", last="9"), body())[1] == ["", "&after=9"]
    with pytest.raises(errors.PaginationError, match="no id"):
        walk(told, body("1"))


def test_pages_are_counted() -> None:
    paging = Paging("page", "entities", "pageCount", ("pageNumber",), by_page)
    script = (body("1", pageCount=2), body("2", pageCount=2))
    assert walk(paging, *script) == (["1", "2"], ["", "&pageNumber=2"])
    assert walk(paging, *script, pageNumber=1)[1] == ["&pageNumber=1", "&pageNumber=2"]
    assert walk(paging, *script, pageNumber="2") == (["1"], ["&pageNumber=2"])
    unlimited = Paging("page", "entities", "", ("pageNumber",), by_page)
    equal = (body("1"), body("1"), body("2"), body())
    assert walk(unlimited, *equal)[0] == ["1", "1", "2"]
    assert walk(unlimited, body("1"), body("2"), body())[1] == [
        "",
        "&pageNumber=2",
        "&pageNumber=3",
    ]
    with pytest.raises(errors.PaginationError, match="pageNumber"):
        walk(paging, *script, pageNumber="x")
    from_zero = paging._replace(first=0)
    assert walk(from_zero, *script)[1] == ["", "&pageNumber=1"]
    by_total = Paging("page", "entities", "", ("pageNumber",), by_page, total="total")
    assert walk(by_total, body("1", total=2), body("2", total=2))[1] == ["", "&pageNumber=2"]


def test_offsets_skip_what_was_seen() -> None:
    paging = Paging("offset", "entities", "total", ("start",), by_offset)
    script = (body("1", "2", total=3), body("3", total=3))
    assert walk(paging, *script) == (["1", "2", "3"], ["", "&start=2"])
    assert walk(paging, *script, start=1)[1] == ["&start=1"]
    # More than the total says: it is wrong, and the walk goes on to an empty page.
    assert walk(paging, *script, body(total=3), start=5)[1] == ["&start=5", "&start=7", "&start=8"]
    unlimited = Paging("offset", "entities", "", ("start",), by_offset)
    assert walk(unlimited, body("1", "2"), body("3"), body())[1] == ["", "&start=2", "&start=3"]
    start, again = body("1", "2", total=9), body("1", "2", total=9, at="later")
    assert walk(paging, start, again)[0] == ["1", "2"]
    assert walk(unlimited, body("1"), body("1"))[0] == ["1"]
    with pytest.raises(errors.PaginationError) as caught:
        walk(paging, body("1", total="many"))
    assert caught.value.operation == "others.list"


@pytest.mark.parametrize(
    ("link", "query"),
    [
        ('</o?page=2>; rel="next"', "&page=2"),
        ('<https://api.mypurecloud.com/o?p=1&page=a%2Bb>; title="x, y"; rel=next', "&page=a%2Bb"),
        ('</o?page=1>; rel="prev", </o?page=3>; rel="last next"', "&page=3"),
        ('</o?page=9>; REL="Next"; a=b', "&page=9"),
        ('</o?page=1>; rel="prev"', None),
        ("</o?page=1>; rel=nextish", None),
        ("garbage", None),
    ],
)
def test_links_in_the_header_are_read_for_their_cursor(link: str, query: str | None) -> None:
    paging = Paging("link", "entities", "", ("page",), by_link)
    script = (body("1", headers={"Link": link}), body("2"))
    assert walk(paging, *script)[1] == ["", *([query] if query else [])]


@pytest.mark.parametrize("link", ["<https://evil.example/?page=2>; rel=next", "</o>; rel=next"])
def test_links_in_the_header_are_not_followed_blindly(link: str) -> None:
    with pytest.raises(errors.PaginationError):
        walk(Paging("link", "entities", "", ("page",), by_link), body("1", headers={"Link": link}))
