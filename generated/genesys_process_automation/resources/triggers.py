"""Operations of `triggers`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from .._runtime.client import AsyncResource, SyncResource, operation
from .._runtime.messages import Request
from .._runtime.pager import PageRequest, paged
from ..operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from .. import models
    from .._runtime.client import AsyncClientBase, SyncClient


class TriggersTopicsOperations:
    """Operations of `triggers.topics`, for both clients."""

    @paged
    def list(
        self, *, page_size: int | None = None, after: str | None = None, before: str | None = None
    ) -> PageRequest[models.TopicCursorEntityListing, str]:
        """Get topics available for organization

        `GET /api/v2/processautomation/triggers/topics`
        Needs permission processautomation:trigger:edit or processautomation:trigger:view.

        Args:
            page_size: Number of entities to return. Maximum of 200. At least 1, at most 200.
            after: The cursor that points to the end of the set of entities that has been
                returned.
            before: The cursor that points to the start of the set of entities that has been
                returned.

        Returns:
            The items, `str`, page after page.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return PageRequest(
            OPERATIONS["getProcessautomationTriggersTopics"],
            query={"pageSize": page_size, "after": after, "before": before},
        )

    @operation
    def test(
        self, topic_name: str, event: Mapping[str, Any] | Sequence[Any] | str | bytes | None = None
    ) -> Request[models.TestModeEventResults]:
        """Test the matching of all organization Triggers on given topic using provided event body

        `POST /api/v2/processautomation/triggers/topics/{topicName}/test`
        Needs permission processautomation:trigger:test.

        Args:
            topic_name: `topicName` of the path.
            event: Any JSON: a mapping or list is encoded once, text and bytes go as they
                are.

        Returns:
            `models.TestModeEventResults`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(
            OPERATIONS["postProcessautomationTriggersTopicTest"],
            path={"topicName": topic_name},
            body=event,
        )


class TriggersTopics(TriggersTopicsOperations, SyncResource):
    """Operations of `triggers.topics` of the sync client."""


class AsyncTriggersTopics(TriggersTopicsOperations, AsyncResource):
    """Operations of `triggers.topics` of the async client."""


class TriggersOperations:
    """Operations of `triggers`, for both clients."""

    @operation
    def create(
        self, body: models.CreateTriggerRequest | Mapping[str, Any]
    ) -> Request[models.Trigger]:
        """Create a Trigger

        `POST /api/v2/processautomation/triggers`
        Needs permission processautomation:trigger:add.

        Args:
            body: Input used to create a Trigger.

        Returns:
            `models.Trigger`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(OPERATIONS["postProcessautomationTriggers"], body=body)

    @operation
    def delete(self, trigger_id: str) -> Request[None]:
        """Delete a Trigger

        `DELETE /api/v2/processautomation/triggers/{triggerId}`
        Needs permission processautomation:trigger:delete.

        Args:
            trigger_id: `triggerId` of the path.

        Returns:
            Nothing.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(OPERATIONS["deleteProcessautomationTrigger"], path={"triggerId": trigger_id})

    @operation
    def get(self, trigger_id: str) -> Request[models.Trigger]:
        """Retrieve a single Trigger matching id

        `GET /api/v2/processautomation/triggers/{triggerId}`
        Needs permission processautomation:trigger:edit or processautomation:trigger:view.

        Args:
            trigger_id: `triggerId` of the path.

        Returns:
            `models.Trigger`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(OPERATIONS["getProcessautomationTrigger"], path={"triggerId": trigger_id})

    @paged
    def list(
        self,
        *,
        topic_name: str | None = None,
        enabled: bool | None = None,
        has_delay_by: bool | None = None,
        page_size: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PageRequest[models.TriggerEntityListing, models.Trigger]:
        """Retrieves all triggers, optionally filtered by query parameters.

        `GET /api/v2/processautomation/triggers`
        Needs permission processautomation:trigger:edit or processautomation:trigger:view.

        Args:
            topic_name: Topic name(s). Separated by commas.
            enabled: Boolean indicating desired enabled state of triggers.
            has_delay_by: Boolean to filter based on delayBySeconds being set in triggers.
                Default returns all, true returns only those with delayBySeconds set, false
                returns those without delayBySeconds set.
            page_size: Number of entities to return. Maximum of 200. At least 1, at most 200.
            after: The cursor that points to the end of the set of entities that has been
                returned.
            before: The cursor that points to the start of the set of entities that has been
                returned.

        Returns:
            The items, `models.Trigger`, page after page.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return PageRequest(
            OPERATIONS["getProcessautomationTriggers"],
            query={
                "topicName": topic_name,
                "enabled": enabled,
                "hasDelayBy": has_delay_by,
                "pageSize": page_size,
                "after": after,
                "before": before,
            },
        )

    @operation
    def test(
        self, trigger_id: str, event: Mapping[str, Any] | Sequence[Any] | str | bytes | None = None
    ) -> Request[models.TestModeResults]:
        """Test the matching of a Trigger based on provided event body

        `POST /api/v2/processautomation/triggers/{triggerId}/test`
        Needs permission processautomation:trigger:test.

        Args:
            trigger_id: `triggerId` of the path.
            event: Any JSON: a mapping or list is encoded once, text and bytes go as they
                are.

        Returns:
            `models.TestModeResults`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(
            OPERATIONS["postProcessautomationTriggerTest"],
            path={"triggerId": trigger_id},
            body=event,
        )

    @operation
    def update(
        self, trigger_id: str, body: models.UpdateTriggerRequest | Mapping[str, Any]
    ) -> Request[models.Trigger]:
        """Update a Trigger

        `PUT /api/v2/processautomation/triggers/{triggerId}`
        Needs permission processautomation:trigger:edit.

        Args:
            trigger_id: `triggerId` of the path.
            body: Input to update Trigger. (topicName cannot be updated, a new trigger must
                be created to use a new topicName).

        Returns:
            `models.Trigger`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), ConflictError (409),
            PayloadTooLargeError (413), UnsupportedMediaTypeError (415), RateLimitError (429),
            ServerError (500), ServiceUnavailableError (503), GatewayTimeoutError (504);
            TransportError, DecodeError.
        """
        return Request(
            OPERATIONS["putProcessautomationTrigger"], path={"triggerId": trigger_id}, body=body
        )


class Triggers(TriggersOperations, SyncResource):
    """Operations of `triggers` of the sync client."""

    def __init__(self, client: SyncClient) -> None:
        super().__init__(client)
        self.topics = TriggersTopics(client)


class AsyncTriggers(TriggersOperations, AsyncResource):
    """Operations of `triggers` of the async client."""

    def __init__(self, client: AsyncClientBase) -> None:
        super().__init__(client)
        self.topics = AsyncTriggersTopics(client)
