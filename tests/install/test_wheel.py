"""What a user installs: wheel and sdist are whole, and the commands work where no repository is."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.programs import process

pytestmark = [pytest.mark.install, pytest.mark.timeout(600)]

OPENAPI = """\
openapi: 3.1.0
info: {title: Things, version: '1'}
servers: [{url: 'https://things.test'}]
paths:
  /api/v2/x/things/{id}:
    get:
      operationId: getThing
      tags: [things]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: one
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
components:
  schemas:
    Thing: {type: object, properties: {name: {type: string}}}
"""
# What asks a service of somebody else's, which no test may reach.
NEEDS_NETWORK = {"clientgen update"}


def run(*command: str | Path, cwd: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, without anything of this repository on Python's path."""
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("PYTHON")}
    return process(*command, folder=cwd, text=text, timeout=500, environment=environment)


def succeed(*command: str | Path, cwd: Path, text: str = "") -> str:
    """Run a command that must succeed, and give what it prints."""
    done = run(*command, cwd=cwd, text=text)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def tracked(repository: Path) -> list[str]:
    """List the files of the repository."""
    return succeed("git", "ls-files", cwd=repository).splitlines()


@pytest.fixture(scope="module")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Build an sdist of the repository's files, and a wheel out of the unpacked sdist."""
    root = tmp_path_factory.mktemp("build")
    source = root / "source"
    for name in tracked(repository):
        if name.startswith(("generator/", "templates/")) or "/" not in name:
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(repository / name, target)
    backend = "import setuptools.build_meta as b, sys; print(b.{}(sys.argv[1]))"
    succeed(sys.executable, "-c", backend.format("build_sdist"), root, cwd=source)
    (sdist,) = root.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(root / "unpacked", filter="data")
    (unpacked,) = (root / "unpacked").iterdir()
    succeed(sys.executable, "-c", backend.format("build_wheel"), root, cwd=unpacked)
    (wheel,) = root.glob("*.whl")
    return {"sdist": sdist, "wheel": wheel}


@pytest.fixture(scope="module")
def installed(
    built: Mapping[str, Path], repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Install the wheel, with what the lock file says, into an environment of its own."""
    root = tmp_path_factory.mktemp("environment")
    succeed(sys.executable, "-m", "venv", root / "venv", cwd=root)
    programs = root / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = (programs / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    succeed(*pip, "--require-hashes", "-r", repository / "requirements.lock", cwd=root)
    succeed(*pip, "--no-deps", "--no-index", built["wheel"], cwd=root)
    return programs


def test_the_wheel_holds_every_source_and_template(
    built: Mapping[str, Path], repository: Path
) -> None:
    with zipfile.ZipFile(built["wheel"]) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    expected = {
        name.removeprefix("generator/") if name.startswith("generator/") else f"clientgen/{name}"
        for name in tracked(repository)
        if name.startswith(("generator/clientgen/", "templates/"))
    }

    assert len(expected) > 100
    assert held == expected


def test_the_commands_work_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    clientgen, python = installed / "clientgen", installed / "python"
    version = succeed(clientgen, "--version", cwd=tmp_path)
    assert version == succeed(python, "-m", "clientgen", "--version", cwd=tmp_path)
    assert succeed(clientgen, "--help", cwd=tmp_path) == succeed(
        python, "-m", "clientgen", "--help", cwd=tmp_path
    )
    (tmp_path / "api.yaml").write_text(OPENAPI)
    assert "things 0.1.0" in succeed(clientgen, "generate", "api.yaml", cwd=tmp_path)
    succeed(python, "-W", "error", "-c", "import things; things.Client(auth=None)", cwd=tmp_path)
    assert "valid OpenAPI" in run(clientgen, "validate", "api.yaml", cwd=tmp_path).stderr
    page = succeed(clientgen, "diff", "api.yaml", "api.yaml", "--format", "html", cwd=tmp_path)
    assert "<html" in page

    for piped in ("-", "/dev/stdin"):
        succeed(clientgen, "generate", piped, "--out", piped[-2:], cwd=tmp_path, text=OPENAPI)
        assert (tmp_path / piped[-2:] / "things" / "client.py").is_file()
    succeed("bash", "-c", f"{clientgen} generate <(cat api.yaml) --out sub", cwd=tmp_path)
    assert (tmp_path / "sub" / "things" / "client.py").is_file()


@pytest.mark.parametrize("command", ["generate", "extract", "update", "vendor lib"])
def test_what_misses_its_input_says_what_to_type(
    installed: Path, tmp_path: Path, command: str
) -> None:
    done = run(installed / "clientgen", *command.split(), cwd=tmp_path)

    assert done.returncode == 2
    assert "there is no clientgen.toml here and no spec/clientgen.toml: " in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_commands_of_the_first_page_work_as_printed(
    installed: Path, repository: Path, tmp_path: Path
) -> None:
    page = (repository / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    lines = [re.findall(r"^\$ (clientgen [^#\n]*)", block, re.MULTILINE) for block in blocks]
    anywhere = [line.strip() for block in lines[:2] for line in block]
    in_project = [line.strip() for line in lines[2]]
    assert len(anywhere) >= 6 and len(in_project) >= 3

    (tmp_path / "openapi.yaml").write_text(OPENAPI)
    (tmp_path / "upstream.json").write_text(OPENAPI)
    (tmp_path / "src").mkdir()
    for line in anywhere:
        succeed(installed / "clientgen", *shlex.split(line)[1:], cwd=tmp_path)
    succeed(installed / "python", "-c", "from my_client import Client", cwd=tmp_path / "src")

    project = tmp_path / "project"
    shutil.copytree(repository / "spec", project / "spec")
    for line in in_project:
        if line not in NEEDS_NETWORK:
            succeed(installed / "clientgen", *shlex.split(line)[1:], cwd=project)
    assert (project / "generated" / "genesys_process_automation" / "client.py").is_file()
