"""Writes ``docs/real-documents.md`` and the committed results: ``make real`` runs it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from .documents import CACHE, ROOT, Document, documents
from .measure import Row
from .results import (
    RESULTS,
    Results,
    State,
    Summary,
    is_buildable,
    is_whole,
    losses,
    read_results,
    settle,
    summarise,
    write_results,
)

PAGE = ROOT / "docs" / "real-documents.md"
MEASURED = CACHE / "measured"
_HEAD = """\
# Published documents

Written by `make real` from `tests/real/results.json`; do not edit.

What `clientgen generate` makes of OpenAPI documents that their publishers put into packages of npm
and PyPI. Each is pinned by version and SHA-256 in `tests/real/documents.toml`; `make
real-documents` fetches them. Nothing is repaired beforehand: no overlay, no configuration. Per
document one process generates the package and a second one imports it, each without network, with
{cpu} s of processor time and {memory} GiB of address space.

* **method**: operations below `paths` that a method reachable from `Client` sends, of all that the
  document has. The document's operations are counted without the generator's code.
* **import**: modules that can be imported, of all that were written.
* **build**: types that can be built, of all: each public name of `models` validates a value; the
  type expressions of results, bodies, events, errors and webhooks resolve as they do in a call,
  counted once for each use; the annotations of each method resolve.
* **whole**: all three are complete, and there is a type at all.

Whole says that everything is there, not that every value is read and sent as it should be.

"""


def store(row: Row, folder: Path = MEASURED) -> None:
    """Keep a measured row until the page is written."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{row.name}.json").write_text(json.dumps(row.to_json()), "utf-8")


def load(wanted: Iterable[Document], folder: Path = MEASURED) -> tuple[Row, ...]:
    """Read the measured rows.

    Raises:
        ValueError: a document was not measured.
    """
    paths = [folder / f"{document.name}.json" for document in wanted]
    missing = [path.stem for path in paths if not path.is_file()]
    if missing:
        raise ValueError(f"not measured: {', '.join(missing)}; run `make real`")
    rows = (Row.from_json(json.loads(path.read_text("utf-8"))) for path in paths)
    return tuple(sorted(rows, key=lambda row: row.name))


def render(results: Results, pinned: Iterable[Document], cpu: int, memory: int) -> str:
    """Return the page's text.

    Args:
        results: what is committed.
        pinned: the documents, for where each comes from.
        cpu: seconds of processor time a process may use.
        memory: GiB of address space a process may use.
    """
    summary = summarise(results.rows)
    by_name = {document.name: document for document in pinned}
    lines = [
        *_summary(summary),
        "## History",
        "",
        "| state | documents | exit 0 | importable | buildable | whole | method | import | build |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *map(_history, results.history),
        "",
        "## Documents",
        "",
        "| document | `generate` | method | import | build | diagnostics | CPU s | MiB | lines |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
        *map(_row, results.rows),
        "",
        "## What fails",
        "",
        *(line for row in results.rows for line in _failures(row)),
        "",
        "## Sources",
        "",
        "| document | package | path |",
        "|---|---|---|",
        *(_source(by_name[row.name]) for row in results.rows),
    ]
    return _HEAD.format(cpu=cpu, memory=memory) + "\n".join(lines) + "\n"


def _summary(summary: Summary) -> list[str]:
    documents_that = {
        "exit with 0": summary.generated,
        "exit with 0 and are importable": summary.importable,
        "are importable, and every type builds": summary.buildable,
        "are whole": summary.whole,
    }
    rows = {f"documents that {what}": (n, summary.documents) for what, n in documents_that.items()}
    rows["operations with a method"] = summary.operations_with_method, summary.operations
    rows["modules that import"] = summary.modules_imported, summary.modules
    rows["types that build"] = summary.types_built, summary.types
    return [
        "## Summary",
        "",
        "| | of all |",
        "|---|--:|",
        *(f"| {what} | {_share(part, whole)} |" for what, (part, whole) in rows.items()),
        "",
        "Operations are counted over all documents, also those for which nothing was generated.",
        "Modules and types are counted over what was written.",
        "",
    ]


def _share(part: int, whole: int) -> str:
    # Rounded down: what is not complete must not look so.
    percent = f" ({part * 1000 // whole / 10} %)" if whole else ""
    return f"{part} of {whole}{percent}"


