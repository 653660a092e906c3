"""The peers: their environments, pinned with hashes, and the clients they make of our fragment."""

from __future__ import annotations

import os
import shutil
import sys
import zlib
from pathlib import Path

from benchmarks.clients import CLIENTS, EVERY, HERE, ROOT, WORK
from benchmarks.measure import Failed, Work, once

FRAGMENT = ROOT / "spec" / "processautomation.yaml"
VENVS = HERE / ".venvs"
LOCKS = {
    "floors": HERE / "peers" / "floors.lock",
    "openapi-python-client": HERE / "peers" / "openapi-python-client.lock",
    "openapi-generator": HERE / "peers" / "openapi-generator.lock",
    "sdk": ROOT / "requirements-sdk.lock",
}
GENERATORS = ("ours", "openapi-python-client", "openapi-generator", "dcg-pydantic", "dcg-msgspec")


def python(venv: str) -> Path:
    """The interpreter of an environment."""
    return VENVS / venv / "bin" / "python"


def jar() -> Path:
    """The jar inside openapi-generator's distribution."""
    (found,) = (VENVS / "openapi-generator").glob("lib/python*/site-packages/*/*.jar")
    return found


def roots() -> Path:
    """A bundle of the usual roots: certifi's that a peer pins, else the machine's."""
    # Only here: a profile of a client's imports shall show this one, too.
    import ssl

    pinned = VENVS.glob("openapi-python-client/lib/python*/site-packages/certifi/cacert.pem")
    return next(pinned, Path(ssl.get_default_verify_paths().cafile or os.devnull))


def install() -> dict[str, str]:
    """Make every environment whose lock file has changed.

    Returns:
        Environment → why it could not be made.
    """
    failed: dict[str, str] = {}
    for name, lock in LOCKS.items():
        venv = VENVS / name
        stamp = venv / f".lock-{zlib.crc32(lock.read_bytes()):08x}"
        if stamp.exists():
            continue
        print(f"installing {name}", flush=True)
        pip = [str(python(name)), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        try:
            once(Work(name, [sys.executable, "-m", "venv", "--clear", str(venv)], {}))
            once(Work(name, [*pip, "--require-hashes", "-r", str(lock)], {}, limit=900))
        except Failed as reason:
            failed[name] = f"could not be installed: {reason}"
            continue
        stamp.touch()
    return failed


def command(peer: str, spec: Path, out: Path) -> tuple[list[str], dict[str, str]]:
    """How a peer makes a client of a document.

    Args:
        peer: its name among `GENERATORS`, or ``ours-reqwest``.
        spec: the document.
        out: a directory that does not exist yet.

    Returns:
        The command and what it needs in its environment.
    """
    ours = [sys.executable, "-m", "clientgen", "generate"]
    if peer == "ours":
        made = [*ours, str(spec), "--package", "pa_ours", "--out", str(out)]
        return made, {"PYTHONPATH": str(ROOT)}
    if peer == "ours-reqwest":
        return [*ours, "--config", str(_with_reqwest()), "--out", str(out)], {}
    if peer == "openapi-python-client":
        home = python("openapi-python-client").parent
        made = [str(home / "openapi-python-client"), "generate", "--path", str(spec)]
        # It formats with ruff, which it looks for on the path.
        path = {"PATH": f"{home}{os.pathsep}{os.environ['PATH']}"}
        return [*made, "--meta", "none", "--output-path", str(out / "pa_opc")], path
    if peer == "openapi-generator":
        java = shutil.which("java") or "java"
        made = [java, "-jar", str(jar()), "generate", "-i", str(spec), "-g", "python"]
        return [*made, "--skip-validate-spec", "-o", str(out), "--package-name", "pa_og"], {}
    kind = {"dcg-pydantic": "pydantic_v2.BaseModel", "dcg-msgspec": "msgspec.Struct"}[peer]
    made = [sys.executable, "-m", "datamodel_code_generator", "--input", str(spec)]
    made += ["--input-file-type", "openapi", "--output-model-type", kind, "--disable-timestamp"]
    made += ["--target-python-version", "3.11", "--formatters", "builtin"]
    made += ["--output", str(out / "pa_models.py"), "--generate-client", "httpx2"]
    made += ["--client-output", str(out / "pa_client"), "--client-package", "pa_client"]
    return [*made, "--client-model-package", "pa_models"], {}


def _with_reqwest() -> Path:
    """The configuration of this repository's package, with the optional transport."""
    folder = WORK / "spec"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "spec", folder, ignore=shutil.ignore_patterns("history", "upstream"))
    config = folder / "clientgen.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace('emit = ["package"', 'emit = ["reqwest", "package"'), "utf-8")
    return config


def generate() -> dict[str, str]:
    """Have every peer make its client of our fragment, anew.

    Returns:
        Peer → why it could not.
    """
    shutil.rmtree(CLIENTS, ignore_errors=True)
    failed: dict[str, str] = {}
    for peer in ("ours-reqwest", *GENERATORS[1:]):
        out = CLIENTS / peer
        out.mkdir(parents=True)
        if peer == "openapi-generator" and shutil.which("java") is None:
            failed[peer] = "needs Java"
            continue
        try:
            once(Work(peer, *command(peer, FRAGMENT, out)))
        except (Failed, ValueError) as reason:
            failed[peer] = f"makes no client of our fragment: {reason}"
    return failed


_MISSING: dict[str, str] = {}


def prepare() -> None:
    """Make the environments and the clients of our fragment; what fails is known to `why_not`."""
    failed = install()
    _MISSING.clear()
    _MISSING.update(generate())
    for client in EVERY:
        if client.venv in failed:
            _MISSING[client.name] = failed[client.venv]
    for name, reason in _MISSING.items():
        print(f"{name}: {reason}", file=sys.stderr, flush=True)


def why_not(client: str) -> str | None:
    """Why a client or a generator cannot run here, if it cannot."""
    return _MISSING.get(client)
