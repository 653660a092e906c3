"""Models: every member is optional on reading, unknown members and values are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypedDict, Unpack

from pydantic import Field
from typing_extensions import TypeAliasType

from ._runtime.model import DateTime, Json, Model, Present, project

if TYPE_CHECKING:

    class UpdateScheduledTriggerRequestChanges(TypedDict, total=False):
        """Members of `UpdateScheduledTriggerRequest` that `to_update()` may change."""

        description: str | None
        enabled: bool
        name: str
        schedule: TriggerSchedule
        target: TriggerTarget
        version: int

    class UpdateTriggerRequestChanges(TypedDict, total=False):
        """Members of `UpdateTriggerRequest` that `to_update()` may change."""

        delay_by_seconds: int | None
        description: str | None
        enabled: bool
        event_ttl_seconds: int | None
        match_criteria: list[MatchCriteria] | None
        name: str
        target: TriggerTarget
        topic_name: str
        version: int


# Of members that every answer holds; None, so that an answer without one is read all the same.
_ABSENT: Any = None


class CreateScheduledTriggerRequest(Model):
    name: str
    """The name of the scheduled trigger. Can be up to 162 characters in length."""
    description: str | None = None
    """Description of the trigger. Can be up to 512 characters in length."""
    enabled: bool
    """Boolean indicating if scheduled trigger is enabled"""
    schedule: TriggerSchedule
    """The schedule configuration for when this trigger should fire"""
    target: TriggerTarget
    """The target to invoke when the scheduled trigger fires"""


class CreateTriggerRequest(Model):
    name: str
    """The name of the trigger"""
    delay_by_seconds: int | None = None
    """Optional delay invoking target after trigger fires. Must be in the range of 60 to 900
    seconds. Only one of eventTTLSeconds or delayBySeconds can be set.
    """
    description: str | None = None
    """Description of the trigger. Can be up to 512 characters in length."""
    enabled: bool
    """Boolean indicating if Trigger is enabled"""
    event_ttl_seconds: int | None = Field(
        default=None, validation_alias="eventTTLSeconds", serialization_alias="eventTTLSeconds"
    )
    """Optional length of time that events are meaningful after origination. Events older than
    this threshold may be dropped if the platform is delayed in processing events. Unset means
    events are valid indefinitely, otherwise must be set to at least 10 seconds. Only one of
    eventTTLSeconds or delayBySeconds can be set.
    """
    match_criteria: list[MatchCriteria] | None = None
    """The configuration for when a trigger is considered to be a match for an event. When not
    provided, all events will fire the trigger
    """
    target: TriggerTarget
    """The target to invoke when a matching event is received"""
    topic_name: str
    """The topic that will cause the trigger to be invoked. Cannot be updated after creation.
    Valid topics can be found at /processautomation/triggers/topics
    """


class DataValue(Model):
    name: str | None = None
    type: str | None = None
    value: Json = None

    __required__: ClassVar = ("name", "type")


class Detail(Model):
    entity_id: str | None = None
    entity_name: str | None = None
    error_code: str | None = None
    field_name: str | None = None


class DomainEntityRef(Model):
    id: str | None = None
    name: str | None = None
    self_uri: str | None = None


class ErrorBody(Model):
    code: str | None = None
    context_id: str | None = None
    details: list[Detail] | None = None
    entity_id: str | None = None
    entity_name: str | None = None
    errors: list[ErrorBody] | None = None
    limit: Limit | None = None
    message: str | None = None
    message_params: dict[str, str] | None = None
    message_with_params: str | None = None
    status: int | None = None


class FacetResult(Model):
    """Used as part of the searchResult to return facet results to the caller"""

    field_type: Literal["NUMBER", "STRING", "DATE", "BOOLEAN", "LIST", "GROUP"] | str | None = None
    """data type of the field being returned (if this is a mixed field this will be unknown)"""
    request_field_name: str | None = None
    """The field name that the facet was requested for."""
    request_name: str | None = None
    """This was the name passed in as part of the facetRequest"""
    request_type: Literal["TERM", "RANGE"] | str | None = None
    """the facet request type that was made."""
    results: list[FacetResultItem] | None = None


class FacetResultItem(Model):
    name: str | None = None
    """For TERM facets this will contain the value of the term that was found userid, docid, etc."""
    count: int | None = None
    """The number of items that matched the facetRequest."""
    flow_config_id: FlowConfigId | None = None
    """ID of a Flow Definition with an optional version"""
    queue: Queue | None = None
    user: User | None = None


class FlowConfigId(Model):
    """ID of a Flow Definition with an optional version"""

    id: str | None = None
    """The globally unique identifier for the object. Read-only."""
    name: str | None = None
    version: str | None = None
    """Version of this flow config."""
    self_uri: str | None = None
    """The URI for this object Read-only."""


class FlowDetails(Model):
    """Details about the current state of a Flow Instance"""

    id: str | None = None
    """The globally unique identifier for the object. Read-only."""
    name: str | None = None
    conversation: DomainEntityRef | None = None
    flow_completion_reason: str | None = None
    """The completion reason set at the flow completion time, if applicable."""
    flow_completion_time: DateTime | None = None
    """The time the flow completed, if applicable. Date time is represented as an ISO-8601
    string. For example: yyyy-MM-ddTHH:mm:ss.SSSZ
    """
    flow_config_id: FlowConfigId | None = None
    """The FlowConfigId that was used to launch this flow."""
    flow_error_info: ErrorBody | None = None
    """Additional information if the flow is in error"""
    launch_time: DateTime | None = None
    """The time the flow was launched. Date time is represented as an ISO-8601 string. For
    example: yyyy-MM-ddTHH:mm:ss.SSSZ
    """
    launch_type: Literal["UNKNOWN", "NORMAL", "TEST", "AUTOMATIC"] | str | None = None
    """The launch mode for this flow instance."""
    launched_by: User | None = None
    """The user who launched the flow, if the flow was launched as the result of that user's
    action.
    """
    output_variables: list[DataValue] | None = None
    public_variables: list[DataValue] | None = None
    status: Literal["UNKNOWN", "RUNNING", "ERROR", "TERMINATED", "COMPLETED"] | str | None = None
    """The flow's running status, which indicates whether the flow is running normally or
    completed, etc.
    """
    self_uri: str | None = None
    """The URI for this object Read-only."""

    __required__: ClassVar = ("flowConfigId", "launchTime", "launchType")


class FlowDetailsSearchResult(Model):
    aggregations: list[FacetResult] | None = None
    current_page: str | None = None
    next_page: str | None = None
    page_count: int | None = None
    page_number: int | None = None
    page_size: int | None = None
    previous_page: str | None = None
    results: list[FlowDetails] | None = None
    total: int | None = None
    types: list[str] | None = None

    __required__: ClassVar = ("pageCount", "pageNumber", "pageSize", "results", "total", "types")


class FlowSearchCriteria(Model):
    date_format: str | None = None
    end_value: str | None = None
    fields: list[str] | None = None
    group: list[FlowSearchCriteria] | None = None
    operator: str | None = None
    start_value: str | None = None
    type: str
    value: str | None = None
    values: list[str] | None = None


class FlowSearchRequest(Model):
    aggregations: list[SearchAggregation] | None = None
    expand: list[str] | None = None
    page_number: int | None = None
    page_size: int | None = None
    query: list[FlowSearchCriteria] | None = None
    sort: list[SearchSort] | None = None
    sort_by: str | None = None
    sort_order: str | None = None
    types: list[str] | None = None


class FlowVersionConfigMetaData(Model):
    """Details about a specific Flow Definition version."""

    id: str | None = None
    """The globally unique identifier for the object. Read-only."""
    name: str | None = None
    created_by_user: User | None = None
    """If known, the user who created this flow version."""
    created_date: DateTime | None = None
    """The date and time that the version was created. Date time is represented as an ISO-8601
    string. For example: yyyy-MM-ddTHH:mm:ss.SSSZ
    """
    input_variables: list[DataValue] | None = None
    output_variables: list[DataValue] | None = None
    public_variables: list[DataValue] | None = None
    version: str | None = None
    """Version of this flow config."""
    version_specific_comment: str | None = None
    """Checkin comment for this specific flow version."""
    self_uri: str | None = None
    """The URI for this object Read-only."""


class Limit(Model):
    key: str | None = None
    namespace: (
        Literal[
            "users.rules",
            "voice.transcription",
            "agent.assistant",
            "agentic.virtual.agents",
            "analytics.agents",
            "analytics.alerting",
            "analytics.data.extraction",
            "analytics",
            "analytics.realtime",
            "analytics.reporting.settings",
            "anomaly.detection",
            "architect",
            "audiohook",
            "audiohook.monitor",
            "audit",
            "auth.api",
            "authorization",
            "automation.testing",
            "bots",
            "bots.voice",
            "business.rules",
            "callback",
            "case.management",
            "cobrowse",
            "content.management",
            "conversation",
            "copilot",
            "dataactions",
            "datatables",
            "directory",
            "dsar",
            "email",
            "employee.engagement",
            "event.orchestration",
            "external.contacts",
            "external.events.data.ingestion",
            "gamification",
            "gcv",
            "gdpr",
            "groups",
            "guides",
            "historical.adherence",
            "infrastructureascode",
            "integrations",
            "intent.miner",
            "internal.messaging",
            "journey",
            "knowledge",
            "language.understanding",
            "learning",
            "limit.registry",
            "marketplace",
            "mcp.analytics.aggregates",
            "mcp",
            "media.communications",
            "messaging",
            "micro.frontend",
            "multi.org",
            "notifications",
            "onboarding",
            "organization.notice",
            "outbound",
            "platform.api",
            "predictive.routing",
            "presence",
            "quality",
            "recording",
            "response.management",
            "routing",
            "scim",
            "screen.monitoring",
            "sda",
            "search",
            "secondary.automation.testing",
            "skills",
            "social.media",
            "speech.and.text.analytics",
            "speech.integration",
            "supportability",
            "task.management",
            "telephony.configuration",
            "usage",
            "users",
            "web.deployments",
            "web.messaging",
            "webchat",
            "webhooks",
            "workforce.management.adherence",
            "workforce.management.agent.availability",
            "workforce.management.forecast",
            "workforce.management",
            "workforce.management.scheduling.preferences",
            "workforce.management.self.schedule",
            "workforce.management.shift.trading",
            "system",
        ]
        | str
        | None
    ) = None
    value: int | None = None


class MatchCriteria(Model):
    """Defines a simple matching condition"""

    json_path: str | None = None
    """The Goessner json path of the field to match"""
    operator: Operator | None = None
    """The type of operation to perform for matching check"""
    value: Json = None
    """The value to match on. Only one of value and values can be included"""
    values: list[Json] | None = None
    """The list of values to match on. Only one of value and values can be included"""


class MatchCriteriaTestResult(Model):
    """Results of a matching expression"""

    generated_json_path_condition: str | None = None
    """The generated json path condition"""
    json_path: str | None = None
    """The Goessner json path of the field to match"""
    json_path_extraction: list[MatchTestResult] | None = None
    """The json paths and their values that were compared"""
    match: bool | None = None
    """Did the generated json path condition match"""
    operator: Operator | None = None
    """The type of operation to perform for matching check"""
    value: Json = None
    """The value to match on. Only one of value and values can be included"""
    values: list[Json] | None = None
    """The list of values to match on. Only one of value and values can be included"""


class MatchTestResult(Model):
    """Information about the results being matched by the expressions"""

    path: str | None = None
    """The json path to the json node being matched on. ex: $['things'][1]"""
    value: Json = None
    """The value of the field being matched"""


Operator = TypeAliasType(
    "Operator",
    Literal[
        "GreaterThanOrEqual",
        "LessThanOrEqual",
        "Equal",
        "NotEqual",
        "LessThan",
        "GreaterThan",
        "NotIn",
        "In",
        "Contains",
        "All",
        "Exists",
        "Size",
    ]
    | str,
)


class Queue(Model):
    id: str | None = None
    """The globally unique identifier for the object. Read-only."""
    name: str | None = None
    self_uri: str | None = None
    """The URI for this object Read-only."""


class ScheduledTrigger(Model):
    """Defines a process automation scheduled trigger."""

    id: Present[str] = _ABSENT
    """The globally unique identifier for the object. Read-only."""
    name: Present[str] = _ABSENT
    """The name of the scheduled trigger. Can be up to 162 characters in length."""
    description: str | None = None
    """Description of the trigger. Can be up to 512 characters in length."""
    enabled: Present[bool] = _ABSENT
    """Whether or not the scheduled trigger is enabled"""
    schedule: Present[TriggerSchedule] = _ABSENT
    """The schedule configuration for when this trigger should fire"""
    target: Present[TriggerTarget] = _ABSENT
    """The target to invoke when the scheduled trigger fires"""
    version: Present[int] = _ABSENT
    """Version of this scheduled trigger"""
    self_uri: str | None = None
    """The URI for this object Read-only."""

    __required__: ClassVar = ("enabled", "id", "name", "schedule", "target", "version")

    def to_update(
        self, /, **changes: Unpack[UpdateScheduledTriggerRequestChanges]
    ) -> UpdateScheduledTriggerRequest:
        """Make the request that replaces this entity, with changes.

        Members that were not given stay away, members this package does not know travel along.

        Args:
            changes: new values of members of `UpdateScheduledTriggerRequest`.

        Returns:
            The update request.

        Raises:
            TypeError: a change names no member of the request.
            RequestError: a member the request requires is missing, or a value does not fit.
        """
        return project(self, UpdateScheduledTriggerRequest, changes, {"id", "self_uri"})


class ScheduledTriggerEntityListing(Model):
    entities: list[ScheduledTrigger] | None = None
    next_uri: str | None = None
    previous_uri: str | None = None
    self_uri: str | None = None


class SearchAggregation(Model):
    name: str | None = None
    """The name of the aggregation. The response aggregation uses this name."""
    field: str | None = None
    """The field used for aggregation"""
    order: list[str] | None = None
    """The order in which aggregation results are sorted"""
    size: int | None = None
    """The number aggregations results to return out of the entire result set"""
    type: (
        Literal["COUNT", "SUM", "AVERAGE", "TERM", "CONTAINS", "STARTS_WITH", "ENDS_WITH"]
        | str
        | None
    ) = None
    """The type of aggregation to perform"""
    value: str | None = None
    """A value to use for aggregation"""


class SearchSort(Model):
    sort_by: str | None = None
    """The field in the resource that you want to sort the results by"""
    sort_order: Literal["ASC", "DESC", "SCORE"] | str | None = None
    """The sort order for results"""


class TestMatchesEventOperation(Model):
    """Results from evaluating matching criteria against test input"""

    name: str | None = None
    """The name of the processing step"""
    matched_triggers: list[TestModeTrigger] | None = None
    """Triggers that matched"""
    step: int | None = None
    """The number of the processing step"""
    unmatched_triggers: list[TestModeTrigger] | None = None
    """Triggers that did not match"""


class TestMatchesOperation(Model):
    """Information about the Trigger test mode processing step"""

    name: str | None = None
    """The name of the processing step"""
    details: list[MatchCriteriaTestResult] | None = None
    """Details about why the operation did or did not succeed"""
    matches: bool | None = None
    """Whether or not the operation matches expectations"""
    step: int | None = None
    """The number of the processing step"""


class TestModeEventResults(Model):
    """Information about event test mode execution"""

    schema_validation: TestSchemaOperation | None = None
    """Information about the validation of the schema of the event body passed in to test mode"""
    trigger_match_validation: TestMatchesEventOperation | None = None
    """Information about matched and unmatched triggers"""


class TestModeResults(Model):
    """Information about trigger test mode execution"""

    json_path_validation: TestMatchesOperation | None = None
    """Information about the json path matching criteria"""
    schema_validation: TestSchemaOperation | None = None
    """Information about the validation of the schema of the event body passed in to test mode"""
    target_validation: TestTargetOperation | None = None
    """Information about the validation of the trigger target"""
    trigger_matches: bool | None = None
    """Whether the trigger would have matched on the provided event body"""


class TestModeTrigger(Model):
    """Basic identifying information about a trigger"""

    id: str | None = None
    """The globally unique identifier for the object. Read-only."""
    name: str | None = None
    """The name of the trigger"""
    enabled: bool | None = None
    """Whether or not the trigger is enabled"""
    self_uri: str | None = None
    """The URI for this object Read-only."""


class TestSchemaOperation(Model):
    """Information about the Trigger test mode schema validation step"""

    name: str | None = None
    """The name of the processing step"""
    details: list[str] | None = None
    """Details about why the operation did or did not succeed"""
    matches: bool | None = None
    """Whether or not the operation matches expectations"""
    step: int | None = None
    """The number of the processing step"""


class TestTargetOperation(Model):
    """Information about the Trigger test mode target validation step"""

    name: str | None = None
    """The name of the processing step"""
    details: list[str] | None = None
    """Details about why the operation did or did not succeed"""
    matches: bool | None = None
    """Whether or not the operation matches expectations"""
    step: int | None = None
    """The number of the processing step"""


class TopicCursorEntityListing(Model):
    """Cursor listing of Topics."""

    entities: list[str] | None = None
    next_uri: str | None = None
    previous_uri: str | None = None
    self_uri: str | None = None


class Trigger(Model):
    """Defines a process automation trigger."""

    id: Present[str] = _ABSENT
    """The globally unique identifier for the object. Read-only."""
    name: Present[str] = _ABSENT
    """The name of the trigger"""
    delay_by_seconds: int | None = None
    """Optional delay invoking target after trigger fires. Must be in the range of 60 to 900
    seconds. Only one of eventTTLSeconds or delayBySeconds can be set.
    """
    description: str | None = None
    """Description of the trigger. Can be up to 512 characters in length."""
    enabled: Present[bool] = _ABSENT
    """Whether or not the trigger is enabled"""
    event_ttl_seconds: int | None = Field(
        default=None, validation_alias="eventTTLSeconds", serialization_alias="eventTTLSeconds"
    )
    """Optional length of time that events are meaningful after origination. Events older than
    this threshold may be dropped if the platform is delayed in processing events. Unset means
    events are valid indefinitely, otherwise must be set to at least 10 seconds. Only one of
    eventTTLSeconds or delayBySeconds can be set.
    """
    match_criteria: list[MatchCriteria] | None = None
    """The configuration for when a trigger is considered to be a match for an event"""
    target: Present[TriggerTarget] = _ABSENT
    """The target to invoke when a matching event is received"""
    topic_name: Present[str] = _ABSENT
    """The topic that will cause the trigger to be invoked"""
    version: Present[int] = _ABSENT
    """Version of this trigger"""
    self_uri: str | None = None
    """The URI for this object Read-only."""

    __required__: ClassVar = ("enabled", "id", "name", "target", "topicName", "version")

    def to_update(self, /, **changes: Unpack[UpdateTriggerRequestChanges]) -> UpdateTriggerRequest:
        """Make the request that replaces this entity, with changes.

        Members that were not given stay away, members this package does not know travel along.

        Args:
            changes: new values of members of `UpdateTriggerRequest`.

        Returns:
            The update request.

        Raises:
            TypeError: a change names no member of the request.
            RequestError: a member the request requires is missing, or a value does not fit.
        """
        return project(self, UpdateTriggerRequest, changes, {"id", "self_uri"})


class TriggerEntityListing(Model):
    entities: list[Trigger] | None = None
    next_uri: str | None = None
    previous_uri: str | None = None
    self_uri: str | None = None


class TriggerSchedule(Model):
    """Schedule configuration for a scheduled trigger"""

    days_of_month: str | None = None
    """Days of month on which the trigger should fire. 1-31 or '*' for every or '?' for any"""
    days_of_week: str | None = None
    """Days of week on which the trigger should fire. 1-7 or '*' for every or '?' for any"""
    hours: str | None = None
    """Hours on which the trigger should fire. 0-23 or '*' for every hour."""
    minutes: str | None = None
    """Minutes on which the trigger should fire. Coma separated list of up to 2 values 0-59"""
    months: str | None = None
    """Months on which the trigger should fire. 1-12 or '*' for every"""
    timezone: str | None = None
    """Timezone for the trigger schedule"""


class TriggerTarget(Model):
    """The target of a trigger invocation"""

    id: Present[str] = _ABSENT
    """The ID of the entity to target"""
    type: Present[Literal["Workflow"] | str] = "Workflow"
    """The entity type to target"""
    workflow_target_settings: WorkflowTargetSettings | None = None
    """Optional config for the target."""

    __required__: ClassVar = ("id", "type")


class UpdateScheduledTriggerRequest(Model):
    name: str
    """The name of the scheduled trigger. Can be up to 162 characters in length."""
    description: str | None = None
    """Description of the trigger. Can be up to 512 characters in length."""
    enabled: bool
    """Boolean indicating if scheduled trigger is enabled"""
    schedule: TriggerSchedule
    """The schedule configuration for when this trigger should fire"""
    target: TriggerTarget
    """The target to invoke when the scheduled trigger fires"""
    version: int
    """Version of this scheduled trigger"""


class UpdateTriggerRequest(Model):
    name: str
    """The name of the trigger"""
    delay_by_seconds: int | None = None
    """Optional delay invoking target after trigger fires. Must be in the range of 60 to 900
    seconds. Only one of eventTTLSeconds or delayBySeconds can be set.
    """
    description: str | None = None
    """Description of the trigger. Can be up to 512 characters in length."""
    enabled: bool
    """Boolean indicating if Trigger is enabled"""
    event_ttl_seconds: int | None = Field(
        default=None, validation_alias="eventTTLSeconds", serialization_alias="eventTTLSeconds"
    )
    """Optional length of time that events are meaningful after origination. Events older than
    this threshold may be dropped if the platform is delayed in processing events. Unset means
    events are valid indefinitely, otherwise must be set to at least 10 seconds. Only one of
    eventTTLSeconds or delayBySeconds can be set.
    """
    match_criteria: list[MatchCriteria] | None = None
    """The configuration for when a trigger is considered to be a match for an event"""
    target: TriggerTarget
    """The target to invoke when a matching event is received"""
    topic_name: str
    """The topic that will cause the trigger to be invoked. Must match existing trigger
    topicName.
    """
    version: int
    """Version of this trigger"""


class User(Model):
    id: str | None = None
    """The globally unique identifier for the object. Read-only."""
    name: str | None = None
    self_uri: str | None = None
    """The URI for this object Read-only."""


class WorkflowTargetSettings(Model):
    data_format: Literal["Json", "TopLevelPrimitives"] | str | None = None
    """The data format to use when invoking target."""


__all__ = [
    "CreateScheduledTriggerRequest", "CreateTriggerRequest", "DataValue", "Detail",
    "DomainEntityRef", "ErrorBody", "FacetResult", "FacetResultItem", "FlowConfigId",
    "FlowDetails", "FlowDetailsSearchResult", "FlowSearchCriteria", "FlowSearchRequest",
    "FlowVersionConfigMetaData", "Limit", "MatchCriteria", "MatchCriteriaTestResult",
    "MatchTestResult", "Operator", "Queue", "ScheduledTrigger", "ScheduledTriggerEntityListing",
    "SearchAggregation", "SearchSort", "TestMatchesEventOperation", "TestMatchesOperation",
    "TestModeEventResults", "TestModeResults", "TestModeTrigger", "TestSchemaOperation",
    "TestTargetOperation", "TopicCursorEntityListing", "Trigger", "TriggerEntityListing",
    "TriggerSchedule", "TriggerTarget", "UpdateScheduledTriggerRequest", "UpdateTriggerRequest",
    "User", "WorkflowTargetSettings",
]  # fmt: skip
