"""``generated/`` is a distribution as it stands: it builds, installs and imports."""

from __future__ import annotations

import email
import json
import shutil
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support.programs import process

pytestmark = pytest.mark.slow

PACKAGE = "genesys_process_automation"
BUILD = """
import sys
from setuptools import build_meta
out = sys.argv[1]  # read once: setuptools leaves its own arguments there
build_meta.build_wheel(out)
build_meta.build_sdist(out)
"""
USE = f"""
import importlib.metadata as metadata, json, pathlib, {PACKAGE} as package
files = pathlib.Path(package.__file__).parent
print(json.dumps({{
    "where": str(files),
    "version": [package.__version__, metadata.version("genesys-process-automation")],
    "operations": len(package.OPERATIONS),
    "shipped": [(files / name).is_file() for name in ("py.typed", "clientgen.json")],
    "base_url": package.Client(access_token="t").base_url,
}}))
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = process(*command, folder=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build wheel and sdist with what the lock file has: no network, nothing fetched."""
    place = tmp_path_factory.mktemp("dist")
    # A copy, as building leaves folders of its own behind.
    source = place / "source"
    shutil.copytree(
        repository / "generated", source, ignore=shutil.ignore_patterns("__pycache__", "build")
    )
    (place / "out").mkdir()
    run(sys.executable, "-c", BUILD, place / "out", cwd=source)
    (wheel,) = (place / "out").glob("*.whl")
    (sdist,) = (place / "out").glob("*.tar.gz")
    return wheel, sdist


def emitted(repository: Path) -> set[str]:
    manifest = f"{PACKAGE}/clientgen.json"
    listed = json.loads((repository / "generated" / manifest).read_text("utf-8"))["files"]
    return {path for path in listed if path.startswith(f"{PACKAGE}/")} | {manifest}


def test_the_wheel_holds_the_package_and_says_what_it_is(
    built: tuple[Path, Path], repository: Path
) -> None:
    with zipfile.ZipFile(built[0]) as wheel:
        names = set(wheel.namelist())
        (path,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_string(wheel.read(path).decode("utf-8"))

    assert {name for name in names if ".dist-info/" not in name} == emitted(repository)
    assert metadata["Name"] == "genesys-process-automation"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    wanted = [text for text in metadata.get_all("Requires-Dist", []) if "extra ==" not in text]
    needed = sorted(text.partition("<")[0].partition(">")[0] for text in wanted)
    assert needed == ["httpx2", "pydantic"]
    readme = (repository / "generated" / "README.md").read_text("utf-8")
    assert str(metadata.get_payload()).strip() == readme.strip()


def test_the_sdist_holds_what_is_needed_to_build_it(
    built: tuple[Path, Path], repository: Path
) -> None:
    with tarfile.open(built[1]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    assert emitted(repository) | {"pyproject.toml", "README.md", "PKG-INFO"} <= names


@pytest.mark.parametrize("kind", [0, 1], ids=["wheel", "sdist"])
def test_it_installs_into_a_fresh_environment(
    built: tuple[Path, Path], tmp_path: Path, kind: int
) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    site = Path(
        run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=tmp_path)[:-1]
    )
    install = ("-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet")
    # The libraries it needs, and setuptools to build an sdist: those of this environment.
    (site / "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    run(sys.executable, *install, "--no-build-isolation", built[kind], cwd=tmp_path)

    told = json.loads(run(python, "-c", USE, cwd=tmp_path))

    assert Path(told["where"]) == site / PACKAGE
    assert told["version"][0] == told["version"][1]
    assert told["operations"] == 17
    assert told["base_url"] == "https://api.mypurecloud.com"
    assert told["shipped"] == [True, True]
