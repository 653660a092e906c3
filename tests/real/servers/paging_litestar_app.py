"""The three paginations of Litestar."""

# Litestar takes one of its classes from another library where that is installed.
# pyright: reportAttributeAccessIssue=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false

from dataclasses import dataclass

from litestar import Litestar, get
from litestar.openapi import OpenAPIConfig
from litestar.pagination import (
    AbstractSyncClassicPaginator,
    AbstractSyncCursorPaginator,
    AbstractSyncOffsetPaginator,
    ClassicPagination,
    CursorPagination,
    OffsetPagination,
)


@dataclass
class Star:
    id: int
    name: str


STARS = [Star(number, f"star {number}") for number in range(1, 8)]


class Classic(AbstractSyncClassicPaginator[Star]):
    def get_total(self, page_size: int) -> int:
        return -(-len(STARS) // page_size)

    def get_items(self, page_size: int, current_page: int) -> list[Star]:
        start = (current_page - 1) * page_size
        return STARS[start : start + page_size]


class Offset(AbstractSyncOffsetPaginator[Star]):
    def get_total(self) -> int:
        return len(STARS)

    def get_items(self, limit: int, offset: int) -> list[Star]:
        return STARS[offset : offset + limit]


class Cursor(AbstractSyncCursorPaginator[int, Star]):
    def get_items(self, cursor: int | None, results_per_page: int) -> tuple[list[Star], int | None]:
        found = [star for star in STARS if star.id > (cursor or 0)]
        page = found[:results_per_page]
        return page, page[-1].id if len(found) > len(page) else None


@get("/classic", operation_id="classic", sync_to_thread=False)
def classic(page_size: int, current_page: int) -> ClassicPagination[Star]:
    return Classic()(page_size=page_size, current_page=current_page)


@get("/offset", operation_id="offset", sync_to_thread=False)
def offset(limit: int, offset: int) -> OffsetPagination[Star]:
    return Offset()(limit=limit, offset=offset)


@get("/cursor", operation_id="cursor", sync_to_thread=False)
def cursor(results_per_page: int, cursor: int | None = None) -> CursorPagination[int, Star]:
    return Cursor()(cursor=cursor, results_per_page=results_per_page)


app = Litestar([classic, offset, cursor], openapi_config=OpenAPIConfig(title="Pages", version="1"))
