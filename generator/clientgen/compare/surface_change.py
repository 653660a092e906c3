"""One change of the Python surface of a package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

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
class ChangedName:
    """A name of the Python surface that a change is about.

    Args:
        kind: what it names.
        old: the name in the old package: dotted from the client for a method; empty for what is
            new.
        new: the name in the new one, the same where it stays; empty for what is gone.
        owner: the old package's method of an argument, or its class of an attribute.
        wires: the names on the wire of an attribute, old and new; empty where there is none.
    """

    kind: Literal["method", "argument", "class", "attribute"]
    old: str
    new: str
    owner: str = ""
    wires: tuple[str, str] = ("", "")

    @property
    def is_rename(self) -> bool:
        """Tell whether the name lives on as another."""
        return bool(self.old and self.new) and self.old != self.new


@dataclass(frozen=True, slots=True)
class SurfaceChange:
    """One change of the surface.

    Args:
        keys: the declarations it is about.
        effect: what it does to user code.
        text: what happened, in Python terms.
        before: the old declaration, empty when there was none.
        after: the new declaration, empty when there is none.
        names: the names it is about.
    """

    keys: frozenset[Key]
    effect: Effect
    text: str
    before: str = ""
    after: str = ""
    names: tuple[ChangedName, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The source verdict."""
        return self.effect.verdict

    @property
    def bump(self) -> Bump:
        """The version step it needs."""
        return self.effect.bump
