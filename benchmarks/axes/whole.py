"""The whole Genesys document: making its client, and using the package that comes of it."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import documents, peers
from benchmarks.axes import Axis
from benchmarks.axes.serving import PROGRAM, serving
from benchmarks.baseline import baseline_package
from benchmarks.clients import ROOT, WORK
from benchmarks.measure import Failed, Table, Work, rounds
from benchmarks.written import count_operations

DOCUMENT = ROOT / "tests" / "corpus" / "genesys" / "genesys-2018-03-21-28.0.0.json.gz"
# The two models of datamodel-code-generator stop at the same mistake of the document.
_QUICK = ("ours", "openapi-python-client", "openapi-generator")
_READ = "import sys; from clientgen.document.load import read; read(sys.argv[1])"
_USERS = {
    "whole-ours": ("ours", "floors"),
    "whole-openapi-python-client": ("openapi-python-client", "openapi-python-client"),
    "whole-openapi-generator": ("openapi-generator", "openapi-generator"),
}


def whole(quick: bool) -> Axis:
    """Generating, counting what can be called, and importing and calling what was made."""
    swagger, later = documents.whole(DOCUMENT)
    cache = WORK / "cache"
    works: list[Work] = []
    refused: dict[str, str] = {}
    for peer in _QUICK if quick else peers.GENERATORS:
        if reason := peers.why_not(peer):
            refused[peer] = reason
            continue
        out = package_of(peer)

        def empty(out: Path = out) -> None:
            documents.remove(out, cache)
            out.mkdir(parents=True)

        # Two read only OpenAPI 3, and one of them only with what the document forgets mended.
        spec = swagger if peer in ("ours", "openapi-generator") else later
        arguments, environment = peers.command(peer, spec, out)
        works.append(Work(peer, arguments, {**environment, "XDG_CACHE_HOME": str(cache)}, empty))
    table = rounds(works, 1 if quick else 3, warm=False)
    table["refused"] |= refused
    for peer in list(table["samples"]):
        try:
            counted = count_operations(peer, package_of(peer), swagger)
        except Failed as reason:
            table["refused"][peer] = f"its client cannot be used: {reason}"
            continue
        for sample in table["samples"][peer]:
            sample |= counted
    reading = Work("reading alone", [sys.executable, "-c", _READ, str(swagger)], {})
    return {
        "whole document": table,
        "floors": rounds([reading], 1 if quick else 3, warm=False),
        **_used(quick, table),
    }


def package_of(peer: str) -> Path:
    """Where the package a generator makes of the whole document lies."""
    return WORK / "whole" / peer


def _used(quick: bool, made: Table) -> Axis:
    """Import of each package, and from the start of a process to a first call of one resource."""
    folders: dict[str, tuple[Path, str]] = {}
    refused: dict[str, str] = {}
    for name, (peer, venv) in _USERS.items():
        if peer in made["samples"]:
            folders[name] = package_of(peer), venv
        else:
            refused[name] = made["refused"].get(peer, "was not made")
    try:
        folders["whole-baseline"] = baseline_package(DOCUMENT), "floors"
    except Failed as reason:
        refused["whole-baseline"] = str(reason)

    def works(*mode: str) -> list[Work]:
        return [
            Work(
                name,
                [str(peers.python(venv)), str(PROGRAM), name, *mode],
                {"PYTHONPATH": str(folder)},
            )
            for name, (folder, venv) in folders.items()
        ]

    count = 1 if quick else 5
    with serving("queues") as url:
        # Where an import is the work, its byte code has to be there.
        found = {
            "import": rounds(works("import"), count),
            "first call": rounds(works("first", url), count, warm=False),
        }
    for table in found.values():
        table["refused"] |= refused
    return found
