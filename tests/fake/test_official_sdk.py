"""The official SDK, which knows nothing of this package, at work on the fake service."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from genesys_process_automation.testing import FakeService

from tests.support.programs import process

_PROGRAM = """
import json, sys
import PureCloudPlatformClientV2 as sdk
from PureCloudPlatformClientV2.rest import ApiException

client = sdk.api_client.ApiClient(host=sys.argv[1])
client.access_token = "any"
api = sdk.ProcessAutomationApi(client)
told = []

def status(call, *arguments, **keywords):
    try:
        call(*arguments, **keywords)
    except ApiException as error:
        return [error.status, json.loads(error.body)["code"]]
    return [200, ""]

body = {
    "name": "Night",
    "topicName": "v2.users.{id}.presence",
    "target": {"id": "b008976c-e085-43b7-b27d-9c0efd5fbfb5", "type": "Workflow"},
    "enabled": True,
}
made = [api.post_processautomation_triggers({**body, "name": n}) for n in "abc"]
told.append([[t.name, t.version, t.enabled] for t in made])
read = api.get_processautomation_trigger(made[0].id)
told.append([read.id == made[0].id, read.target.type])
page = api.get_processautomation_triggers(page_size="2")
told.append([[t.name for t in page.entities], page.next_uri])
change = {**body, "enabled": False, "version": 1}
told.append(api.put_processautomation_trigger(made[0].id, change).version)
told.append(status(api.put_processautomation_trigger, made[0].id, change))
told.append(status(api.post_processautomation_triggers, {"name": "x"}))
api.delete_processautomation_trigger(made[0].id)
told.append(status(api.get_processautomation_trigger, made[0].id))
print(json.dumps(told))
"""


def test_the_official_sdk_works_with_it(repository: Path, tmp_path: Path) -> None:
    python = repository / ".venv-sdk" / "bin" / "python"
    if not python.exists():
        pytest.skip("the official SDK is not installed: make differential")
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM, "utf-8")
    fake = FakeService()
    with fake.serve() as served:
        done = process(python, program, served.url)

    assert done.returncode == 0, done.stderr
    made, read, page, updated, stale, refused, gone = json.loads(done.stdout)
    assert made == [["a", 1, True], ["b", 1, True], ["c", 1, True]]
    assert read == [True, "Workflow"]
    assert page[0] == ["a", "b"]
    assert page[1].startswith("/api/v2/processautomation/triggers?")
    assert updated == 2
    assert (stale, refused, gone) == (
        [409, "version.conflict"],
        [400, "bad.request"],
        [404, "not.found"],
    )
    assert [call.status for call in fake.calls] == [200] * 6 + [409, 400, 204, 404]
