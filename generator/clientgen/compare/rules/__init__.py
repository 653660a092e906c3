"""Every rule of change, one small table per family."""

from __future__ import annotations

from clientgen.compare.rules import (
    bodies,
    documentation,
    lifecycle,
    operations,
    parameters,
    python,
    responses,
    schemas,
    service,
)
from clientgen.compare.rules.rule import BUMPS, VERDICTS, Bump, Rule, Verdict, biggest, worst

FAMILIES: dict[str, tuple[Rule, ...]] = {
    module.__name__.rpartition(".")[2]: module.RULES
    for module in (
        operations,
        parameters,
        bodies,
        responses,
        schemas,
        service,
        lifecycle,
        documentation,
        python,
    )
}
RULES: dict[str, Rule] = {rule.id: rule for family in FAMILIES.values() for rule in family}

__all__ = ["BUMPS", "FAMILIES", "RULES", "VERDICTS", "Bump", "Rule", "Verdict", "biggest", "worst"]
