"""The pydantic models somebody would write by hand for this one call."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """Attributes in Python's spelling."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="allow")


class Settings(Model):
    """How the event reaches the workflow."""

    data_format: Literal["TopLevelPrimitives", "Json"] | None = None


class Target(Model):
    """What is started."""

    id: str | None = None
    type: Literal["Workflow"] | None = None
    workflow_target_settings: Settings | None = None


class Criterion(Model):
    """A condition."""

    json_path: str | None = None
    operator: str | None = None


class Trigger(Model):
    """A trigger."""

    id: str | None = None
    name: str | None = None
    topic_name: str | None = None
    target: Target | None = None
    version: int | None = None
    enabled: bool | None = None
    match_criteria: list[Criterion] | None = None
    description: str | None = None
    date_created: datetime | None = None
    self_uri: str | None = None


class Listing(Model):
    """A page of triggers."""

    entities: list[Trigger] | None = None
    next_uri: str | None = None
