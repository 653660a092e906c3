"""The templates' language: Jinja2, with the only ways out for document text as filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from clientgen.base import prose
from clientgen.base.prose import LINE
from clientgen.base.templating import python_templates
from clientgen.plan import Method
from clientgen.plan.docstrings import about
from clientgen.plan.media import PartPlan
from clientgen.types.expressions import TypeExpr
from clientgen.types.writing import ENTRY, MEMBER, RESULT, written


@cache
def new_environment(overlay: Path | None = None) -> jinja2.Environment:
    """Make the environment the templates are rendered in.

    Args:
        overlay: a directory whose files stand for the templates of the same name.

    Returns:
        The environment; the same one for the same overlay.
    """
    environment = python_templates(overlay, _no_prose)
    filters: dict[str, Callable[..., str]] = {
        "docstring": _docstring,
        "entry_type": _entry_type,
        "docstring_block": prose.docstring,
        "literal": prose.literal,
        "markdown": _markdown,
        "part_text": _part_text,
        "read_type": _read_type,
        "request_type": _request_type,
        "result_type": _result_type,
        "summary": _summary,
        "toml": _toml,
        "tuple": _tuple,
    }
    environment.filters.update(filters)
    return environment


def _docstring(text: str, indent: int) -> str:
    return prose.docstring(prose.docstring_lines(text, LINE - indent - 6), indent)


def _no_prose(value: Any) -> Any:
    """Document text that reaches a template without a sink is a mistake of ours."""
    if isinstance(value, prose.Prose):
        raise TypeError("document text reached a template without passing a sink")
    return value


def _markdown(text: prose.Prose | str) -> str:
    return prose.markdown(_raw(text))


def _toml(text: prose.Prose | str) -> str:
    return prose.toml(_raw(text))


def _summary(method: Method) -> str:
    return prose.flat(about(method))


def _raw(text: prose.Prose | str) -> str:
    return text.raw if isinstance(text, prose.Prose) else text


def _entry_type(expr: TypeExpr) -> str:
    """Write a type of a typed dictionary, in quotes: it may speak of one that comes later."""
    return prose.literal(written(expr, ENTRY))


def _read_type(expr: TypeExpr | None) -> str:
    """Write a type as the runtime reads it, in quotes; None for none."""
    return "None" if expr is None else prose.literal(written(expr, MEMBER))


def _part_text(part: PartPlan, kind: str) -> str:
    """Write how a member of a form is written: a `Style`, or of multipart a `Part`."""
    content = prose.literal(part.content_type)
    if kind == "form":
        named = content if part.content_type else "None"
        style = prose.literal(part.style or "form")
        return f"Style({style}, {part.explode}, {part.allow_reserved}, {named})"
    headers = ", ".join(f"{prose.literal(k)}: {prose.literal(v)}" for k, v in part.headers.items())
    given = [content, f"is_file={part.is_file}"]
    given += [f"style={prose.literal(part.style)}, explode={part.explode}"] if part.style else []
    given += [f"headers={{{headers}}}"] if headers else []
    given += [f"encoding={prose.literal(part.encoding)}"] if part.encoding else []
    return f"Part({', '.join(given)})"


def _result_type(expr: TypeExpr) -> str:
    return written(expr, RESULT)


def _request_type(method: Method) -> str:
    if method.paging is not None:
        return f"PageRequest[{method.returned}, {method.item}]"
    return f"Request[{method.returned}]"


def _tuple(values: Iterable[str]) -> str:
    return "(" + "".join(f"{prose.literal(value)}, " for value in values) + ")"
