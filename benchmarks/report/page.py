"""From raw samples to `docs/benchmarks.md` and its plots."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.measure import Sample, median, ratios, spread
from benchmarks.peers import ROOT, TITLES, WORK
from benchmarks.plots import bars, lines
from benchmarks.targets import TARGETS

Table = Mapping[str, Sequence[Sample]]
_FLOOR = "floor-httpx2-pydantic"
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
"""


def write_report(results: Mapping[str, Any], to_docs: bool = True) -> None:
    """Write the page and its plots.

    Args:
        results: what `benchmarks/results.json` holds.
        to_docs: into `docs/`; else into the working directory of the benchmark.
    """
    docs = ROOT / "docs" if to_docs else WORK
    plots = docs / "benchmarks"
    plots.mkdir(parents=True, exist_ok=True)
    machine = results["machine"]
    page = [_HEAD]
    page.append(
        f"Machine: {machine['cpu'] or 'unknown CPU'}, {machine['cores']} cores,"
        f" {machine['memory_gb']} GB, {machine['system']}, Python {machine['python']}; load"
        f" {machine['load']} when the run began.\n"
    )
    if results.get("note"):
        page.append(f"{results['note']}\n")
    for name, reason in results.get("skipped", {}).items():
        page.append(f"Skipped: {TITLES[name]}, which {reason}.\n")
    axes = results["axes"]
    page += ["## Targets", ""]
    page += ["Lower is better but where it says *at least*; computed from the figures below.", ""]
    heads = ("what", "target", "this run", "")
    page += _table(heads, [target.row(axes) for target in TARGETS])
    for name, write in _SECTIONS.items():
        if axes.get(name):
            page += write(axes[name])
    for file, drawing in _plots(axes).items():
        (plots / file).write_text(drawing, "utf-8")
    (docs / "benchmarks.md").write_text("\n".join(page).rstrip() + "\n", "utf-8")
    print(f"wrote {docs / 'benchmarks.md'}")


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    return [_row(heads), _row(["---"] * len(heads)), *map(_row, rows), ""]


def _figure(samples: Sequence[Sample], key: str, factor: float, digits: int) -> str:
    text = f"{median(samples, key) * factor:.{digits}f}"
    return text if len(samples) == 1 else f"{text} ±{spread(samples, key) * 100:.0f} %"


def _against(table: Table, name: str, key: str, base: str = "ours") -> str:
    if name == base or base not in table:
        return "1" if name == base else ""
    found = ratios(table[name], table[base], key)
    return f"{statistics.median(found):.2f}" if found else ""


def _cold(axis: Mapping[str, Table]) -> list[str]:
    page = ["## Cold start", "", "![cold start](benchmarks/cold-start.svg)", ""]
    for kind, table in axis.items():
        page.append(
            "Import alone, in a fresh process:"
            if kind == "import"
            else "From the start of the process to the first decoded answer of `triggers.list()`:"
        )
        page.append("")
        rows = [
            (
                TITLES[name],
                _figure(samples, "cpu", 1000, 0),
                _against(table, name, "cpu"),
                f"{median(samples, 'told_modules'):.0f}",
                f"{median(samples, 'peak_mb'):.0f}",
            )
            for name, samples in table.items()
        ]
        page += _table(["client", "CPU ms", "vs ours", "modules", "peak MB"], rows)
    return page


def _calls(axis: Mapping[str, Table]) -> list[str]:
    page = ["## One call", "", "![one call](benchmarks/per-call.svg)", ""]
    for kind, table in axis.items():
        entities = kind.split(", ")[1]
        page += [f"### {kind.replace(f', {entities}', f', {entities} entities', 1)}", ""]
        rows = [
            (
                TITLES[name],
                _figure(samples, "told_cpu", 1e6, 0),
                _against(table, name, "told_cpu"),
                _against(table, name, "told_cpu", _FLOOR),
            )
            for name, samples in table.items()
        ]
        page += _table(["client", "CPU µs a call", "vs ours", "vs httpx2 + pydantic by hand"], rows)
    return page


def _codec(axis: Mapping[str, Table]) -> list[str]:
    page = ["## Decoding and encoding, without HTTP", ""]
    page += ["Per entity, in a page of 200. The SDK's 7,000 modules are no part of *bytes*.", ""]
    decode, encode, memory = axis["decode"], axis["encode"], axis["memory"]
    rows = [
        (
            TITLES[name],
            _figure(samples, "told_cpu", 1e6, 1),
            _against(decode, name, "told_cpu"),
            _figure(encode[name], "told_cpu", 1e6, 1) if name in encode else "",
            f"{median(memory[name], 'told_bytes'):.0f}" if name in memory else "",
        )
        for name, samples in decode.items()
    ]
    return page + _table(["client", "decode µs", "vs ours", "encode µs", "bytes"], rows)


