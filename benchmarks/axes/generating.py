"""Making a client of our fragment, and what it is on disk."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from benchmarks import documents, peers
from benchmarks.axes import Axis
from benchmarks.clients import ROOT, WORK
from benchmarks.measure import Failed, Sample, Table, Work, once, rounds
from benchmarks.written import weigh
from tests.support.sizes import ONE_OPERATION

_PACKAGE = ROOT / "generated" / "genesys_process_automation"
_MODULES = "import clientgen.cli.app, clientgen.cli.generate, clientgen.emit.pipeline"


def generation(quick: bool) -> Axis:
    """From nothing, again, and after one property changed; and what importing alone takes."""
    out, cache = WORK / "generation", WORK / "cache"
    spec = WORK / "fragment.yaml"
    text = peers.FRAGMENT.read_text("utf-8")
    home = {"XDG_CACHE_HOME": str(cache)}

    def empty() -> None:
        documents.remove(out, cache)
        out.mkdir(parents=True)
        spec.write_text(text, "utf-8")
        # As old as a document somebody has had for a while.
        documents.age(spec)

    def change() -> None:
        now = spec.read_text("utf-8")
        spec.write_text(documents.one_property(text) if now == text else text, "utf-8")
        documents.age(spec)

    def work(peer: str, before: Callable[[], object]) -> Work:
        arguments, environment = peers.command(peer, spec, out / peer)
        return Work(peer, arguments, {**environment, **home}, before)

    names = [peer for peer in peers.GENERATORS if not peers.why_not(peer)]
    cold = [work(peer, empty) for peer in names]
    # Each has made its client of the fragment before, so its byte code is there.
    found: Axis = {"cold": rounds(cold, 1 if quick else 5, warm=False)}
    empty()
    once(work("ours", lambda: None))
    again = [work("ours", lambda: None)]
    found["nothing changed"] = rounds(again, 3 if quick else 9)
    found["one property changed"] = rounds([work("ours", change)], 1 if quick else 5)
    version = [sys.executable, "-m", "clientgen", "--version"]
    floors = [
        Work("importing alone", [sys.executable, "-c", _MODULES], home),
        Work("the command line alone", version, home),
    ]
    found["floors"] = rounds(floors, 2 if quick else 5)
    return found


def size(quick: bool) -> Axis:
    """What a client of our fragment is on disk, and what one new parameter changes in it."""
    samples: dict[str, list[Sample]] = {}
    refused: dict[str, str] = {}
    text = peers.FRAGMENT.read_text("utf-8")
    before, after = WORK / "before.yaml", WORK / "after.yaml"
    before.write_text(text, "utf-8")
    after.write_text(documents.one_parameter(text), "utf-8")
    for peer in peers.GENERATORS[:1] if quick else peers.GENERATORS:
        folders = [WORK / "size" / peer / name for name in ("before", "after")]
        try:
            if reason := peers.why_not(peer):
                raise Failed(reason)
            for spec, folder in zip((before, after), folders, strict=True):
                documents.remove(folder)
                folder.mkdir(parents=True)
                once(Work(peer, *peers.command(peer, spec, folder)))
        except Failed as reason:
            refused[peer] = str(reason)
            continue
        samples[peer] = [weigh(*folders)]
    if not quick and not peers.why_not("sdk"):
        site = next(peers.VENVS.glob("sdk/lib/python*/site-packages"))
        samples["sdk"] = [weigh(site / "PureCloudPlatformClientV2", count_code=False)]
    ours: Table = {"samples": {}, "refused": {}}
    ours["samples"]["our fragment, its own settings"] = [weigh(_PACKAGE)]
    one = WORK / "size" / "one.json"
    one.parent.mkdir(parents=True, exist_ok=True)
    one.write_text(json.dumps(ONE_OPERATION), "utf-8")
    out = WORK / "size" / "one"
    documents.remove(out)
    once(Work("one", *peers.command("ours", one, out)))
    ours["samples"]["one operation"] = [weigh(out)]
    return {"size": {"samples": samples, "refused": refused}, "ours": ours}
