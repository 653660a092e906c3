"""Why a target is missed: what the same work costs without us, and where the rest goes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.clients import BY_HAND, PEERS, ROOT, TITLES, WORK
from benchmarks.figures import RUST, Axes, Figure, samples
from benchmarks.measure import Sample, median
from benchmarks.profile import lines_by_part
from benchmarks.targets import TARGETS

Profile = tuple[str, ...]
_NO_PROFILE: tuple[Profile, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """What is known about the misses of one kind.

    Args:
        floor: tells what the same work costs without us, from the figures of the run.
        profiles: the work to profile, as `profile.py` takes it, from the figure that missed.
    """

    floor: Callable[[Axes, Figure], str]
    profiles: Callable[[Figure], tuple[Profile, ...]] = lambda figure: _NO_PROFILE


def missed(axes: Axes) -> Iterator[tuple[str, Figure]]:
    """The kinds of targets that a run missed, each once, with the first figure that did."""
    seen: set[str] = set()
    for target in TARGETS:
        figure = target.figure(axes)
        if figure is not None and not target.is_met(figure) and target.miss not in seen:
            seen.add(target.miss)
            yield target.miss, figure


def explain(axes: Axes) -> dict[str, Any]:
    """Explain every miss of a run.

    Returns:
        Kind of miss → ``floor``, a sentence, and ``profiles``: title → library → percent.
    """
    found: dict[str, Any] = {}
    for miss, figure in missed(axes):
        reason = REASONS[miss]
        try:
            floor = reason.floor(axes, figure)
        except (KeyError, ValueError, statistics.StatisticsError):
            floor = "Not measured in this run."
        print(f"profiling: {miss}", flush=True)
        profiles = {
            ", ".join(filter(None, each)): _profile(each) for each in reason.profiles(figure)
        }
        if miss.startswith("emitted"):
            profiles["lines by part"] = lines_by_part(PACKAGES[miss])
        found[miss] = {"floor": floor, "profiles": profiles}
    return found


def _profile(work: Profile) -> dict[str, float]:
    """Take one profile in a process of its own; empty where that fails."""
    command = [sys.executable, "-m", "benchmarks.profile", *work]
    try:
        # What the generator says of the document is no part of a profile.
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=400)
        shares: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError):
        return {}
    return shares


def _ms(axes: Axes, table: str, name: str) -> str:
    return f"{1000 * median(samples(axes, 'cold start', table)[name], 'cpu'):.0f} ms"


def _first_answer(axes: Axes, figure: Figure) -> str:
    return (
        f"By hand {_ms(axes, 'first answer', BY_HAND)}, of which importing httpx2 and pydantic"
        f" takes {_ms(axes, 'import', BY_HAND)} and Python itself"
        f" {_ms(axes, 'import', 'bare-python')}; ours {_ms(axes, 'first answer', 'ours')}."
    )


def _first_answer_rust(axes: Axes, figure: Figure) -> str:
    return (
        f"Ours {_ms(axes, 'first answer', RUST)}; Python itself"
        f" {_ms(axes, 'import', 'bare-python')}, http.client with msgspec by hand"
        f" {_ms(axes, 'first answer', 'floor-http.client-msgspec')}."
    )


def _call(ours: str) -> Callable[[Axes, Figure], str]:
    def floor(axes: Axes, figure: Figure) -> str:
        name = figure.where.partition(", by ")[0]
        found = samples(axes, "per call", name)
        floors = {
            "httpx2 + pydantic by hand": BY_HAND,
            "http.client + json by hand": "floor-http.client-json",
        }
        parts = [f"ours {1e6 * median(found[ours], 'told_cpu'):.0f} µs"]
        for title, floor in floors.items():
            if floor in found:
                parts.append(f"{title} {1e6 * median(found[floor], 'told_cpu'):.0f} µs")
        return f"The worst, {name}: {', '.join(parts)}."

    return floor


def _call_profiles(reqwest: str) -> Callable[[Figure], tuple[Profile, ...]]:
    def profiles(figure: Figure) -> tuple[Profile, ...]:
        way, size, *flight = figure.where.partition(", by ")[0].split(", ")
        if way == "sync":
            return (("call", size, reqwest),)
        return (("call, async", size, flight[0].split()[0], reqwest),)

    return profiles


def _reading(table: str) -> Callable[[Axes, Figure], str]:
    def floor(axes: Axes, figure: Figure) -> str:
        page = samples(axes, "reading", "decode")
        ours = median(samples(axes, "reading", table)["ours"], "told_cpu")
        parts = [f"ours {1e6 * ours:.1f} µs an entity"]
        for title, name in (
            ("models by hand", BY_HAND),
            ("json alone, without types", "floor-http.client-json"),
        ):
            parts.append(f"{title} {1e6 * median(page[name], 'told_cpu'):.1f} µs")
        return f"{', '.join(parts)}."

    return floor


def _whole_package(table: str) -> Callable[[Axes, Figure], str]:
    def floor(axes: Axes, figure: Figure) -> str:
        found = samples(axes, "whole", table)
        parts = [f"ours {1000 * median(found['whole-ours'], 'cpu'):.0f} ms"]
        parts.append(f"Python itself {_ms(axes, 'import', 'bare-python')}")
        if table == "first call":
            parts.append(f"importing httpx2 and pydantic {_ms(axes, 'import', BY_HAND)}")
        return f"{', '.join(parts)}."

    return floor


def _generation(ours: str, alone: str, key: str, unit: str) -> Callable[[Axes, Figure], str]:
    def floor(axes: Axes, figure: Figure) -> str:
        own = median(samples(axes, "generation", ours)["ours"], key)
        least = median(samples(axes, "generation", "floors")[alone], key)
        return f"Ours {own:.2f} {unit}, {alone} {least:.2f} {unit}."

    return floor


def _whole(key: str, unit: str) -> Callable[[Axes, Figure], str]:
    def floor(axes: Axes, figure: Figure) -> str:
        own = median(samples(axes, "whole", "whole document")["ours"], key)
        read = median(samples(axes, "whole", "floors")["reading alone"], key)
        least = median(samples(axes, "generation", "floors")["importing alone"], key)
        return (
            f"Ours {own:.1f} {unit}; reading the document alone {read:.1f} {unit}, importing the"
            f" generator alone {least:.1f} {unit}."
        )

    return floor


def _published(key: str, unit: str) -> Callable[[Axes, Figure], str]:
    def floor(axes: Axes, figure: Figure) -> str:
        least = samples(axes, "generation", "floors")["importing alone"]
        found = samples(axes, "published", figure.where)
        return (
            f"The worst, {figure.where}: ours {median(found['ours'], key):.1f} {unit}, importing"
            f" the generator alone {median(least, key):.1f} {unit}."
        )

    return floor


def _not_callable(axes: Axes, figure: Figure) -> str:
    held = samples(axes, "published", "documents")
    parts: list[str] = []
    for name in held:
        ours = axes["published"][name]["samples"].get("ours")
        missing = held[name][0]["operations"] - (ours[0]["callable"] if ours else 0)
        parts += [f"{name} {missing:.0f}"] if missing else []
    return f"Operations without a method: {', '.join(parts)}."


def _diff(axes: Axes, figure: Figure) -> str:
    found = samples(axes, "following", "whole document")
    own, read = found["diff with the version before"], found["reading both alone"]
    return f"Ours {median(own, 'cpu'):.1f} s, reading both alone {median(read, 'cpu'):.1f} s."


def _diff_growth(axes: Axes, figure: Figure) -> str:
    found = samples(axes, "growth", "diff")
    return ", ".join(f"{name} {median(each, 'cpu'):.1f} s" for name, each in found.items()) + "."


def _emitted(axes: Axes, figure: Figure) -> str:
    found = samples(axes, "size", "size")
    least, name = min((found[name][0]["code"], name) for name in PEERS if _has_code(found, name))
    return (
        f"Ours {figure.value:,.0f} lines of code; the smallest of a peer, for our fragment:"
        f" {least:,.0f} ({TITLES[name]})."
    )


def _has_code(found: dict[str, list[Sample]], name: str) -> bool:
    return name in found and "code" in found[name][0]


PACKAGES = {
    "emitted": ROOT / "generated" / "genesys_process_automation",
    "emitted, one": WORK / "size" / "one" / "pa_ours",
}
REASONS = {
    "first answer": Reason(_first_answer, lambda figure: (("first answer",),)),
    "first answer, Rust": Reason(_first_answer_rust, lambda figure: (("first answer", "reqwest"),)),
    "call": Reason(_call("ours"), _call_profiles("")),
    "call, Rust": Reason(_call(RUST), _call_profiles("reqwest")),
    "reading": Reason(_reading("decode"), lambda figure: (("reading",),)),
    "reading, odd": Reason(
        _reading("decode, one odd member"), lambda figure: (("reading", "odd"),)
    ),
    "import of the whole": Reason(_whole_package("import"), lambda figure: (("whole package",),)),
    "first call of the whole": Reason(
        _whole_package("first call"), lambda figure: (("whole package", "call"),)
    ),
    "fragment": Reason(
        _generation("cold", "importing alone", "cpu", "s"), lambda figure: (("generate",),)
    ),
    "fragment, again": Reason(
        _generation("nothing changed", "the command line alone", "cpu", "s"),
        lambda figure: (("generate", "", "again"),),
    ),
    "whole": Reason(_whole("cpu", "s"), lambda figure: (("generate", "whole"),)),
    "whole, memory": Reason(
        _whole("peak_mb", "MB"), lambda figure: (("generate, memory", "whole"),)
    ),
    "published": Reason(_published("cpu", "s"), lambda figure: (("generate", figure.where),)),
    "published, memory": Reason(
        _published("peak_mb", "MB"), lambda figure: (("generate, memory", figure.where),)
    ),
    "callable": Reason(_not_callable),
    "diff": Reason(_diff, lambda figure: (("diff",),)),
    "diff, growth": Reason(_diff_growth, lambda figure: (("diff", "10"),)),
    "emitted": Reason(_emitted),
    "emitted, one": Reason(_emitted),
}
