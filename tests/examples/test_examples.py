"""Every example runs to its end against the local service, and keeps to the contract there."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from genesys_process_automation import Client
from genesys_process_automation.models import TriggerSchedule, TriggerTarget
from genesys_process_automation.testing import ReceivedRequest
from rich.console import Console

from examples import demo
from examples.custom_transport import Remembering
from examples.support.organisation import CLIENT_ID, CLIENT_SECRET, environment, organisation
from tests.contract.contract import Contract, repaired
from tests.support.programs import process

# Program → what it prints, in parts, and how many API requests it makes.
PROGRAMS = {
    "list_and_print": (
        [
            "on   Text after lost chats ",
            "off  Copy attributes to the CRM ",
            "mediaType Equal 'CHAT'",
            "priority GreaterThan 10",
            "5 topics, the first is v2.detail.events.conversation.{id}.customer.end\n",
        ],
        5,
    ),
    "create_update_test_delete": (
        [
            "created   'Example: call back lost chats', version 1\n",
            "tested    CHAT: fires\ntested    VOICE: stays quiet\n",
            "updated   version 2, enabled: True\n",
            "refused   an update of version 1: version.conflict\n",
            "deleted   it cannot be found any more\n",
        ],
        7,
    ),
    "async_fan_out": (
        [
            "fires  Text after lost chats\n",
            "quiet  Call back lost callers\n",
            "fires  Greet who becomes available\n",
        ],
        8,
    ),
    "custom_transport": (
        [
            "walk 1: 5 triggers; 4 requests sent, 0 answered from memory\n",
            "walk 3: 5 triggers; 4 requests sent, 6 answered from memory\n",
        ],
        3,
    ),
    "worker_pool": (["quiet  Text after lost chats\n", "fires  Call back lost callers\n"], 6),
}
# The first token that the service gives.
TOKEN = "fake-token-1"


def run(
    repository: Path, name: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if "GENESYS" not in key}
    more = {**environment, "PYTHONPATH": str(repository / "generated")}
    program = repository / "examples" / f"{name}.py"
    return process(sys.executable, "-W", "error", program, environment=kept, more=more)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract(repaired(), TOKEN)


def judge(contract: Contract, calls: list[ReceivedRequest]) -> int:
    """Hold every API request and response against the fragment; count them."""
    for one in calls:
        parts = urlsplit(one.url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers = list(one.headers.items())
        operation = contract.check_request(one.method, target, headers, one.content)
        contract.check_answer(operation, one.status, one.response)
    return len(calls)


def test_every_program_is_here(repository: Path) -> None:
    found = {path.stem for path in (repository / "examples").glob("*.py")}
    assert found - {"demo"} == set(PROGRAMS) == set(demo.EXAMPLES)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_does_what_it_says(repository: Path, contract: Contract, name: str) -> None:
    expected, requests = PROGRAMS[name]
    fake = organisation()
    with fake.serve() as served:
        done = run(repository, name, environment(served.url))

    assert done.stderr == ""
    assert done.returncode == 0
    assert [part for part in expected if part not in done.stdout] == []
    assert judge(contract, fake.calls) == requests


@pytest.mark.parametrize("name", PROGRAMS)
def test_wrong_credentials_are_told_in_one_line(repository: Path, name: str) -> None:
    with organisation().serve() as served:
        wrong = {**environment(served.url), "GENESYSCLOUD_OAUTHCLIENT_SECRET": "wrong-secret"}
        done = run(repository, name, wrong)

    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1
    assert "client not found" in done.stderr
    assert "wrong-secret" not in done.stderr


def test_missing_credentials_are_told_in_one_line(repository: Path) -> None:
    done = run(repository, "list_and_print", {})

    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1
    assert "GENESYSCLOUD_OAUTHCLIENT_ID" in done.stderr


def test_the_demo_shows_the_program_and_the_wire() -> None:
    shown = io.StringIO()
    code = demo.main("create_update_test_delete", Console(file=shown, width=120))

    assert code == 0
    text = shown.getvalue()
    assert "updated   version 2, enabled: True" in text
    assert "7 requests over the wire" in text
    assert "PUT /triggers/…03ed" in text and "409" in text
    assert CLIENT_SECRET not in text and "Traceback" not in text


def test_the_demo_knows_its_programs() -> None:
    shown = io.StringIO()

    assert demo.main("nope", Console(file=shown, width=200)) == 2
    assert "no example 'nope'; there are async_fan_out, " in shown.getvalue()


# The parts the programs are made of.


class Wall:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_remembering_transport_forgets() -> None:
    wall = Wall()
    inner = httpx2.MockTransport(lambda request: httpx2.Response(200, json={"at": wall.now}))
    transport = Remembering(inner, seconds=60, clock=wall)

    def ask(method: str = "GET") -> float:
        with httpx2.Client(transport=transport) as client:
            at: float = client.request(method, "http://127.0.0.1/a").json()["at"]
        return at

    assert ask() == 0
    wall.now = 59
    assert ask() == 0
    wall.now = 60
    assert ask() == 60
    wall.now = 61
    assert ask("PUT") == 61
    assert ask() == 61
    assert (transport.sent, transport.remembered) == (4, 1)


def log_in(url: str) -> None:
    """Have the service give its first token."""
    form = {"grant_type": "client_credentials"}
    answer = httpx2.post(f"{url}/oauth/token", data=form, auth=(CLIENT_ID, CLIENT_SECRET))
    assert answer.json()["access_token"] == TOKEN


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/triggers/none", None, 404, "not.found"),
        ("PUT", "/triggers/none", {"version": 1}, 400, "bad.request"),
        ("DELETE", "/scheduledtriggers/none", None, 404, "not.found"),
        ("GET", "/elsewhere", None, 404, "not.found"),
        ("POST", "/triggers", {}, 400, "bad.request"),
        ("POST", "/triggers/topics/none/test", {}, 404, "not.found"),
    ],
)
def test_the_service_refuses_as_the_real_one(
    contract: Contract, method: str, path: str, body: object, status: int, code: str
) -> None:
    with organisation().serve() as served:
        log_in(served.url)
        url = f"{served.url}/api/v2/processautomation{path}"
        token = {"Authorization": f"Bearer {TOKEN}"}
        answer = httpx2.request(method, url, json=body, headers=token)
        stranger = httpx2.request(method, url, json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    refused = (404, "not.found") if path == "/elsewhere" else (401, "unauthorized")
    assert (stranger.status_code, stranger.json()["code"]) == refused
    assert contract.violations(contract.schemas["ErrorBody"], answer.json()) == []


def test_scheduled_triggers_are_kept_too(contract: Contract) -> None:
    fake = organisation()
    with fake.serve() as served, Client(access_token=TOKEN, base_url=served.url) as client:
        log_in(served.url)
        schedule = TriggerSchedule(
            minutes="0",
            hours="8",
            days_of_month="*",
            months="*",
            days_of_week="?",
            timezone="Europe/Berlin",
        )
        made = client.scheduled_triggers.create(
            {
                "name": "Daily",
                "enabled": True,
                "schedule": schedule,
                "target": TriggerTarget(id="1", type="Workflow"),
            }
        )
        client.scheduled_triggers.update(made.id, made.to_update(name="Weekly"))
        assert [one.name for one in client.scheduled_triggers.list()] == ["Weekly"]
        client.scheduled_triggers.delete(made.id)
        assert client.scheduled_triggers.list().first() is None

    assert judge(contract, fake.calls) == 5
