"""The pieces of work that can be profiled: each function prepares one and gives what to run.

What a client or the generator imports is not imported here: a profile of a start shall show it.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.axes.following import pair_of_whole_documents, scaled_pair
from benchmarks.axes.serving import serving
from benchmarks.axes.whole import DOCUMENT, package_of
from benchmarks.clients import CLIENTS, ROOT, WORK
from benchmarks.server import listing, odd_listing

Doing = Callable[[], object]
_CALLS = 300


def _client(url: str, *, is_async: bool = False, reqwest: bool = False) -> Any:
    sys.path.insert(0, str(CLIENTS / "ours-reqwest" if reqwest else ROOT / "generated"))
    import genesys_process_automation as package

    kind: Any = package.AsyncClient if is_async else package.Client
    if not reqwest:
        return kind(access_token="t", base_url=url)
    transport = "AsyncReqwestTransport" if is_async else "ReqwestTransport"
    return kind(access_token="t", base_url=url, transport=getattr(package, transport)())


def first_answer(reqwest: str = "") -> Doing:
    """Import and first call, in a process that has imported nothing of it."""

    url = _serve(1)
    return lambda: list(_client(url, reqwest=bool(reqwest)).triggers.list())


def call(entities: str = "25", reqwest: str = "") -> Doing:
    """Calls in a process that goes on."""
    client = _client(_serve(int(entities)), reqwest=bool(reqwest))
    list(client.triggers.list())
    return lambda: [list(client.triggers.list()) for _ in range(_CALLS)]


def call_async(entities: str = "25", in_flight: str = "50", reqwest: str = "") -> Doing:
    """The same, asynchronously, so many at a time."""
    import asyncio

    url = _serve(int(entities))

    async def calls() -> None:
        client = _client(url, is_async=True, reqwest=bool(reqwest))

        async def one() -> list[Any]:
            return [item async for item in client.triggers.list()]

        for _ in range(max(2, _CALLS // int(in_flight))):
            await asyncio.gather(*[one() for _ in range(int(in_flight))])

    return lambda: asyncio.run(calls())


def read(odd: str = "") -> Doing:
    """Reading a page of 200, as it should be or with one odd member."""
    sys.path.insert(0, str(ROOT / "generated"))
    from genesys_process_automation._runtime.codec import Codec

    codec = Codec("genesys_process_automation.models")
    data = odd_listing(200) if odd else listing(200)
    codec.decode(data, "TriggerEntityListing")
    return lambda: [codec.decode(data, "TriggerEntityListing") for _ in range(_CALLS)]


def use_whole(call_too: str = "") -> Doing:
    """Importing the package of the whole document, and a first call."""
    sys.path.insert(0, str(package_of("ours")))
    url = _serve("queues") if call_too else ""

    def work() -> None:
        import pa_ours  # type: ignore[import-not-found]  # made by the run

        if call_too:
            client = pa_ours.Client(access_token="t", base_url=url)
            next(iter(client.routing.queues.list()))

    return work


def generate(document: str = "", again: str = "") -> Doing:
    """A run of the generator, imports included: on our fragment or another document."""
    out = WORK / "profile"
    shutil.rmtree(out, ignore_errors=True)
    os.environ["XDG_CACHE_HOME"] = str(out / "cache")
    arguments = ["generate", str(_path(document)), "--package", "pa", "--out", str(out)]
    if again:
        _command(arguments)
    return lambda: _command(arguments)


def make(document: str = "") -> Doing:
    """Everything of a run that is kept in memory: the API, its plan, and the files."""
    from clientgen.base.configuration import Config
    from clientgen.emit.pipeline import generate as run

    return lambda: run(_path(document), Config(), package="pa")


def compare(scale: str = "") -> Doing:
    """A comparison of two whole documents, or of two that are made up."""
    old, new = scaled_pair(int(scale)) if scale else pair_of_whole_documents()
    report = str(WORK / "profile.json")
    return lambda: _command(["diff", str(old), str(new), "--format", "json", "-o", report])


def _path(document: str) -> Path:
    """Our fragment, the whole Genesys document, or one of `tests/real`."""
    if document in ("", "whole"):
        return DOCUMENT if document else peers.FRAGMENT
    from tests.real.documents import documents

    return next(found.local() for found in documents() if found.name == document)


def _command(arguments: list[str]) -> None:
    from clientgen.cli.app import main

    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        main(arguments)


_SERVERS = contextlib.ExitStack()


def _serve(page: int | str) -> str:
    """A server for as long as this process lives."""
    return _SERVERS.enter_context(serving(page))


WORKS: dict[str, tuple[str, Callable[..., Doing]]] = {
    "first answer": ("time", first_answer),
    "call": ("time", call),
    "call, async": ("time", call_async),
    "reading": ("time", read),
    "whole package": ("time", use_whole),
    "generate": ("time", generate),
    "generate, memory": ("memory", make),
    "diff": ("time", compare),
}
"""Name → what is counted, and what prepares the work."""
