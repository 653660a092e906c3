"""Writes ``docs/real-diffs.md`` and the committed rows: ``make real`` runs it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from .documents import ROOT
from .pair_rows import PairRow, load, read_rows, write_rows
from .public_names import KINDS
from .version_pairs import VersionPair, version_pairs

_MOST = 4
"""Names that are not told, listed for each pair."""
PAGE = ROOT / "docs" / "real-diffs.md"

_HEAD = """# Published versions compared

Written by `make real` from `tests/real/version_pairs.json`; do not edit.

What `clientgen diff` says of successive versions of OpenAPI documents that their publishers put
into packages of npm and PyPI. Each document is pinned by version and SHA-256 in
`tests/real/version_pairs.toml`; `make real-documents` fetches them. Both packages are rendered, the
new one with the [names in force](names.md#names-that-stay), and read with `ast`, independent of the
plan that the comparison looks at. Each document is compared with itself, too.

* **W, S**: how many findings break / may break / are safe, for installed packages (wire) and for
  user code after regenerating (source).
* **lines**: changed lines of the regenerated package.
* **lost, told**: public names that the new package no longer has: exports, arguments of the
  constructor, methods and their arguments, models and their members, errors, keys of `OPERATIONS`.
  Told are those that some finding names.
* **same**: *package* where both packages are equal but for version lines, *surface* where they
  declare the same names alike. S has to be safe then, except for behaviour and authentication.
* **CPU**: processor time of planning and comparing both, in seconds.

"""


def render(rows: Iterable[PairRow], pairs: Iterable[VersionPair]) -> str:
    """Return the page's text.

    Args:
        rows: a row for each pair.
        pairs: the pairs, for where each comes from.
    """
    found = tuple(rows)
    by_name = {pair.name: pair for pair in pairs}
    lines = [
        *_summary(found),
        "## Names lost",
        "",
        "| kind | lost | told |",
        "|---|--:|--:|",
        *_kinds(found),
        "",
        "## Pairs",
        "",
        "| pair | operations | W | S | step | lines | lost, told | same | CPU |",
        "|---|--:|--:|--:|---|--:|--:|---|--:|",
        *map(_row, found),
        "",
        "## What does not hold",
        "",
        *(line for row in found for line in _failures(row)),
        "",
        "## Sources",
        "",
        "| pair | package | versions | document |",
        "|---|---|---|---|",
        *(_source(by_name[row.name]) for row in found),
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _summary(rows: tuple[PairRow, ...]) -> list[str]:
    compared = [row for row in rows if row.outcome == "generated"]
    lost = sum(sum(row.lost.values()) for row in compared)
    untold = sum(len(row.untold) for row in compared)
    same = [row for row in compared if row.same_package or row.same_surface]
    refused = sum(row.outcome == "refused" for row in rows)
    facts = {
        "pairs": f"{len(rows)}",
        "compared": f"{len(compared)}",
        "refused with a message": f"{refused}",
        "crashed, timed out or out of memory": f"{len(rows) - len(compared) - refused}",
        "documents that equal themselves": _share(
            sum(not row.self_differences for row in compared), len(compared), "pairs"
        ),
        "packages or surfaces that are the same, with S safe": _share(
            sum(not row.unfounded for row in same), len(same), "pairs"
        ),
        "names lost that a finding names": _share(lost - untold, lost, "names"),
        "findings": f"{sum(sum(row.wire) for row in compared)}",
        "operations": f"{sum(row.operations for row in compared)}",
    }
    return [
        "## Summary",
        "",
        "| | |",
        "|---|--:|",
        *(f"| {what} | {value} |" for what, value in facts.items()),
        "",
    ]


def _share(part: int, whole: int, what: str) -> str:
    return f"{part} of {whole} {what}"


def _kinds(rows: tuple[PairRow, ...]) -> Iterable[str]:
    lost: Counter[str] = Counter()
    untold: Counter[str] = Counter()
    for row in rows:
        lost.update(row.lost)
        untold.update(row.untold_by_kind)
    for kind in KINDS:
        yield f"| {kind} | {lost[kind]} | {lost[kind] - untold[kind]} |"


def _row(row: PairRow) -> str:
    if row.outcome != "generated":
        return f"| {row.name} | {row.outcome} | | | | | | | |"
    lost = sum(row.lost.values())
    same = "package" if row.same_package else "surface" if row.same_surface else ""
    cells = (
        row.name,
        str(row.operations),
        " / ".join(map(str, row.wire)),
        " / ".join(map(str, row.source)),
        row.bump,
        str(row.lines),
        f"{lost}, {lost - len(row.untold)}",
        same,
        f"{row.cpu_seconds:g}",
    )
    return f"| {' | '.join(cells)} |"


def _failures(row: PairRow) -> list[str]:
    texts = [row.message] if row.message else []
    texts += [f"differs from itself: {text}" for text in row.self_differences]
    texts += [f"not told: {text}" for text in row.untold[:_MOST]]
    if len(row.untold) > _MOST:
        texts.append(f"not told: {len(row.untold) - _MOST} more")
    texts += [f"unfounded: {text}" for text in row.unfounded]
    return [f"* **{row.name}**", *(f"  * {_code(text)}" for text in texts)] if texts else []


def _code(text: str) -> str:
    """Quote foreign text for Markdown, without what would act on a terminal."""
    shown = "".join(char if char.isprintable() else "?" for char in text)
    return "`` " + shown.replace("`", "'") + " ``"


def _source(pair: VersionPair) -> str:
    package = pair.new.package
    versions = f"{pair.old.package.version} → {package.version}"
    return (
        f"| {pair.name} | {package.registry}: `{package.name}` | {versions} | `{pair.new.path}` |"
    )


def main() -> int:
    """Write rows and page from what was measured; return the exit status."""
    page_only = "--page-only" in sys.argv[1:]
    pairs = version_pairs()
    try:
        rows = read_rows() if page_only else load(pairs)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not page_only:
        write_rows(rows)
    PAGE.write_text(render(rows, pairs), "utf-8")
    told = sum(sum(row.lost.values()) - len(row.untold) for row in rows)
    print(f"{PAGE.name}: {len(rows)} pairs, {told} names lost and told")
    return 0


if __name__ == "__main__":
    sys.exit(main())
