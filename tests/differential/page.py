"""Writes ``docs/differential.md`` from the tables: ``make differential`` runs it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from .cases import OPERATIONS, cases
from .differences import DIFFERENCES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "differential.md"

_HEAD = """\
# Compared with the official SDK

Written by `make differential` from the tables of `tests/differential/`; do not edit.

The same calls are made with this package and with `PureCloudPlatformClientV2` 269.0.0, each in
its own environment and against a recording server on this machine. Compared are, case by case:
the number of requests, method, path, query (decoded and as sent), headers and JSON body, and what
each client decodes from the same answer, field by field, errors by status and body. In all of that
the two agree, but for the differences listed here. The test fails on a difference that is not
listed, and on a listed one that no longer shows.

Not compared: retrying and waiting (answers are sent without `Retry-After`; the policy is told in
[runtime.md](runtime.md)), getting tokens, and the four internal flow operations, which the SDK
does not have.

Arguments tried: braces, spaces, plus signs, slashes, commas, percent signs, reserved and
unreserved characters, quotes, accents and emoji in query and path; booleans, numbers, empty texts
and lists, None; bodies as models and as mappings, with empty lists, nulls, unknown members and
unknown enum values; events as mapping, list and text; and every documented example of
`tests/data/examples/`.

"""


def render() -> str:
    """Give the page's text."""
    counted = Counter(case.operation for case in cases())
    lines = ["| operation | here | cases |", "|---|---|---|"]
    lines += [
        f"| {name} | `{operation.ours}` | {counted[name]} |"
        for name, operation in OPERATIONS.items()
    ]
    lines += [f"| all | | {counted.total()} |", "", "## Differences", ""]
    lines += ["| where | here | in the SDK | why |", "|---|---|---|---|"]
    lines += [f"| {one.where} | {one.ours} | {one.sdk} | {one.reason} |" for one in DIFFERENCES]
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), "utf-8")
    print(f"{PAGE.name}: {len(DIFFERENCES)} differences in {len(cases())} cases")
