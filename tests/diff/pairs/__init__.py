"""For every rule: what was edited when it must fire, and something near it when it must not."""

from __future__ import annotations

from tests.diff.pairs import (
    answers,
    bodies,
    documentation,
    lifecycle,
    operations,
    parameters,
    python,
    schemas,
    service,
    shapes,
)
from tests.diff.pairs.pair import Pair

PAIRS: list[Pair] = [
    *operations.PAIRS,
    *parameters.PAIRS,
    *bodies.PAIRS,
    *answers.PAIRS,
    *schemas.PAIRS,
    *service.PAIRS,
    *lifecycle.PAIRS,
    *documentation.PAIRS,
    *python.PAIRS,
]
SEEN_THROUGH: list[Pair] = schemas.SEEN_THROUGH
SHAPES: list[Pair] = shapes.SHAPES

__all__ = ["PAIRS", "SEEN_THROUGH", "SHAPES", "Pair"]
