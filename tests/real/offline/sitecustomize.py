"""Refuses every connection and name lookup in the processes that are measured.

Python imports a module of this name when it starts; `measure.py` puts its folder on the path.
"""

from __future__ import annotations

import socket
import sys
from typing import Any


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        raise socket.gaierror(socket.EAI_NONAME, f"no network, asked {arguments[0]!r}")
    if event == "socket.connect" and arguments[0].family in (socket.AF_INET, socket.AF_INET6):
        raise ConnectionRefusedError(f"no network, asked {arguments[1]!r}")


sys.addaudithook(_refuse)
