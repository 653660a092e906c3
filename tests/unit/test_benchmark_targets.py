"""The table of targets says what the figures say."""

from __future__ import annotations

from typing import Any

from benchmarks.targets import TARGETS


def axes(ours: float) -> dict[str, Any]:
    """Figures of a run in which every peer takes one second, and ours what is given."""

    def sample(value: float) -> list[dict[str, float]]:
        keys = ("cpu", "wall", "peak_mb", "told_cpu")
        return [{**dict.fromkeys(keys, value), "operations": 932}]

    others = ("sdk", "openapi-python-client", "openapi-generator", "floor-httpx2-pydantic")
    table = {"ours": sample(ours), **{name: sample(1) for name in others}}
    return {
        "cold start": {"import": {**table, "bare-python": sample(0.1)}, "first answer": table},
        "per call": {"sync, 200": table},
        "generation": {
            "cold": table,
            "nothing changed": {"ours": sample(ours / 5)},
            "one property changed": {"ours": sample(ours)},
        },
        "whole": {"whole document": {name: table[name] for name in ("ours", "openapi-generator")}},
        "growth": {
            "extract": {"1x": sample(1), "10x": sample(9)},
            "diff": {"1x": sample(1), "10x": sample(13)},
        },
    }


def verdicts(found: dict[str, Any]) -> list[str]:
    return [target.row(found)[3] for target in TARGETS]


def test_quick_figures_meet_the_targets() -> None:
    # Documents of ten times the size cost the diff thirteen times as much.
    assert verdicts(axes(0.1)) == ["met"] * (len(TARGETS) - 1) + ["**not met**"]


def test_slow_figures_do_not() -> None:
    rows = [target.row(axes(2)) for target in TARGETS]
    missed = [row for row in rows if row[3] == "**not met**"]
    assert len(missed) == len(TARGETS) - 4
    assert (
        "first answer, against the official SDK",
        "at most 0.12x",
        "2.00x",
        "**not met**",
    ) in rows
    assert rows[3] == (
        "import of the package, over Python alone",
        "at most 10 ms",
        "1900.0 ms",
        "**not met**",
    )


def test_what_was_not_measured_is_not_judged() -> None:
    assert verdicts({}) == [""] * len(TARGETS)
    assert {target.row({})[2] for target in TARGETS} == {"not measured"}
