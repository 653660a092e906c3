"""Request bodies as typed dictionaries: what a caller may write in place of a model.

Keys are the names on the wire: such a dictionary is the JSON that the API's own documentation
shows, and what the runtime takes wherever it takes a mapping.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clientgen.base.prose import literal
from clientgen.types.expressions import (
    Container,
    DictOf,
    LiteralOf,
    LiteralValue,
    Of,
    Ref,
    Scalar,
    TupleOf,
    TypeExpr,
    given,
    inside,
    parts,
    rebuilt,
    references,
    union,
)
from clientgen.types.names import typed_dict_names
from clientgen.types.plan import ModelPlan, ModelsPlan

ANY_MAPPING = Of(Container.MAPPING, Scalar.ANY)
"""The mapping form of a class that is not known entry by entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a typed dictionary.

    Args:
        key: name on the wire.
        type: what it holds.
        required: whether it has to be there.
    """

    key: str
    type: TypeExpr
    required: bool


@dataclass(frozen=True, slots=True)
class TypedDictPlan:
    """The typed dictionary of a class.

    Args:
        name: its own name.
        model: name of the class.
        entries: as the class orders its members.
    """

    name: str
    model: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class DictAliasPlan:
    """An alias that has typed dictionaries beside its classes.

    Args:
        name: its own name.
        model: name of the alias of the models.
        type: what it stands for.
    """

    name: str
    model: str
    type: TypeExpr


@dataclass(frozen=True, slots=True)
class TypedDictsPlan:
    """Everything the module of typed dictionaries holds, sorted by name."""

    dictionaries: tuple[TypedDictPlan, ...] = ()
    aliases: tuple[DictAliasPlan, ...] = ()

    @property
    def types(self) -> Iterator[TypeExpr]:
        """Every type that the module names."""
        for dictionary in self.dictionaries:
            yield from (entry.type for entry in dictionary.entries)
        yield from (alias.type for alias in self.aliases)


class TypedDicts:
    """Gives the typed dictionaries of the classes.

    Args:
        models: the classes and aliases.
    """

    def __init__(self, models: ModelsPlan) -> None:
        self._models = {model.name: model for model in models.models}
        self._aliases = {alias.name: alias.type for alias in models.aliases}
        self._names = typed_dict_names([*self._models, *self._aliases])
        self._named = frozenset(name for name in self._aliases if self._deserves_name(name))

    def beside(self, expr: TypeExpr) -> TypeExpr:
        """Put the typed dictionary of each class beside it.

        Args:
            expr: what a caller may give.

        Returns:
            The type that takes mappings, too.
        """
        return rebuilt(expr, self._with_dictionary)

    def plan(self, types: Iterable[TypeExpr]) -> TypedDictsPlan:
        """Plan the typed dictionaries that some types name, and those inside them.

        Args:
            types: of the arguments of methods.

        Returns:
            The plan.
        """
        pending = [node.name for expr in types for node in _dictionaries(expr)]
        dictionaries: dict[str, TypedDictPlan] = {}
        aliases: dict[str, DictAliasPlan] = {}
        while pending:
            name = pending.pop()
            if name in dictionaries or name in aliases:
                continue
            if name in self._models:
                found = self._dictionary(self._models[name])
                dictionaries[name] = found
                inner = [entry.type for entry in found.entries]
            else:
                inner = [self.beside(self._aliases[name])]
                aliases[name] = DictAliasPlan(self._names[name], name, inner[0])
            pending.extend(node.name for expr in inner for node in _dictionaries(expr))
        return TypedDictsPlan(
            tuple(sorted(dictionaries.values(), key=lambda plan: plan.name)),
            tuple(sorted(aliases.values(), key=lambda plan: plan.name)),
        )

    def _dictionary(self, model: ModelPlan) -> TypedDictPlan:
        entries = (
            Entry(field.wire, self.beside(field.type), field.required) for field in model.fields
        )
        return TypedDictPlan(self._names[model.name], model.name, tuple(entries))

    def _with_dictionary(self, leaf: TypeExpr) -> TypeExpr:
        if isinstance(leaf, LiteralOf):
            kept = tuple(filter(_is_plain, leaf.values))
            return LiteralOf(kept) if kept else Scalar.STRING
        if not isinstance(leaf, Ref):
            return leaf
        model = self._models.get(leaf.name)
        if model is not None and (model.is_open or model.extra is not None):
            # No typed dictionary can have other keys than its own (PEP 728 is too young).
            return union((leaf, ANY_MAPPING))
        if model is not None or leaf.name in self._named:
            return union((leaf, DictOf(leaf.name, self._names[leaf.name])))
        if leaf.name in self._aliases and self._holds_mappings(leaf.name):
            return union((leaf, self.beside(self._aliases[leaf.name])))
        return leaf

    def _deserves_name(self, name: str) -> bool:
        """Tell whether an alias is named again: unions are, and what is made of itself has to."""
        is_union = len(parts(given(self._aliases[name]))) > 1
        return self._holds_mappings(name) and (is_union or name in self._reached(name))

    def _holds_mappings(self, name: str) -> bool:
        """Tell whether values of an alias may be written in another way than it says."""
        return any(
            isinstance(node, Of | TupleOf) or (isinstance(node, Ref) and node.name in self._models)
            for alias in {name, *self._reached(name)}
            for node in inside(self._aliases[alias])
        )

    def _reached(self, name: str) -> set[str]:
        """The aliases that an alias is made of, itself where it is made of itself."""
        found: set[str] = set()
        pending = [name]
        while pending:
            for other in references(self._aliases[pending.pop()]) - found:
                if other in self._aliases:
                    found.add(other)
                    pending.append(other)
        return found


def _dictionaries(expr: TypeExpr) -> Iterator[DictOf]:
    return (node for node in inside(expr) if isinstance(node, DictOf))


def _is_plain(value: LiteralValue) -> bool:
    """Tell whether a known value can stand in a quoted type, where checkers refuse escapes."""
    return not isinstance(value, str) or ("'" not in value and literal(value) == f'"{value}"')
