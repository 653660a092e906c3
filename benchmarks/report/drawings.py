"""The plots of the page: file → SVG."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.measure import median
from benchmarks.plots import bars, lines
from benchmarks.report.tables import Samples, title


def plots(axes: Mapping[str, Any]) -> dict[str, str]:
    """Draw what a run measured; what is missing is not drawn."""
    drawn: dict[str, str] = {}
    if found := _samples(axes, "cold start", "first answer"):
        drawn["cold-start.svg"] = bars(
            "To the first answer: CPU milliseconds", _medians(found, "cpu", 1000)
        )
    if found := _samples(axes, "per call", "sync, 200"):
        drawn["per-call.svg"] = bars(
            "One call, 200 entities: CPU microseconds", _medians(found, "told_cpu", 1e6)
        )
    if found := _samples(axes, "generation", "cold"):
        bar = _medians(found, "cpu", 1)
        for kind in ("one property changed", "nothing changed"):
            for samples in _samples(axes, "generation", kind).values():
                bar[f"{title('ours')}: {kind}"] = median(samples, "cpu")
        drawn["generation.svg"] = bars("Generating our fragment: CPU seconds", bar)
    if "published" in axes:
        bar = {
            f"{title(peer)}: {name}": median(samples, "cpu")
            for name, table in axes["published"].items()
            if name != "documents"
            for peer, samples in table["samples"].items()
        }
        if bar:
            drawn["published.svg"] = bars("Published documents: CPU seconds", bar)
    curves = {
        kind: [(float(scale.rstrip("x")), median(got, "cpu")) for scale, got in scales.items()]
        for kind in axes.get("growth", {})
        if (scales := _samples(axes, "growth", kind))
    }
    if curves:
        drawn["growth.svg"] = lines("CPU seconds by size of the document", curves)
    if found := _samples(axes, "size", "size"):
        weights = {name: samples for name, samples in found.items() if name != "sdk"}
        drawn["size.svg"] = bars("Lines of Python emitted", _medians(weights, "lines", 1))
    return drawn


def _samples(axes: Mapping[str, Any], axis: str, table: str) -> Samples:
    """The samples of one table, none where it was not measured."""
    found: Samples = axes.get(axis, {}).get(table, {}).get("samples", {})
    return found


def _medians(found: Samples, key: str, factor: float) -> dict[str, float]:
    return {title(name): median(samples, key) * factor for name, samples in found.items()}
