"""The whole Genesys API generates, and any part of it, and nobody pays for what they do not use."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientgen.base.configuration import Config
from clientgen.document.extract import extract
from clientgen.document.load import Document, parse, read
from clientgen.document.screen import screen
from clientgen.emit.pipeline import generate
from tests.support.files import write
from tests.support.programs import python
from tests.whole.fresh import import_everything

FOLDER = Path(__file__).resolve().parent / "genesys"
NAMES = sorted(path.name for path in FOLDER.glob("*.gz"))
LATEST = FOLDER / NAMES[-1]
METHODS = {"get", "put", "post", "delete", "options", "head", "patch"}
USE_ONE = """
import json, resource, sys
sys.path.insert(0, sys.argv[1])
import whole
assert "pydantic" not in sys.modules and "httpx2" not in sys.modules
with whole.Client(access_token="x", base_url="https://api.example.com") as client:
    client.routing.queues
    client._engine.codec.adapter("Queue")
loaded = sorted(name for name in sys.modules if name.startswith("whole."))
classes = sum(len(vars(sys.modules[name])) for name in loaded if ".models." in name)
print(json.dumps({"modules": loaded, "operations": len(whole.OPERATIONS), "names": classes,
                  "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""
GENERATE = """
import resource, sys
from clientgen.cli.app import main
try:
    main(["generate", sys.argv[1], "--package", "whole", "--out", sys.argv[2]])
except SystemExit as stop:
    print("kilobytes", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    raise
"""


@pytest.mark.parametrize(
    "prefix",
    [
        "/api/v2/greetings",
        pytest.param("/api/v2/outbound", marks=pytest.mark.slow),
        pytest.param("/api/v2/routing", marks=pytest.mark.slow),
    ],
)
def test_any_prefix_generates_alone(prefix: str) -> None:
    document = screen(read(LATEST))
    part = extract(document, prefix=prefix)
    made = generate(part, Config(), package="part")
    root = document.value
    assert isinstance(root, dict) and isinstance(root["paths"], dict)
    wanted = {
        f"{method.upper()} {path}"
        for path, item in root["paths"].items()
        if (path == prefix or path.startswith(f"{prefix}/")) and isinstance(item, dict)
        for method in METHODS & item.keys()
    }
    base = str(root.get("basePath", "")).rstrip("/")
    found = {
        f"{m.operation.method} {m.operation.path}".replace(f" {base}", " ", 1)
        for m in made.plan.methods
    }
    assert wanted and found == wanted
    for path, text in made.files.items():
        if path.endswith(".py"):
            compile(text, path, "exec")


def _with_process_automation() -> Document:
    """The whole document of 2018, which has none, with the Process Automation of today."""
    upstream = read("spec/upstream/processautomation.json.gz").value
    whole = read(LATEST).value
    value = {
        **whole,
        "paths": {**whole["paths"], **upstream["paths"]},
        "definitions": {**whole["definitions"], **upstream["definitions"]},
    }
    return screen(parse(json.dumps(value).encode(), "genesys.json"))


def test_a_mixed_selection_of_the_whole_api_is_one_package(tmp_path: Path) -> None:
    entries = (
        "/api/v2/processautomation",
        "GET /api/v2/flows/**",
        "/api/v2/authorization/divisions",
        "tag:Notifications",
        "id:getRoutingQueue*",
    )
    document = _with_process_automation()
    part = extract(document, include=entries)
    made = generate(document, Config(), package="mixed", include=entries)
    ids = {method.operation.id for method in made.plan.methods}
    groups = {child.name for child in made.plan.root.children}
    assert groups == {"divisions", "flows", "notifications", "processautomation", "queues"}
    assert {
        "getProcessautomationTriggers",
        "getFlowsFlowId",
        "getAuthorizationDivisionsLimit",
        "postNotificationsChannels",
        "getRoutingQueues",
    } <= ids
    # Nothing beside them: neither other methods, nor other operations of the same tag.
    assert not ids & {"postFlows", "deleteFlowsFlowId", "postRoutingQueues", "getAuthorizationMe"}
    definitions = len(part.value["definitions"])
    assert definitions < len(document.value["definitions"]) / 2
    again = extract(part, include=["/"])
    assert len(again.value["definitions"]) == definitions
    write(made.files, tmp_path)
    assert import_everything("mixed", tmp_path) == len(ids)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_api_generates_and_one_resource_costs_little(name: str, tmp_path: Path) -> None:
    told = python("-c", GENERATE, FOLDER / name, tmp_path, timeout=600)
    assert int(told.rpartition("kilobytes ")[2]) < 1_000_000
    root = screen(read(FOLDER / name)).value
    assert isinstance(root, dict) and isinstance(root["paths"], dict)
    operations = sum(
        len(METHODS & item.keys()) for item in root["paths"].values() if isinstance(item, dict)
    )
    found = json.loads(python("-c", USE_ONE, tmp_path, timeout=600))
    assert found["operations"] == operations > 850
    resources = [item for item in found["modules"] if ".resources." in item]
    models = [item for item in found["modules"] if ".models." in item]
    assert resources == ["whole.resources.routing"]
    assert set(models) <= {"whole.models._shared", "whole.models.routing"}
    assert found["names"] < 400
    assert import_everything("whole", tmp_path, timeout=600) == operations
