"""``clientgen generate``: what it writes, what it says, how it exits."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.files import snapshot
from tests.support.programs import Ran, clientgen, process

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SPEC = str(GOLDEN / "minimal/spec.yaml")


def run(*arguments: str | Path) -> Ran:
    return clientgen("generate", *arguments)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_package_without_settings(tmp_path: Path) -> None:
    code, out, err = run(SPEC, "--package", "thing_api", "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    assert "thing_api 0.1.0  from API version 1" in out
    assert "1 operations (0 paged) in 1 resources, 1 models" in out
    written = snapshot(tmp_path / "out")
    assert {path.partition("/")[0] for path in written} == {"thing_api"}
    assert {"thing_api/__init__.py", "thing_api/py.typed", "thing_api/clientgen.json"} <= {*written}


def test_the_name_comes_from_the_title(tmp_path: Path) -> None:
    assert run(SPEC)[0] == 0
    assert (tmp_path / "minimal/__init__.py").exists()


def test_check_tells_and_writes_nothing(tmp_path: Path) -> None:
    code, out, _ = run(SPEC, "--out", "out", "--check")
    assert code == 1
    assert "would write   out/minimal/__init__.py" in out
    assert not (tmp_path / "out").exists()
    assert run(SPEC, "--out", "out")[0] == 0
    code, out, _ = run(SPEC, "--out", "out", "--check")
    assert (code, "files are current" in out) == (0, True)
    before = snapshot(tmp_path)
    code, out, _ = run(
        GOLDEN / "bodies/spec.yaml", "--package", "minimal", "--out", "out", "--check"
    )
    assert code == 1
    assert "would remove  out/minimal/resources/things.py" in out
    assert snapshot(tmp_path) == before


def test_a_second_run_says_that_nothing_changed() -> None:
    run(SPEC, "--out", "out")
    code, out, _ = run(SPEC, "--out", "out")
    assert code == 0
    assert "files are current" in out


def test_an_edited_file_stops_it(tmp_path: Path) -> None:
    run(SPEC, "--out", "out")
    edited = tmp_path / "out/minimal/models.py"
    edited.write_text("# mine")
    edit = snapshot(tmp_path)
    code, out, err = run(SPEC, "--out", "out")
    assert (code, out) == (2, "")
    assert err.startswith("error: out/minimal/models.py: ") and "--force" in err
    assert err.count("\n") == 1
    assert snapshot(tmp_path) == edit
    assert run(SPEC, "--out", "out", "--force")[0] == 0
    assert edited.read_text() != "# mine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "spec.yaml"),
        ("{", "spec.yaml:"),
        ("[]", "spec.yaml"),
        ("a: 1", "spec.yaml"),
        ("openapi: 9.9.9\ninfo: {title: x, version: '1'}\npaths: {}", "9.9.9"),
        ("openapi: 3.1.0\nopenapi: 3.1.0\n", "spec.yaml:2:1"),
        (
            "openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {/a: {$ref: '../x.yaml'}}",
            "--root",
        ),
    ],
)
def test_bad_documents(text: str, said: str, tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(text)
    code, out, err = run(spec, "--out", "out", "--package", "p")
    assert (code, out) == (2, "")
    assert err.startswith("error: ") and err.count("\n") == 1
    assert said in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (
            "{/a: {get: {responses: {'200': {$ref: '#/components/responses/None'}}}}}",
            "#/components/responses/None",
        ),
        ("{/a: {$ref: 'file:///x'}}", "'file:///x' leaves the document"),
    ],
)
def test_references_that_lead_nowhere(paths: str, said: str, tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(f"openapi: 3.1.0\ninfo: {{title: x, version: '1'}}\npaths: {paths}\n")
    code, out, err = run(spec, "--out", "out", "--package", "p", "--strict")
    assert (code, out) == (1, "")
    assert "warning reference-left-out" in err and said in err
    assert not (tmp_path / "out").exists()
    assert run(spec, "--out", "out", "--package", "p")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("none.yaml",),
        (SPEC, "--package", "a b"),
        (SPEC, "--package", "1a"),
        (SPEC, "--config", "none.toml"),
        (SPEC, "--no-such-option"),
        (SPEC, "two"),
        (),
    ],
)
def test_bad_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.strip()
    assert not snapshot(tmp_path)


def test_a_keyword_is_no_import_name(tmp_path: Path) -> None:
    code, _, err = run(SPEC, "--package", "class")
    assert code == 2 and "class" in err
    assert not snapshot(tmp_path)


def test_strict_stops_at_anything_odd(tmp_path: Path) -> None:
    # A response without a description breaks the standard and harms nobody.
    spec = tmp_path / "spec.yaml"
    text = Path(SPEC).read_text().replace("          description: it\n", "")
    spec.write_text(text)
    code, out, err = run(spec, "--out", "out", "--strict")
    assert (code, out) == (1, "")
    assert "warning" in err and "nothing written" in err
    assert not (tmp_path / "out").exists()
    code, _, err = run(spec, "--out", "out")
    assert code == 0 and "warning" in err
    assert (tmp_path / "out/minimal").is_dir()


def test_settings_are_found_beside(tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/openapi.yaml").write_text(Path(SPEC).read_text())
    (tmp_path / "spec/clientgen.toml").write_text('[package]\nname = "own"\nout = "../made"\n')
    assert run()[0] == 0
    assert os.listdir(tmp_path / "made") == ["own"]
    (tmp_path / "spec/clientgen.toml").write_text('[package]\nnmae = "own"\n')
    code, _, err = run()
    assert code == 2 and "did you mean 'name'?" in err


def test_a_configuration_out_of_a_pipe_is_refused(tmp_path: Path) -> None:
    # It would be read twice, and the second time hold nothing.
    command = ("-m", "clientgen", "generate", SPEC, "--config", "/dev/stdin", "--out", tmp_path)
    done = process(sys.executable, *command, text='[package]\nname = "mine"\n')
    assert done.returncode == 2 and "is no regular file" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_project_says_of_itself_what_the_configuration_says(tmp_path: Path) -> None:
    config = tmp_path / "clientgen.toml"
    more = 'license = "Apache-2.0"\nauthors = [{ name = "A \\"B\\"", email = "a@b.example" }]\n'
    config.write_text(
        f'[package]\nname = "mine"\nemit = ["package", "project"]\nout = "out"\n{more}'
        '[package.urls]\n"Bug tracker" = "https://x.example"\n',
        "utf-8",
    )
    assert run(SPEC, "--config", config)[0] == 0
    written = tomllib.loads((tmp_path / "out/pyproject.toml").read_text("utf-8"))
    assert written["project"]["license"] == "Apache-2.0"
    assert written["project"]["authors"] == [{"name": 'A "B"', "email": "a@b.example"}]
    assert written["project"]["urls"] == {"Bug tracker": "https://x.example"}
    assert written["tool"]["setuptools"]["packages"] == {"find": {"include": ["mine", "mine.*"]}}
    config.write_text('[package]\nname = "mine"\nemit = ["package", "project"]\nout = "out"\n')
    assert run(SPEC, "--config", config)[0] == 0
    bare = tomllib.loads((tmp_path / "out/pyproject.toml").read_text("utf-8"))["project"]
    assert not {"license", "authors", "urls"} & {*bare}


@pytest.mark.parametrize(
    "line",
    ['license = ""', 'license = "GPLv3"', 'license = "MIT AND"',
     'authors = [{ name = "a", email = "no address" }]',
     'license = "a\\nb"', 'authors = ["A"]', 'authors = [{ email = "a" }]',
     'urls = { x = "ftp://x" }'],
)  # fmt: skip
def test_what_a_project_cannot_say_is_refused(tmp_path: Path, line: str) -> None:
    config = tmp_path / "clientgen.toml"
    config.write_text(f"[package]\n{line}\n", "utf-8")
    code, out, err = run(SPEC, "--config", config)
    assert (code, out) == (2, "") and f"setting 'package.{line.partition(' ')[0]}" in err
