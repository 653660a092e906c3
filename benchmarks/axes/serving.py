"""Servers of canned responses, and the processes that call them."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

from benchmarks import peers
from benchmarks.clients import HERE, ROOT, WORK, Client, calls_something, choose
from benchmarks.measure import Table, Work, rounds

PROGRAM = HERE / "programs" / "run.py"


@contextlib.contextmanager
def serving(page: int | str, certificate: Path | None = None) -> Generator[str]:
    """A server process of its own.

    Args:
        page: how many triggers a response holds, or ``queues``.
        certificate: a file with key and certificate, for https.

    Yields:
        Its address.
    """
    arguments = [sys.executable, "-m", "benchmarks.server", str(page)]
    arguments += [str(certificate)] if certificate else []
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            scheme = "https" if certificate else "http"
            yield f"{scheme}://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def trusted_certificate() -> tuple[Path, dict[str, str]]:
    """A certificate for this machine, and the environment in which it is trusted.

    Its root stands at the end of a bundle of the usual ones, so that a client reads as many as it
    does elsewhere.
    """
    import trustme

    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    file, bundle = WORK / "server.pem", WORK / "roots.pem"
    chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
    file.write_bytes(issued.private_key_pem.bytes() + chain)
    bundle.write_bytes(peers.roots().read_bytes() + authority.cert_pem.bytes())
    return file, {"SSL_CERT_FILE": str(bundle)}


def measured(
    mode: str,
    *rest: object,
    count: int,
    warm: bool = False,
    only: Callable[[Client], bool] = calls_something,
    environment: dict[str, str] | None = None,
) -> Table:
    """Run `programs/run.py` for every client, so often.

    Args:
        mode: what a process does.
        rest: the mode's arguments.
        count: rounds.
        warm: run each once before, so that its byte code is written.
        only: the clients that take part.
        environment: what is set besides.
    """
    works: list[Work] = []
    refused: dict[str, str] = {}
    for client in choose(only):
        if reason := peers.why_not(client.name):
            refused[client.name] = reason
            continue
        path = {"PYTHONPATH": str(client.path) if client.path else "", **(environment or {})}
        arguments = [str(peers.python(client.venv)), str(PROGRAM), client.name, mode]
        command = [*arguments, *map(str, rest)]
        works.append(Work(client.name, command, path, most=client.most))
    table = rounds(works, count, warm=warm)
    table["refused"] |= refused
    return table
