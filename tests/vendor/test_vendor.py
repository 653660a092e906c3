"""Vendoring: what is copied, kept current, pruned and refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from clientgen.files.owned_files import MANIFEST
from clientgen.files.vendor import Deviation, deviations, read_package

from .conftest import CURRENT, OLDER, PACKAGE, Emit, clientgen, tree


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
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "app" / PACKAGE).rglob("*")}

    code, said, _ = clientgen("vendor", tmp_path / "app", "--package", source)

    assert code == 0 and "0 files written, 5 unchanged, 0 removed" in said
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "app" / PACKAGE).rglob("*")}
    assert after == before


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


def test_check_of_nothing_is_bad_input(emit: Emit, tmp_path: Path) -> None:
    source = emit(CURRENT, "1.1.0")
    code, _, complaint = clientgen("vendor", tmp_path / "no", "--package", source, "--check")

    assert code == 2 and "there is no vendored copy here" in complaint
    assert not (tmp_path / "no").exists()


# Refusals


def test_an_edited_file_is_not_overwritten_unless_forced(emit: Emit, tmp_path: Path) -> None:
    clientgen("vendor", tmp_path, "--name", "api", "--package", emit(OLDER, "1.0.0"))
    edited = tmp_path / "api" / "client.py"
    edited.write_text("mine = 1\n", "utf-8")
    before = tree(tmp_path / "api")
    again = ("vendor", tmp_path, "--name", "api", "--package", emit(CURRENT, "1.1.0"))

    code, _, complaint = clientgen(*again)
    assert code == 2 and str(edited) in complaint and "edited by hand" in complaint
    assert tree(tmp_path / "api") == before

    assert clientgen(*again, "--force")[0] == 0
    assert edited.read_text("utf-8") == CURRENT["client.py"]


def test_an_edited_file_is_not_pruned(emit: Emit, tmp_path: Path) -> None:
    clientgen("vendor", tmp_path, "--name", "api", "--package", emit(OLDER, "1.0.0"))
    edited = tmp_path / "api" / "parts" / "old.py"
    edited.write_text("mine = 1\n", "utf-8")

    code, _, complaint = clientgen(
        "vendor", tmp_path, "--name", "api", "--package", emit(CURRENT, "1.1.0")
    )

    assert code == 2 and str(edited) in complaint
    assert edited.read_text("utf-8") == "mine = 1\n"


def test_somebody_elses_package_is_not_overwritten(emit: Emit, tmp_path: Path) -> None:
    foreign = tmp_path / "api" / "__init__.py"
    foreign.parent.mkdir()
    foreign.write_text("theirs = 1\n", "utf-8")

    code, _, complaint = clientgen(
        "vendor", tmp_path, "--name", "api", "--package", emit(CURRENT, "1.1.0")
    )

    assert code == 2 and "none of this package's" in complaint
    assert tree(tmp_path / "api") == {"__init__.py": "theirs = 1\n"}


@pytest.mark.parametrize(
    "name", ["class", "2fast", "with-dash", "a.b", "..", "", "__pycache__", "été", "a/b", "con"]
)
def test_an_odd_name_is_refused(emit: Emit, tmp_path: Path, name: str) -> None:
    source = emit(CURRENT, "1.1.0")
    code, _, complaint = clientgen("vendor", tmp_path / "app", "--name", name, "--package", source)

    assert code == 2 and complaint.startswith("error: ")
    assert not (tmp_path / "app").exists()


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


def test_a_file_as_place_is_refused(emit: Emit, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    code, _, complaint = clientgen("vendor", tmp_path / "file", "--package", emit(CURRENT, "1.1.0"))

    assert code == 2 and "not a directory" in complaint


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


def test_a_source_that_is_none_is_refused(tmp_path: Path) -> None:
    code, _, complaint = clientgen("vendor", tmp_path / "app", "--package", tmp_path)

    assert code == 2 and "no generated package here" in complaint


def test_a_manifest_without_a_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"package": "small_api", "files": {}}', "utf-8")
    code, _, complaint = clientgen("vendor", tmp_path / "app", "--package", tmp_path)

    assert code == 2 and "the manifest lists no package" in complaint


def test_options_that_contradict_each_other_are_refused(emit: Emit, tmp_path: Path) -> None:
    source = emit(CURRENT, "1.1.0")
    code, _, complaint = clientgen("vendor", tmp_path, "--package", source, "--config", "x.toml")
    assert code == 2 and "contradict" in complaint

    code, _, complaint = clientgen("vendor", tmp_path, "--package", source, "--check", "--force")
    assert code == 2 and "contradict" in complaint


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
