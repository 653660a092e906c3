"""The guard of conftest.py: no test reaches the network, every test reaches this machine."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("host", ["clientgen.invalid", "192.0.2.1", "::ffff:192.0.2.1"])
def test_no_name_is_looked_up(host: str) -> None:
    with pytest.raises(socket.gaierror, match="tests have no network"):
        socket.getaddrinfo(host, 443)


def test_nothing_outside_is_connected_to() -> None:
    with socket.socket() as client, pytest.raises(ConnectionRefusedError, match="no network"):
        client.connect(("192.0.2.1", 443))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_machine_is_reached(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((host, port), timeout=10) as client:
            assert client.getpeername()[1] == port
