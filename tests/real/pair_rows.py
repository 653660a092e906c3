"""What each pair of published versions shows, as rows that are kept and committed."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .compare_pair import PairReport
from .documents import ROOT
from .measure import Bounds, Outcome, bounded_run, outcome_of
from .version_pairs import PAIR_CACHE, VersionPair

MEASURED = PAIR_CACHE / "measured"
RESULTS = Path(__file__).with_name("version_pairs.json")
VERDICTS = ("breaks", "may", "safe")
_MODULE = "tests.real.compare_pair"


@dataclass(frozen=True)
class PairRow:
    """A pair, as it is kept.

    Args:
        name: the pair.
        outcome: `generated` where it was compared, or how the process ended.
        message: of a refusal, or the last line of a failure.
        operations: operations of both documents together.
        wire: findings by wire verdict: breaks, may, safe.
        source: findings by source verdict.
        bump: the version step.
        lines: changed lines of the regenerated package.
        lost: names lost, by kind.
        untold: those that no finding names.
        self_differences: findings of a document against itself.
        same_package: both packages are equal but for version lines.
        same_surface: both declare the same names alike.
        unfounded: findings that break user code though the surface is the same.
        cpu_seconds: processor time of the comparison, without rendering and the checks.
    """

    name: str
    outcome: Outcome
    message: str = ""
    operations: int = 0
    wire: tuple[int, ...] = (0, 0, 0)
    source: tuple[int, ...] = (0, 0, 0)
    bump: str = ""
    lines: int = 0
    lost: dict[str, int] = field(default_factory=dict[str, int])
    untold: tuple[str, ...] = ()
    self_differences: tuple[str, ...] = ()
    same_package: bool = False
    same_surface: bool = False
    unfounded: tuple[str, ...] = ()
    cpu_seconds: float = 0.0

    @property
    def untold_by_kind(self) -> dict[str, int]:
        """How many names of each kind are lost and not told."""
        return dict(Counter(name.partition(" ")[0] for name in self.untold))

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> PairRow:
        """Read a row that was written as JSON."""
        texts = ("wire", "source", "untold", "self_differences", "unfounded")
        members: dict[str, Any] = {**value, **{name: tuple(value[name]) for name in texts}}
        return cls(**members)


def measure_pair(pair: VersionPair, bounds: Bounds, cache: Path = PAIR_CACHE) -> PairRow:
    """Compare a pair in a process of its own.

    Args:
        pair: the pair; both documents are in the cache.
        bounds: what the process may use.
        cache: the cache.
    """
    with tempfile.TemporaryDirectory(prefix="clientgen-pair-") as folder:
        work = Path(folder)
        report = work / "report.json"
        documents = (str(pair.old.local(cache)), str(pair.new.local(cache)))
        run = bounded_run((sys.executable, "-m", _MODULE, *documents, str(report)), work, bounds)
        if not report.is_file():
            last = (run.errors.strip().splitlines() or ["no message"])[-1]
            return PairRow(pair.name, outcome_of(run), last.replace(str(ROOT), ""))
        found = PairReport(**json.loads(report.read_text("utf-8")))
    return _row(pair.name, found)


def _row(name: str, found: PairReport) -> PairRow:
    if found.refused:
        return PairRow(name, "refused", found.refused)
    return PairRow(
        name,
        "generated",
        operations=found.operations,
        wire=tuple(found.wire.get(verdict, 0) for verdict in VERDICTS),
        source=tuple(found.source.get(verdict, 0) for verdict in VERDICTS),
        bump=found.bump,
        lines=found.lines,
        lost=found.lost,
        untold=tuple(found.untold),
        self_differences=tuple(found.self_differences),
        same_package=found.same_package,
        same_surface=found.same_surface,
        unfounded=tuple(found.unfounded),
        cpu_seconds=found.cpu_seconds,
    )


def store(row: PairRow, folder: Path = MEASURED) -> None:
    """Keep what was measured, for the page."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{row.name}.json").write_text(_line(row), "utf-8")


def load(pairs: Iterable[VersionPair], folder: Path = MEASURED) -> tuple[PairRow, ...]:
    """Read what was measured.

    Raises:
        ValueError: a pair was not measured.
    """
    paths = [folder / f"{pair.name}.json" for pair in pairs]
    missing = [path.stem for path in paths if not path.is_file()]
    if missing or not paths:
        raise ValueError(f"not measured: {', '.join(missing)}; run `make real`")
    return tuple(PairRow.from_json(json.loads(path.read_text("utf-8"))) for path in paths)


def read_rows(path: Path = RESULTS) -> tuple[PairRow, ...]:
    """Read the committed rows."""
    return tuple(map(PairRow.from_json, json.loads(path.read_text("utf-8"))))


def write_rows(rows: Iterable[PairRow], path: Path = RESULTS) -> None:
    """Write the rows to be committed, one a line."""
    path.write_text("[\n " + ",\n ".join(map(_line, rows)) + "\n]\n", "utf-8")


def _line(row: PairRow) -> str:
    return json.dumps(asdict(row), ensure_ascii=False)
