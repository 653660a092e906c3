"""One change of the Python surface of a package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from clientgen.compare.document_changes import Key
from clientgen.compare.rules import Bump, Verdict


class Effect(NamedTuple):
    """The effect of a change on user code.

    Args:
        verdict: whether user code keeps working.
        bump: the version step it needs.
    """

    verdict: Verdict
    bump: Bump


BREAKS = Effect("breaks", "major")
MAY_BREAK = Effect("may", "major")
WARNS = Effect("may", "minor")
SAFE = Effect("safe", "minor")


@dataclass(frozen=True, slots=True)
class SurfaceChange:
    """One change of the surface.

    Args:
        keys: the declarations it is about.
        effect: what it does to user code.
        text: what happened, in Python terms.
        before: the old declaration, empty when there was none.
        after: the new declaration, empty when there is none.
    """

    keys: frozenset[Key]
    effect: Effect
    text: str
    before: str = ""
    after: str = ""

    @property
    def verdict(self) -> Verdict:
        """The source verdict."""
        return self.effect.verdict

    @property
    def bump(self) -> Bump:
        """The version step it needs."""
        return self.effect.bump
