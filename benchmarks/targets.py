"""The targets, held against the figures of a run: nothing here is typed in by hand but the limits.

They are fixed by the issue "Win the benchmark again, on more than one document". A row of it that
names several limits is several rows here; none may be dropped or reworded.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.clients import BY_HAND, PEERS
from benchmarks.figures import (
    Axes,
    Figure,
    call_by_hand,
    code,
    first_answer,
    first_answer_of_peers,
    fragment_again,
    fragment_cold,
    growth_of_a_diff,
    keepers,
    not_callable,
    published,
    reading,
    rust_call,
    seconds_of_a_diff,
    whole,
    whole_package,
)


@dataclass(frozen=True, slots=True)
class Target:
    """One target.

    Args:
        what: what is measured.
        limit: the figure that must not be passed.
        base: what the figure is a multiple of, or its unit.
        measured: takes the figure from the axes; raises KeyError where the run did not measure it.
        miss: what `misses` knows the reasons of a miss by.
        below: the limit itself is a miss.
    """

    what: str
    limit: float
    base: str
    measured: Callable[[Axes], Figure]
    miss: str
    below: bool = False

    @property
    def is_ratio(self) -> bool:
        """Whether the figure is a multiple of something."""
        return self.base.startswith("× ")

    def figure(self, axes: Axes) -> Figure | None:
        """The figure of a run, or None where it was not measured."""
        try:
            return self.measured(axes)
        except (KeyError, ValueError, statistics.StatisticsError):
            return None

    def is_met(self, figure: Figure) -> bool:
        """Whether a figure keeps the limit."""
        return figure.value < self.limit if self.below else figure.value <= self.limit

    def row(self, axes: Axes) -> tuple[str, str, str, str]:
        """What the table shows: what, the target, the figure of this run, and the verdict."""
        word = "below" if self.below else "at most"
        limit = f"{self.limit:.2f}" if self.is_ratio else f"{self.limit:,g}"
        wanted = f"{word} {limit}{'' if self.is_ratio else ' '}{self.base}".rstrip()
        found = self.figure(axes)
        if found is None:
            return self.what, wanted, "not measured", "**not measured**"
        digits = 2 if self.is_ratio else 1 if found.value % 1 else 0
        shown = f"{found.value:,.{digits}f}{'×' if self.is_ratio else ''}"
        if found.where:
            shown += f" ({found.where})"
        return self.what, wanted, shown, "met" if self.is_met(found) else "**not met**"


_BY_HAND = "× httpx2 + pydantic by hand"
_MODELS = "× hand-written models' `validate_json`"
_BEFORE = "ours before this work (`baseline.py`)"
_FIRST = "first answer, default"
_PACKAGE = "the package of the whole Genesys document: "
_TEN = "the ten documents, each that openapi-python-client accepts: "


TARGETS = (
    Target(_FIRST, 1, _BY_HAND, first_answer("ours", BY_HAND), "first answer"),
    Target(_FIRST, 0.11, "× the official SDK", first_answer("ours", "sdk"), "first answer"),
    Target(
        "first answer, Rust transport",
        1,
        "× every peer's",
        first_answer_of_peers,
        "first answer, Rust",
        below=True,
    ),
    Target(
        "a call, default: every size, sync and async, 1 and 50 in flight",
        1.05,
        _BY_HAND,
        call_by_hand,
        "call",
    ),
    Target(
        "a call, Rust transport: 1 and 25 entities, sync and async",
        0.6,
        "× every peer",
        rust_call((1, 25), lambda axes: PEERS),
        "call, Rust",
    ),
    Target(
        "a call, Rust transport: 200 entities",
        1,
        "× the quickest peer that keeps what it does not know",
        rust_call((200,), keepers),
        "call, Rust",
    ),
    Target("reading, losslessness included", 1.05, _MODELS, reading("decode"), "reading"),
    Target(
        "reading a page with one odd member",
        3,
        _MODELS,
        reading("decode, one odd member"),
        "reading, odd",
    ),
    *(
        Target(f"{_PACKAGE}{what}", 0.3, f"× {base}", whole_package(table, other), miss)
        for what, table, miss in (
            ("import", "import", "import of the whole"),
            ("a first call of one resource", "first call", "first call of the whole"),
        )
        for base, other in (
            ("openapi-generator's", "whole-openapi-generator"),
            (_BEFORE, "whole-baseline"),
        )
    ),
    Target("fragment, cold", 0.7, "× openapi-python-client", fragment_cold, "fragment"),
    Target("fragment, nothing to do", 0.2, "× cold", fragment_again, "fragment, again"),
    Target(
        "whole Genesys document: CPU",
        0.6,
        "× the quickest peer that succeeds",
        whole("cpu"),
        "whole",
    ),
    Target(
        "whole Genesys document: memory",
        0.9,
        "× the quickest peer that succeeds",
        whole("peak_mb"),
        "whole, memory",
    ),
    Target(f"{_TEN}CPU", 1, "× openapi-python-client", published("cpu"), "published", below=True),
    Target(
        f"{_TEN}memory", 1, "× openapi-python-client", published("peak_mb"), "published, memory"
    ),
    Target("the ten documents: operations that cannot be called", 0, "", not_callable, "callable"),
    Target("two whole documents compared", 8, "s CPU", seconds_of_a_diff, "diff"),
    Target(
        "two documents of ten times the size compared",
        12,
        "× those of one time",
        growth_of_a_diff,
        "diff, growth",
    ),
    Target(
        "emitted for the fragment",
        2999,
        "lines of code",
        code("our fragment, its own settings"),
        "emitted",
    ),
    Target(
        "emitted for one operation", 2000, "lines of code", code("one operation"), "emitted, one"
    ),
)
