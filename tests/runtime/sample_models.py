"""Models of the small API that the runtime tests talk to."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

from typing import Literal

from pydantic import Field

from templates.package._runtime.model import DateTime, Json, Model, Number, project


class Target(Model):
    type: Literal["Workflow"] | str | None = None
    id: str | None = None


class Thing(Model):
    id: str | None = None
    name: str | None = None
    version: int | None = None
    enabled: bool | None = None
    size: Number | None = None
    sizes: list[Number] | None = None
    value: Json = None
    target: Target | None = None
    date_created: DateTime | None = None
    event_ttl_seconds: int | None = Field(
        default=None, validation_alias="eventTTLSeconds", serialization_alias="eventTTLSeconds"
    )
    self_uri: str | None = None

    def to_update(self, **changes: object) -> UpdateThing:
        return project(self, UpdateThing, changes, frozenset({"id", "selfUri"}))


class UpdateThing(Model):
    name: str
    version: int
    enabled: bool | None = None
    size: Number | None = None
    value: Json = None
    target: Target | None = None
    date_created: DateTime | None = None
    event_ttl_seconds: int | None = Field(
        default=None, validation_alias="eventTTLSeconds", serialization_alias="eventTTLSeconds"
    )


class ThingListing(Model):
    entities: list[Thing] | None = None
    next_uri: str | None = None


class ErrorBody(Model):
    message: str | None = None
    code: str | None = None
    context_id: str | None = None
    status: int | None = None
