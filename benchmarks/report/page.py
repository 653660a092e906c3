"""The page: the targets first, then why some are missed, then the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.clients import ROOT, WORK
from benchmarks.report import client_sections, generator_sections
from benchmarks.report.drawings import plots
from benchmarks.report.tables import table, title
from benchmarks.targets import TARGETS

_HEAD = """\
# Benchmarks

This project's package and generator beside the peers, on the same work. Written by `make bench`,
never by hand; the raw samples and the machine are in `benchmarks/results.json`.

- Figures are medians of CPU time (user + system) with half the quartile distance behind ±; the
  runs of all clients are interleaved, every second round in reverse. *vs ours* is the median of
  the ratios of the same round, theirs by ours: above 1 they need more.
- The server is one process that answers every request with canned bytes in one write
  (`benchmarks/server.py`); the client is the limit, and only its CPU is counted.
- The entities keep to what every peer accepts: some refuse a match criterion with a value, or a
  relative address, both of which the real service sends.
- The floors are what somebody would write by hand for this one call (`benchmarks/floors/`): no
  retries, no errors by status, no paging, no token handling.
- Peers are pinned with hashes in `benchmarks/peers/` and `requirements-sdk.lock`.
- *refused* says that a client or generator failed at this piece of work, and with which words.
"""
_TARGETS = """\
Lower is better. Computed from the figures below; the limits are fixed in `benchmarks/targets.py`.
Where a target names several sizes, peers or documents, the worst one counts and is named.
"""
_MISSES = """\
What the same work costs without us, and where our CPU time goes by library (or what is held in
memory, or written). Profiled with cProfile: proportions, not times.
"""
_SECTIONS: dict[str, tuple[Callable[[Mapping[str, Any]], list[str]], ...]] = {
    "cold start": (client_sections.cold,),
    "per call": (client_sections.calls,),
    "reading": (client_sections.reading,),
    "generation": (generator_sections.generation,),
    "whole": (generator_sections.whole, client_sections.whole_package),
    "published": (generator_sections.published,),
    "following": (generator_sections.following,),
    "growth": (generator_sections.growth,),
    "size": (generator_sections.size,),
}


def write_page(results: Mapping[str, Any], to_docs: bool = True) -> None:
    """Write the page and its plots.

    Args:
        results: what `benchmarks/results.json` holds.
        to_docs: into `docs/`; else into the working directory of the benchmark.
    """
    docs = ROOT / "docs" if to_docs else WORK
    folder = docs / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    machine, axes = results["machine"], results["axes"]
    page = [_HEAD]
    page.append(
        f"Machine: {machine['cpu'] or 'unknown CPU'}, {machine['cores']} cores,"
        f" {machine['memory_gb']} GB, {machine['system']}, Python {machine['python']}; load"
        f" {machine['load']} when the run began.\n"
    )
    page += [f"- {title(name)} {reason}." for name, reason in results.get("skipped", {}).items()]
    page += ["## Targets", "", _TARGETS, *targets(axes)]
    page += _misses(results.get("misses", {}))
    for name, sections in _SECTIONS.items():
        for section in sections if axes.get(name) else ():
            page += section(axes[name])
    for file, drawing in plots(axes).items():
        (folder / file).write_text(drawing, "utf-8")
    (docs / "benchmarks.md").write_text("\n".join(page).rstrip() + "\n", "utf-8")
    print(f"wrote {docs / 'benchmarks.md'}")


def targets(axes: Mapping[str, Any]) -> list[str]:
    """The table of targets."""
    return table(("what", "target", "this run", ""), [target.row(axes) for target in TARGETS])


def _misses(misses: Mapping[str, Any]) -> list[str]:
    page = ["### Why some are missed", "", _MISSES] if misses else []
    for name, reason in misses.items():
        page += [f"**{name}**: {reason['floor']}", ""]
        for profile, shares in reason["profiles"].items():
            parts = [f"{part} {share:.0f} %" for part, share in shares.items() if share >= 0.5]
            told = ", ".join(parts)
            page += [f"- profile ({profile}): {told or 'could not be taken'}"]
        page += [""] if reason["profiles"] else []
    return page
