"""Vendoring: what is copied, kept current, pruned and refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from clientgen.files.owned_files import MANIFEST
from clientgen.files.vendor import Deviation, deviations, read_package
from tests.support.files import texts as tree
from tests.support.files import touched
from tests.support.programs import clientgen

from .conftest import CURRENT, OLDER, PACKAGE, Emit


def test_a_copy_holds_the_package_and_a_manifest_of_its_own(emit: Emit, tmp_path: Path) -> None:
    source = emit(CURRENT, "1.1.0")
    code, said, _ = clientgen("vendor", tmp_path / "app", "--package", source)

    assert code == 0
    assert f"{PACKAGE} 1.1.0  from API version 269.0.0" in said
    copied = tree(tmp_path / "app")
    manifest = json.loads(copied.pop(f"{PACKAGE}/{MANIFEST}"))
    assert copied == {f"{PACKAGE}/{path}": text for path, text in CURRENT.items()}
    assert manifest["version"] == "1.1.0"
    assert manifest["api_version"] == "269.0.0"
    assert manifest["vendored_from"] == PACKAGE
    assert set(manifest["files"]) == set(copied)


def test_a_second_run_changes_nothing(emit: Emit, tmp_path: Path) -> None:
    source = emit(CURRENT, "1.1.0")
    clientgen("vendor", tmp_path / "app", "--package", source)
    before = touched(tmp_path / "app")

    code, said, _ = clientgen("vendor", tmp_path / "app", "--package", source)

    assert code == 0 and "0 files written, 5 unchanged, 0 removed" in said
    assert touched(tmp_path / "app") == before


def test_an_older_copy_is_updated_and_pruned_and_the_users_files_stay(
    emit: Emit, tmp_path: Path
) -> None:
    app = tmp_path / "app"
    clientgen("vendor", app, "--name", "api", "--package", emit(OLDER, "1.0.0"))
    (app / "api" / "helpers.py").write_text("ours = 1\n", "utf-8")
    (app / "main.py").write_text("import api\n", "utf-8")

    code, said, _ = clientgen("vendor", app, "--name", "api", "--package", emit(CURRENT, "1.1.0"))

    assert code == 0 and "1 removed" in said
    left = tree(app)
    assert json.loads(left.pop(f"api/{MANIFEST}"))["version"] == "1.1.0"
    assert left == {
        **{f"api/{path}": text for path, text in CURRENT.items()},
        "api/helpers.py": "ours = 1\n",
        "main.py": "import api\n",
    }
    assert not (app / "api" / "parts").exists()


def test_a_copy_can_be_vendored_further(emit: Emit, tmp_path: Path) -> None:
    clientgen("vendor", tmp_path / "a", "--name", "first", "--package", emit(CURRENT, "1.1.0"))
    code, _, _ = clientgen("vendor", tmp_path / "b", "--package", tmp_path / "a" / "first")

    assert code == 0
    assert (tmp_path / "b" / "first" / "client.py").read_text("utf-8") == CURRENT["client.py"]


# --check


def test_check_passes_on_a_current_copy(emit: Emit, tmp_path: Path) -> None:
    source = emit(CURRENT, "1.1.0")
    clientgen("vendor", tmp_path, "--name", "api", "--package", source)
    (tmp_path / "api" / "helpers.py").write_text("ours = 1\n", "utf-8")

    code, said, _ = clientgen("vendor", tmp_path, "--name", "api", "--package", source, "--check")

    assert code == 0 and "5 files are current and untouched" in said


def test_check_tells_every_way_a_copy_deviates(emit: Emit, tmp_path: Path) -> None:
    clientgen("vendor", tmp_path, "--name", "api", "--package", emit(OLDER, "1.0.0"))
    (tmp_path / "api" / "client.py").write_text("mine = 1\n", "utf-8")
    (tmp_path / "api" / "py.typed").unlink()
    source = emit(CURRENT, "1.1.0")
    before = tree(tmp_path / "api")

    code, said, _ = clientgen("vendor", tmp_path, "--name", "api", "--package", source, "--check")

    assert code == 1
    assert deviations(read_package(source), tmp_path, "api") == [
        Deviation("api/__init__.py", "outdated"),
        Deviation("api/client.py", "touched"),
        Deviation(f"api/{MANIFEST}", "outdated"),
        Deviation("api/new.py", "missing"),
        Deviation("api/parts/old.py", "unneeded"),
        Deviation("api/py.typed", "missing"),
    ]
    assert f"touched   {tmp_path / 'api' / 'client.py'}" in said
    assert "is 1.0.0, current is 1.1.0" in said
    assert tree(tmp_path / "api") == before


# Refusals


@pytest.mark.parametrize("path", ["parts/old.py", "new.py", "client.py"])
def test_a_file_in_the_way_is_not_touched_unless_forced(
    emit: Emit, tmp_path: Path, path: str
) -> None:
    """One to remove, one that is not of the copy, one to replace: each is the user's now."""
    clientgen("vendor", tmp_path, "--name", "api", "--package", emit(OLDER, "1.0.0"))
    edited = tmp_path / "api" / path
    edited.write_text("mine = 1\n", "utf-8")
    before = tree(tmp_path / "api")
    again = ("vendor", tmp_path, "--name", "api", "--package", emit(CURRENT, "1.1.0"))

    code, _, complaint = clientgen(*again)
    said = "none of this package's" if path == "new.py" else "edited by hand"
    assert code == 2 and str(edited) in complaint and said in complaint
    assert tree(tmp_path / "api") == before

    assert clientgen(*again, "--force").code == 0
    assert tree(tmp_path / "api").get(path) == CURRENT.get(path)


