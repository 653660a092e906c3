"""A run that would change nothing is not run; anything that could change it is seen."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clientgen.base.resources import TEMPLATES
from clientgen.cli.program import app
from clientgen.emit.render import render
from clientgen.files import run_cache
from clientgen.files.journal import FOLDER
from clientgen.plan import PackagePlan
from tests.support.documents import TEXT, document, obj, responses
from tests.support.programs import Ran, clientgen

_LIST = {"operationId": "listPets", "responses": responses({"$ref": "parts.json#/Pet"})}
SPEC = document({"/pets": {"get": _LIST}}, info={"title": "Pets", "version": "1"})
PARTS = {"Pet": obj(name=TEXT)}
CONFIG = '[extract]\nfragment = "pets.json"\noverlay = "overlay.yaml"\n[package]\nname = "pets"\n'
OVERLAY = """\
overlay: 1.0.0
info: {title: t, version: '1'}
actions: [{target: $.info, update: {description: mended}}]
"""


class House:
    """A project with a config, a document in two files and an overlay."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("pets.json", json.dumps(SPEC))
        self.write("parts.json", json.dumps(PARTS))
        self.write("clientgen.toml", CONFIG)
        self.write("overlay.yaml", OVERLAY)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.write_text(text, encoding="utf-8")
        # Not in the moment of the run, which would be reason enough to keep no record.
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**10))

    @property
    def package(self) -> Path:
        return self.root / "generated" / "pets"

    def link(self, name: str) -> None:
        """Put a link to the same bytes in a file's place."""
        (self.package / name).rename(self.root / name)
        (self.package / name).symlink_to(self.root / name)

    def invoke(self, *options: str) -> Ran:
        return clientgen("generate", "--config", self.root / "clientgen.toml", *options)

    def run(self, *options: str) -> Ran:
        made = self.invoke(*options)
        assert made.code == 0, made.err
        return made

    def skips(self, *options: str) -> bool:
        return "files are current" in self.invoke(*options).out


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "house"
    root.mkdir()
    return House(root)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Path) -> Path:
    """A copy of the generator's sources and templates, where a test may change them."""
    copied = tmp_path / "own"
    compiled = shutil.ignore_patterns("__pycache__")
    for name in ("generator", "templates"):
        shutil.copytree(repository / name, copied / name, ignore=compiled)
    environment = run_cache.environment
    folders = [copied / "generator" / "clientgen", copied / "templates"]
    monkeypatch.setattr(run_cache, "environment", lambda: environment(folders))
    return copied


