"""A broad FastAPI application; every operation tells what it saw."""

# Handlers are called by the framework, and annotations are read when the module is imported.
# pyright: reportUnusedFunction=false

import datetime as dt
import enum
import uuid
from collections.abc import AsyncIterable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import (
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Path,
    Query,
    Request,
    Response,
    UploadFile,
)
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    OAuth2PasswordBearer,
    OAuth2PasswordRequestForm,
)
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI(title="Broad", version="1", generate_unique_id_function=lambda route: route.name)


class Color(enum.StrEnum):
    red = "red"
    dark_blue = "dark-blue"


class Level(enum.IntEnum):
    low = 1
    high = 2


class Item(BaseModel):
    """Members of every type, some with other names on the wire."""

    model_config = ConfigDict(extra="allow")
    name: str
    id: uuid.UUID
    price: Decimal
    color: Color = Color.red
    level: Level = Level.low
    made: dt.date | None = None
    at: dt.datetime | None = None
    opens: dt.time | None = None
    lasts: dt.timedelta | None = None
    data: bytes | None = None
    tags: set[str] = Field(default_factory=set)
    pair: tuple[int, str] | None = None
    parent: "Item | None" = None
    notes: dict[str, int | None] = Field(default_factory=dict)
    from_: str | None = Field(default=None, alias="from")


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str] = Field(default_factory=list)


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


class Account(BaseModel):
    """Has defaults: what comes out is always there, what goes in need not be."""

    login: str
    active: bool = True


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int


class Filters(BaseModel):
    limit: int = 10
    tags: list[str] = Field(default_factory=list)
    color: Color | None = None


class Problem(BaseModel):
    code: int
    detail: str


def seen(request: Request, **values: Any) -> dict[str, Any]:
    return {"seen": values, "query": str(request.url.query)}


@app.get("/query")
def query_kinds(
    request: Request,
    word: str,
    flag: bool = False,
    number: float | None = None,
    color: Color | None = None,
    level: Level | None = None,
    ids: Annotated[list[uuid.UUID] | None, Query()] = None,
    since: dt.datetime | None = None,
    day: dt.date | None = None,
    at: dt.time | None = None,
    within: dt.timedelta | None = None,
    price: Decimal | None = None,
    size: Annotated[int, Query(alias="page-size", ge=1, le=100)] = 20,
    choice: Literal["a", "b"] = "a",
    either: int | str | None = None,
) -> dict[str, Any]:
    return seen(
        request,
        word=word, flag=flag, number=number, color=color, level=level, ids=ids, since=since,
        day=day, at=at, within=within, price=price, size=size, choice=choice, either=either,
    )  # fmt: skip


@app.get("/filters")
def query_model(filters: Annotated[Filters, Query()]) -> Filters:
    return filters


@app.get("/files/{area}/{path:path}")
def path_kinds(area: Color, path: str) -> dict[str, Any]:
    return {"area": area, "path": path}


@app.get("/items/{item_id}/of/{number}")
def path_ids(item_id: uuid.UUID, number: Annotated[int, Path(ge=0)]) -> dict[str, Any]:
    return {"item_id": item_id, "number": number}


@app.get("/headers")
def header_kinds(
    user_agent: Annotated[str | None, Header()] = None,
    x_token: Annotated[list[str] | None, Header()] = None,
    x_name: Annotated[str | None, Header()] = None,
    x_count: Annotated[int | None, Header()] = None,
) -> dict[str, Any]:
    return {"user_agent": user_agent, "x_token": x_token, "x_name": x_name, "x_count": x_count}


@app.get("/cookies")
def cookie_kinds(
    request: Request,
    session: Annotated[str | None, Cookie()] = None,
    count: Annotated[int | None, Cookie()] = None,
) -> dict[str, Any]:
    return {"session": session, "count": count, "header": request.headers.get("cookie")}


@app.post("/items", status_code=201)
def make_item(item: Item) -> Item:
    return item


@app.post("/pets")
def make_pet(pet: Pet) -> Pet:
    return pet


@app.get("/pets")
def list_pets() -> list[Pet]:
    return [Cat(kind="cat"), Dog(kind="dog", tricks=["sit"])]


@app.put("/accounts")
def put_account(account: Account) -> Account:
    return account


@app.get("/accounts")
def page_of_accounts() -> Page[Account]:
    return Page[Account](items=[Account(login="a")], total=1)


@app.get("/numbers")
def page_of_numbers() -> Page[int]:
    return Page[int](items=[1, 2], total=2)


