"""Figures of a run, taken from its tables: medians, ratios and the worst of several."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.clients import BY_HAND, PEERS, TITLES
from benchmarks.measure import Sample, median, ratios

Axes = Mapping[str, Any]
RUST = "ours-reqwest"
OPC = "openapi-python-client"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and where it was taken when there are several places.

    Args:
        value: the figure.
        where: the table or the peer it comes from, or empty.
    """

    value: float
    where: str = ""


def samples(axes: Axes, axis: str, table: str) -> dict[str, list[Sample]]:
    """The samples of one table.

    Raises:
        KeyError: the run has no such table.
    """
    found: dict[str, list[Sample]] = axes[axis][table]["samples"]
    return found


def ratio(found: Mapping[str, list[Sample]], ours: str, theirs: str, key: str) -> float:
    """The median of the ratios of the same rounds, ours by theirs."""
    return statistics.median(ratios(found[ours], found[theirs], key))


def worst(figures: Iterable[Figure]) -> Figure:
    """The largest of several.

    Raises:
        KeyError: there are none.
    """
    found = sorted(figures, key=lambda figure: figure.value)
    if not found:
        raise KeyError("no figures")
    return found[-1]


def first_answer(ours: str, theirs: str) -> Callable[[Axes], Figure]:
    """CPU to the first answer, ours by another client's."""
    return lambda axes: Figure(
        ratio(samples(axes, "cold start", "first answer"), ours, theirs, "cpu")
    )


def first_answer_of_peers(axes: Axes) -> Figure:
    """The same of the Rust transport, by the quickest peer's."""
    found = samples(axes, "cold start", "first answer")
    return worst(
        Figure(ratio(found, RUST, peer, "cpu"), f"by {TITLES[peer]}")
        for peer in PEERS
        if peer in found
    )


def _calls(axes: Axes, sizes: tuple[int, ...] | None = None) -> dict[str, dict[str, list[Sample]]]:
    """The tables of calls, of all sizes or of some."""
    return {
        name: table["samples"]
        for name, table in axes["per call"].items()
        if sizes is None or int(name.split(", ")[1]) in sizes
    }


def call_by_hand(axes: Axes) -> Figure:
    """The worst call of the default transport by the one written by hand; up to 50 in flight."""
    return worst(
        Figure(ratio(found, "ours", BY_HAND, "told_cpu"), name)
        for name, found in _calls(axes).items()
        if "500 in flight" not in name and BY_HAND in found
    )


def rust_call(sizes: tuple[int, ...], peers: Callable[[Axes], tuple[str, ...]]) -> Any:
    """The worst call of the Rust transport by any of some peers."""
    return lambda axes: worst(
        Figure(ratio(found, RUST, peer, "told_cpu"), f"{name}, by {TITLES[peer]}")
        for name, found in _calls(axes, sizes).items()
        for peer in peers(axes)
        if peer in found
    )


def keepers(axes: Axes) -> tuple[str, ...]:
    """The peers that write back a member they do not know; the run finds out which."""
    found = samples(axes, "reading", "keeps")
    return tuple(peer for peer in PEERS if peer in found and found[peer][0]["told_keeps"])


def reading(table: str) -> Callable[[Axes], Figure]:
    """Reading a page, by `model_validate_json` of models by hand reading the documented page.

    Those refuse a page with an odd member, so the base is the same for both.
    """

    def measured(axes: Axes) -> Figure:
        ours = samples(axes, "reading", table)["ours"]
        by_hand = samples(axes, "reading", "decode")[BY_HAND]
        return Figure(ratio({"ours": ours, "theirs": by_hand}, "ours", "theirs", "told_cpu"))

    return measured


def whole_package(table: str, other: str) -> Callable[[Axes], Figure]:
    """Import or first call of the package of the whole document, by another one's."""
    return lambda axes: Figure(ratio(samples(axes, "whole", table), "whole-ours", other, "cpu"))


def whole(key: str) -> Callable[[Axes], Figure]:
    """Making the client of the whole document, by the quickest peer that makes one."""

    def measured(axes: Axes) -> Figure:
        found = samples(axes, "whole", "whole document")
        others = [name for name in found if name != "ours"]
        quickest = min(others, key=lambda name: median(found[name], "cpu"))
        return Figure(ratio(found, "ours", quickest, key), f"by {TITLES[quickest]}")

    return measured


def fragment_cold(axes: Axes) -> Figure:
    """A cold run on our fragment, by openapi-python-client's."""
    return Figure(ratio(samples(axes, "generation", "cold"), "ours", OPC, "cpu"))


def fragment_again(axes: Axes) -> Figure:
    """A run that changes nothing, by a cold one."""
    again = median(samples(axes, "generation", "nothing changed")["ours"], "cpu")
    return Figure(again / median(samples(axes, "generation", "cold")["ours"], "cpu"))


def published_tables(axes: Axes) -> dict[str, dict[str, list[Sample]]]:
    """The ten documents: name → samples."""
    return {
        name: table["samples"] for name, table in axes["published"].items() if name != "documents"
    }


def published(key: str) -> Callable[[Axes], Figure]:
    """The worst of the documents that openapi-python-client accepts."""
    return lambda axes: worst(
        Figure(ratio(found, "ours", OPC, key), name) if "ours" in found else Figure(math.inf, name)
        for name, found in published_tables(axes).items()
        if OPC in found
    )


def not_callable(axes: Axes) -> Figure:
    """Operations of the ten documents that our packages have no method for."""
    held = samples(axes, "published", "documents")
    missing = {
        name: held[name][0]["operations"] - (found["ours"][0]["callable"] if "ours" in found else 0)
        for name, found in published_tables(axes).items()
    }
    of = f"of {sum(held[name][0]['operations'] for name in missing):,.0f}"
    return Figure(sum(missing.values()), of) if missing else worst(())


def seconds_of_a_diff(axes: Axes) -> Figure:
    """CPU of comparing two whole documents."""
    found = samples(axes, "following", "whole document")
    return Figure(median(found["diff with the version before"], "cpu"))


def growth_of_a_diff(axes: Axes) -> Figure:
    """CPU of comparing documents of ten times the size, by that of one time."""
    found = samples(axes, "growth", "diff")
    return Figure(median(found["10x"], "cpu") / median(found["1x"], "cpu"))


def code(name: str) -> Callable[[Axes], Figure]:
    """Lines of code of one of our packages."""
    return lambda axes: Figure(samples(axes, "size", "ours")[name][0]["code"])
