"""What is written can be used: it imports, its types build, its updates lose nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from clientgen.base.configuration import Config, load_config
from clientgen.compare import CompareSettings, compare_versions, prepare_version
from clientgen.document.load import bundle, read
from clientgen.emit.pipeline import Generated, generate
from clientgen.emit.verify_output import VerificationError, verify
from tests.support.files import write
from tests.support.programs import mypy

from .fresh import import_everything, lose_nothing, updates

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CORPUS = ROOT / "tests/corpus/documents"
OWN = sorted((HERE / "documents").iterdir())
GOLDEN = sorted((ROOT / "tests/golden").glob("*/spec.yaml"))
OTHERS = [*sorted(CORPUS.glob("*.yaml")), CORPUS / "multifile/openapi.yaml"]
FRAGMENT = ROOT / "spec/processautomation.yaml"
HISTORY = sorted((ROOT / "spec/history").glob("*.yaml"))
WHOLE = sorted((ROOT / "tests/corpus/genesys").glob("*.gz"))


def name_of(path: Path) -> str:
    return path.parent.name if path.stem in ("spec", "openapi") else path.stem


def config_of(path: Path) -> Config:
    beside = ROOT / "spec/clientgen.toml" if path == FRAGMENT else path.parent / "clientgen.toml"
    return load_config(beside) if beside.exists() else Config()


@cache
def made(path: Path) -> Generated:
    return generate(path, config_of(path), package="whole")


@pytest.mark.parametrize("path", [*OWN, *GOLDEN, *OTHERS, FRAGMENT], ids=name_of)
def test_what_is_generated_is_verified(path: Path) -> None:
    found = made(path)
    verify(found.files, found.api, found.plan)
    files = {**found.files, "whole/client.py": "from .nowhere import x\n"}
    with pytest.raises(VerificationError):
        verify(files, found.api, found.plan)


@pytest.mark.parametrize("path", [*OWN, *GOLDEN], ids=name_of)
def test_everything_imports_and_builds(path: Path, tmp_path: Path) -> None:
    found = made(path)
    write(found.files, tmp_path)
    assert import_everything("whole", tmp_path) == len(found.api.operations) > 0


@pytest.mark.parametrize("path", [*OWN, *GOLDEN, *OTHERS, FRAGMENT], ids=name_of)
def test_an_update_loses_nothing_in_a_fresh_process(path: Path, tmp_path: Path) -> None:
    cases = updates(made(path).plan)
    write(made(path).files, tmp_path)
    if cases:
        lose_nothing("whole", tmp_path, cases)


def test_some_updates_are_tried() -> None:
    paths = [*OWN, *GOLDEN, *OTHERS, FRAGMENT]
    assert sum(bool(updates(made(path).plan)) for path in paths) >= 4


# What has no operation is refused: there is nothing to compare.
@pytest.mark.parametrize(
    "path",
    [path for path in (*OWN, *GOLDEN, *OTHERS, *HISTORY) if path.stem != "none"],
    ids=name_of,
)
def test_nothing_differs_from_itself(path: Path) -> None:
    assert_same(path)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("path", WHOLE, ids=name_of)
def test_nothing_of_a_whole_document_differs_from_itself(path: Path) -> None:
    assert_same(path)


def assert_same(path: Path) -> None:
    side = prepare_version(bundle(read(path)), CompareSettings(config_of(path), None))
    report = compare_versions(side, side)
    assert report.findings == ()


def test_documents_with_names_of_ours_type_check(tmp_path: Path) -> None:
    names: list[str] = []
    for path in OWN:
        names.append(f"whole_{path.stem}")
        write(generate(path, Config(), package=names[-1]).files, tmp_path)
    mypy(tmp_path, *names)


def test_an_action_of_the_root_has_a_method() -> None:
    plan = made(HERE / "documents/root_action.json").plan
    assert sorted(method.path for method in plan.methods) == ["change_tags.create", "tags.get"]