@app.post("/several")
def several_bodies(
    item: Item, account: Account, importance: Annotated[int, Body()] = 1
) -> dict[str, Any]:
    return {"item": item.name, "account": account.login, "importance": importance}


@app.post("/nullable")
def nullable_body(value: Annotated[Account | None, Body()]) -> dict[str, Any]:
    return {"is_null": value is None}


@app.post("/words")
def list_body(words: list[str]) -> int:
    return len(words)


@app.post("/anything")
def any_body(value: Annotated[Any, Body()]) -> Any:
    return value


@app.post("/form")
def plain_form(
    name: Annotated[str, Form()],
    tags: Annotated[list[str] | None, Form()] = None,
    color: Annotated[Color, Form()] = Color.red,
    at: Annotated[dt.datetime | None, Form()] = None,
) -> dict[str, Any]:
    return {"name": name, "tags": tags, "color": color, "at": at}


@app.post("/form-model")
def form_model(filters: Annotated[Filters, Form()]) -> Filters:
    return filters


@app.post("/upload")
async def upload(
    file: UploadFile,
    note: Annotated[str | None, Form()] = None,
    more: Annotated[list[UploadFile] | None, File()] = None,
    raw: Annotated[bytes | None, File()] = None,
) -> dict[str, Any]:
    return {
        "file": [file.filename, file.content_type, (await file.read()).decode()],
        "note": note,
        "more": [found.filename for found in more or []],
        "raw": raw.decode() if raw is not None else None,
    }


@app.get("/text", response_class=PlainTextResponse)
def plain_text() -> str:
    return "é, plain"


@app.get("/html", response_class=HTMLResponse)
def html_page() -> str:
    return "<p>é</p>"


@app.get("/bytes", response_class=Response, responses={200: {"content": {"image/png": {}}}})
def some_bytes() -> Response:
    return Response(b"\x89PNG", media_type="image/png")


@app.get("/stream", response_class=StreamingResponse)
def stream_bytes() -> StreamingResponse:
    def pieces() -> Iterator[bytes]:
        yield from (b"one", b"two")

    return StreamingResponse(pieces(), media_type="application/octet-stream")


@app.get("/events", response_class=EventSourceResponse)
async def typed_events() -> AsyncIterable[Account]:
    for login in ("a", "b"):
        yield Account(login=login)


@app.get("/raw-events", response_class=EventSourceResponse)
async def raw_events() -> AsyncIterable[ServerSentEvent]:
    yield ServerSentEvent(data={"n": 1}, event="first", id="1", retry=500)
    yield ServerSentEvent(raw_data="plain", event="second")


@app.get("/lines")
async def json_lines() -> AsyncIterable[Account]:
    for login in ("a", "b"):
        yield Account(login=login)


@app.head("/items/{item_id}")
def head_item(item_id: str, response: Response) -> None:
    response.headers["X-Found"] = item_id


@app.delete("/items/{item_id}", status_code=204)
def delete_item(item_id: str) -> None:
    """Give nothing."""


@app.get("/empty", response_model=Account)
def empty_response() -> Response:
    return Response(status_code=200)


@app.get("/wrong", responses={418: {"model": Problem}, "4XX": {"model": Problem}})
def declared_errors(status: int) -> Account:
    raise HTTPException(status, "short and stout")


@app.get("/problem", responses={409: {"model": Problem}})
def declared_problem() -> Account:
    return JSONResponse({"code": 7, "detail": "taken"}, 409)  # type: ignore[return-value]


@app.post("/token")
def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, Any]:
    return {"access_token": f"{form.username}:{form.password}", "token_type": "bearer"}


@app.get("/me")
def with_password(
    found: Annotated[str, Depends(OAuth2PasswordBearer("token", scopes={"me": "read"}))],
) -> str:
    return found


@app.get("/basic")
def with_basic(found: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> list[str]:
    return [found.username, found.password]


@app.get("/bearer")
def with_bearer(found: Annotated[Any, Depends(HTTPBearer())]) -> str:
    return str(found.credentials)


@app.get("/key-header")
def with_key_header(found: Annotated[str, Depends(APIKeyHeader(name="X-Key"))]) -> str:
    return found


@app.get("/key-query")
def with_key_query(found: Annotated[str, Depends(APIKeyQuery(name="key"))]) -> str:
    return found


@app.get("/key-cookie")
def with_key_cookie(found: Annotated[str, Depends(APIKeyCookie(name="key_cookie"))]) -> str:
    return found


@app.get("/old", deprecated=True)
def old_way() -> None:
    """Give null."""
