"""The rule from attribute names to wire names that most members of a document follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clientgen.types.plan import FieldPlan, ModelPlan
from clientgen.types.writing import Name


@dataclass(frozen=True, slots=True)
class Spelling:
    """A rule from attribute names to wire names.

    Args:
        base: the class of the runtime whose models follow it.
        wire_name: the rule.
    """

    base: Name
    wire_name: Callable[[str], str]

    def is_regular(self, field: FieldPlan) -> bool:
        """Tell whether the rule gives the wire name of a member.

        Args:
            field: the member.

        Returns:
            False where the wire name has to be emitted.
        """
        return field.wire == self.wire_name(field.name)


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + _pascal("_".join(rest))


CAMEL = Spelling(Name("._runtime.model", "Model"), _camel)
SNAKE = Spelling(Name("._runtime.spelling", "SnakeModel"), str)
PASCAL = Spelling(Name("._runtime.spelling", "PascalModel"), _pascal)
SPELLINGS = (CAMEL, SNAKE, PASCAL)


def spelling_of(models: Iterable[ModelPlan]) -> Spelling:
    """Choose the rule that most members follow.

    Args:
        models: every class of the package.

    Returns:
        The rule; camel case where another is no better.
    """
    fields = [field for model in models for field in model.fields]
    return max(SPELLINGS, key=lambda spelling: sum(map(spelling.is_regular, fields)))
