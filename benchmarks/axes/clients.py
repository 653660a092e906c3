"""The axes: what is run for each, and how often."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from benchmarks import documents, peers
from benchmarks.measure import Failed, Sample, Work, once, rounds
from benchmarks.peers import EVERY, ROOT, WORK, Client, python, why_not
from benchmarks.server import listing

Axis = dict[str, dict[str, Any]]
PROGRAMS = ROOT / "benchmarks" / "programs.py"
SIZES = (1, 25, 200)
IN_FLIGHT = (1, 50)
SCALES = (1, 2, 5, 10)


@contextlib.contextmanager
def serving(entities: int) -> Generator[str]:
    """A server process of its own; gives its address."""
    arguments = [sys.executable, "-m", "benchmarks.server", str(entities)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def works(mode: str, *rest: object, only: Callable[[Client], bool] = lambda client: True) -> Any:
    """One process per client, for `rounds`."""
    made: list[Work] = []
    for client in EVERY:
        if not only(client) or why_not(client.name):
            continue
        path = {"PYTHONPATH": str(client.path) if client.path else ""}
        arguments = [str(python(client.venv)), str(PROGRAMS), client.name, mode, *map(str, rest)]
        made.append(Work(client.name, arguments, path))
    return made


def calls_something(client: Client) -> bool:
    """Every client but Python itself."""
    return client.name != "bare-python"


def cold_start(quick: bool) -> Axis:
    """From the start of a process to the import, and to the first decoded answer."""
    count = 3 if quick else 7
    found: Axis = {"import": rounds(works("import"), count)}
    with serving(1) as url:
        found["first answer"] = rounds(works("first", url, only=calls_something), count)
    return found


def per_call(quick: bool) -> Axis:
    """CPU of one call in a process that goes on: three sizes, sync and async."""
    found: Axis = {}
    for size, calls in zip(SIZES, (400, 200, 50), strict=True):
        with serving(size) as url:
            sync = works("calls", url, calls, only=calls_something)
            found[f"sync, {size}"] = rounds(sync, 2 if quick else 5)
            for flight in IN_FLIGHT:
                many = works(
                    "async",
                    url,
                    max(calls, 2 * flight),
                    flight,
                    only=lambda client: client.is_async,
                )
                found[f"async, {size}, {flight} in flight"] = rounds(many, 1 if quick else 3)
    return found


def codec(quick: bool) -> Axis:
    """Decoding and encoding a page of 200 without any HTTP, and what the result holds in memory."""
    file = WORK / "listing.json"
    file.write_bytes(listing(200))
    count = 2 if quick else 3
    return {
        "decode": rounds(works("decode", file, 40, only=calls_something), count),
        "encode": rounds(works("encode", file, 40, only=calls_something), count),
        "memory": rounds(works("memory", file, only=calls_something), 1),
    }


def generation(quick: bool) -> Axis:
    """Making a client of our fragment: from nothing, again, and after one property changed."""
    out, cache = WORK / "generation", WORK / "cache"
    spec = WORK / "fragment.yaml"
    text = peers.FRAGMENT.read_text("utf-8")
    home = {"XDG_CACHE_HOME": str(cache)}

    def clear() -> None:
        documents.remove(out, cache)
        spec.write_text(text, "utf-8")
        # As old as a document somebody has had for a while.
        documents.age(spec)

    def change() -> None:
        now = spec.read_text("utf-8")
        spec.write_text(documents.one_property(text) if now == text else text, "utf-8")
        documents.age(spec)

    def work(peer: str, name: str, before: Callable[[], object]) -> Work:
        arguments, environment = peers.command(peer, spec, out / peer)
        return Work(name, arguments, {**environment, **home}, before)

    def empty() -> None:
        clear()
        out.mkdir(parents=True)

    names = [peer for peer in peers.GENERATORS if not why_not(peer)]
    cold = [work(peer, peer, empty) for peer in names]
    found: Axis = {"cold": rounds(cold, 2 if quick else 5)}
    empty()
    once(work("ours", "ours", lambda: None))
    again = [work("ours", "ours", lambda: None)]
    found["nothing changed"] = rounds(again, 3 if quick else 9)
    found["one property changed"] = rounds([work("ours", "ours", change)], 2 if quick else 5)
    return found


def whole(document: Path | None) -> Axis:
    """The whole Genesys document, once per peer."""
    if document is None:
        print("whole document: skipped, it is not there (name it with --whole)", flush=True)
        return {}
    swagger, later = documents.whole(document)
    found: dict[str, list[Sample]] = {}
    failed: dict[str, str] = {}
    for peer in peers.GENERATORS:
        if why_not(peer):
            continue
        out = WORK / "whole" / peer
        documents.remove(out, WORK / "cache")
        out.mkdir(parents=True)
        # Two read only OpenAPI 3, and one of them only with what the document forgets mended.
        spec = swagger if peer in ("ours", "openapi-generator") else later
        arguments, environment = peers.command(peer, spec, out)
        environment = {**environment, "XDG_CACHE_HOME": str(WORK / "cache")}
        try:
            sample = once(Work(peer, arguments, environment))
        except Failed as reason:
            failed[peer] = str(reason).replace(str(ROOT), ".")
            print(f"whole document: {peer} fails: {reason}", flush=True)
            continue
        found[peer] = [{**sample, "operations": documents.operations(peer, out)}]
    return {"whole document": found, "failed": failed, "following": _following(document, swagger)}


def _following(document: Path, swagger: Path) -> dict[str, list[Sample]]:
    """Extracting from the whole document, and comparing it with the one before."""
    environment = {"PYTHONPATH": str(ROOT)}
    generator = [sys.executable, "-m", "clientgen"]
    whole = [str(swagger), "--prefix", "/", "--full", "-o", str(WORK / "extracted.yaml")]
    part = [str(swagger), "--prefix", "/api/v2/routing", "-o", str(WORK / "extracted.yaml")]
    works = [
        Work("extract, all of it", [*generator, "extract", *whole], environment),
        Work("extract, one prefix", [*generator, "extract", *part], environment),
    ]
    earlier = sorted(path for path in document.parent.glob("genesys-*.json*") if path < document)
    if earlier:
        pair = [str(earlier[-1]), str(document), "--format", "json", "-o", str(WORK / "diff.json")]
        works.append(Work("diff with the version before", [*generator, "diff", *pair], environment))
    return {work.name: [once(work)] for work in works}


def growth(quick: bool) -> Axis:
    """Extracting from, and comparing, documents of 1, 2, 5 and 10 times a size."""
    made = documents.scaled((SCALES[0], SCALES[-1]) if quick else SCALES)
    generator = [sys.executable, "-m", "clientgen"]
    environment = {"PYTHONPATH": str(ROOT)}
    extract: list[Work] = []
    diff: list[Work] = []
    for scale, (old, new) in made.items():
        out = str(WORK / "extracted.yaml")
        arguments = [*generator, "extract", str(old), "--prefix", "/", "--full", "-o", out]
        extract.append(Work(f"{scale}x", arguments, environment))
        compare = [*generator, "diff", str(old), str(new), "--format", "json", "-o"]
        compare.append(str(WORK / "diff.json"))
        diff.append(Work(f"{scale}x", compare, environment))
    count = 1 if quick else 2
    return {"extract": rounds(extract, count), "diff": rounds(diff, count)}


def size(quick: bool) -> Axis:
    """What a client of our fragment is on disk, and what one new parameter changes in it."""
    found: dict[str, list[Sample]] = {}
    text = peers.FRAGMENT.read_text("utf-8")
    before, after = WORK / "before.yaml", WORK / "after.yaml"
    before.write_text(text, "utf-8")
    after.write_text(documents.one_parameter(text), "utf-8")
    for peer in peers.GENERATORS:
        if why_not(peer):
            continue
        places = [WORK / "size" / peer / name for name in ("before", "after")]
        for spec, place in zip((before, after), places, strict=True):
            documents.remove(place)
            place.mkdir(parents=True)
            peers.run(*peers.command(peer, spec, place))
        found[peer] = [documents.weigh(*places)]
    site = next((python("sdk").parents[1]).glob("lib/python*/site-packages"))
    found["sdk"] = [documents.weigh(site / "PureCloudPlatformClientV2")]
    return {"size": found}
