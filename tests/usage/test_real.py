"""Code over real documents: our own examples over the API's history, a published document."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from clientgen.document.load import read
from tests.real.documents import documents, reason_to_skip
from tests.support.files import write
from tests.support.programs import clientgen, process
from tests.update.upstream import checkout
from tests.usage.projects import told

pytestmark = pytest.mark.slow

_DOCKER = next(document for document in documents() if document.name == "docker-engine")


def test_every_call_of_the_examples_is_resolved(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)

    ran = clientgen("diff", "247.0.0", "269.0.0", "--code", "examples", "--format", "json")
    code = json.loads(ran.out)["your_code"]

    assert code["headline"] == f"None of your {code['calls']['total']} calls needs a change."
    assert code["calls"]["total"] == code["calls"]["resolved"] > 10


def test_the_examples_break_where_the_api_does(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fragment = repository / "spec" / "processautomation.yaml"
    value: Any = read(fragment).value
    listing = value["paths"]["/api/v2/processautomation/triggers"]["get"]
    listing["parameters"] = [p for p in listing["parameters"] if p.get("name") != "enabled"]
    new = tmp_path / "new.json"
    new.write_text(json.dumps(value), "utf-8")
    monkeypatch.chdir(repository)

    ran = clientgen("diff", fragment, new, "--code", "examples", "--format", "json")
    report = json.loads(ran.out)
    lines = (repository / "examples" / "worker_pool.py").read_text("utf-8").splitlines()
    number = next(i for i, line in enumerate(lines, 1) if "enabled=True" in line)

    assert ("examples/worker_pool.py", number, "change", "param-removed") in told(report)
    assert report["your_code"]["complete"] is True


@pytest.mark.skipif(bool(reason_to_skip(_DOCKER)), reason=reason_to_skip(_DOCKER))
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_published_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checker: str
) -> None:
    value: Any = json.loads(_DOCKER.local().read_bytes())
    write({"old.json": json.dumps(value)}, tmp_path)
    kill = value["paths"]["/containers/{id}/kill"]["post"]
    next(p for p in kill["parameters"] if p["name"] == "signal")["name"] = "signalName"
    del value["paths"]["/containers/{id}/top"]
    code = (
        "from docker_engine_api import Client\n\n\n"
        "def stop(client: Client, ids: list[str]) -> None:\n"
        "    for id_ in ids:\n"
        '        client.containers.kill(id_, signal="TERM")\n'
        "        print(client.containers.get_top(id_), client.containers.list_changes(id_))\n"
    )
    write({"new.json": json.dumps(value), "src/stop.py": code}, tmp_path)
    monkeypatch.chdir(tmp_path)
    arguments = ("diff", "old.json", "new.json", "--code", "src", "--checker", checker)

    report = json.loads(clientgen(*arguments, "--format", "json").out)

    assert told(report) == {
        ("src/stop.py", 6, "change", "param-renamed"),
        ("src/stop.py", 7, "change", "path-removed"),
    }
    assert report["your_code"]["calls"] == {"total": 3, "resolved": 3, "to_change": 2}

    fixed = clientgen(*arguments, "--fix", "--yes")

    assert 'kill(id_, signal_name="TERM")' in (tmp_path / "src" / "stop.py").read_text("utf-8")
    assert "still to change: src/stop.py:7" in fixed.out


def test_an_update_tells_of_the_code_and_repairs_it(tmp_path: Path, repository: Path) -> None:
    tree = tmp_path / "checkout"
    tree.mkdir()
    checkout(tree, repository, ("230.0.0", "256.0.0"))
    package = "genesys_process_automation"
    code = (
        f"from {package} import Client\n\n\n"
        "def names(client: Client) -> list[str]:\n"
        "    return [trigger.name for trigger in client.triggers.list(enabled=True)]\n"
    )
    write({"app/job.py": code}, tree)
    config = tree / "spec" / "clientgen.toml"
    config.write_text(config.read_text("utf-8") + '\n[review]\ncode = ["../app"]\n', "utf-8")
    fragment: Any = read(tree / "spec" / "processautomation.yaml").value
    listing = fragment["paths"]["/api/v2/processautomation/triggers"]["get"]
    for parameter in listing["parameters"]:
        if parameter.get("name") == "enabled":
            parameter["name"] = "isEnabled"
    new = tmp_path / "new.json"
    new.write_text(json.dumps(fragment), "utf-8")

    done = process(
        *(sys.executable, "-m", "clientgen", "update", str(new), "--fix", "--yes"),
        folder=tree,
        more={},
    )

    assert done.returncode == 0, done.stderr
    report = json.loads((tree / "reports" / "update.json").read_text("utf-8"))
    assert report["your_code"]["headline"] == "1 of your 1 call needs a change, in 1 file."
    assert done.stdout.index("1 of your 1 call") < done.stdout.index("rewrote 1 file")
    assert "is_enabled=True" in (tree / "app" / "job.py").read_text("utf-8")
    assert "1 of your 1 call" in (tree / "reports" / "update.html").read_text("utf-8")
