"""Operations of `scheduled_triggers`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from .._runtime.client import AsyncResource, SyncResource, operation
from .._runtime.messages import Request
from .._runtime.pager import PageRequest, paged
from ..operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .. import models


class ScheduledTriggersOperations:
    """Operations of `scheduled_triggers`, for both clients."""

    @operation
    def create(
        self, body: models.CreateScheduledTriggerRequest | Mapping[str, Any]
    ) -> Request[models.ScheduledTrigger]:
        """Create a scheduled Trigger

        `POST /api/v2/processautomation/scheduledtriggers`
        Needs permission processautomation:trigger:add.

        Args:
            body: Input used to create a Scheduled Trigger.

        Returns:
            `models.ScheduledTrigger`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(OPERATIONS["postProcessautomationScheduledtriggers"], body=body)

    @operation
    def delete(self, scheduled_trigger_id: str) -> Request[None]:
        """Delete a Scheduled Trigger

        `DELETE /api/v2/processautomation/scheduledtriggers/{scheduledTriggerId}`
        Needs permission processautomation:trigger:delete.

        Args:
            scheduled_trigger_id: `scheduledTriggerId` of the path.

        Returns:
            Nothing.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(
            OPERATIONS["deleteProcessautomationScheduledtrigger"],
            path={"scheduledTriggerId": scheduled_trigger_id},
        )

    @operation
    def get(self, scheduled_trigger_id: str) -> Request[models.ScheduledTrigger]:
        """Retrieve a single Scheduled Trigger matching id

        `GET /api/v2/processautomation/scheduledtriggers/{scheduledTriggerId}`
        Needs permission processautomation:trigger:edit or processautomation:trigger:view.

        Args:
            scheduled_trigger_id: `scheduledTriggerId` of the path.

        Returns:
            `models.ScheduledTrigger`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(
            OPERATIONS["getProcessautomationScheduledtrigger"],
            path={"scheduledTriggerId": scheduled_trigger_id},
        )

    @paged
    def list(
        self,
        *,
        enabled: bool | None = None,
        page_size: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PageRequest[models.ScheduledTriggerEntityListing, models.ScheduledTrigger]:
        """Retrieves all scheduled triggers, optionally filtered by query parameters.

        `GET /api/v2/processautomation/scheduledtriggers`
        Needs permission processautomation:trigger:edit or processautomation:trigger:view.

        Args:
            enabled: Boolean indicating desired enabled state of scheduled triggers.
            page_size: Number of entities to return. Maximum of 200. At least 1, at most 200.
            after: The cursor that points to the end of the set of entities that has been
                returned.
            before: The cursor that points to the start of the set of entities that has been
                returned.

        Returns:
            The items, `models.ScheduledTrigger`, page after page.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return PageRequest(
            OPERATIONS["getProcessautomationScheduledtriggers"],
            query={"enabled": enabled, "pageSize": page_size, "after": after, "before": before},
        )

    @operation
    def update(
        self,
        scheduled_trigger_id: str,
        body: models.UpdateScheduledTriggerRequest | Mapping[str, Any],
    ) -> Request[models.ScheduledTrigger]:
        """Update a Scheduled Trigger

        `PUT /api/v2/processautomation/scheduledtriggers/{scheduledTriggerId}`
        Needs permission processautomation:trigger:edit.

        Args:
            scheduled_trigger_id: `scheduledTriggerId` of the path.
            body: Input to update Scheduled Trigger.

        Returns:
            `models.ScheduledTrigger`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(
            OPERATIONS["putProcessautomationScheduledtrigger"],
            path={"scheduledTriggerId": scheduled_trigger_id},
            body=body,
        )


class ScheduledTriggers(ScheduledTriggersOperations, SyncResource):
    """Operations of `scheduled_triggers` of the sync client."""


class AsyncScheduledTriggers(ScheduledTriggersOperations, AsyncResource):
    """Operations of `scheduled_triggers` of the async client."""
