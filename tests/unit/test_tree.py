"""Names of methods, from path and operation alone; see docs/names.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.api import Operation
from clientgen.base.configuration import Config, parse_config
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.plan.tree import name_operations
from clientgen.plan.verbs import singular


def operation(line: str) -> Operation:
    """Read an operation off a line: ``METHOD path [operationId]``."""
    method, path, *more = line.split(" ")
    return Operation(
        id=more[0] if more else f"{method.lower()} {path}",
        has_id=bool(more),
        method=method,
        path=path,
        tags=(),
        summary=None,
        description=None,
        deprecated=False,
        parameters=(),
        body=None,
        responses=(),
        security=(),
        servers=(),
        pointer=f"/paths/{path}/{method.lower()}",
        extensions={},
    )


def names(*lines: str, config: Config | None = None) -> dict[str, str]:
    """Name the operations of some lines; a line that ends in ``[]`` answers a list."""
    found = {line: operation(line.removesuffix("[]")) for line in lines}
    listing = frozenset(found[line].id for line in lines if line.endswith("[]"))
    found_names = name_operations(
        list(found.values()), config or Config(), listing, DiagnosticCollector()
    )
    return {line: found_names.names[item.id] for line, item in found.items()}


CASES = {
    "a GET with an item below it is the list, whatever it answers": {
        "GET /sets": "sets.list",
        "GET /sets/{id}[]": "sets.get",
    },
    "a POST on an item without PUT and PATCH updates it": {
        "GET /sets/{id}": "sets.get",
        "POST /sets/{id} changeSet": "sets.update",
    },
    "the first of PUT, PATCH and POST is the update": {
        "PUT /sets/{id}": "sets.update",
        "PATCH /sets/{id}": "sets.patch",
        "POST /sets/{id}": "sets.post",
        "PUT /sets": "sets.update_all",
        "PATCH /sets": "sets.patch_all",
        "DELETE /sets": "sets.delete_all",
    },
    "so is PATCH alone": {
        "PATCH /racks/": "racks.update_all",
        "PATCH /racks/{id}/": "racks.update",
    },
    "a lone POST is a method of its parent": {
        "POST /orders": "orders.create",
        "POST /orders/{id}/cancel cancelOrder": "orders.cancel",
        "POST /transfer/create transferCreate": "transfer.create",
        "POST /transfer/cancel transferCancel": "transfer.cancel",
    },
    "and creates where it says so": {
        "GET /projects": "projects.list",
        "POST /projects/{id}/project_briefs createProjectBrief": "projects.create_brief",
        "POST /projects/{id}/policies addPolicy": "projects.create_policy",
    },
    "so is any other lone leaf": {
        "GET /users/{id}": "users.get",
        "GET /users/{id}/avatar": "users.get_avatar",
        "GET /users/{id}/languages[]": "users.list_languages",
        "DELETE /users/{id}/keys/{key}": "users.delete_key",
        "GET /users/{id}/lock": "users.get_lock",
        "GET /users/search": "users.search",
    },
    "two operations are a resource": {
        "GET /users/{id}/avatar": "users.avatar.get",
        "DELETE /users/{id}/avatar": "users.avatar.delete",
        "GET /users": "users.list",
    },
    "dots split where nothing is below": {
        "POST /chat.postMessage": "chat.post_message",
        "POST /chat.delete": "chat.delete",
        "GET /apis/apps.k8s.io/v1/pods": "apis.apps_k8s_io.v1.get_pods",
        "GET /apis/core.k8s.io/v1/nodes": "apis.core_k8s_io.v1.get_nodes",
    },
    "so do the colons of custom methods": {
        "GET /jobs/{id}": "jobs.get",
        "POST /jobs/{id}:cancel": "jobs.cancel",
        "POST /jobs:batchDelete": "jobs.batch_delete",
    },
    "extensions and queries are dropped": {
        "GET /Queues.json": "queues.list",
        "GET /Queues/{Sid}.json": "queues.get",
        "GET /voice?from={from}": "voice.get",
    },
    "actions at the top are methods of the tag's resource": {
        "POST /leaveChat": "api.leave_chat",
        "POST /getMe": "api.get_me",
        "GET /status": "status.get",
    },
    "two ways to an item": {
        "GET /files/{id}": "files.get",
        "GET /files/{id}/{version}": "files.get_by_version",
    },
    "levels without methods give way to their only child": {
        "GET /billing/invoices": "invoices.list",
        "GET /billing/invoices/{id}": "invoices.get",
        "GET /users": "users.list",
        "GET /users/{id}": "users.get",
    },
    "but not where that would hide another": {
        "GET /billing/users": "billing.users.list",
        "GET /billing/users/{id}": "billing.users.get",
        "GET /users": "users.list",
        "GET /users/{id}": "users.get",
    },
    "words of the package and of Python stay its own": {
        "GET /class": "class_.get",
        "GET /orders": "orders.list",
        "POST /orders/{id}/import": "orders.import_",
    },
}


@pytest.mark.parametrize("case", CASES)
def test_rules(case: str) -> None:
    assert names(*CASES[case]) == CASES[case]


def test_a_prefix_of_nine_in_ten_paths_is_dropped() -> None:
    usual = {f"GET /api/v1/{word * 3}": f"{word * 3}.get" for word in "abcdefghijklmnopqr"}
    odd = {"GET /health": "health.get", "GET /api/v2/abc": "v2.get_abc"}
    assert names(*usual, *odd) == usual | odd
    assert names("GET /api/v1", *usual)["GET /api/v1/aaa"] == "v1.get_aaa"


def test_the_configuration_wins() -> None:
    config = parse_config({"operations": {"cancelOrder": {"name": "orders.stop"}}}, "")
    found = names("POST /orders", "POST /orders/{id}/cancel cancelOrder", config=config)
    assert list(found.values()) == ["orders.create", "orders.stop"]


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("orders", "order"),
        ("line_items", "line_item"),
        ("policies", "policy"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("statuses", "status"),
        ("databases", "database"),
        ("news", "news"),
        ("status", "status"),
        ("sms", "sms"),
        ("series", "series"),
    ],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


SEGMENTS = st.sampled_from(
    ["/a", "/b", "/{x}", "/{y}", "/list", "/get", "/a.b", "/a.json", "/{x}:b", "/class", "/%", "/é"]
)
LINES = st.tuples(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]),
    st.lists(SEGMENTS, max_size=4).map(lambda parts: "".join(parts) or "/"),
).map(" ".join)


@given(st.lists(LINES, max_size=12, unique=True))
def test_every_operation_has_one_name_in_any_order(lines: list[str]) -> None:
    found = names(*lines)
    assert len(set(found.values())) == len(lines)
    groups = {name.rpartition(".")[0] for name in found.values()}
    for name in found.values():
        assert "." in name and all(part.isidentifier() for part in name.split("."))
        assert not any(group == name or group.startswith(f"{name}.") for group in groups)
    assert names(*reversed(lines)) == found
