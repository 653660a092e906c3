"""Counts what reads badly among the names of the published documents; see docs/names.md.

`python -m tools.names [NAME…]` prints a line for each document in the cache, and the sums.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from clientgen.base.configuration import Config
from clientgen.base.diagnostics import InputError
from clientgen.document.load import Limits, bundle, read
from clientgen.emit.pipeline import load_api
from clientgen.plan import plan_package
from clientgen.plan.name_marks import report_names
from tests.real.documents import Document, documents, reason_to_skip

COLUMNS = {
    "listings": "GET operations with a GET of one item below them",
    "swapped": "those of them that are `get`, or whose item is `list`",
    "resources": "resources that have methods",
    "single": "those of them that have one method",
    "classes": "classes of the models",
    "hashed": "those of them that carry a hash",
}


def count(document: Document) -> Counter[str]:
    """Count the names of one document, generated without any configuration.

    Args:
        document: a document in the cache.

    Raises:
        InputError: the document cannot be used.
    """
    root = next(map(Path, document.options()[1:]), None)
    spec = bundle(read(str(document.local()), limits=Limits()), root)
    report = report_names(plan_package(load_api(spec)[0], Config(), name="package"))
    return Counter(
        listings=report.listings,
        # Both of a pair are marked.
        swapped=sum("swapped" in method.marks for method in report.methods) // 2,
        resources=report.resources,
        single=report.single,
        classes=len(report.classes),
        hashed=sum("hashed" in item.marks for item in report.classes),
    )


def table(chosen: tuple[str, ...]) -> Iterator[str]:
    """Count the names of documents.

    Args:
        chosen: names of the documents; every document of the cache without any.

    Yields:
        Lines of a Markdown table; the last one holds the sums.
    """
    yield f"| document | {' | '.join(COLUMNS)} |"
    yield f"|---|{'--:|' * len(COLUMNS)}"
    total: Counter[str] = Counter()
    for document in documents():
        if reason_to_skip(document) or (chosen and document.name not in chosen):
            continue
        try:
            found = count(document)
        except InputError:
            continue
        total += found
        yield _line(document.name, found)
    yield _line("all", total)


def _line(name: str, found: Counter[str]) -> str:
    return f"| {name} | {' | '.join(f'{found[column]:,}' for column in COLUMNS)} |"


if __name__ == "__main__":
    for row in table(tuple(sys.argv[1:])):
        print(row, flush=True)
