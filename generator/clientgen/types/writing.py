"""Types as Python text, for the place they stand in, with the imports that text needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from clientgen.base.prose import literal
from clientgen.types.expressions import (
    MAPS,
    Container,
    DictOf,
    LiteralOf,
    Of,
    Ref,
    Scalar,
    TupleOf,
    TypeExpr,
    UnionOf,
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
    Scalar.BINARY_FILE: Name("typing", "BinaryIO"),
    Scalar.EVENT: Name("._runtime.streams", "Event"),
}
_SCALARS = "._runtime.scalars"
# Scalars that JSON has no type for: texts of a format, but for one.
_TEXTS: Mapping[Scalar, tuple[Name, Name]] = {
    Scalar.DATE: (Name("datetime", "date"), Name(_SCALARS, "Date")),
    Scalar.DATE_TIME: (Name("datetime", "datetime"), Name("._runtime.model", "DateTime")),
    Scalar.TIME: (Name("datetime", "time"), Name(_SCALARS, "TimeText")),
    Scalar.DURATION: (Name("datetime", "timedelta"), Name(_SCALARS, "DurationText")),
    Scalar.UUID: (Name("uuid", "UUID"), Name(_SCALARS, "UuidText")),
    Scalar.DECIMAL: (Name("decimal", "Decimal"), Name(_SCALARS, "DecimalNumber")),
    Scalar.DECIMAL_TEXT: (Name("decimal", "Decimal"), Name(_SCALARS, "DecimalText")),
    Scalar.BYTES: (_B["bytes"], Name(_SCALARS, "BytesText")),
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
        dictionaries: what stands before the name of a typed dictionary.
        row: what a tuple is wrapped in, or None.
        first: what a union is wrapped in whose text may be of several of its types, or None.
        known: what known values are wrapped in that are not all text, or None.
    """

    scalars: Mapping[Scalar, Name]
    containers: Mapping[Container, Name]
    models: str = ""
    dictionaries: str = ""
    row: Name | None = None
    first: Name | None = None
    known: Name | None = None


_PYTHON = {
    **_SAME,
    **{scalar: names[0] for scalar, names in _TEXTS.items()},
    Scalar.ANY: _ANY,
    Scalar.NUMBER: _B["float"],
    Scalar.MODEL: Name("._runtime.model", "Model"),
}
MEMBER = Style(
    {
        **_SAME,
        **{scalar: names[1] for scalar, names in _TEXTS.items()},
        Scalar.ANY: Name("._runtime.model", "Json"),
        Scalar.NUMBER: Name("._runtime.model", "Number"),
        Scalar.MODEL: Name("._runtime.model", "Model"),
    },
    {**_CONTAINERS, Container.LIST: _B["list"], Container.MAP: _B["dict"]},
    row=Name("._runtime.model", "Row"),
    first=Name("._runtime.model", "First"),
    known=Name("._runtime.model", "Known"),
)
"""Members of models and what the runtime reads: types that keep the text of the wire."""
ARGUMENT = Style(
    _PYTHON,
    {**_CONTAINERS, Container.LIST: _SEQUENCE, Container.MAP: _MAPPING},
    models="models.",
    dictionaries="typed_dicts.",
)
"""What a caller passes in is read only, so any sequence and any mapping will do."""
ENTRY = replace(ARGUMENT, dictionaries="")
"""Entries of typed dictionaries, which a caller passes in too."""
RESULT = Style(
    _PYTHON, {**_CONTAINERS, Container.LIST: _B["list"], Container.MAP: _B["dict"]}, "models."
)
"""What a method gives back."""


def _used_by(*styles: Style) -> frozenset[Name]:
    return frozenset(
        name
        for style in styles
        for name in (
            *style.scalars.values(),
            *style.containers.values(),
            _LITERAL,
            style.row,
            style.first,
            style.known,
        )
        if name is not None and name.module
    )


ENTRY_NAMES = _used_by(ENTRY)
"""Every name that the types of the module of typed dictionaries may import."""
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
    if isinstance(expr, DictOf):
        return f"{style.dictionaries}{expr.dictionary}"
    if isinstance(expr, LiteralOf):
        text = f"{_shown(_LITERAL, hidden)}[{', '.join(map(_value, expr.values))}]"
        known = _known(expr, style)
        return text if known is None else f"{known.name}[{text}]"
    if isinstance(expr, Of):
        item = written(expr.item, style, hidden)
        key = f"{_shown(_B['str'], hidden)}, " if expr.container in MAPS else ""
        return f"{_shown(style.containers[expr.container], hidden)}[{key}{item}]"
    if isinstance(expr, TupleOf):
        items = ", ".join(written(item, style, hidden) for item in expr.items)
        found = f"{_shown(_B['tuple'], hidden)}[{items}]"
        return found if style.row is None else f"{style.row.name}[{found}]"
    first = _first(expr, style)
    rest = " | None" if Scalar.NULL in expr.members else ""
    members = [written(m, style, hidden) for m in expr.members if m is not Scalar.NULL]
    text = " | ".join(members)
    return text + rest if first is None else f"{first.name}[{text}]{rest}"


def _known(expr: LiteralOf, style: Style) -> Name | None:
    """What known values are wrapped in, where pydantic would take ``True`` for 1."""
    return None if all(isinstance(value, str) for value in expr.values) else style.known


def _first(expr: UnionOf, style: Style) -> Name | None:
    """What a union is wrapped in, where the same text may be read as several of its types."""
    is_ambiguous = len(set(expr.members) - {Scalar.NULL}) > 1 and any(
        member in _TEXTS for member in expr.members
    )
    return style.first if is_ambiguous else None


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
            found |= {name for name in (_LITERAL, _known(node, style)) if name is not None}
        elif isinstance(node, UnionOf):
            first = _first(node, style)
            found |= {first} if first is not None else set()
        elif isinstance(node, Of):
            found.add(style.containers[node.container])
            found |= {_B["str"]} if node.container in MAPS else set()
        elif isinstance(node, TupleOf):
            found |= {_B["tuple"], *([style.row] if style.row is not None else [])}
        else:
            module = style.models if isinstance(node, Ref) else style.dictionaries
            found |= {Name(".", module.rstrip("."))} if module else set()
    return frozenset(
        Name("", "builtins") if name.name in hidden else name
        for name in found
        if name.module or name.name in hidden
    )


def _shown(name: Name, hidden: frozenset[str]) -> str:
    return f"builtins.{name.name}" if not name.module and name.name in hidden else name.name


def _value(value: str | int | bool) -> str:
    return literal(value) if isinstance(value, str) else repr(value)
