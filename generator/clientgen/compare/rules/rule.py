"""Rules of change, and the notation that the text files of this folder are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

Verdict = Literal["safe", "may", "breaks"]
Bump = Literal["none", "patch", "minor", "major"]

VERDICTS: tuple[Verdict, ...] = ("safe", "may", "breaks")
BUMPS: tuple[Bump, ...] = ("none", "patch", "minor", "major")
SIGNS: dict[str, Verdict] = {"✓": "safe", "▲": "may", "✖": "breaks"}
_HEAD = re.compile(
    r"(?P<id>[a-z-]+) +(?P<wire>[✓▲✖]) (?P<source>[✓▲✖]) (?P<bump>[a-z]+) +"
    r"(?:\[(?P<flags>[a-z ]+)\] )?(?P<title>.+)"
)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst verdict, ``safe`` when there is none."""
    return VERDICTS[max(map(VERDICTS.index, verdicts), default=0)]


def biggest(bumps: Iterable[Bump]) -> Bump:
    """Return the biggest version step, ``none`` when there is none."""
    return BUMPS[max(map(BUMPS.index, bumps), default=0)]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change.

    Args:
        id: stable key, part of the report's contract.
        title: what happened, in a few words.
        wire: whether an installed old package keeps working: ``safe``, ``may`` or ``breaks``.
        source: whether the user's code keeps working after regenerating, for generators at large.
        bump: the version step the table advises.
        why: the reason, one line; may be empty.
        deviation: where the source verdict of this generator differs from the table, and why.
        fixed: the source verdict holds as it stands. Otherwise it is read off the two package
            plans: ``safe`` when the Python surface keeps everything, else at least ``source``.
        seen_through: the change means nothing, so nothing is reported.
        own: not a kind of the table but ours, so that no edit goes unseen.
    """

    id: str
    title: str
    wire: Verdict
    source: Verdict
    bump: Bump
    why: str = ""
    deviation: str = ""
    fixed: bool = False
    seen_through: bool = False
    own: bool = False


def read_rules(text: str) -> tuple[Rule, ...]:
    """Read the rules of a family.

    Each rule starts with ``id W S bump [flags] title``, where W and S are ``✓`` safe, ``▲`` may
    break some, ``✖`` breaks. Indented lines give the reason; those that begin with ``!`` give the
    deviation of this generator.

    Args:
        text: the table.

    Returns:
        The rules, in the order written.

    Raises:
        ValueError: a line is neither.
    """
    rules: list[Rule] = []
    for block in re.split(r"\n(?=\S)", text.strip()):
        first, *rest = block.splitlines()
        head = _HEAD.fullmatch(first)
        if head is None or head["bump"] not in BUMPS:
            raise ValueError(f"not the head of a rule: {first!r}")
        lines = [line.strip() for line in rest]
        deviation_at = next(
            (at for at, line in enumerate(lines) if line.startswith("!")), len(lines)
        )
        flags = head["flags"] or ""
        rules.append(
            Rule(
                id=head["id"],
                title=head["title"],
                wire=SIGNS[head["wire"]],
                source=SIGNS[head["source"]],
                bump=cast(Bump, head["bump"]),
                why=" ".join(lines[:deviation_at]),
                deviation=" ".join(lines[deviation_at:]).removeprefix("!").strip(),
                fixed="fixed" in flags,
                seen_through="seen" in flags,
                own="own" in flags,
            )
        )
    return tuple(rules)
