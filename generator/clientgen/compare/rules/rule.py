"""Rules of change, and the notation that the text files of this folder are written in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, cast

Verdict = Literal["safe", "may", "breaks"]
Bump = Literal["none", "patch", "minor", "major"]
Reader = Literal["server", "code", "strict"]
"""Who breaks on the wire: the server that reads what installed packages send, the code that uses
what they read, or only readers that refuse what their document does not know."""

VERDICTS: tuple[Verdict, ...] = ("safe", "may", "breaks")
BUMPS: tuple[Bump, ...] = ("none", "patch", "minor", "major")
Subject = Literal[
    "operation", "id", "values", "required", "adds", "deprecates", "wording", "release"
]
"""What a rule is about: an operation as a whole, the id of one, single values of a set, what has to
be given, a thing that is new, one that is on its way out, texts for people alone, the version of
the document."""

READERS: tuple[Reader, ...] = ("server", "code", "strict")
SUBJECTS: tuple[Subject, ...] = (
    *("operation", "id", "values", "required", "adds", "deprecates", "wording", "release"),
)
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
        reader: who breaks where it travels in a response; ``server`` where it is no such rule.
        sent: whether it holds in requests, too, where it holds in responses.
        reading: what installed packages make of such a response; empty where that is not special.
        about: what it is about, as far as reports tell such changes apart.
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
    reader: Reader = "server"
    sent: bool = False
    reading: str = ""
    about: frozenset[Subject] = frozenset()

    def readers(self, directions: Collection[str]) -> set[Reader]:
        """Tell who breaks on the wire.

        Args:
            directions: ``request`` and ``response``, as far as a change travels there.

        Returns:
            The readers; nobody where the wire verdict is safe.
        """
        if self.wire == "safe":
            return set()
        is_answered = "response" in directions or not (self.sent and directions)
        found: set[Reader] = {self.reader} if is_answered else set[Reader]()
        if self.sent and "request" in directions:
            found.add("server")
        return found


def read_rules(text: str) -> tuple[Rule, ...]:
    """Read the rules of a family.

    Each rule starts with ``id W S bump [flags] title``, where W and S are ``✓`` safe, ``▲`` may
    break some, ``✖`` breaks. Indented lines give the reason; those from the one that begins with
    ``!`` on give the deviation of this generator, and those from ``>`` on what installed packages
    make of such a response. Of the flags, ``code`` and ``strict`` are readers, and ``sent`` stands
    beside them where the rule holds in requests, too; a `Subject` is what the rule is about.

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
        parts: dict[str, list[str]] = {"": [], "!": [], ">": []}
        part = parts[""]
        for line in (line.strip() for line in rest):
            part = parts.get(line[0], part)
            part.append(line.lstrip("!> "))
        flags = (head["flags"] or "").split()
        rules.append(
            Rule(
                id=head["id"],
                title=head["title"],
                wire=SIGNS[head["wire"]],
                source=SIGNS[head["source"]],
                bump=cast(Bump, head["bump"]),
                why=" ".join(parts[""]),
                deviation=" ".join(parts["!"]),
                fixed="fixed" in flags,
                seen_through="seen" in flags,
                own="own" in flags,
                reader="code" if "code" in flags else "strict" if "strict" in flags else "server",
                sent="sent" in flags,
                reading=" ".join(parts[">"]),
                about=frozenset(subject for subject in SUBJECTS if subject in flags),
            )
        )
    return tuple(rules)
