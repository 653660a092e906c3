"""Following a document: extract, diff, diff with the user's code, update; and how they grow."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks import documents, peers
from benchmarks.axes import Axis
from benchmarks.axes.whole import DOCUMENT
from benchmarks.clients import ROOT, WORK
from benchmarks.measure import Work, rounds

SCALES = (1, 2, 5, 10)
_GENERATOR = (sys.executable, "-m", "clientgen")
_READ_BOTH = "import sys; from clientgen.document.load import read; [*map(read, sys.argv[1:])]"


def following(quick: bool) -> Axis:
    """The commands on the whole Genesys document and the version before, and on our fragment."""
    extracted = ["-o", str(WORK / "extracted.yaml")]
    whole = [*_GENERATOR, "extract", str(DOCUMENT), "--prefix"]
    pair = [*map(str, pair_of_whole_documents())]
    report = ["--format", "json", "-o", str(WORK / "diff.json")]
    works = [
        Work("extract, all of it", [*whole, "/", "--full", *extracted], {}),
        Work("extract, one prefix", [*whole, "/api/v2/routing", *extracted], {}),
        Work("diff with the version before", [*_GENERATOR, "diff", *pair, *report], {}),
        Work("reading both alone", [sys.executable, "-c", _READ_BOTH, *pair], {}),
    ]
    count = 1 if quick else 3
    return {
        "whole document": rounds(works, count, warm=False),
        "our fragment": rounds([_diff(), *_diffs_of_code(quick), _update()], 1 if quick else 2),
    }


def pair_of_whole_documents() -> tuple[Path, Path]:
    """The whole Genesys document, after the version before it."""
    return (
        max(path for path in DOCUMENT.parent.glob("genesys-*.json.gz") if path < DOCUMENT),
        DOCUMENT,
    )


def scaled_pair(scale: int) -> tuple[Path, Path]:
    """Two made-up documents of a scale."""
    return documents.scaled((scale,))[scale]


def _pair() -> tuple[str, str]:
    """Our fragment, and the same with a member renamed that user code reads."""
    text = peers.FRAGMENT.read_text("utf-8")
    old, new = WORK / "code-old.yaml", WORK / "code-new.yaml"
    old.write_text(text, "utf-8")
    new.write_text(documents.renamed_property(text), "utf-8")
    return str(old), str(new)


def _diff() -> Work:
    return Work("diff", [*_GENERATOR, "diff", *_pair(), "-o", str(WORK / "diff.txt")], {})


def _diffs_of_code(quick: bool) -> list[Work]:
    """Compare and judge a file of user code, with each of the two checkers."""
    code = WORK / "code"
    code.mkdir(exist_ok=True)
    (code / "use.py").write_text(_USE, "utf-8")
    options = ["--code", str(code), "--package", "genesys_process_automation"]
    options += ["-o", str(WORK / "diff-code.txt")]
    return [
        Work(
            f"diff --code, {checker}",
            [*_GENERATOR, "diff", *_pair(), *options, "--checker", checker],
            {},
        )
        for checker in (("mypy",) if quick else ("mypy", "pyright"))
    ]


_USE = '''\
"""What somebody does with the package."""

from genesys_process_automation import Client


def names(client: Client) -> list[str]:
    return [trigger.name or "" for trigger in client.triggers.list()]
'''


def _update() -> Work:
    """Follow an upstream document with one property more, from the state of this repository."""
    house = WORK / "update"
    new = WORK / "upstream.json"
    new.write_text(documents.upstream(next((ROOT / "spec" / "upstream").glob("*.gz"))), "utf-8")

    def fresh() -> None:
        documents.remove(house, WORK / "cache")
        for folder in ("spec", "generated"):
            shutil.copytree(ROOT / folder, house / folder)

    options = ["--config", str(house / "spec" / "clientgen.toml"), "--date", "2026-01-01"]
    options += ["--report", str(house / "reports")]
    environment = {"XDG_CACHE_HOME": str(WORK / "cache")}
    return Work("update", [*_GENERATOR, "update", str(new), *options], environment, fresh)


def growth(quick: bool) -> Axis:
    """Extracting from, and comparing, documents of 1, 2, 5 and 10 times a size."""
    made = documents.scaled((SCALES[0], SCALES[-1]) if quick else SCALES)
    extract: list[Work] = []
    diff: list[Work] = []
    for scale, (old, new) in made.items():
        out = str(WORK / "extracted.yaml")
        arguments = [*_GENERATOR, "extract", str(old), "--prefix", "/", "--full", "-o", out]
        extract.append(Work(f"{scale}x", arguments, {}))
        compare = [*_GENERATOR, "diff", str(old), str(new), "--format", "json", "-o"]
        diff.append(Work(f"{scale}x", [*compare, str(WORK / "diff.json")], {}))
    count = 1 if quick else 2
    return {"extract": rounds(extract, count, warm=False), "diff": rounds(diff, count, warm=False)}
