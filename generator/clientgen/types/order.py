"""The order of classes and aliases in their module: by name, an alias after what it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from clientgen.base.prose import literal
from clientgen.types.writing import Name


@dataclass(frozen=True, slots=True)
class ModelText:
    """One class or alias, not yet formatted.

    Args:
        name: its name.
        text: of a class its source, of an alias the source of the type it stands for.
        is_alias: whether it is an alias.
        references: other classes and aliases its types speak of; its own name where an alias is
            made of itself.
        names: what else its source uses.
        quoted: of an alias: its type is not evaluated when the module is executed.
    """

    name: str
    text: str
    is_alias: bool
    references: frozenset[str]
    names: frozenset[Name]
    quoted: bool = False

    @property
    def source(self) -> str:
        """Its statement."""
        if not self.is_alias:
            return self.text
        value = literal(self.text) if self.quoted else self.text
        return f"{self.name} = TypeAliasType({literal(self.name)}, {value})"


def in_order(texts: Iterable[ModelText]) -> tuple[ModelText, ...]:
    """Put classes and aliases in an order in which they can be executed.

    A class's annotations are not evaluated when it is made, so it may stand anywhere. An alias is:
    it comes after the names in it, and where aliases lead to each other their types are quoted.

    Args:
        texts: the classes and aliases.

    Returns:
        By name, aliases moved to the end where they have to be.
    """
    pending = sorted(texts, key=lambda text: text.name)
    known = {text.name for text in pending}
    done: dict[str, ModelText] = {}
    while pending:
        waiting: list[ModelText] = []
        for text in pending:
            if text.is_alias and not (text.references & known) <= {*done, text.name}:
                waiting.append(text)
            else:
                is_own = text.is_alias and text.name in text.references
                done[text.name] = replace(text, quoted=True) if is_own else text
        if len(waiting) == len(pending):
            waiting, first = waiting[1:], waiting[0]
            done[first.name] = replace(first, quoted=True)
        pending = waiting
    return tuple(done.values())
