"""Ten published documents of `tests/real`, ours beside openapi-python-client."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import documents, peers
from benchmarks.axes import Axis
from benchmarks.clients import WORK
from benchmarks.measure import Failed, Table, Work, rounds
from benchmarks.written import count_operations, weigh
from tests.real.documents import Document, reason_to_skip
from tests.real.documents import documents as pinned
from tests.real.fetch import fetch
from tests.real.operations import operations

NAMES = (
    "github",
    "stripe",
    "kubernetes-openapi3",
    "netbox",
    "jira",
    "twilio-api",
    "airflow",
    "box",
    "docker-engine",
    "openai",
)
"""From 1,223 operations to 28, written by hand or made by half a dozen tools."""
_QUICK = ("twilio-api", "openai")
_GENERATORS = ("ours", "openapi-python-client")


def published(quick: bool) -> Axis:
    """One table for each document, and one of what the documents hold."""
    by_name = {document.name: document for document in pinned()}
    chosen = [by_name[name] for name in (_QUICK if quick else NAMES)]
    for failure in fetch(tuple(chosen)):
        print(f"  {failure}", file=sys.stderr, flush=True)
    held: Table = {"samples": {}, "refused": {}}
    found: Axis = {"documents": held}
    for document in chosen:
        if reason := reason_to_skip(document):
            held["refused"][document.name] = reason
            continue
        path = document.local()
        held["samples"][document.name] = [
            {"operations": len(operations(path)), "kilobytes": path.stat().st_size / 1024}
        ]
        found[document.name] = _document(document, path, quick)
        print(f"  {document.name}", flush=True)
    return found


def _document(document: Document, path: Path, quick: bool) -> Table:
    works: list[Work] = []
    refused: dict[str, str] = {}
    cache = WORK / "cache"
    for peer in _GENERATORS:
        if reason := peers.why_not(peer):
            refused[peer] = reason
            continue
        out = _out(document, peer)

        def empty(out: Path = out) -> None:
            documents.remove(out, cache)
            out.mkdir(parents=True)

        arguments, environment = peers.command(peer, path, out)
        if peer == "ours":
            arguments += document.options()
        works.append(Work(peer, arguments, {**environment, "XDG_CACHE_HOME": str(cache)}, empty))
    table = rounds(works, 1 if quick else 2, warm=False)
    table["refused"] |= refused
    for peer, samples in table["samples"].items():
        out = _out(document, peer)
        weighed = weigh(out, count_code=False)
        try:
            counted = count_operations(peer, out, path)
        except Failed as reason:
            # It was written; that nothing of it can be called is what the row says.
            print(f"  {document.name}, {peer}: {reason}", file=sys.stderr, flush=True)
            counted = {"generated": 0, "callable": 0}
        for sample in samples:
            sample |= weighed | counted
        documents.remove(out)
    return table


def _out(document: Document, peer: str) -> Path:
    return WORK / "published" / document.name / peer
