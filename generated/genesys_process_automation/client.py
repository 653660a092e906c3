"""The clients: one attribute per resource."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ._runtime.auth import AsyncOAuthClient, SyncOAuthClient
from .operations import SERVICE

if TYPE_CHECKING:
    from . import operations
    from .resources.flows import AsyncFlows, Flows
    from .resources.scheduled_triggers import AsyncScheduledTriggers, ScheduledTriggers
    from .resources.triggers import AsyncTriggers, Triggers


class Client(SyncOAuthClient["operations.RegionName | None"]):
    """Client of Genesys Cloud Process Automation.

    Use it as `with Client(...) as client:`; one client serves many threads.
    """

    _service = SERVICE

    @cached_property
    def flows(self) -> Flows:
        """Operations of `flows`."""
        from .resources.flows import Flows

        return Flows(self)

    @cached_property
    def scheduled_triggers(self) -> ScheduledTriggers:
        """Operations of `scheduled_triggers`."""
        from .resources.scheduled_triggers import ScheduledTriggers

        return ScheduledTriggers(self)

    @cached_property
    def triggers(self) -> Triggers:
        """Operations of `triggers`."""
        from .resources.triggers import Triggers

        return Triggers(self)


class AsyncClient(AsyncOAuthClient["operations.RegionName | None"]):
    """Async client of Genesys Cloud Process Automation.

    Use it as `async with AsyncClient(...) as client:`; one client serves many tasks.
    """

    _service = SERVICE

    @cached_property
    def flows(self) -> AsyncFlows:
        """Operations of `flows`."""
        from .resources.flows import AsyncFlows

        return AsyncFlows(self)

    @cached_property
    def scheduled_triggers(self) -> AsyncScheduledTriggers:
        """Operations of `scheduled_triggers`."""
        from .resources.scheduled_triggers import AsyncScheduledTriggers

        return AsyncScheduledTriggers(self)

    @cached_property
    def triggers(self) -> AsyncTriggers:
        """Operations of `triggers`."""
        from .resources.triggers import AsyncTriggers

        return AsyncTriggers(self)
