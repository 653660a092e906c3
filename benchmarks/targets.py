"""The targets, held against the figures of a run: nothing here is typed in by hand."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.measure import median, ratios

Axes = Mapping[str, Any]
_FLOOR = "floor-httpx2-pydantic"
_PEERS = ("sdk", "openapi-python-client", "openapi-generator", "dcg-pydantic", "dcg-msgspec")
# The SDK and openapi-python-client copy what they are sent, whatever its type.
_VALIDATING = ("openapi-generator", "dcg-pydantic", "dcg-msgspec")


@dataclass(frozen=True, slots=True)
class Target:
    """One target.

    Args:
        what: what is compared.
        limit: the figure that must not be passed, or be reached where ``at_least``.
        measured: takes the figure from the axes; raises KeyError where the run did not measure it.
        unit: stands behind the figures.
        at_least: the figure is a lower bound.
    """

    what: str
    limit: float
    measured: Callable[[Axes], float]
    unit: str = "x"
    at_least: bool = False

    def row(self, axes: Axes) -> tuple[str, str, str, str]:
        """What the table shows: what, the target, the figure of this run, and the verdict."""
        wanted = f"{'at least' if self.at_least else 'at most'} {self.limit:g}{self.unit}"
        try:
            found = self.measured(axes)
        except (KeyError, ValueError):
            return self.what, wanted, "not measured", ""
        met = found >= self.limit if self.at_least else found <= self.limit
        digits = 2 if self.unit == "x" and abs(found) < 10 else 1
        return self.what, wanted, f"{found:.{digits}f}{self.unit}", "met" if met else "**not met**"


def _ratio(table: Mapping[str, Any], ours: str, theirs: str, key: str) -> float:
    return statistics.median(ratios(table[ours], table[theirs], key))


def _first(other: str) -> Callable[[Axes], float]:
    return lambda axes: _ratio(axes["cold start"]["first answer"], "ours", other, "cpu")


def _first_of_all(axes: Axes) -> float:
    table = axes["cold start"]["first answer"]
    return max(_ratio(table, "ours", peer, "cpu") for peer in _PEERS if peer in table)


def _import(axes: Axes) -> float:
    table = axes["cold start"]["import"]
    return 1000 * (median(table["ours"], "cpu") - median(table["bare-python"], "cpu"))


def _calls(axes: Axes, others: tuple[str, ...]) -> Iterator[float]:
    for table in axes["per call"].values():
        for other in others:
            if other in table:
                yield _ratio(table, "ours", other, "told_cpu")


def _cold(kind: str, key: str) -> Callable[[Axes], float]:
    def measured(axes: Axes) -> float:
        found = axes["generation"]
        return median(found[kind]["ours"], key) / median(found["cold"]["ours"], key)

    return measured


def _whole(key: str) -> Callable[[Axes], float]:
    """Ours by the quickest peer that makes the whole client."""

    def measured(axes: Axes) -> float:
        found = axes["whole"]["whole document"]
        quickest = min(
            (samples for name, samples in found.items() if name != "ours"),
            key=lambda samples: median(samples, "wall"),
        )
        return median(found["ours"], key) / median(quickest, key)

    return measured


def _growth(command: str) -> Callable[[Axes], float]:
    def measured(axes: Axes) -> float:
        table = axes["growth"][command]
        return median(table["10x"], "cpu") / median(table["1x"], "cpu")

    return measured


TARGETS = (
    Target("first answer, against the official SDK", 0.12, _first("sdk")),
    Target("first answer, against the quickest peer", 1, _first_of_all),
    Target("first answer, against httpx2 + pydantic by hand", 1.1, _first(_FLOOR)),
    Target("import of the package, over Python alone", 10, _import, " ms"),
    Target(
        "a call, against httpx2 + pydantic by hand: the worst size, sync or async",
        1.1,
        lambda axes: max(_calls(axes, (_FLOOR,))),
    ),
    Target(
        "a call, against every peer that validates: the worst size and peer",
        1,
        lambda axes: max(_calls(axes, _VALIDATING)),
    ),
    Target(
        "a call with 200 entities: the official SDK against ours",
        8,
        lambda axes: 1 / _ratio(axes["per call"]["sync, 200"], "ours", "sdk", "told_cpu"),
        at_least=True,
    ),
    Target(
        "generating our fragment, against openapi-python-client",
        1,
        lambda axes: _ratio(axes["generation"]["cold"], "ours", "openapi-python-client", "cpu"),
    ),
    Target("a run that changes nothing, against a cold one", 0.25, _cold("nothing changed", "cpu")),
    Target("one property changed, against a cold run", 1, _cold("one property changed", "cpu")),
    Target("whole document: CPU, against the quickest peer that succeeds", 1, _whole("cpu")),
    Target("whole document: wall, against the same", 1, _whole("wall")),
    Target("whole document: memory, against the same", 1, _whole("peak_mb")),
    Target(
        "whole document: operations generated of 932",
        932,
        lambda axes: median(axes["whole"]["whole document"]["ours"], "operations"),
        "",
        at_least=True,
    ),
    Target("extract: a document of ten times the size", 12, _growth("extract")),
    Target("diff: documents of ten times the size", 12, _growth("diff")),
)
