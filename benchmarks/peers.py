"""The peers: their environments, pinned with hashes, and the clients they make of our fragment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "benchmarks"
WORK = HERE / ".work"
CLIENTS = WORK / "clients"
FRAGMENT = ROOT / "spec" / "processautomation.yaml"
LOCKS = {
    "floors": HERE / "peers" / "floors.lock",
    "openapi-python-client": HERE / "peers" / "openapi-python-client.lock",
    "openapi-generator": HERE / "peers" / "openapi-generator.lock",
    "sdk": ROOT / "requirements-sdk.lock",
}


@dataclass(frozen=True, slots=True)
class Client:
    """A client that is measured.

    Args:
        name: as `programs.py` knows it.
        title: as the tables show it.
        venv: the environment it runs in.
        path: what is added to the import path.
        is_async: whether it has an async form.
        is_floor: written by hand, to show what the stack itself costs.
    """

    name: str
    title: str
    venv: str
    path: Path | None
    is_async: bool = False
    is_floor: bool = False


EVERY = (
    Client("ours", "this project", "floors", ROOT / "generated", is_async=True),
    Client("sdk", "official SDK", "sdk", None),
    Client(
        "openapi-python-client",
        "openapi-python-client",
        "openapi-python-client",
        CLIENTS / "opc",
        is_async=True,
    ),
    Client("openapi-generator", "openapi-generator", "openapi-generator", CLIENTS / "og"),
    Client(
        "dcg-pydantic",
        "datamodel-code-generator, pydantic",
        "floors",
        CLIENTS / "dcg-pydantic",
        is_async=True,
    ),
    Client(
        "dcg-msgspec",
        "datamodel-code-generator, msgspec",
        "floors",
        CLIENTS / "dcg-msgspec",
        is_async=True,
    ),
    Client(
        "floor-httpx2-pydantic",
        "by hand: httpx2 + pydantic",
        "floors",
        HERE / "floors",
        is_async=True,
        is_floor=True,
    ),
    Client(
        "floor-http.client-msgspec",
        "by hand: http.client + msgspec",
        "floors",
        HERE / "floors",
        is_floor=True,
    ),
    Client("floor-http.client-json", "by hand: http.client + json", "floors", None, is_floor=True),
    Client("bare-python", "Python, doing nothing", "floors", None, is_floor=True),
)
TITLES = {client.name: client.title for client in EVERY}


def python(venv: str) -> Path:
    """The interpreter of an environment."""
    return HERE / ".venvs" / venv / "bin" / "python"


def jar() -> Path:
    """The jar inside openapi-generator's distribution."""
    (found,) = (HERE / ".venvs" / "openapi-generator").glob("lib/python*/site-packages/*/*.jar")
    return found


def install() -> None:
    """Make every environment whose lock file has changed."""
    for name, lock in LOCKS.items():
        venv = HERE / ".venvs" / name
        stamp = venv / f".lock-{zlib.crc32(lock.read_bytes()):08x}"
        if stamp.exists():
            continue
        print(f"installing {name}", flush=True)
        run([sys.executable, "-m", "venv", "--clear", str(venv)])
        pip = [str(python(name)), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "-r", str(lock)])
        stamp.touch()


def why_not(client: str) -> str | None:
    """Why a peer cannot run here, if it cannot."""
    if client == "openapi-generator" and shutil.which("java") is None:
        return "needs Java"
    return None


def command(peer: str, spec: Path, out: Path) -> tuple[list[str], dict[str, str]]:
    """How a peer makes a client of a document.

    Args:
        peer: its name among `GENERATORS`.
        spec: the document.
        out: a directory that does not exist yet.

    Returns:
        The command and what it needs in its environment.
    """
    if peer == "ours":
        made = [sys.executable, "-m", "clientgen", "generate", str(spec), "--package", "pa_ours"]
        return [*made, "--out", str(out)], {"PYTHONPATH": str(ROOT)}
    if peer == "openapi-python-client":
        home = python("openapi-python-client").parent
        made = [str(home / "openapi-python-client"), "generate", "--path", str(spec)]
        # It formats with ruff, which it looks for on the path.
        path = {"PATH": f"{home}{os.pathsep}{os.environ['PATH']}"}
        return [*made, "--meta", "none", "--output-path", str(out / "pa_opc")], path
    if peer == "openapi-generator":
        made = ["java", "-jar", str(jar()), "generate", "-i", str(spec), "-g", "python"]
        return [*made, "--skip-validate-spec", "-o", str(out), "--package-name", "pa_og"], {}
    kind = {"dcg-pydantic": "pydantic_v2.BaseModel", "dcg-msgspec": "msgspec.Struct"}[peer]
    made = [sys.executable, "-m", "datamodel_code_generator", "--input", str(spec)]
    made += ["--input-file-type", "openapi", "--output-model-type", kind, "--disable-timestamp"]
    made += ["--target-python-version", "3.11", "--formatters", "builtin"]
    made += ["--output", str(out / "pa_models.py"), "--generate-client", "httpx2"]
    made += ["--client-output", str(out / "pa_client"), "--client-package", "pa_client"]
    return [*made, "--client-model-package", "pa_models"], {}


GENERATORS = ("ours", "openapi-python-client", "openapi-generator", "dcg-pydantic", "dcg-msgspec")
_HOMES = {"openapi-python-client": "opc", "openapi-generator": "og"}


def generate() -> None:
    """Have every peer make its client of our fragment, anew."""
    shutil.rmtree(CLIENTS, ignore_errors=True)
    for peer in GENERATORS[1:]:
        reason = why_not(peer)
        if reason:
            print(f"{peer}: skipped, {reason}", flush=True)
            continue
        out = CLIENTS / _HOMES.get(peer, peer)
        out.mkdir(parents=True)
        arguments, environment = command(peer, FRAGMENT, out)
        run(arguments, environment)


def run(arguments: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command to its end; show what it said only when it fails."""
    done = subprocess.run(
        arguments,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments[:4])} failed:\n{done.stdout[-2000:]}")
