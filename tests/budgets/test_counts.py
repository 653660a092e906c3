"""Counts that must not grow: modules, memory blocks, lines, runs of slow tools, instructions.

None is a time, so none depends on the machine's mood. The budgets are in `budgets.json`; a count
well below its budget fails too, so that what was won is not lost again unseen.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from benchmarks.documents import made_up
from clientgen.base.configuration import Config, load_config
from clientgen.base.prose import LINE
from clientgen.emit.layout import blacken, formatter
from clientgen.emit.pipeline import generate
from tests.budgets.program import PAGE
from tests.runtime.server import reply, serving
from tests.support.files import write
from tests.support.programs import process, python
from tests.support.sizes import client_modules

HERE = Path(__file__).parent
BUDGETS: dict[str, int] = json.loads((HERE / "budgets.json").read_text("utf-8"))
# How far below its budget a count may be before the budget has to follow.
SLACK = 0.8


def hold(name: str, count: int) -> None:
    budget = BUDGETS[name]
    assert count <= budget, f"{name}: {count}, the budget is {budget}"
    assert count >= budget * SLACK, f"{name}: only {count}; lower the budget of {budget}"


def environment(repository: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(repository / "generated"), "PYTHONHASHSEED": "0"}


def told(repository: Path, *arguments: str) -> dict[str, int]:
    told = python(HERE / "program.py", *arguments, more=environment(repository))
    found: dict[str, int] = json.loads(told)
    return found


@pytest.mark.parametrize(
    ("what", "name"), [("import", "import"), ("client", "client"), ("call", "first call")]
)
def test_modules(repository: Path, what: str, name: str) -> None:
    found = told(repository, what)
    hold(f"{name}: own modules", found["own"])
    hold(f"{name}: third party modules", found["third party"])


def test_modules_of_the_optional_transport(repository: Path, tmp_path: Path) -> None:
    config = load_config(repository / "spec" / "clientgen.toml")
    config.package.emit.append("reqwest")
    spec = repository / "spec"
    fragment, overlay = spec / "processautomation.yaml", spec / "overlay.yaml"
    write(generate(fragment, config, overlay=overlay).files, tmp_path)
    more = {**environment(repository), "PYTHONPATH": str(tmp_path)}
    with serving(lambda seen, connection: reply(200, json.loads(PAGE))) as server:
        found = json.loads(python(HERE / "program.py", "reqwest", server.url, more=more))
    hold("first call, optional transport: own modules", found["own"])
    hold("first call, optional transport: third party modules", found["third party"])


def test_modules_of_a_big_package(repository: Path, tmp_path: Path) -> None:
    spec = tmp_path / "many.json"
    spec.write_text(json.dumps(made_up(240)), "utf-8")
    write(generate(spec, Config(), package="many").files, tmp_path)
    more = {**environment(repository), "PYTHONPATH": str(tmp_path)}
    with serving(lambda seen, connection: reply(200, {"id": "x"})) as server:
        found = json.loads(python(HERE / "program.py", "many", server.url, more=more))
    # One resource is called: neither the other resources nor the models of theirs are needed.
    hold("first call, one resource of 240 operations: own modules", found["own"])


def test_memory_a_page_holds(repository: Path) -> None:
    hold("page of 25: blocks held", told(repository, "page")["blocks"])


def test_size_of_the_package(repository: Path) -> None:
    package = repository / "generated" / "genesys_process_automation"
    found = client_modules(package)
    texts = [path.read_text("utf-8") for path in found]
    hold("package: files", len(texts))
    hold("package: lines", sum(text.count("\n") for text in texts))
    hold("package: bytes", sum(len(text.encode()) for text in texts))


def loaded(repository: Path, cache: Path, *arguments: str) -> dict[str, list[str]]:
    more = {**environment(repository), "XDG_CACHE_HOME": str(cache)}
    found: dict[str, list[str]] = json.loads(
        python("-m", "tests.budgets.run", *arguments, more=more)
    )
    return found


# What a run with nothing to say, to fetch or to doubt has no use for.
NEEDLESS = {"black", "httpx2", "jsonschema", "openapi_spec_validator", "python_jsonpath", "rich"}
# What a run that would change nothing has no use for either.
NOT_YET = NEEDLESS | {"jinja2", "jsonschema_rs", "yaml"}


def test_modules_of_the_generator(repository: Path, tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_bytes((repository / "spec" / "processautomation.yaml").read_bytes())
    # As old as a document somebody has had for a while: a fresh one is not taken for unchanged.
    os.utime(spec, (1, 1))
    generate_it = ["generate", str(spec), "--package", "pa", "--out", str(tmp_path)]
    runs = {
        "clientgen --help": (["--help"], NOT_YET | {"pydantic"}),
        "generate, cold": (generate_it, NEEDLESS),
        "generate, nothing changed": (generate_it, NOT_YET),
    }
    for name, (arguments, needless) in runs.items():
        found = loaded(repository, tmp_path / "cache", *arguments)
        assert not needless & {module.partition(".")[0] for module in found["third party"]}, name
        hold(f"{name}: own modules", len(found["own"]))
        hold(f"{name}: third party modules", len(found["third party"]))
    assert (tmp_path / "pa" / "client.py").is_file()


def test_slow_tools_of_a_run(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"black": 0}

    def asked(text: str, width: int = LINE) -> str:
        counts["black"] += 1
        return blacken(text, width)

    formatter.asked.cache_clear()
    formatter.asked_member.cache_clear()
    monkeypatch.setattr(formatter, "blacken", asked)
    spec = repository / "spec"
    config = load_config(spec / "clientgen.toml")
    generate(spec / "processautomation.yaml", config, overlay=spec / "overlay.yaml")
    assert counts["black"] <= BUDGETS["generate: statements black is asked about"]


@pytest.mark.slow
def test_instructions_of_a_call(repository: Path) -> None:
    valgrind = shutil.which("valgrind")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    name = f"call of 25 entities: thousand instructions on Python {version}"
    if valgrind is None:
        pytest.skip("valgrind is not installed: no way to count instructions")
    if name not in BUDGETS:
        pytest.skip(f"no budget of instructions for Python {version}")

    def instructions(calls: int) -> int:
        tool = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        command = [*tool, sys.executable, str(HERE / "program.py"), "call", str(calls)]
        done = process(*command, more=environment(repository))
        found = re.search(r"Collected : (\d+)", done.stderr)
        assert found, done.stderr
        return int(found[1])

    # What it takes to start is the same in both.
    hold(name, round((instructions(60) - instructions(20)) / 40 / 1000))
