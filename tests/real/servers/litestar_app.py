"""A Litestar application; every operation tells what it saw."""

# Handlers are called by the framework, and annotations are read when the module is imported.

import datetime as dt
import enum
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from litestar import Litestar, delete, get, patch, post, put
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.params import Body, Parameter
from litestar.response import ServerSentEvent, Stream


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Line:
    sku: str
    count: int = 1


@dataclass
class Order:
    id: UUID
    price: Decimal
    color: Color = Color.RED
    at: dt.datetime | None = None
    day: dt.date | None = None
    opens: dt.time | None = None
    lasts: dt.timedelta | None = None
    lines: list[Line] = field(default_factory=list[Line])
    notes: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Files:
    title: str
    file: UploadFile


@get("/query", operation_id="query")
async def query(
    word: str,
    ids: list[UUID] | None = None,
    color: Color | None = None,
    at: dt.datetime | None = None,
    lasts: dt.timedelta | None = None,
    size: Annotated[int, Parameter(query="page-size", ge=1)] = 20,
    token: Annotated[str | None, Parameter(header="X-Token")] = None,
    session: Annotated[str | None, Parameter(cookie="session")] = None,
) -> dict[str, Any]:
    return {
        "word": word, "ids": ids, "color": color, "at": at, "lasts": lasts, "size": size,
        "token": token, "session": session,
    }  # fmt: skip


@get("/orders/{order_id:uuid}", operation_id="getOrder")
async def get_order(order_id: UUID) -> Order:
    raise NotFoundException(f"no order {order_id}")


@post("/orders", operation_id="makeOrder")
async def make_order(data: Order) -> Order:
    return data


@put("/lines", operation_id="putLines")
async def put_lines(data: list[Line]) -> list[Line]:
    return data


@patch("/form", operation_id="form")
async def form(data: Annotated[Line, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Line:
    return data


@post("/upload", operation_id="upload")
async def upload(
    data: Annotated[Files, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> dict[str, Any]:
    content = await data.file.read()
    return {"title": data.title, "name": data.file.filename, "content": content.decode()}


@get("/text", operation_id="text", media_type="text/plain")
async def text() -> str:
    return "é, plain"


@get("/bytes", operation_id="bytes", media_type="application/octet-stream")
async def some_bytes() -> bytes:
    return b"\x00\xff"


@get("/stream", operation_id="stream")
async def stream() -> Stream:
    return Stream(iter([b"one", b"two"]))


@get("/events", operation_id="events")
async def events() -> ServerSentEvent:
    return ServerSentEvent(iter(["one", "two"]), event_type="word")


@delete("/orders/{order_id:uuid}", operation_id="dropOrder")
async def drop_order(order_id: UUID) -> None:
    """Give nothing."""


app = Litestar(
    [query, get_order, make_order, put_lines, form, upload, text, some_bytes, stream, events,
     drop_order],
    openapi_config=OpenAPIConfig(title="Stars", version="1"),
)  # fmt: skip
