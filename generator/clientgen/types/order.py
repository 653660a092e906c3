"""The order of classes and aliases in their module: by name, an alias after what it is made of."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class ModelText:
    """The source of one class or alias, not yet formatted."""

    name: str
    source: str
    is_alias: bool


def in_order(texts: Iterable[ModelText]) -> tuple[ModelText, ...]:
    """Put sources in an order in which they can be executed.

    A class's annotations are not evaluated when it is made, so it may stand anywhere. An alias is:
    it comes after the names in it, and where aliases lead to each other their values are quoted.

    Args:
        texts: the sources.

    Returns:
        By name, aliases moved to the end where they have to be.
    """
    pending = sorted(texts, key=lambda text: text.name)
    names = {text.name for text in pending}
    done: dict[str, ModelText] = {}
    while pending:
        waiting: list[ModelText] = []
        for text in pending:
            if text.is_alias and not (_names(text.source) & names) <= {*done, text.name}:
                waiting.append(text)
            elif text.is_alias and text.name in _names(_value(text.source)):
                done[text.name] = _quoted(text)
            else:
                done[text.name] = text
        if len(waiting) == len(pending):
            waiting, first = waiting[1:], waiting[0]
            done[first.name] = _quoted(first)
        pending = waiting
    return tuple(done.values())


def _names(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def _call(source: str) -> ast.Call:
    statement = ast.parse(source).body[0]
    assert isinstance(statement, ast.Assign | ast.AnnAssign)
    assert isinstance(statement.value, ast.Call)
    return statement.value


def _value(source: str) -> str:
    return ast.unparse(_call(source).args[1])


def _quoted(text: ModelText) -> ModelText:
    call = _call(text.source)
    call.args[1] = ast.Constant(ast.unparse(call.args[1]))
    return replace(text, source=f"{text.name} = {ast.unparse(call)}")
