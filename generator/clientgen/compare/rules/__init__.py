"""Every rule of change, one table per family: the text files of this folder."""

from __future__ import annotations

from importlib import resources

from clientgen.compare.rules.rule import (
    BUMPS,
    READERS,
    VERDICTS,
    Bump,
    Reader,
    Rule,
    Subject,
    Verdict,
    biggest,
    read_rules,
    worst,
)

_FAMILIES = (
    "operations parameters bodies responses schemas service lifecycle documentation python".split()
)
FAMILIES: dict[str, tuple[Rule, ...]] = {
    name: read_rules((resources.files(__name__) / f"{name}.txt").read_text("utf-8"))
    for name in _FAMILIES
}
RULES: dict[str, Rule] = {rule.id: rule for family in FAMILIES.values() for rule in family}

__all__ = [
    "BUMPS",
    "FAMILIES",
    "READERS",
    "RULES",
    "VERDICTS",
    "Bump",
    "Reader",
    "Rule",
    "Subject",
    "Verdict",
    "biggest",
    "worst",
]
