"""Every published example, both ways, through both clients, judged by the document."""

# JSON has no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from genesys_process_automation import OPERATIONS, errors, models

from tests.contract.conftest import Caller
from tests.contract.contract import Contract
from tests.contract.examples import (
    BODIES,
    EVENTS,
    LISTINGS,
    METHODS,
    Case,
    arguments,
    load,
    method,
    only_page,
)
from tests.contract.server import Answer, ContractServer

CASES = load()
GOOD = [case for case in CASES if case.status < 300]
BAD = [case for case in CASES if case.status >= 400]
ERRORS: dict[int, type[errors.StatusError]] = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    408: errors.RequestTimeoutError,
    409: errors.ConflictError,
    413: errors.PayloadTooLargeError,
    415: errors.UnsupportedMediaTypeError,
    429: errors.RateLimitError,
    500: errors.ServerError,
    503: errors.ServiceUnavailableError,
    504: errors.GatewayTimeoutError,
}
ID = "5f0f3f0a-6a3c-4a55-9f5e-2c6d5b8a1e10"
# A body that keeps the contract, for calls whose answer is what matters.
SMALL: dict[str, dict[str, Any]] = {
    "FlowSearchRequest": {"types": ["flows"]},
    "CreateScheduledTriggerRequest": {
        "name": "n",
        "enabled": True,
        "target": {"type": "Workflow", "id": ID},
        "schedule": {"minutes": "0", "hours": "1"},
    },
    "CreateTriggerRequest": {
        "name": "n",
        "enabled": True,
        "topicName": "v2.users.{id}.activity",
        "target": {"type": "Workflow", "id": ID},
    },
}
SMALL["UpdateScheduledTriggerRequest"] = {**SMALL["CreateScheduledTriggerRequest"], "version": 1}
SMALL["UpdateTriggerRequest"] = {**SMALL["CreateTriggerRequest"], "version": 1}


def wire(value: Any) -> Any:
    """What a decoded answer holds, by wire names."""
    if isinstance(value, list):
        return [wire(item) for item in value]
    if isinstance(value, str):
        return value
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True)


def prepared(case: Case, form: str) -> tuple[list[Any], dict[str, Any]]:
    request = case.request
    body: Any = request.get("body")
    if case.operation in BODIES and form == "model":
        body = getattr(models, BODIES[case.operation]).model_validate(body)
    if case.operation in EVENTS:
        raw = request.get("rawBody")
        body = raw if form == "model" or raw is None else json.loads(raw)
    query = dict(request.get("query", {}))
    if "pageSize" in query:
        query["pageSize"] = int(query["pageSize"])
    path_values = request.get("pathParams", {})
    return arguments(case.operation, case.path, path_values=path_values, query=query, body=body)


def small(operation: str, path: str) -> tuple[list[Any], dict[str, Any]]:
    """Arguments that keep the contract and mean nothing."""
    names = ("flowId", "versionId", "instanceId", "triggerId", "scheduledTriggerId", "topicName")
    body = SMALL.get(BODIES.get(operation, ""))
    query = {"q64": "eA=="} if operation.startswith("get") and path.endswith("search") else {}
    return arguments(operation, path, path_values=dict.fromkeys(names, ID), query=query, body=body)


def test_every_operation_has_a_method_and_examples(contract: Contract) -> None:
    assert set(METHODS) == set(contract.operations) == set(OPERATIONS)
    assert {case.operation for case in GOOD} == set(METHODS)
    parts = sum(bool(case.request) + 1 for case in CASES)
    assert (len(CASES), len(GOOD), len(BAD)) == (50, 28, 22)
    assert parts >= 70
    for name, operation in OPERATIONS.items():
        known = contract.operations[name]
        assert (operation.method, operation.path) == (known.method, known.path)
        assert operation.name == METHODS[name]
        assert set(operation.permissions) == known.permissions


