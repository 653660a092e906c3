"""The benchmark's command line: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import axes, peers
from benchmarks.measure import Failed, machine
from benchmarks.report import write_report

RESULTS = peers.ROOT / "benchmarks" / "results.json"
_WHOLE = "genesys-2018-03-21-28.0.0.json.gz"


def main() -> None:
    """Install, measure and write `benchmarks/results.json` and `docs/benchmarks.md`."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, nothing written")
    parser.add_argument("--axes", default="", help="only these, separated by commas")
    parser.add_argument("--whole", type=Path, help="the whole Genesys document")
    parser.add_argument("--report", action="store_true", help="only write the page anew")
    asked = parser.parse_args()
    if asked.report:
        write_report(json.loads(RESULTS.read_text("utf-8")))
        return
    peers.WORK.mkdir(exist_ok=True)
    peers.install()
    peers.generate()
    document = asked.whole or next((peers.ROOT / "tests").rglob(_WHOLE), None)
    steps: dict[str, Callable[[], axes.Axis]] = {
        "cold start": lambda: axes.cold_start(asked.quick),
        "per call": lambda: axes.per_call(asked.quick),
        "codec": lambda: axes.codec(asked.quick),
        "generation": lambda: axes.generation(asked.quick),
        "whole": lambda: axes.whole(None if asked.quick else document),
        "growth": lambda: axes.growth(asked.quick),
        "size": lambda: axes.size(asked.quick),
    }
    only = [name for name in asked.axes.split(",") if name]
    skipped = {name: reason for name in peers.TITLES if (reason := peers.why_not(name))}
    results: dict[str, Any] = {"machine": machine(), "skipped": skipped, "axes": {}}
    if only and RESULTS.exists():
        results["axes"] = json.loads(RESULTS.read_text("utf-8"))["axes"]
    target = peers.WORK / "quick.json" if asked.quick else RESULTS
    broken: list[str] = []
    for name, step in steps.items():
        if only and name not in only:
            continue
        began = time.monotonic()
        try:
            results["axes"][name] = step()
        except Failed as reason:
            # The other axes are still worth having; the exit status tells.
            results["axes"].pop(name, None)
            broken.append(name)
            print(f"{name}: {reason}", file=sys.stderr, flush=True)
            continue
        # After each axis: a later one that fails costs only itself.
        target.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    write_report(results, to_docs=not asked.quick)
    if broken:
        raise SystemExit(f"not measured: {', '.join(broken)}")


if __name__ == "__main__":
    main()
