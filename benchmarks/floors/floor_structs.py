"""The same as msgspec structs, which keep no member they do not know."""

from datetime import datetime

from msgspec import Struct


class Settings(Struct, rename="camel"):
    """How the event reaches the workflow."""

    data_format: str | None = None


class Target(Struct, rename="camel"):
    """What is started."""

    id: str | None = None
    type: str | None = None
    workflow_target_settings: Settings | None = None


class Criterion(Struct, rename="camel"):
    """A condition."""

    json_path: str | None = None
    operator: str | None = None


class Trigger(Struct, rename="camel"):
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


class Listing(Struct, rename="camel"):
    """A page of triggers."""

    entities: list[Trigger] | None = None
    next_uri: str | None = None
