"""What goes over the wire, and what is read from it, is what the official SDK sends and reads."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from .cases import OPERATIONS, Answer, Case, cases
from .clients import Outcome, run_ours, run_sdk
from .differences import DIFFERENCES
from .findings import Finding, compare
from .page import PAGE, render
from .recorder import Asked

SDK = "PureCloudPlatformClientV2"


@pytest.fixture(scope="module")
def findings(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """Run every case with both clients."""
    python = repository / ".venv-sdk" / "bin" / "python"
    # The stamp is written when the installation went through.
    if not list(python.parents[1].glob(".sdk-*")):
        pytest.skip(f"{SDK} is not installed in .venv-sdk; `make differential` installs it")
    table = cases()
    ours = run_ours(table)
    sdk = run_sdk(table, python, tmp_path_factory.mktemp("sdk"))
    assert len(ours) == len(sdk) == len(table)
    return [
        finding
        for case, here, there in zip(table, ours, sdk, strict=True)
        for finding in compare(case, here, there)
    ]


@pytest.mark.slow
def test_what_differs_is_listed_once(findings: list[Finding]) -> None:
    listed = [(str(found), sum(one.covers(found) for one in DIFFERENCES)) for found in findings]

    assert [(found, count) for found, count in listed if count != 1] == [], "0: not listed"


@pytest.mark.slow
def test_everything_listed_does_differ(findings: list[Finding]) -> None:
    unused = [one.where for one in DIFFERENCES if not any(one.covers(found) for found in findings)]

    assert unused == []


def test_every_public_operation_is_compared(repository: Path) -> None:
    from genesys_process_automation import OPERATIONS as ALL

    internal = {name for name in ALL if "Flows" in name}
    assert set(OPERATIONS) == set(ALL) - internal
    assert {case.operation for case in cases()} == set(OPERATIONS)


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == render(), "run: make differential"


def test_the_sdk_is_pinned_with_hashes(repository: Path) -> None:
    lock = (repository / "requirements-sdk.lock").read_text("utf-8")
    asked = (repository / "requirements-sdk.in").read_text("utf-8").splitlines()[-1]

    entries = re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE)[1:]
    assert asked.lower() in {entry.split(maxsplit=1)[0] for entry in entries}
    assert all(
        re.search(r"==.*--hash=sha256:[0-9a-f]{64}\b", entry, re.DOTALL) for entry in entries
    )


# The comparison itself: each part of a request and of an answer is looked at.

CASE = Case("a case", "getProcessautomationTrigger")
ASKED = Asked("GET", "/a", "b=1&c=%20", {"accept": "x"}, b'{"d": [1, null]}')
SAME = Outcome([ASKED], "value", {"e": [{"f": 1}]})


def found(ours: Outcome, sdk: Outcome) -> list[tuple[str, str]]:
    return [(one.kind, one.place) for one in compare(CASE, ours, sdk)]


def test_equal_outcomes_have_no_findings() -> None:
    assert found(SAME, SAME) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"method": "PUT"}, ("method", "")),
        ({"path": "/%61"}, ("path", "")),
        ({"query": "b=2&c=%20"}, ("query", "")),
        ({"query": "b=1&c=+"}, ("query text", "")),
        ({"query": "c=%20&b=1"}, ("query order", "")),
        ({"query": "b=1"}, ("query", "")),
        ({"headers": {"accept": "y"}}, ("header", "accept")),
        ({"headers": {}}, ("header", "accept")),
        ({"body": b""}, ("body", "")),
        ({"body": b'{"d":[1,null]}'}, ("body text", "")),
        ({"body": b'{"d": [true, null]}'}, ("body", "/d/0")),
        ({"body": b'{"d": [1]}'}, ("body", "/d")),
        ({"body": b"{}"}, ("body", "/d")),
        ({"body": b'{"d": [1, null], "g/": null}'}, ("body", "/g~1")),
    ],
)
def test_every_part_of_a_request_is_compared(
    change: dict[str, object], finding: tuple[str, str]
) -> None:
    other = replace(SAME, asked=[replace(ASKED, **change)])  # type: ignore[arg-type]

    assert found(SAME, other) == [finding]
    assert found(other, SAME) == [finding]


@pytest.mark.parametrize(
    ("other", "finding"),
    [
        (replace(SAME, asked=[]), ("requests", "")),
        (replace(SAME, asked=[ASKED, ASKED]), ("requests", "")),
        (replace(SAME, kind="error"), ("outcome", "")),
        (replace(SAME, status=404), ("status", "")),
        (replace(SAME, value={"e": [{"f": 1.0}]}), ("answer", "/e/0/f")),
        (replace(SAME, value={"e": [{}]}), ("answer", "/e/0/f")),
        (replace(SAME, value=None), ("answer", "")),
    ],
)
def test_every_part_of_an_outcome_is_compared(other: Outcome, finding: tuple[str, str]) -> None:
    assert found(SAME, other) == [finding]
    assert found(other, SAME) == [finding]


def test_our_side_tells_what_was_asked_and_read() -> None:
    asked = {
        "id": "1",
        "matchCriteria": [{"value": [1]}],
        "eventTTLSeconds": 10,
        "new": 1,
        "description": None,
    }
    (outcome,) = run_ours([replace(CASE, path=("ü {x}",), answer=Answer(body=asked))])

    (request,) = outcome.asked
    assert request.method == "GET"
    assert request.path == "/api/v2/processautomation/triggers/%C3%BC%20%7Bx%7D"
    assert request.headers["authorization"] == "Bearer differential-token"
    del asked["description"]  # absent and null both read as None
    assert outcome.value == asked