@pytest.mark.parametrize("form", ["model", "mapping"])
@pytest.mark.parametrize("case", GOOD, ids=[case.key for case in GOOD])
def test_example(case: Case, form: str, caller: Caller, server: ContractServer) -> None:
    positional, named = prepared(case, form)
    body = only_page(case.operation, case.body)
    server.expect(Answer(case.status, body, case.headers))
    result = caller(lambda client: method(client, case.operation)(*positional, **named))
    server.verify(case.operation)
    seen = server.seen[0]
    sent_path, _, sent_query = seen.target.partition("?")
    values = case.request.get("pathParams", {})
    expected = case.path
    for name, value in values.items():
        expected = expected.replace(f"{{{name}}}", value)
    assert unquote(sent_path) == expected
    query = {
        name: value if isinstance(value, list) else [_text(value)]
        for name, value in case.request.get("query", {}).items()
    }
    assert parse_qs(sent_query, keep_blank_values=True) == query
    if "body" in case.request:
        assert json.loads(seen.body) == case.request["body"]
    elif "rawBody" in case.request:
        raw = case.request["rawBody"]
        assert json.loads(seen.body) == json.loads(raw)
        assert form == "mapping" or seen.body == raw.encode()
    else:
        assert seen.body == b""
    if case.operation in LISTINGS:
        assert wire(result) == case.body[LISTINGS[case.operation]]
    elif case.body is None:
        assert result is None
    else:
        assert wire(result) == case.body


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("case", BAD, ids=[case.key for case in BAD])
def test_example_of_an_error(case: Case, caller: Caller, server: ContractServer) -> None:
    operation = OPERATIONS[case.operation]
    server.expect(Answer(case.status, case.body, case.headers))
    positional, named = small(case.operation, case.path)
    with pytest.raises(errors.StatusError) as caught:
        caller(lambda client: method(client, case.operation)(*positional, **named))
    server.verify(case.operation)
    error = caught.value
    assert type(error) is ERRORS[case.status]
    assert (error.status, error.code) == (case.status, case.body["code"])
    correlation = case.headers.get("ININ-Correlation-Id") or case.body.get("contextId")
    assert error.correlation_id == correlation
    assert (error.method, error.path) == (operation.method, operation.path)
    assert error.operation == operation.name
    assert isinstance(error.body, models.ErrorBody)
    assert wire(error.body) == case.body
    assert case.body["code"] in str(error)
    assert set(error.permissions) == server.contract.operations[case.operation].permissions
    if case.status == 403:
        assert all(permission in str(error) for permission in error.permissions)
    if "Retry-After" in case.headers:
        assert error.retry_after == float(case.headers["Retry-After"])


@pytest.mark.parametrize("operation", METHODS)
def test_every_declared_status_is_a_typed_error(
    operation: str, caller: Caller, server: ContractServer
) -> None:
    known = server.contract.operations[operation]
    for text in known.value["responses"]:
        status = int(text)
        if status < 300:
            continue
        codes = known.value["responses"][text].get("x-inin-error-codes", ("any.code",))
        for code in codes:
            body = {"code": code, "message": "m", "status": status, "contextId": "c-1"}
            server.expect(Answer(status, body))
            positional, named = small(operation, known.path)
            with pytest.raises(errors.StatusError) as caught:
                caller(lambda client: method(client, operation)(*positional, **named))  # noqa: B023
            server.verify(operation)
            assert type(caught.value) is ERRORS[status]
            assert (caught.value.code, caught.value.correlation_id) == (code, "c-1")


@pytest.mark.parametrize("operation", METHODS)
def test_a_gateways_page_is_a_typed_error(
    operation: str, caller: Caller, server: ContractServer
) -> None:
    known = server.contract.operations[operation]
    page = Answer(502, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"}, deviant=True)
    server.expect(page)
    positional, named = small(operation, known.path)
    with pytest.raises(errors.ServerError) as caught:
        caller(lambda client: method(client, operation)(*positional, **named))
    server.verify(operation)
    assert (caught.value.status, caught.value.code, caught.value.body) == (502, None, None)
    assert caught.value.content == b"<html>Bad Gateway</html>"


def test_the_judge_finds_what_is_wrong(contract: Contract) -> None:
    root = "/api/v2/processautomation"
    good = [("Authorization", "Bearer example-token"), ("Accept", "application/json")]
    good += [("Host", "h"), ("User-Agent", "u")]
    json_type = [*good, ("Content-Type", "application/json")]

    def refused(method: str, target: str, headers: list[tuple[str, str]], body: bytes = b"") -> str:
        with pytest.raises((AssertionError, KeyError, ValueError)) as caught:
            contract.check_request(method, root + target, headers, body)
        return repr(caught.value)

    contract.check_request("GET", f"{root}/triggers?pageSize=2&enabled=true", good, b"")
    assert "no integer" in refused("GET", "/triggers?pageSize=2.0", good)
    assert "maximum" in refused("GET", "/triggers?pageSize=201", good)
    assert "no boolean" in refused("GET", "/triggers?enabled=True", good)
    assert "no parameter" in refused("GET", "/triggers?pagesize=2", good)
    assert "2 times" in refused("GET", "/triggers?after=a&after=b", good)
    assert "authorization" in refused("GET", "/triggers", good[1:])
    assert "no PATCH" in refused("PATCH", "/triggers", good)
    assert "not encoded" in refused("GET", "/triggers/{id}", good)
    assert "takes no body" in refused("GET", "/triggers", good, b"{}")
    assert "missing" in refused("POST", "/triggers", json_type)
    assert "required" in refused("POST", "/triggers", json_type, b"{}")
    assert "content-type" in refused("POST", "/triggers", good, b"{}")
    assert "twice" in refused("POST", "/triggers", json_type, b'{"a":1,"a":2}')
    assert "missing" in refused("GET", "/flows/instances/commands/search", good)
    get = contract.operations["getProcessautomationTrigger"]
    for status, body in ((200, b'{"id": 5}'), (418, b"{}"), (200, b""), (200, b'{"version": NaN}')):
        with pytest.raises((AssertionError, ValueError)):
            contract.check_answer(get, status, body)
