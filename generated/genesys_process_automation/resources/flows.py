"""Operations of `flows`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from .._runtime.client import AsyncResource, SyncResource, operation
from .._runtime.messages import Request
from .._runtime.pager import PageRequest, paged
from .._runtime.q64 import q64
from ..operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Literal

    from .. import models
    from .._runtime.client import AsyncClientBase, SyncClient


class FlowsDefinitionsOperations:
    """Operations of `flows.definitions`, for both clients."""

    @operation
    def get_version(
        self,
        flow_id: str,
        version_id: str,
        *,
        expand: Literal["users", "queues", "flowconfigid"] | str | None = None,
    ) -> Request[models.FlowVersionConfigMetaData]:
        """Get the meta-data for a versioned flow

        This will get the meta-data about a particular version of a flow.
        .

        `GET /api/v2/processautomation/flows/definitions/{flowId}/versions/{versionId}`
        Internal operation: it may change or go without notice.
        Needs permission workflow:design:view.

        Args:
            flow_id: Flow ID.
            version_id: Flow Version.
            expand: Expand instructions for the return value. One of users, queues,
                flowconfigid.

        Returns:
            `models.FlowVersionConfigMetaData`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), PayloadTooLargeError (413),
            UnsupportedMediaTypeError (415), RateLimitError (429), ServerError (500),
            ServiceUnavailableError (503), GatewayTimeoutError (504); TransportError,
            DecodeError.
        """
        return Request(
            OPERATIONS["getProcessautomationFlowsDefinitionVersion"],
            path={"flowId": flow_id, "versionId": version_id},
            query={"expand": expand},
        )


class FlowsDefinitions(FlowsDefinitionsOperations, SyncResource):
    """Operations of `flows.definitions` of the sync client."""


class AsyncFlowsDefinitions(FlowsDefinitionsOperations, AsyncResource):
    """Operations of `flows.definitions` of the async client."""


class FlowsInstancesOperations:
    """Operations of `flows.instances`, for both clients."""

    @operation
    def get(
        self,
        instance_id: str,
        *,
        expand: Literal["users", "queues", "flowconfigid", "variables"] | str | None = None,
    ) -> Request[models.FlowDetails]:
        """Get the running data for a flow instance

        This will get the information about the current running state of the flow instance. It
        requires the workflow:instance:search permission.

        `GET /api/v2/processautomation/flows/instances/{instanceId}`
        Internal operation: it may change or go without notice.
        Needs permission workflow:instance:search.

        Args:
            instance_id: Flow Exec ID.
            expand: Expand instructions for the return value. One of users, queues,
                flowconfigid, variables.

        Returns:
            `models.FlowDetails`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), PayloadTooLargeError (413),
            UnsupportedMediaTypeError (415), RateLimitError (429), ServerError (500),
            ServiceUnavailableError (503), GatewayTimeoutError (504); TransportError,
            DecodeError.
        """
        return Request(
            OPERATIONS["getProcessautomationFlowsInstance"],
            path={"instanceId": instance_id},
            query={"expand": expand},
        )

    @paged
    def search(
        self, body: models.FlowSearchRequest | Mapping[str, Any]
    ) -> PageRequest[models.FlowDetailsSearchResult, models.FlowDetails]:
        """Search the currently running flow instances

        Searches the pool of running flow instances given a SearchRequest and returns the
        matching results. It requires the Some Search Examples: Note the various filters, sort
        and searchPhrase options can be combined/omitted as needed.Search for a specific
        definition ID:{"query": [{"fields": ["flowConfigId.id"],"type": "EXACT","values":
        ["e88db9fb-aaa0-46f8-81d5-4a30e323bdfa"]}]}Search for a specific execution instance and
        sort on the config name:{"query": [{"fields": ["flowExecId"],"type": "EXACT","values":
        ["99"]}],"sortBy" : "flowConfigName","sortOrder" : "ASC"}

        `POST /api/v2/processautomation/flows/instances/commands/search`
        Internal operation: it may change or go without notice.
        Needs permission workflow:instance:search.

        Args:
            body: SearchRequest data containing search parameters and paging response.

        Returns:
            The items, `models.FlowDetails`, page after page.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), PayloadTooLargeError (413),
            UnsupportedMediaTypeError (415), RateLimitError (429), ServerError (500),
            ServiceUnavailableError (503), GatewayTimeoutError (504); TransportError,
            DecodeError.
        """
        return PageRequest(
            OPERATIONS["postProcessautomationFlowsInstancesCommandsSearch"], body=body
        )

    @operation
    def search_q64(
        self,
        request_or_q64: models.FlowSearchRequest | Mapping[str, Any] | str,
        *,
        expand: Sequence[Literal["users", "flowconfigid"] | str] | None = None,
    ) -> Request[models.FlowDetailsSearchResult]:
        """Search currently running flow instances using q64

        Searches the pool of running flow instances given a SearchRequest and returns the
        matching results.

        `GET /api/v2/processautomation/flows/instances/commands/search`
        Internal operation: it may change or go without notice.
        Needs permission workflow:instance:search.

        Args:
            request_or_q64: `q64` of the query.
            expand: Expand instructions for the return value. One of users, flowconfigid.

        Returns:
            `models.FlowDetailsSearchResult`.

        Raises:
            BadRequestError (400), AuthenticationError (401), PermissionDeniedError (403),
            NotFoundError (404), RequestTimeoutError (408), PayloadTooLargeError (413),
            UnsupportedMediaTypeError (415), RateLimitError (429), ServerError (500),
            ServiceUnavailableError (503), GatewayTimeoutError (504); TransportError,
            DecodeError.
        """
        return Request(
            OPERATIONS["getProcessautomationFlowsInstancesCommandsSearch"],
            query={"q64": q64(request_or_q64), "expand": expand},
        )


class FlowsInstances(FlowsInstancesOperations, SyncResource):
    """Operations of `flows.instances` of the sync client."""


class AsyncFlowsInstances(FlowsInstancesOperations, AsyncResource):
    """Operations of `flows.instances` of the async client."""


class FlowsOperations:
    """Operations of `flows`, for both clients."""


class Flows(FlowsOperations, SyncResource):
    """Operations of `flows` of the sync client."""

    def __init__(self, client: SyncClient) -> None:
        super().__init__(client)
        self.definitions = FlowsDefinitions(client)
        self.instances = FlowsInstances(client)


class AsyncFlows(FlowsOperations, AsyncResource):
    """Operations of `flows` of the async client."""

    def __init__(self, client: AsyncClientBase) -> None:
        super().__init__(client)
        self.definitions = AsyncFlowsDefinitions(client)
        self.instances = AsyncFlowsInstances(client)