def _generation(axis: Mapping[str, Table]) -> list[str]:
    page = ["## Generating a client of our fragment", ""]
    page += ["![generation](benchmarks/generation.svg)", ""]
    rows: list[Sequence[object]] = []
    cold = axis["cold"]
    for kind, table in axis.items():
        for name, samples in table.items():
            title = TITLES[name] if kind == "cold" else f"{TITLES[name]}: {kind}"
            rows.append(
                (
                    title,
                    _figure(samples, "cpu", 1, 2),
                    _figure(samples, "wall", 1, 2),
                    f"{median(samples, 'cpu') / median(cold['ours'], 'cpu'):.2f}",
                    f"{median(samples, 'peak_mb'):.0f}",
                )
            )
    return page + _table(["generator", "CPU s", "wall s", "CPU vs ours cold", "peak MB"], rows)


def _whole(axis: Mapping[str, Any]) -> list[str]:
    page = ["## The whole Genesys document", ""]
    page += ["932 operations. One run each.", ""]
    rows = [
        (
            TITLES[name],
            f"{median(samples, 'operations'):.0f}",
            f"{median(samples, 'cpu'):.1f}",
            f"{median(samples, 'wall'):.1f}",
            f"{median(samples, 'peak_mb'):.0f}",
        )
        for name, samples in axis["whole document"].items()
    ]
    page += _table(["generator", "operations", "CPU s", "wall s", "peak MB"], rows)
    for name, reason in axis.get("failed", {}).items():
        page += [f"- {TITLES[name]} stops with an error: `{reason.replace('`', '')}`"]
    if axis.get("failed"):
        page.append("")
    if axis.get("following"):
        page += ["Following that document:", ""]
        rows = [
            (
                name,
                f"{median(samples, 'cpu'):.1f}",
                f"{median(samples, 'wall'):.1f}",
                f"{median(samples, 'peak_mb'):.0f}",
            )
            for name, samples in axis["following"].items()
        ]
        page += _table(["command", "CPU s", "wall s", "peak MB"], rows)
    return [
        *page,
        "All but this project and openapi-generator were given the document as OpenAPI 3.1, with",
        "two mistakes mended that they stop at: answers without description, and a path parameter",
        "that its path has no place for.",
        "",
    ]


def _growth(axis: Mapping[str, Table]) -> list[str]:
    page = ["## Growth with the document", "", "![growth](benchmarks/growth.svg)", ""]
    page += ["Made-up documents of 120 operations and 120 schemas, times the scale.", ""]
    rows: list[Sequence[object]] = []
    for kind, table in axis.items():
        first = next(iter(table.values()))
        for scale, samples in table.items():
            rows.append(
                (
                    kind,
                    scale,
                    _figure(samples, "cpu", 1, 2),
                    f"{median(samples, 'cpu') / median(first, 'cpu'):.1f}",
                    f"{median(samples, 'peak_mb'):.0f}",
                )
            )
    return page + _table(["command", "scale", "CPU s", "vs 1x", "peak MB"], rows)


def _size(axis: Mapping[str, Table]) -> list[str]:
    page = ["## Size of what is emitted", "", "![size](benchmarks/size.svg)", ""]
    rows = [
        (
            TITLES[name],
            f"{samples[0]['files']:.0f}",
            f"{samples[0]['lines']:,.0f}",
            f"{samples[0]['bytes']:,.0f}",
            f"{samples[0]['changed']:.0f}" if "changed" in samples[0] else "",
        )
        for name, samples in axis["size"].items()
    ]
    heads = ["client", "files", "lines", "bytes", "lines changed by one new query parameter"]
    return page + _table(heads, rows)


_SECTIONS = {
    "cold start": _cold,
    "per call": _calls,
    "codec": _codec,
    "generation": _generation,
    "whole": _whole,
    "growth": _growth,
    "size": _size,
}


def _medians(table: Table, key: str, factor: float) -> dict[str, float]:
    return {TITLES[name]: median(samples, key) * factor for name, samples in table.items()}


def _plots(axes: Mapping[str, Any]) -> dict[str, str]:
    drawn: dict[str, str] = {}
    if "cold start" in axes:
        first = axes["cold start"]["first answer"]
        drawn["cold-start.svg"] = bars(
            "To the first answer: CPU milliseconds", _medians(first, "cpu", 1000)
        )
    if "per call" in axes:
        largest = axes["per call"]["sync, 200"]
        drawn["per-call.svg"] = bars(
            "One call, 200 entities: CPU microseconds", _medians(largest, "told_cpu", 1e6)
        )
    if "generation" in axes:
        found = _medians(axes["generation"]["cold"], "cpu", 1)
        for kind in ("one property changed", "nothing changed"):
            ours = axes["generation"][kind]["ours"]
            found[f"{TITLES['ours']}: {kind}"] = median(ours, "cpu")
        drawn["generation.svg"] = bars("Generating our fragment: CPU seconds", found)
    if "growth" in axes:
        curves = {
            kind: [(float(scale.rstrip("x")), median(got, "cpu")) for scale, got in table.items()]
            for kind, table in axes["growth"].items()
        }
        drawn["growth.svg"] = lines("CPU seconds by size of the document", curves)
    if "size" in axes:
        weights = {name: samples for name, samples in axes["size"]["size"].items() if name != "sdk"}
        drawn["size.svg"] = bars("Lines of Python emitted", _medians(weights, "lines", 1))
    return drawn
