"""Annotations as signatures need them, made of the ones the model library gave."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from clientgen.types import ModelsText

# What a caller passes in is read only, so any sequence and any mapping will do.
_ARGUMENT = {"list": "Sequence", "dict": "Mapping", "Json": "Any"}
_ANSWER = {"Json": "Any", "Number": "float", "DateTime": "datetime"}


class Annotator:
    """Looks annotations up and rewrites them for their place.

    Args:
        texts: what the model library made.
        classes: catalog key → class name.
        hidden: names of methods beside the place; only ``builtins.x`` means the type there.
    """

    def __init__(
        self, texts: ModelsText, classes: Mapping[str, str], hidden: frozenset[str] = frozenset()
    ) -> None:
        self._texts = texts
        self._classes = classes
        self._names = frozenset(classes.values())
        self._hidden = hidden

    def argument(self, key: str, place: str) -> str:
        """The annotation of an argument."""
        return self._rewritten(self._texts.hints[key, place], _ARGUMENT)

    def answer(self, key: str, place: str) -> str:
        """The annotation of an answer."""
        return self._rewritten(self._texts.hints[key, place], _ANSWER)

    def raw(self, key: str, place: str) -> str:
        """The annotation as the models module would read it."""
        return self._texts.hints[key, place]

    def class_name(self, schema: str) -> str:
        """A model's name, as signatures write it."""
        return f"models.{self._classes[schema]}"

    def _rewritten(self, hint: str, words: Mapping[str, str]) -> str:
        tree = ast.parse(hint, mode="eval")
        return ast.unparse(_Rewriter(self._names, words, self._hidden).visit(tree))


class _Rewriter(ast.NodeTransformer):
    def __init__(
        self, names: frozenset[str], words: Mapping[str, str], hidden: frozenset[str]
    ) -> None:
        self._names = names
        self._words = words
        self._hidden = hidden

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._names:
            return ast.Attribute(ast.Name("models", ast.Load()), node.id, ast.Load())
        name = self._words.get(node.id, node.id)
        if name in self._hidden:
            return ast.Attribute(ast.Name("builtins", ast.Load()), name, ast.Load())
        return ast.Name(name, ast.Load())

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return node
