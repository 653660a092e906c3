"""One change of the Python surface of a package."""

from __future__ import annotations

from dataclasses import dataclass

from clientgen.compare.document_changes import Key
from clientgen.compare.rules import Bump, Verdict


@dataclass(frozen=True, slots=True)
class SurfaceChange:
    """One change of the surface.

    Args:
        keys: the declarations it is about.
        verdict: what it does to user code.
        bump: the version step it needs.
        text: what happened, in Python terms.
        before: the old declaration, empty when there was none.
        after: the new declaration, empty when there is none.
    """

    keys: frozenset[Key]
    verdict: Verdict
    bump: Bump
    text: str
    before: str = ""
    after: str = ""
