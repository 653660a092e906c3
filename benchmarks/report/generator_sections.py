"""The sections about the generators at work, and what they write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.measure import Table, median
from benchmarks.report.tables import count, figure, refusals, table, title


def generation(axis: Mapping[str, Table]) -> list[str]:
    """Our fragment."""
    page = ["## Generating a client of our fragment", ""]
    page += ["![generation](benchmarks/generation.svg)", ""]
    rows: list[Sequence[object]] = []
    cold = axis["cold"]["samples"]
    for kind, found in axis.items():
        for name, samples in found["samples"].items():
            shown = title(name) if kind in ("cold", "floors") else f"{title(name)}: {kind}"
            share = ""
            if "ours" in cold:
                share = f"{median(samples, 'cpu') / median(cold['ours'], 'cpu'):.2f}"
            rows.append(
                (
                    shown,
                    figure(samples, "cpu", 1, 2),
                    figure(samples, "wall", 1, 1),
                    share,
                    count(samples, "peak_mb"),
                )
            )
    heads = ["generator", "CPU s", "wall s", "CPU vs ours cold", "peak MB"]
    return page + table(heads, rows) + refusals(*axis.values())


def whole(axis: Mapping[str, Table]) -> list[str]:
    """The whole Genesys document."""
    page = ["## The whole Genesys document", ""]
    page += [
        "932 operations. All but this project and openapi-generator were given the document as",
        "OpenAPI 3.1, with two mistakes mended that they stop at: responses without description,",
        "and a path parameter that its path has no place for. openapi-generator writes an",
        "operation once for each of its tags.",
        "",
    ]
    rows = [
        (
            title(name),
            count(samples, "generated"),
            count(samples, "callable"),
            figure(samples, "cpu", 1, 1),
            figure(samples, "wall", 1, 1),
            count(samples, "peak_mb"),
        )
        for kind in ("whole document", "floors")
        for name, samples in axis[kind]["samples"].items()
    ]
    heads = ["generator", "operations generated", "callable", "CPU s", "wall s", "peak MB"]
    return page + table(heads, rows) + refusals(axis["whole document"])


def published(axis: Mapping[str, Table]) -> list[str]:
    """The ten documents."""
    page = ["## Published documents", "", "![published](benchmarks/published.svg)", ""]
    page += [
        "Out of `tests/real/documents.toml`, as published. *callable*: a method exists, its module",
        "imports and it can be called.",
        "",
    ]
    rows: list[Sequence[object]] = []
    for name, held in axis["documents"]["samples"].items():
        found = axis[name]
        for peer in (*found["samples"], *found["refused"]):
            head = f"{name}, {held[0]['operations']:,.0f} operations"
            if peer in found["refused"]:
                rows.append((head, title(peer), "refused", "", "", "", "", ""))
                continue
            samples = found["samples"][peer]
            rows.append(
                (
                    head,
                    title(peer),
                    figure(samples, "cpu", 1, 1),
                    count(samples, "peak_mb"),
                    count(samples, "lines"),
                    count(samples, "files"),
                    count(samples, "generated"),
                    count(samples, "callable"),
                )
            )
    heads = ["document", "generator", "CPU s", "peak MB", "lines", "files", "generated", "callable"]
    page += table(heads, rows)
    reasons = [
        f"- {name}, {title(peer)}: refused, `{why.replace('`', '')}`"
        for name, found in axis.items()
        for peer, why in found["refused"].items()
    ]
    return [*page, *reasons, ""]


def following(axis: Mapping[str, Table]) -> list[str]:
    """The commands that follow a document."""
    page = ["## Following a document", ""]
    page += [
        "The whole Genesys document; then our fragment, of which a member is renamed that a file",
        "of user code reads (*diff --code*), and `update` of this repository's package to an",
        "upstream document with one property more.",
        "",
    ]
    rows = [
        (
            f"{kind}: {name}",
            figure(samples, "cpu", 1, 1),
            figure(samples, "wall", 1, 1),
            count(samples, "peak_mb"),
        )
        for kind, found in axis.items()
        for name, samples in found["samples"].items()
    ]
    return page + table(["command", "CPU s", "wall s", "peak MB"], rows) + refusals(*axis.values())


def growth(axis: Mapping[str, Table]) -> list[str]:
    """Documents of a size and its multiples."""
    page = ["## Growth with the document", "", "![growth](benchmarks/growth.svg)", ""]
    page += ["Made-up documents of 120 operations and 120 schemas, times the scale.", ""]
    rows: list[Sequence[object]] = []
    for kind, found in axis.items():
        first = next(iter(found["samples"].values()), [])
        for scale, samples in found["samples"].items():
            rows.append(
                (
                    kind,
                    scale,
                    figure(samples, "cpu", 1, 2),
                    f"{median(samples, 'cpu') / median(first, 'cpu'):.1f}",
                    count(samples, "peak_mb"),
                )
            )
    page += table(["command", "scale", "CPU s", "vs 1x", "peak MB"], rows)
    return page + refusals(*axis.values())


def size(axis: Mapping[str, Table]) -> list[str]:
    """What is emitted."""
    page = ["## Size of what is emitted", "", "![size](benchmarks/size.svg)", ""]
    page += [
        "Our fragment without settings, by every generator; then ours as it is committed, and the",
        "smallest package. *code* leaves out blank lines, comments and docstrings.",
        "",
    ]
    rows = [
        (
            title(name) if kind == "size" else f"this project: {name}",
            *(count(samples, key) for key in ("files", "lines", "code", "bytes", "changed")),
        )
        for kind, found in axis.items()
        for name, samples in found["samples"].items()
    ]
    heads = ["client", "files", "lines", "code", "bytes", "lines changed by one new parameter"]
    return page + table(heads, rows) + refusals(*axis.values())
