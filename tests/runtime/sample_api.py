"""A small hand-made API in the shape of a generated package."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from templates.package._runtime.auth import AsyncOAuthClient, SyncOAuthClient
from templates.package._runtime.client import AsyncResource, SyncResource, operation
from templates.package._runtime.messages import (
    ErrorFields,
    Operation,
    Paging,
    RateLimitHeaders,
    Request,
    Service,
)
from templates.package._runtime.pager import PageRequest, paged

if TYPE_CHECKING:
    from tests.runtime import sample_models as models

OPERATIONS = {
    "listThings": Operation(
        "listThings",
        "GET",
        "/things",
        "things.list",
        idempotent=True,
        result="ThingListing",
        paging=Paging("next_uri", "entities", "next_uri", ("after", "cursor")),
    ),
    "getThing": Operation(
        "getThing",
        "GET",
        "/things/{thingId}",
        "things.get",
        permissions=("thing:view",),
        idempotent=True,
        result="Thing",
    ),
    "createThing": Operation(
        "createThing", "POST", "/things", "things.create", result="Thing", body="json",
        body_type="Thing",
    ),
    "putThing": Operation(
        "putThing",
        "PUT",
        "/things/{thingId}",
        "things.update",
        idempotent=True,
        result="Thing",
        body="json",
        body_type="UpdateThing",
    ),
    "deleteThing": Operation(
        "deleteThing", "DELETE", "/things/{thingId}", "things.delete", idempotent=True
    ),
    "testThing": Operation(
        "testThing",
        "POST",
        "/things/{thingId}/test",
        "things.test",
        idempotent=True,
        result="dict[str, Json]",
        body="event",
    ),
}  # fmt: skip

SERVICE = Service(
    version="1.2.3",
    package="things_api",
    models=f"{__package__}.sample_models",
    regions={"us_east_1": "mypurecloud.com", "eu_west_1": "mypurecloud.ie"},
    default_region="us_east_1",
    api_host="https://api.{domain}",
    login_host="https://login.{domain}",
    organization_field="orgName",
    environment={
        "client_id": "GENESYSCLOUD_OAUTHCLIENT_ID",
        "client_secret": "GENESYSCLOUD_OAUTHCLIENT_SECRET",
        "region": "GENESYSCLOUD_REGION",
        "access_token": "GENESYSCLOUD_ACCESS_TOKEN",
        "base_url": "GENESYSCLOUD_BASE_URL",
        "login_url": "GENESYSCLOUD_LOGIN_URL",
        "log": "GENESYSCLOUD_LOG",
    },
    correlation_header="ININ-Correlation-Id",
    error_model="ErrorBody",
    error_fields=ErrorFields(("message",), ("code",), ("contextId",)),
    rate_limit=RateLimitHeaders(
        ("inin-ratelimit-allowed",), ("inin-ratelimit-count",), ("inin-ratelimit-reset",), ()
    ),
)


class ThingsOperations:
    @paged
    def list(
        self, *, name: str | None = None, enabled: bool | None = None
    ) -> PageRequest[models.ThingListing, models.Thing]:
        """List things."""
        return PageRequest(OPERATIONS["listThings"], query={"name": name, "enabled": enabled})

    @operation
    def get(self, thing_id: str) -> Request[models.Thing]:
        """Get one thing."""
        return Request(OPERATIONS["getThing"], path={"thingId": thing_id})

    @operation
    def create(self, body: models.Thing | Mapping[str, Any]) -> Request[models.Thing]:
        """Make a thing."""
        return Request(OPERATIONS["createThing"], body=body)

    @operation
    def update(
        self, thing_id: str, body: models.UpdateThing | Mapping[str, Any]
    ) -> Request[models.Thing]:
        """Change a thing."""
        return Request(OPERATIONS["putThing"], path={"thingId": thing_id}, body=body)

    @operation
    def delete(self, thing_id: str) -> Request[None]:
        """Remove a thing."""
        return Request(OPERATIONS["deleteThing"], path={"thingId": thing_id})

    @operation
    def test(self, thing_id: str, event: Any = None) -> Request[dict[str, Any]]:
        """Try an event on a thing."""
        return Request(OPERATIONS["testThing"], path={"thingId": thing_id}, body=event)


class Things(ThingsOperations, SyncResource):
    pass


class AsyncThings(ThingsOperations, AsyncResource):
    pass


class Client(SyncOAuthClient["str | None"]):
    _service = SERVICE

    @cached_property
    def things(self) -> Things:
        return Things(self)


class AsyncClient(AsyncOAuthClient["str | None"]):
    _service = SERVICE

    @cached_property
    def things(self) -> AsyncThings:
        return AsyncThings(self)
