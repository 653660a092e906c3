"""Writes docs/diff-locality.md: how much of the package one change of the document rewrites."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from generator.config import load_config
from generator.pipeline import generate
from generator.write import MANIFEST
from tools.versions import HISTORY, ROOT, versions

PAGE = ROOT / "docs" / "diff-locality.md"
FACTOR = 2
"""Lines of the output that one changed line of the fragment may change, at most."""
BASE = 4
"""Lines that any new version changes: the version the package says it was made from."""


@dataclass(frozen=True, slots=True)
class Step:
    """One version to the next.

    Args:
        fragment: changed lines of the fragment, removed and added ones.
        python: changed lines of Python.
        docs: changed lines of everything else but the manifest, which holds hashes.
    """

    old: str
    new: str
    fragment: int
    python: int
    docs: int

    @property
    def bound(self) -> int:
        """What the output may change at most."""
        return BASE + FACTOR * self.fragment


def steps() -> list[Step]:
    """Generate every version and compare it with the next."""
    made = {name: _generated(name) for name in versions()}
    found: list[Step] = []
    for old, new in pairwise(made):
        before, after = made[old], made[new]
        python = docs = 0
        for path in sorted(before.keys() | after.keys()):
            count = changed_lines(before.get(path, ""), after.get(path, ""))
            if path.endswith(".py"):
                python += count
            elif not path.endswith(MANIFEST):
                docs += count
        fragment = changed_lines(_fragment(old), _fragment(new))
        found.append(Step(old, new, fragment, python, docs))
    return found


def changed_lines(old: str, new: str) -> int:
    """How many lines were removed and added between two texts."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return sum(line[0] in "+-" and line[:3] not in {"+++", "---"} for line in lines)


def page() -> str:
    """The page.

    Returns:
        Markdown.
    """
    lines = [
        "# How much one change rewrites",
        "",
        "For every pair of neighbouring versions: lines changed in the canonical fragment, and in"
        f" what is generated from it. The output may change {BASE} lines, and {FACTOR} for every"
        " changed line of the fragment; `tests/update/test_locality.py` holds it to that."
        " Written by `make docs`.",
        "",
        "| from | to | fragment | Python | other files | together | bound |",
        "|---|---|---|---|---|---|---|",
    ]
    for step in steps():
        together = step.python + step.docs
        lines.append(
            f"| {step.old} | {step.new} | {step.fragment} | {step.python} | {step.docs}"
            f" | {together} | {step.bound} |"
        )
    return "\n".join(lines) + "\n"


def _generated(name: str) -> Mapping[str, str]:
    config = load_config(ROOT / "spec" / "clientgen.toml")
    overlay = ROOT / "spec" / "overlay.yaml"
    return generate(HISTORY / f"{name}.yaml", config, overlay=overlay).files


def _fragment(name: str) -> str:
    return (HISTORY / f"{name}.yaml").read_text("utf-8")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
