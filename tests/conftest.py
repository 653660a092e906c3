"""What every test runs under: no network but loopback, and properties that never race a clock."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# What runs of the generator remember between them must not come from, or go to, the user's cache.
_CACHE = tempfile.TemporaryDirectory(prefix="clientgen-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE.name

# A slow machine must not fail a property; in CI the same examples are tried in every run.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to look up or connect to anything beyond this machine, as a dead network would."""
    if event == "socket.getaddrinfo" and not _is_here(arguments[0]):
        raise socket.gaierror(socket.EAI_NONAME, f"tests have no network, asked {arguments[0]!r}")
    if event == "socket.connect":
        family, address = arguments[0].family, arguments[1]
        if family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise ConnectionRefusedError(f"tests have no network, asked {address!r}")


# An audit hook sees every library's sockets, whichever way they are opened.
sys.addaudithook(_stay_here)


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root folder of the repository."""
    return ROOT