def _history(state: State) -> str:
    summary = state.summary
    cells = (
        state.label,
        str(summary.documents),
        str(summary.generated),
        str(summary.importable),
        str(summary.buildable),
        str(summary.whole),
        f"{summary.operations_with_method} of {summary.operations}",
        f"{summary.modules_imported} of {summary.modules}",
        f"{summary.types_built} of {summary.types}",
    )
    return f"| {' | '.join(map(_cell, cells))} |"


def _row(row: Row) -> str:
    inspected = row.inspection == "complete"
    cells = (
        f"{row.name}{' (whole)' if is_whole(row) else ''}",
        f"{row.outcome} ({row.exit_status})",
        f"{row.operations_with_method} of {row.operations}",
        f"{row.modules_imported} of {row.modules}" if inspected else "-",
        f"{row.types_built} of {row.types}" if inspected else "-",
        str(row.diagnostics),
        f"{row.cpu_seconds:g}",
        str(row.memory_mb),
        str(row.lines),
    )
    return f"| {' | '.join(cells)} |"


def _failures(row: Row) -> list[str]:
    texts = [row.message] if row.message else []
    if row.modules and row.inspection != "complete":
        texts.append(f"inspection: {row.inspection}")
    texts += row.examples if not (is_buildable(row) and is_whole(row)) else ()
    return [f"* **{row.name}**", *(f"  * {_code(text)}" for text in texts)] if texts else []


def _code(text: str) -> str:
    """Quote foreign text for Markdown, without what would act on a terminal."""
    shown = "".join(char if char.isprintable() else "?" for char in text)
    return "`` " + shown.replace("`", "'") + " ``"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _source(document: Document) -> str:
    more = len(document.files) - 1
    path = f"`{document.path}`" + (f" and {more} beside it" if more else "")
    return f"| {document.name} | {document.package.registry}: `{document.package}` | {path} |"


def update(
    committed: Results, measured: tuple[Row, ...], label: str, accept: bool
) -> tuple[Results, list[str]]:
    """Combine what is committed with what was measured.

    Args:
        committed: what is committed.
        measured: a row for each document.
        label: adds a line with this label to the history, or replaces the line that has it;
            empty: the history stays.
        accept: take rows that lost something, too.

    Returns:
        The new results, and a message for each loss; with losses that are not accepted, the
        committed results.
    """
    found = [
        f"{row.name}: {loss}"
        for row in measured
        if (before := committed.row(row.name)) is not None
        for loss in losses(before, row)
    ]
    if found and not accept:
        return committed, found
    rows = tuple(settle(committed.row(row.name), row) for row in measured)
    history = committed.history
    if label:
        state = State(label, summarise(rows))
        labels = [each.label for each in history]
        if label in labels:
            history = tuple(state if each.label == label else each for each in history)
        else:
            history = (*history, state)
    return Results(rows, history), found


def main(arguments: list[str]) -> int:
    """Write results and page from what was measured; return the exit status."""
    from .measure import Bounds

    parser = argparse.ArgumentParser(prog="python -m tests.real.page", description=__doc__)
    parser.add_argument("--state", default="", help="add a line to the history under this label")
    parser.add_argument("--accept", action="store_true", help="take rows that lost something, too")
    parser.add_argument(
        "--page-only", action="store_true", help="write the page anew, nothing else"
    )
    options = parser.parse_args(arguments)
    results = read_results()
    found: list[str] = []
    if not options.page_only:
        try:
            measured = load(documents())
        except ValueError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        results, found = update(results, measured, options.state, options.accept)
    for loss in found:
        print(f"lost: {loss}", file=sys.stderr)
    if found and not options.accept:
        print("error: nothing was written; ACCEPT=1 takes the losses", file=sys.stderr)
        return 1
    bounds = Bounds()
    write_results(results, RESULTS)
    text = render(results, documents(), bounds.cpu_seconds, bounds.memory // 1024**3)
    PAGE.write_text(text, "utf-8")
    summary = summarise(results.rows)
    print(
        f"{PAGE.name}: {summary.documents} documents, {summary.generated} exit 0,"
        f" {summary.importable} importable, {summary.buildable} buildable, {summary.whole} whole,"
        f" {_share(summary.operations_with_method, summary.operations)} operations with a method"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
