"""The committed results, and the rule that none may get worse."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .measure import Row

RESULTS = Path(__file__).with_name("results.json")
_ORDER = ("generated", "refused", "failed", "crashed", "out of memory", "timed out")
# Costs within these bounds of the committed ones are taken as the same.
_SAME_CPU = 0.25
_SAME_MEMORY = 0.1
_LITTLE_CPU = 1.0


@dataclass(frozen=True)
class Summary:
    """Figures over all documents.

    Args:
        documents: how many documents.
        generated: those for which `generate` exits with 0.
        importable: those of which every module can be imported.
        buildable: those of which every type can be built, too.
        whole: those that are all of this and have a method for every operation.
        operations: operations in the documents.
        operations_with_method: those with a method.
        modules: modules written.
        modules_imported: those that can be imported.
        types: types in the packages that could be inspected.
        types_built: those that can be built.
    """

    documents: int
    generated: int
    importable: int
    buildable: int
    whole: int
    operations: int
    operations_with_method: int
    modules: int
    modules_imported: int
    types: int
    types_built: int


@dataclass(frozen=True)
class State:
    """A line of the history: what the summary was at some state of the code.

    Args:
        label: what state it was.
        summary: the figures then.
    """

    label: str
    summary: Summary


@dataclass(frozen=True)
class Results:
    """What is committed: a row for each document, sorted by name, and the history."""

    rows: tuple[Row, ...]
    history: tuple[State, ...]

    def row(self, name: str) -> Row | None:
        """Return the row of a document, or None where none is committed."""
        return next((row for row in self.rows if row.name == name), None)


def read_results(path: Path = RESULTS) -> Results:
    """Read the committed results; without the file there are none."""
    if not path.is_file():
        return Results((), ())
    value: dict[str, Any] = json.loads(path.read_text("utf-8"))
    history = (State(each["label"], Summary(**each["summary"])) for each in value["history"])
    return Results(tuple(map(Row.from_json, value["rows"])), tuple(history))


def write_results(results: Results, path: Path = RESULTS) -> None:
    """Write the results, one row a line, so that a diff shows the documents that changed."""
    rows = ",\n  ".join(_line(row.to_json()) for row in results.rows)
    history = ",\n  ".join(_line(asdict(state)) for state in results.history)
    path.write_text(f'{{\n "history": [\n  {history}\n ],\n "rows": [\n  {rows}\n ]\n}}\n', "utf-8")


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def is_importable(row: Row) -> bool:
    """Tell whether every module of a package can be imported."""
    return row.outcome == "generated" and 0 < row.modules == row.modules_imported


def is_buildable(row: Row) -> bool:
    """Tell whether a package is importable, has types, and each of them can be built."""
    complete = row.inspection == "complete" and 0 < row.types == row.types_built
    return is_importable(row) and complete


def is_whole(row: Row) -> bool:
    """Tell whether a package is buildable and has a method for every operation."""
    return is_buildable(row) and row.operations == row.operations_with_method


def summarise(rows: Iterable[Row]) -> Summary:
    """Add up rows.

    Raises:
        ValueError: there are none.
    """
    all_rows = tuple(rows)
    if not all_rows:
        raise ValueError("nothing was measured")
    return Summary(
        documents=len(all_rows),
        generated=sum(row.outcome == "generated" for row in all_rows),
        importable=sum(map(is_importable, all_rows)),
        buildable=sum(map(is_buildable, all_rows)),
        whole=sum(map(is_whole, all_rows)),
        operations=sum(row.operations for row in all_rows),
        operations_with_method=sum(row.operations_with_method for row in all_rows),
        modules=sum(row.modules for row in all_rows),
        modules_imported=sum(row.modules_imported for row in all_rows),
        types=sum(row.types for row in all_rows),
        types_built=sum(row.types_built for row in all_rows),
    )


def losses(committed: Row, measured: Row) -> list[str]:
    """Return what a document has lost since its row was committed.

    Counts of modules and types may change with the form of the generated package, so for those it
    is the share that may not fall. Types may not shrink to less than half, and there must be
    modules: a package without types has none that fail.

    Returns:
        One message for each loss; none where nothing is worse.
    """
    found: list[str] = []
    if measured.operations != committed.operations:
        found.append(
            f"the document has {measured.operations} operations, committed are"
            f" {committed.operations}: was it pinned anew without `make real`?"
        )
    if _ORDER.index(measured.outcome) > _ORDER.index(committed.outcome):
        found.append(
            f"`generate` was: {committed.outcome}, is: {measured.outcome}"
            f" (exit status {measured.exit_status}; {measured.message or 'no message'})"
        )
    if measured.operations_with_method < committed.operations_with_method:
        found.append(
            f"operations with a method: {committed.operations_with_method} before,"
            f" {measured.operations_with_method} now, of {measured.operations}"
        )
    if committed.inspection == "complete" and measured.inspection != "complete":
        found.append(f"the package can no longer be inspected: {measured.inspection}")
        return found
    pairs = (
        ("modules that import", committed.modules_imported, committed.modules, 1)
        + (measured.modules_imported, measured.modules),
        ("types that build", committed.types_built, committed.types, committed.types_built // 2)
        + (measured.types_built, measured.types),
    )
    for what, good_before, all_before, fewest, good_now, all_now in pairs:
        if good_now * all_before < good_before * all_now or (good_before and good_now < fewest):
            found.append(
                f"{what}: {good_before} of {all_before} before, {good_now} of {all_now} now"
            )
    return found


def settle(committed: Row | None, measured: Row) -> Row:
    """Keep the committed cost where the measured one differs no more than two runs do."""
    if committed is None:
        return measured
    cpu, memory = measured.cpu_seconds, measured.memory_mb
    if abs(cpu - committed.cpu_seconds) <= max(_LITTLE_CPU, committed.cpu_seconds * _SAME_CPU):
        cpu = committed.cpu_seconds
    if abs(memory - committed.memory_mb) <= committed.memory_mb * _SAME_MEMORY:
        memory = committed.memory_mb
    return replace(measured, cpu_seconds=cpu, memory_mb=memory)
