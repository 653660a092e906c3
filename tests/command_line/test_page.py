"""The commands of docs/command-line.md, run as they are printed, and what `emit` adds for them."""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from genesys_process_automation import models
from genesys_process_automation.testing import FakeService

from clientgen.base.configuration import parse_config
from clientgen.emit.pipeline import generate
from tests.support.programs import process

_SPEC = Path(__file__).resolve().parents[1] / "golden" / "paging" / "spec.yaml"


@pytest.fixture
def fake() -> Iterator[tuple[FakeService, str]]:
    fake = FakeService(page_size=2)
    for name in ("one", "two", "three"):
        fake.add(fake.example(models.Trigger, id=name, name=name))
    with fake.serve() as served:
        yield fake, served.url


def test_the_commands_of_the_page(
    repository: Path, tmp_path: Path, fake: tuple[FakeService, str]
) -> None:
    service, url = fake
    page = (repository / "docs" / "command-line.md").read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S)
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    more = {
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(repository / "generated"),
        "GENESYSCLOUD_ACCESS_TOKEN": "token",
        "GENESYSCLOUD_BASE_URL": url,
    }
    written: list[str] = []
    for block in blocks:
        done = process("bash", "-e", "-c", block, folder=tmp_path, more=more)
        assert (done.returncode, done.stderr) == (0, ""), block
        written.append(done.stdout)

    assert len(blocks) == 4
    assert written[0].startswith("ID ")
    assert "curl -X GET" in written[2]
    created = (tmp_path / "created.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["name"] for line in created] == ["one", "two", "three"]
    assert len(service.entities(models.Trigger)) == 6


def test_nothing_is_emitted_unasked() -> None:
    plain = generate(_SPEC, parse_config({}, "test"), package="shop")
    asked = parse_config({"package": {"emit": ["package", "project", "cli"]}}, "test")
    more = generate(_SPEC, asked, package="shop")

    added = {path for path in more.files if path.startswith("shop/")} - {*plain.files}
    assert {path.split("/")[1] for path in added} == {"__main__.py", "cli"}
    assert all(
        more.files[path] == text
        for path, text in plain.files.items()
        if path != "shop/clientgen.json"
    )
    project = tomllib.loads(more.files["pyproject.toml"])["project"]
    assert project["scripts"] == {"shop": "shop.cli:main"}
    assert project["optional-dependencies"]["cli"] == ["pyyaml>=6,<7"]
