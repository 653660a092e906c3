"""Where the time goes, by library: `python -m benchmarks.profile` draws the pictures.

They go to docs/benchmarks/profile-*.svg, beside those of `make bench`.

cProfile adds its own cost to every call of Python code, so the pictures tell proportions, not
times; code written in C or Rust (pydantic-core, sockets) counts for the library that calls it.
"""

from __future__ import annotations

import contextlib
import cProfile
import os
import pstats
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import axes, peers
from benchmarks.plots import bars

_CALLS = 400
_MOST = 12


def by_library(profile: cProfile.Profile) -> dict[str, float]:
    """Sum the time spent in each library's own code, as shares of the whole.

    Args:
        profile: one that has run.

    Returns:
        Library → percent; what is small is summed up as *other*.
    """
    spent: defaultdict[str, float] = defaultdict(float)
    stats: dict[tuple[str, int, str], Any] = vars(pstats.Stats(profile))["stats"]
    for (file, _, _), (_, _, own, _, callers) in stats.items():
        if file != "~":
            spent[_library(file)] += own
            continue
        # A function in C: charge those who call it.
        for (caller, _, _), figures in callers.items():
            spent[_library(caller)] += figures[2]
    whole = sum(spent.values()) or 1
    most = sorted(spent.items(), key=lambda item: -item[1])[:_MOST]
    shares = {name: 100 * seconds / whole for name, seconds in most}
    rest = 100 - sum(shares.values())
    return {**shares, **({"other": rest} if rest > 0.5 else {})}


def _library(file: str) -> str:
    parts = Path(file).parts
    if "genesys_process_automation" in parts:
        return "this project: the package"
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    house = peers.ROOT / "generator" / "clientgen"
    if file.startswith(str(house)):
        return f"this project: {Path(file).relative_to(house).parts[0]}"
    if "templates" in parts or "<template>" in file:
        return "this project: templates"
    if "importlib" in file:
        return "importing"
    return "standard library"


def profiled(work: Callable[[], object]) -> dict[str, float]:
    """Profile one piece of work, by library."""
    # CPU time: waiting for the server is nobody's work.
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    work()
    profile.disable()
    return by_library(profile)


def a_call() -> dict[str, float]:
    """A call of `triggers.list()` with 25 entities, in a process that goes on."""
    sys.path.insert(0, str(peers.ROOT / "generated"))
    from genesys_process_automation import Client

    with axes.serving(25) as url, Client(access_token="t", base_url=url) as client:
        list(client.triggers.list())
        return profiled(lambda: [list(client.triggers.list()) for _ in range(_CALLS)])


def a_generation() -> dict[str, float]:
    """A cold run of the generator over our fragment, imports included."""
    from clientgen.cli.app import main

    out = peers.WORK / "profile"
    shutil.rmtree(out, ignore_errors=True)
    os.environ["XDG_CACHE_HOME"] = str(out)
    arguments = ["generate", str(peers.FRAGMENT), "--package", "pa", "--out", str(out)]

    def run() -> None:
        with contextlib.suppress(SystemExit):
            main(arguments)

    return profiled(run)


def draw(name: str) -> None:
    """Take one profile and write its picture."""
    title, take = {
        "call": ("One call, 25 entities: percent of CPU by library", a_call),
        "generate": ("Generating our fragment: percent of CPU by library", a_generation),
    }[name]
    target = peers.ROOT / "docs" / "benchmarks" / f"profile-{name}.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(bars(title, take()), "utf-8")


if __name__ == "__main__":
    peers.WORK.mkdir(exist_ok=True)
    if len(sys.argv) > 1:
        draw(sys.argv[1])
    else:
        # Each in a process of its own: what one has imported, the other would not pay for.
        for each in ("call", "generate"):
            subprocess.run([sys.executable, "-m", "benchmarks.profile", each], check=True)
