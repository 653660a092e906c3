"""The sections about generated clients at work."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.clients import BY_HAND
from benchmarks.measure import Table
from benchmarks.report.tables import against, count, figure, refusals, table, title

_COLD = {
    "import": "Import alone, in a fresh process:",
    "first answer": "From the start of the process to the first decoded response of"
    " `triggers.list()`:",
    "first answer, https": "The same over TLS, with the roots of certifi and one more trusted:",
    "a second client": "A further client in the same process, made and used for one call:",
}


def cold(axis: Mapping[str, Table]) -> list[str]:
    """Cold starts, and further clients."""
    page = ["## Cold start", "", "![cold start](benchmarks/cold-start.svg)", ""]
    for kind, found in axis.items():
        page += [_COLD[kind], ""]
        key = "told_cpu" if kind == "a second client" else "cpu"
        rows = [
            (
                title(name),
                figure(samples, key, 1000, 1 if key == "told_cpu" else 0),
                against(found["samples"], name, key),
                count(samples, "told_modules"),
                count(samples, "peak_mb"),
            )
            for name, samples in found["samples"].items()
        ]
        page += table(["client", "CPU ms", "vs ours", "modules", "peak MB"], rows)
        page += refusals(found)
    return page


def calls(axis: Mapping[str, Table]) -> list[str]:
    """One call, by size and by calls in flight."""
    page = ["## One call", "", "![one call](benchmarks/per-call.svg)", ""]
    page += ["*by hand* is httpx2 with pydantic models, written by hand for this one call.", ""]
    for kind, found in axis.items():
        page += [f"### {_with_unit(kind)}", ""]
        rows = [
            (
                title(name),
                figure(samples, "told_cpu", 1e6, 0),
                against(found["samples"], name, "told_cpu"),
                against(found["samples"], name, "told_cpu", BY_HAND),
            )
            for name, samples in found["samples"].items()
        ]
        page += table(["client", "CPU µs a call", "vs ours", "vs by hand"], rows)
        page += refusals(found)
    return page


def _with_unit(kind: str) -> str:
    way, size, *flight = kind.split(", ")
    word = "entity" if size == "1" else "entities"
    return ", ".join([way, f"{int(size):,} {word}", *flight])


def reading(axis: Mapping[str, Table]) -> list[str]:
    """Decoding and encoding."""
    page = ["## Decoding and encoding, without HTTP", ""]
    page += [
        "Per entity, in a page of 200; models by hand are read with `model_validate_json`. *odd*:",
        "one member of one entity is a text where the document says integer. *keeps*: a member",
        "that no document names is still there when the page is written back.",
        "",
    ]
    decode, odd, encode, memory, keeps = (
        axis[name]["samples"]
        for name in ("decode", "decode, one odd member", "encode", "memory", "keeps")
    )
    rows = [
        (
            title(name),
            figure(samples, "told_cpu", 1e6, 1),
            against(decode, name, "told_cpu"),
            figure(odd[name], "told_cpu", 1e6, 1) if name in odd else "refused",
            figure(encode[name], "told_cpu", 1e6, 1) if name in encode else "",
            count(memory[name], "told_bytes") if name in memory else "",
            ("yes" if keeps[name][0]["told_keeps"] else "no") if name in keeps else "",
        )
        for name, samples in decode.items()
    ]
    heads = ["client", "decode µs", "vs ours", "decode µs, odd", "encode µs", "bytes", "keeps"]
    page += table(heads, rows)
    return page + refusals(*axis.values())


def whole_package(axis: Mapping[str, Table]) -> list[str]:
    """Import and first call of the packages of the whole Genesys document."""
    page = ["## The package of the whole Genesys document in use", ""]
    page += [
        "From the start of a process; the call lists the queues. *this project, before* is the",
        "package made by the generator of the commit in `benchmarks/baseline.py`, in this run.",
        "",
    ]
    for kind in ("import", "first call"):
        found = axis[kind]
        rows = [
            (
                title(name),
                figure(samples, "cpu", 1000, 0),
                against(found["samples"], name, "cpu", "whole-ours"),
                count(samples, "told_modules"),
                count(samples, "peak_mb"),
            )
            for name, samples in found["samples"].items()
        ]
        page += table([f"{kind} of", "CPU ms", "vs ours", "modules", "peak MB"], rows)
        page += refusals(found)
    return page
