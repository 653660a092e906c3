"""Tables in Markdown, with their figures and what was refused."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.clients import TITLES
from benchmarks.measure import Sample, Table, median, ratios, spread

Samples = Mapping[str, Sequence[Sample]]


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A table, and the empty line behind it."""
    return [_row(heads), _row(["---"] * len(heads)), *map(_row, rows), ""]


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def figure(samples: Sequence[Sample], key: str, factor: float = 1, digits: int = 0) -> str:
    """A median with its spread; empty where it was not counted."""
    if key not in samples[0]:
        return ""
    text = f"{median(samples, key) * factor:,.{digits}f}"
    return text if len(samples) == 1 else f"{text} ±{spread(samples, key) * 100:.0f} %"


def count(samples: Sequence[Sample], key: str) -> str:
    """A figure without its spread; empty where it was not counted."""
    return f"{median(samples, key):,.0f}" if key in samples[0] else ""


def against(found: Samples, name: str, key: str, base: str = "ours") -> str:
    """Others by a base, the median of the ratios of the same rounds."""
    if name == base or base not in found:
        return "1" if name == base else ""
    each = ratios(found[name], found[base], key)
    return f"{statistics.median(each):.2f}" if each else ""


def title(name: str) -> str:
    """What the tables call a client or a command."""
    return TITLES.get(name, name)


def refusals(*tables: Table) -> list[str]:
    """What could not be measured, each with its reason, once."""
    found: dict[str, str] = {}
    for each in tables:
        found |= each["refused"]
    lines = [f"- {title(name)}: refused, `{why.replace('`', '')}`" for name, why in found.items()]
    return [*lines, ""] if lines else []
