"""The benchmark's command line: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks import peers
from benchmarks.axes import Axis
from benchmarks.axes.calling import cold_start, per_call
from benchmarks.axes.following import following, growth
from benchmarks.axes.generating import generation, size
from benchmarks.axes.published import published
from benchmarks.axes.reading import reading
from benchmarks.axes.whole import whole
from benchmarks.clients import EVERY, HERE, WORK
from benchmarks.measure import machine
from benchmarks.misses import explain
from benchmarks.report.page import targets, write_page

RESULTS = HERE / "results.json"
AXES: dict[str, Callable[[bool], Axis]] = {
    "cold start": cold_start,
    "per call": per_call,
    "reading": reading,
    "generation": generation,
    "whole": whole,
    "published": published,
    "following": following,
    "growth": growth,
    "size": size,
}


def main() -> None:
    """Install, measure and write `benchmarks/results.json` and `docs/benchmarks.md`."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and sizes, no page")
    parser.add_argument("--axes", default="", help="only these, separated by commas")
    parser.add_argument("--report", action="store_true", help="only write the page anew")
    asked = parser.parse_args()
    if asked.report:
        write_page(json.loads(RESULTS.read_text("utf-8")))
        return
    only = [name for name in asked.axes.split(",") if name]
    if unknown := set(only) - AXES.keys():
        parser.error(f"there is no axis {sorted(unknown)[0]!r}: {', '.join(AXES)}")
    broken = _run(asked.quick, only or list(AXES))
    if broken:
        raise SystemExit(f"not measured: {', '.join(broken)}")


def _run(quick: bool, chosen: list[str]) -> list[str]:
    """Measure the chosen axes and write what came of it.

    Returns:
        What could not be measured: an axis, or ours in one of its tables.
    """
    WORK.mkdir(exist_ok=True)
    state = machine()
    peers.prepare()
    skipped = {each.name: why for each in EVERY if (why := peers.why_not(each.name))}
    results: dict[str, Any] = {"machine": state, "skipped": skipped, "axes": {}}
    target = WORK / "quick.json" if quick else RESULTS
    if len(chosen) < len(AXES) and target.exists():
        results["axes"] = json.loads(target.read_text("utf-8"))["axes"]
    broken: list[str] = []
    for name in chosen:
        began = time.monotonic()
        try:
            results["axes"][name] = AXES[name](quick)
        except Exception as reason:
            # The other axes are still worth having; the exit status tells.
            results["axes"].pop(name, None)
            broken.append(name)
            print(f"{name}: {type(reason).__name__}: {reason}", file=sys.stderr, flush=True)
            continue
        broken += [
            f"ours in {name}, {kind}"
            for kind, table in results["axes"][name].items()
            if any(each.startswith("ours") for each in table["refused"])
        ]
        # After each axis: a later one that fails costs only itself.
        target.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    if quick:
        print("Quick: fewer rounds, sizes up to 200, two of the ten documents.")
        print("\n".join(targets(results["axes"])))
    else:
        results["misses"] = explain(results["axes"])
        target.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    write_page(results, to_docs=not quick)
    return broken


if __name__ == "__main__":
    main()