def test_the_second_run_is_skipped_and_imports_nothing_heavy(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "files written" in house.run().out
    # None makes an import of that name fail.
    for name in ("emit.pipeline", "base.configuration", "emit.render"):
        monkeypatch.setitem(sys.modules, f"clientgen.{name}", None)
    assert house.skips()
    assert house.skips()


def drop_overlay(house: House) -> None:
    house.write("clientgen.toml", CONFIG.replace('overlay = "overlay.yaml"\n', ""))
    (house.root / "overlay.yaml").unlink()


CHANGES: dict[str, Callable[[House], object]] = {
    "the document": lambda house: house.write("pets.json", json.dumps(SPEC, indent=1)),
    "a file it refers to": lambda house: house.write("parts.json", json.dumps(PARTS, indent=1)),
    "the overlay": lambda house: house.write("overlay.yaml", OVERLAY + "\n"),
    "the configuration": lambda house: house.write("clientgen.toml", CONFIG + "\n"),
    "the overlay is gone": drop_overlay,
    "a changelog appears": lambda house: house.write("CHANGELOG.md", "# Changelog\n"),
    "an output file is gone": lambda house: (house.package / "errors.py").unlink(),
    "an output file is edited": lambda house: (house.package / "errors.py").write_text("#"),
    "an output file is a link": lambda house: house.link("errors.py"),
    "the manifest is another": lambda house: (house.package / "clientgen.json").write_text("{}"),
    "a run was killed": lambda house: (house.package.parent / FOLDER).mkdir(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_seen(house: House, what: str) -> None:
    house.run()
    assert house.skips()
    CHANGES[what](house)
    assert not house.skips()


@pytest.mark.parametrize(
    "changed",
    [
        "generator/clientgen/types/names.py",
        "generator/clientgen/plan/build.py",
        "templates/package/client.py.jinja",
        "templates/package/_runtime/engine.py",
    ],
)
def test_another_generator_runs(house: House, own: Path, changed: str) -> None:
    house.run()
    assert house.skips()
    with (own / changed).open("a") as file:
        file.write("\n")
    assert not house.skips()
    (own / changed).unlink()
    assert not house.skips()


def test_another_option_runs(house: House, tmp_path: Path) -> None:
    house.run()
    assert house.skips()
    assert not house.skips("--package", "others")
    assert not house.skips("--out", str(tmp_path / "elsewhere"))
    assert not house.skips("--force")
    assert house.skips()


def test_strict_still_fails_on_what_was_odd(house: House) -> None:
    odd = {**SPEC, "info": {"title": "Pets", "version": "1", "contact": 5}}
    house.write("pets.json", json.dumps(odd))
    first = house.run()
    again = house.invoke()
    assert "files are current" in again.out
    assert "violates the OpenAPI standard" in first.err
    assert "violates the OpenAPI standard" in again.err
    assert house.invoke("--strict").code == 1


def test_the_environment_names_python_and_every_distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "black-1.dist-info").mkdir()
    before = run_cache.environment([], [str(tmp_path)])
    assert run_cache.environment([], [str(tmp_path)]) == before
    (tmp_path / "black-1.dist-info").rename(tmp_path / "black-2.dist-info")
    after = run_cache.environment([], [str(tmp_path)])
    assert after != before
    monkeypatch.setattr(sys, "version", "another")
    assert run_cache.environment([], [str(tmp_path)]) != after


def test_a_damaged_record_is_no_record(house: House, tmp_path: Path) -> None:
    house.run()
    (record,) = (tmp_path / "cache" / "clientgen").iterdir()
    for text in ("", "[]", "{}", record.read_text()[:-20]):
        record.write_text(text)
        assert not house.skips()


@pytest.mark.parametrize(
    "what",
    [
        name
        for name in CHANGES
        if "output" not in name and name not in {"a run was killed", "the manifest is another"}
    ],
)
def test_an_input_that_changes_during_the_run_is_seen(
    house: House, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def late(plan: PackagePlan, overlay: Path | None = None) -> dict[str, str]:
        CHANGES[what](house)
        return render(plan, overlay)

    monkeypatch.setattr("clientgen.emit.pipeline.render", late)
    house.run()
    monkeypatch.undo()
    assert not house.skips()


def test_templates_of_the_user_are_an_input(house: House, tmp_path: Path) -> None:
    mine = tmp_path / "templates"
    (mine / "package").mkdir(parents=True)
    (mine / "package" / "errors.py").write_text(
        (TEMPLATES / "package" / "errors.py").read_text("utf-8"), "utf-8"
    )
    option = ("--templates", str(mine))
    house.run(*option)
    assert house.skips(*option)
    assert not house.skips()
    (mine / "package" / "py.typed").write_text("")
    assert not house.skips(*option)


def test_what_is_piped_in_is_read_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(house.root)  # where its references to files lead
    arguments = ["generate", "-", "--package", "pets", "--out", str(house.root)]
    for title in ("Pets", "Cats"):
        text = json.dumps({**SPEC, "info": {"title": title, "version": "1"}})
        made = CliRunner().invoke(app, arguments, input=text)
        assert made.exit_code == 0, made.output
        assert f"of {title}" in (house.root / "pets" / "__init__.py").read_text()
