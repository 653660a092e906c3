"""What is known of the service and of its operations."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from ._runtime.messages import ErrorFields, Operation, Paging, RateLimitHeaders, Service
from ._runtime.paging import by_page

if TYPE_CHECKING:
    from collections.abc import Mapping


class Region(StrEnum):
    """A region; each has one domain for its API and its login."""

    US_EAST_1 = "us_east_1", "mypurecloud.com"
    EU_WEST_1 = "eu_west_1", "mypurecloud.ie"
    AP_SOUTHEAST_2 = "ap_southeast_2", "mypurecloud.com.au"
    AP_NORTHEAST_1 = "ap_northeast_1", "mypurecloud.jp"
    EU_CENTRAL_1 = "eu_central_1", "mypurecloud.de"
    US_WEST_2 = "us_west_2", "usw2.pure.cloud"
    CA_CENTRAL_1 = "ca_central_1", "cac1.pure.cloud"
    AP_NORTHEAST_2 = "ap_northeast_2", "apne2.pure.cloud"
    EU_WEST_2 = "eu_west_2", "euw2.pure.cloud"
    AP_SOUTH_1 = "ap_south_1", "aps1.pure.cloud"
    US_EAST_2 = "us_east_2", "use2.us-gov-pure.cloud"
    SA_EAST_1 = "sa_east_1", "sae1.pure.cloud"
    ME_CENTRAL_1 = "me_central_1", "mec1.pure.cloud"
    AP_NORTHEAST_3 = "ap_northeast_3", "apne3.pure.cloud"
    EU_CENTRAL_2 = "eu_central_2", "euc2.pure.cloud"
    MX_CENTRAL_1 = "mx_central_1", "mxc1.pure.cloud"
    AP_SOUTHEAST_1 = "ap_southeast_1", "apse1.pure.cloud"
    EUSC_DE_EAST_1 = "eusc_de_east_1", "edee1.eusc-pure.cloud"
    domain: str

    def __new__(cls, name: str, domain: str) -> Region:
        region = str.__new__(cls, name)
        region._value_, region.domain = name, domain
        return region


# fmt: off
RegionName = Literal[
    "us_east_1", "mypurecloud.com", "eu_west_1", "mypurecloud.ie", "ap_southeast_2", "mypurecloud.com.au",
    "ap_northeast_1", "mypurecloud.jp", "eu_central_1", "mypurecloud.de", "us_west_2", "usw2.pure.cloud",
    "ca_central_1", "cac1.pure.cloud", "ap_northeast_2", "apne2.pure.cloud", "eu_west_2", "euw2.pure.cloud",
    "ap_south_1", "aps1.pure.cloud", "us_east_2", "use2.us-gov-pure.cloud", "sa_east_1", "sae1.pure.cloud",
    "me_central_1", "mec1.pure.cloud", "ap_northeast_3", "apne3.pure.cloud", "eu_central_2", "euc2.pure.cloud",
    "mx_central_1", "mxc1.pure.cloud", "ap_southeast_1", "apse1.pure.cloud", "eusc_de_east_1", "edee1.eusc-pure.cloud",
] | str
SERVICE = Service(
    version="2.0.0", package=__package__ or "genesys_process_automation", models=f"{__package__}.models",
    api_host="https://api.{domain}", base_url="https://api.mypurecloud.com",
    correlation_header="ININ-Correlation-Id", default_region="us_east_1",
    error_model="ErrorBody", login_host="https://login.{domain}",
    organization_field="orgName", token_path="/oauth/token",
    regions={region.value: region.domain for region in Region},
    environment={
        "client_id": "GENESYSCLOUD_OAUTHCLIENT_ID", "client_secret": "GENESYSCLOUD_OAUTHCLIENT_SECRET",
        "access_token": "GENESYSCLOUD_ACCESS_TOKEN", "region": "GENESYSCLOUD_REGION",
        "base_url": "GENESYSCLOUD_BASE_URL", "login_url": "GENESYSCLOUD_LOGIN_URL",
        "log": "GENESYSCLOUD_LOG",
    },
    error_fields=ErrorFields(
        message=("message",), code=("code",),
        correlation_id=("contextId",),
    ),
    rate_limit=RateLimitHeaders(
        allowed=("inin-ratelimit-allowed",), used=("inin-ratelimit-count",),
        reset=("inin-ratelimit-reset",), remaining=(),
    ),
)
"""The service, as the clients use it."""

OPERATIONS: Mapping[str, Operation] = MappingProxyType({operation.id: operation for operation in (
    Operation("deleteProcessautomationScheduledtrigger", "DELETE", "/api/v2/processautomation/scheduledtriggers/{scheduledTriggerId}",
        "scheduled_triggers.delete", "Delete a Scheduled Trigger", idempotent=True, result=None,
        permissions=("processautomation:trigger:delete",), scopes=("process-automation",)),
    Operation("deleteProcessautomationTrigger", "DELETE", "/api/v2/processautomation/triggers/{triggerId}",
        "triggers.delete", "Delete a Trigger", idempotent=True, result=None,
        permissions=("processautomation:trigger:delete",), scopes=("process-automation",)),
    Operation("getProcessautomationFlowsDefinitionVersion", "GET", "/api/v2/processautomation/flows/definitions/{flowId}/versions/{versionId}",
        "flows.definitions.get_version", "Get the meta-data for a versioned flow", idempotent=True, result="FlowVersionConfigMetaData",
        permissions=("workflow:design:view",), scopes=(), audience="internal"),
    Operation("getProcessautomationFlowsInstance", "GET", "/api/v2/processautomation/flows/instances/{instanceId}",
        "flows.instances.get", "Get the running data for a flow instance", idempotent=True, result="FlowDetails",
        permissions=("workflow:instance:search",), scopes=(), audience="internal"),
    Operation("getProcessautomationFlowsInstancesCommandsSearch", "GET", "/api/v2/processautomation/flows/instances/commands/search",
        "flows.instances.search_q64", "Search currently running flow instances using q64", idempotent=True, result="FlowDetailsSearchResult",
        permissions=("workflow:instance:search",), scopes=(), audience="internal"),
    Operation("getProcessautomationScheduledtrigger", "GET", "/api/v2/processautomation/scheduledtriggers/{scheduledTriggerId}",
        "scheduled_triggers.get", "Retrieve a single Scheduled Trigger matching id", idempotent=True, result="ScheduledTrigger",
        permissions=("processautomation:trigger:edit", "processautomation:trigger:view"), scopes=("process-automation", "process-automation:readonly")),
    Operation("getProcessautomationScheduledtriggers", "GET", "/api/v2/processautomation/scheduledtriggers",
        "scheduled_triggers.list", "Retrieves all scheduled triggers, optionally filtered by query parameters.", idempotent=True, result="ScheduledTriggerEntityListing",
        paging=Paging("next_uri", "entities", "next_uri", ("after", "cursor")),
        permissions=("processautomation:trigger:edit", "processautomation:trigger:view"), scopes=("process-automation", "process-automation:readonly")),
    Operation("getProcessautomationTrigger", "GET", "/api/v2/processautomation/triggers/{triggerId}",
        "triggers.get", "Retrieve a single Trigger matching id", idempotent=True, result="Trigger",
        permissions=("processautomation:trigger:edit", "processautomation:trigger:view"), scopes=("process-automation", "process-automation:readonly")),
    Operation("getProcessautomationTriggers", "GET", "/api/v2/processautomation/triggers",
        "triggers.list", "Retrieves all triggers, optionally filtered by query parameters.", idempotent=True, result="TriggerEntityListing",
        paging=Paging("next_uri", "entities", "next_uri", ("after", "cursor")),
        permissions=("processautomation:trigger:edit", "processautomation:trigger:view"), scopes=("process-automation", "process-automation:readonly")),
    Operation("getProcessautomationTriggersTopics", "GET", "/api/v2/processautomation/triggers/topics",
        "triggers.topics.list", "Get topics available for organization", idempotent=True, result="TopicCursorEntityListing",
        paging=Paging("next_uri", "entities", "next_uri", ("after", "cursor")),
        permissions=("processautomation:trigger:edit", "processautomation:trigger:view"), scopes=("process-automation", "process-automation:readonly")),
    Operation("postProcessautomationFlowsInstancesCommandsSearch", "POST", "/api/v2/processautomation/flows/instances/commands/search",
        "flows.instances.search", "Search the currently running flow instances", idempotent=True, result="FlowDetailsSearchResult",
        paging=Paging("page", "results", "page_count", ("pageNumber", "cursor"), by_page, in_body=True),
        permissions=("workflow:instance:search",), scopes=(), audience="internal", body="json", body_type="FlowSearchRequest", needs_body=True),
    Operation("postProcessautomationScheduledtriggers", "POST", "/api/v2/processautomation/scheduledtriggers",
        "scheduled_triggers.create", "Create a scheduled Trigger", idempotent=False, result="ScheduledTrigger",
        permissions=("processautomation:trigger:add",), scopes=("process-automation",), body="json", body_type="CreateScheduledTriggerRequest", needs_body=True),
    Operation("postProcessautomationTriggerTest", "POST", "/api/v2/processautomation/triggers/{triggerId}/test",
        "triggers.test", "Test the matching of a Trigger based on provided event body", idempotent=True, result="TestModeResults",
        permissions=("processautomation:trigger:test",), scopes=("process-automation",), body="event"),
    Operation("postProcessautomationTriggers", "POST", "/api/v2/processautomation/triggers",
        "triggers.create", "Create a Trigger", idempotent=False, result="Trigger",
        permissions=("processautomation:trigger:add",), scopes=("process-automation",), body="json", body_type="CreateTriggerRequest", needs_body=True),
    Operation("postProcessautomationTriggersTopicTest", "POST", "/api/v2/processautomation/triggers/topics/{topicName}/test",
        "triggers.topics.test", "Test the matching of all organization Triggers on given topic using provided event body", idempotent=True, result="TestModeEventResults",
        permissions=("processautomation:trigger:test",), scopes=("process-automation",), body="event"),
    Operation("putProcessautomationScheduledtrigger", "PUT", "/api/v2/processautomation/scheduledtriggers/{scheduledTriggerId}",
        "scheduled_triggers.update", "Update a Scheduled Trigger", idempotent=True, result="ScheduledTrigger",
        permissions=("processautomation:trigger:edit",), scopes=("process-automation",), body="json", body_type="UpdateScheduledTriggerRequest", needs_body=True),
    Operation("putProcessautomationTrigger", "PUT", "/api/v2/processautomation/triggers/{triggerId}",
        "triggers.update", "Update a Trigger", idempotent=True, result="Trigger",
        permissions=("processautomation:trigger:edit",), scopes=("process-automation",), body="json", body_type="UpdateTriggerRequest", needs_body=True),
)})
# fmt: on
"""Every operation by operationId: method, path, Python name, permissions, scopes, what repeats safely."""
