"""Types as Python text, for the place they stand in, with the imports that text needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clientgen.base.prose import literal
from clientgen.types.expressions import (
    MAPS,
    Container,
    LiteralOf,
    Of,
    Ref,
    Scalar,
    TupleOf,
    TypeExpr,
    inside,
)


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name of Python and where it comes from.

    Args:
        module: module it is imported from, relative to the package (``._runtime.model``) or
            absolute; empty for a builtin.
        name: the name.
    """

    module: str
    name: str


def _builtins(*names: str) -> dict[str, Name]:
    return {name: Name("", name) for name in names}


_B = _builtins("None", "bool", "bytes", "dict", "float", "int", "list", "str", "tuple")
_ANY = Name("typing", "Any")
_MAPPING = Name("collections.abc", "Mapping")
_SEQUENCE = Name("collections.abc", "Sequence")
_LITERAL = Name("typing", "Literal")
_SAME: Mapping[Scalar, Name] = {
    Scalar.NULL: _B["None"],
    Scalar.BOOLEAN: _B["bool"],
    Scalar.INTEGER: _B["int"],
    Scalar.STRING: _B["str"],
    Scalar.BYTES: _B["bytes"],
    Scalar.DATE: Name("datetime", "date"),
    Scalar.BINARY_FILE: Name("typing", "BinaryIO"),
    Scalar.EVENT: Name("._runtime.streams", "Event"),
}
_CONTAINERS: Mapping[Container, Name] = {
    Container.ITERABLE: Name("collections.abc", "Iterable"),
    Container.ASYNC_ITERABLE: Name("collections.abc", "AsyncIterable"),
    Container.STREAM: Name("._runtime.streams", "Stream"),
    Container.MAPPING: _MAPPING,
    Container.SEQUENCE: _SEQUENCE,
}


@dataclass(frozen=True, slots=True)
class Style:
    """Description of how types are spelled in one kind of place.

    Args:
        scalars: name of each scalar.
        containers: name of each container.
        models: what stands before the name of a model.
    """

    scalars: Mapping[Scalar, Name]
    containers: Mapping[Container, Name]
    models: str = ""


_PYTHON = {
    **_SAME,
    Scalar.ANY: _ANY,
    Scalar.NUMBER: _B["float"],
    Scalar.DATE_TIME: Name("datetime", "datetime"),
    Scalar.MODEL: Name("._runtime.model", "Model"),
}
MEMBER = Style(
    {
        **_SAME,
        Scalar.ANY: Name("._runtime.model", "Json"),
        Scalar.NUMBER: Name("._runtime.model", "Number"),
        Scalar.DATE_TIME: Name("._runtime.model", "DateTime"),
        Scalar.MODEL: Name("._runtime.model", "Model"),
    },
    {**_CONTAINERS, Container.LIST: _B["list"], Container.MAP: _B["dict"]},
)
"""Members of models and what the runtime reads: types that keep the text of the wire."""
ARGUMENT = Style(
    _PYTHON, {**_CONTAINERS, Container.LIST: _SEQUENCE, Container.MAP: _MAPPING}, models="models."
)
"""What a caller passes in is read only, so any sequence and any mapping will do."""
RESULT = Style(
    _PYTHON, {**_CONTAINERS, Container.LIST: _B["list"], Container.MAP: _B["dict"]}, "models."
)
"""What a method gives back."""


def _used_by(*styles: Style) -> frozenset[Name]:
    return frozenset(
        name
        for style in styles
        for name in (*style.scalars.values(), *style.containers.values(), _LITERAL)
        if name.module
    )


MEMBER_NAMES = _used_by(MEMBER)
"""Every name that the types of a module of models may import."""
SIGNATURE_NAMES = _used_by(ARGUMENT, RESULT)
"""Every name that the types of a signature may import."""


def written(expr: TypeExpr, style: Style, hidden: frozenset[str] = frozenset()) -> str:
    """Write a type.

    Args:
        expr: the type.
        style: how types are spelled where it stands.
        hidden: names of methods beside the place; only ``builtins.x`` means the type there.

    Returns:
        Source text of an annotation.
    """
    if isinstance(expr, Scalar):
        return _shown(style.scalars[expr], hidden)
    if isinstance(expr, Ref):
        return f"{style.models}{expr.name}"
    if isinstance(expr, LiteralOf):
        return f"{_shown(_LITERAL, hidden)}[{', '.join(map(_value, expr.values))}]"
    if isinstance(expr, Of):
        item = written(expr.item, style, hidden)
        key = f"{_shown(_B['str'], hidden)}, " if expr.container in MAPS else ""
        return f"{_shown(style.containers[expr.container], hidden)}[{key}{item}]"
    if isinstance(expr, TupleOf):
        items = ", ".join(written(item, style, hidden) for item in expr.items)
        return f"{_shown(_B['tuple'], hidden)}[{items}]"
    return " | ".join(written(member, style, hidden) for member in expr.members)


def names(
    exprs: Iterable[TypeExpr], style: Style, hidden: frozenset[str] = frozenset()
) -> frozenset[Name]:
    """Collect what the text of some types needs.

    Args:
        exprs: the types.
        style: how types are spelled where they stand.
        hidden: names of methods beside the place.

    Returns:
        The names to import; builtins that are hidden come as the module ``builtins``.
    """
    found: set[Name] = set()
    for node in (node for expr in exprs for node in inside(expr)):
        if isinstance(node, Scalar):
            found.add(style.scalars[node])
        elif isinstance(node, LiteralOf):
            found.add(_LITERAL)
        elif isinstance(node, Of):
            found.add(style.containers[node.container])
            found |= {_B["str"]} if node.container in MAPS else set()
        elif isinstance(node, TupleOf):
            found.add(_B["tuple"])
        elif isinstance(node, Ref) and style.models:
            found.add(Name(".", style.models.rstrip(".")))
    return frozenset(
        Name("", "builtins") if name.name in hidden else name
        for name in found
        if name.module or name.name in hidden
    )


def _shown(name: Name, hidden: frozenset[str]) -> str:
    return f"builtins.{name.name}" if not name.module and name.name in hidden else name.name


def _value(value: str | int | bool) -> str:
    return literal(value) if isinstance(value, str) else repr(value)
