"""Writes docs/diff-locality.md: how much of the package one change of the document rewrites."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from clientgen.base.configuration import Config, Package, load_config
from clientgen.document.extract.canonical import dump
from clientgen.document.load import parse
from clientgen.emit.pipeline import generate
from clientgen.files.owned_files import MANIFEST
from tests.diff.pairs import PAIRS
from tests.diff.tiny import base, edited
from tools.versions import HISTORY, ROOT, versions

PAGE = ROOT / "docs" / "diff-locality.md"
FACTOR = 2
"""Lines of the output that one changed line of the fragment may change, at most."""
BASE = 4
"""Lines that any new version changes: the version the package says it was made from."""


RULE_FACTOR, RULE_BASE = 6, 100
"""The same for one edit of a tiny API: a class or method that comes, goes or is renamed by it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One document to the next.

    Args:
        old: name of the one, or of the rule it is edited by.
        new: name of the other.
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

    @property
    def rule_bound(self) -> int:
        """What the one edit of a rule's pair may change at most."""
        return RULE_BASE + RULE_FACTOR * self.fragment


@cache
def steps() -> tuple[Step, ...]:
    """Generate every version and compare it with the next."""
    made = {name: _generated(name) for name in versions()}
    return tuple(
        _step(old, new, (_fragment(old), _fragment(new)), (made[old], made[new]))
        for old, new in pairwise(made)
    )


@cache
def rule_steps() -> tuple[Step, ...]:
    """Generate what is edited for each rule, before and after."""
    found: list[Step] = []
    for pair in PAIRS:
        old = edited(base(), pair.old)
        texts = dump(old), dump(edited(old, pair.new))
        found.append(_step(pair.rule, pair.rule, texts, (_package(texts[0]), _package(texts[1]))))
    return tuple(found)


def _step(
    old: str,
    new: str,
    fragments: tuple[str, str],
    outputs: tuple[Mapping[str, str], Mapping[str, str]],
) -> Step:
    before, after = outputs
    python = docs = 0
    for path in sorted(before.keys() | after.keys()):
        # A runtime module comes or goes as a whole, with the first use of it.
        if "/_runtime/" in path and (path in before) != (path in after):
            continue
        texts = before.get(path, ""), after.get(path, "")
        if path.endswith("docs/usage.md"):
            texts = _shared_sections(*texts)
        count = changed_lines(*texts)
        if path.endswith(".py"):
            python += count
        elif not path.endswith(MANIFEST):
            docs += count
    return Step(old, new, changed_lines(*fragments), python, docs)


def _shared_sections(old: str, new: str) -> tuple[str, str]:
    """Leave out the sections that only one has: they come or go with the first use, too."""
    headings = re.compile(r"^(?=#+ [A-Z])", re.MULTILINE)
    known = [{part.partition("\n")[0]: part for part in headings.split(t)} for t in (old, new)]
    shared = known[0].keys() & known[1].keys()
    old, new = ("".join(part for name, part in of.items() if name in shared) for of in known)
    return old, new


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
    lines += [
        "",
        "## One edit of each kind",
        "",
        "The same for the pair of documents of every [rule](diff.md#rules), edits of one tiny API."
        f" One edit may change {RULE_BASE} lines, room for a class or a method that comes, goes or"
        f" changes its name with all that is said of it, and {RULE_FACTOR} for every changed line"
        " of the document.",
        "",
        "| rule | document | Python | other files | together | bound |",
        "|---|---|---|---|---|---|",
    ]
    for step in rule_steps():
        together = step.python + step.docs
        lines.append(
            f"| `{step.old}` | {step.fragment} | {step.python} | {step.docs} | {together}"
            f" | {step.rule_bound} |"
        )
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=32)
def _package(text: str) -> Mapping[str, str]:
    config = Config(package=Package.model_validate({"emit": ["package", "docs"]}))
    return generate(parse(text.encode(), "api.yaml"), config, package="things").files


def _generated(name: str) -> Mapping[str, str]:
    config = load_config(ROOT / "spec" / "clientgen.toml")
    overlay = ROOT / "spec" / "overlay.yaml"
    return generate(HISTORY / f"{name}.yaml", config, overlay=overlay).files


def _fragment(name: str) -> str:
    return (HISTORY / f"{name}.yaml").read_text("utf-8")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