def test_somebody_elses_package_is_not_overwritten(emit: Emit, tmp_path: Path) -> None:
    foreign = tmp_path / "api" / "__init__.py"
    foreign.parent.mkdir()
    foreign.write_text("theirs = 1\n", "utf-8")
    source = emit(CURRENT, "1.1.0")

    code, _, complaint = clientgen("vendor", tmp_path, "--name", "api", "--package", source)

    assert code == 2 and "none of this package's" in complaint
    assert tree(tmp_path / "api") == {"__init__.py": "theirs = 1\n"}


NAMES = ("class", "2fast", "with-dash", "a.b", "..", "", "__pycache__", "été", "a/b", "con")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        *((("app", "--name", name, "--package", "SOURCE"), "error: ") for name in NAMES),
        (("file", "--package", "SOURCE"), "not a directory"),
        (("app", "--package", "."), "no generated package here"),
        (("app", "--package", "empty"), "the manifest lists no package"),
        (("app", "--package", "SOURCE", "--check"), "there is no vendored copy here"),
        (("app", "--package", "SOURCE", "--config", "x.toml"), "contradict"),
        (("app", "--package", "SOURCE", "--check", "--force"), "contradict"),
    ],
)
def test_bad_usage_is_refused(
    emit: Emit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    source = emit(CURRENT, "1.1.0")
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / MANIFEST).write_text('{"package": "small_api", "files": {}}', "utf-8")
    monkeypatch.chdir(tmp_path)
    before = tree(tmp_path)

    given = (source if word == "SOURCE" else word for word in arguments)
    code, out, complaint = clientgen("vendor", *given)

    assert (code, out) == (2, "") and said in complaint
    assert tree(tmp_path) == before and not (tmp_path / "app").exists()


def test_a_symbolic_link_as_place_is_refused(emit: Emit, tmp_path: Path) -> None:
    source = emit(CURRENT, "1.1.0")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / PACKAGE).symlink_to(tmp_path / "real")

    for place in ("link", "app"):
        code, _, complaint = clientgen("vendor", tmp_path / place, "--package", source)
        assert code == 2 and "symbolic link" in complaint
    assert tree(tmp_path / "real") == {}


def test_the_generated_tree_itself_is_refused(emit: Emit, tmp_path: Path) -> None:
    source, other = emit(CURRENT, "1.1.0"), emit(OLDER, "1.0.0")
    before = tree(source.parent), tree(other.parent)

    itself = clientgen("vendor", source.parent, "--package", source, "--force")
    beside = clientgen("vendor", other.parent, "--package", source, "--force")

    assert itself[0] == 2 and "the package itself" in itself[2]
    assert beside[0] == 2 and "`clientgen generate` keeps this package" in beside[2]
    # Above all the README, which the other manifest lists and this copy does not hold.
    assert (tree(source.parent), tree(other.parent)) == before


def test_an_edited_source_is_refused(emit: Emit, tmp_path: Path) -> None:
    source = emit(CURRENT, "1.1.0")
    (source / "client.py").write_text("mine = 1\n", "utf-8")
    code, _, complaint = clientgen("vendor", tmp_path / "app", "--package", source)

    assert code == 2 and str(source / "client.py") in complaint and "generate" in complaint
    assert not (tmp_path / "app").exists()


# From where


def test_without_a_configuration_it_says_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, complaint = clientgen("vendor", "lib", "--name", "pa")

    assert code == 2 and "--package DIR" in complaint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["clientgen.toml", "spec/clientgen.toml"])
def test_the_configuration_of_the_directory_is_used(
    emit: Emit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    source = emit(CURRENT, "1.1.0")
    (tmp_path / "spec").mkdir()
    out = os.path.relpath(source.parent, (tmp_path / place).parent)
    (tmp_path / place).write_text(f'[package]\nname = "{PACKAGE}"\nout = "{out}"\n', "utf-8")
    monkeypatch.chdir(tmp_path)

    assert clientgen("vendor", "lib")[0] == 0
    assert (tmp_path / "lib" / PACKAGE / "new.py").is_file()
    named = ("vendor", "other", "--config", tmp_path / place)
    assert clientgen(*named)[0] == 0
    assert (tmp_path / "other" / PACKAGE / "new.py").is_file()


def test_a_package_that_does_not_fit_together_is_not_copied(emit: Emit, tmp_path: Path) -> None:
    files = {path: text for path, text in CURRENT.items() if path != "new.py"}
    code, _, told = clientgen("vendor", tmp_path / "app", "--package", emit(files, "1.1.0"))
    assert code == 2
    assert "does not fit together" in told and "'.new', a module that is not there" in told
    assert not (tmp_path / "app").exists()
