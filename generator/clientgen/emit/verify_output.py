"""The proof after rendering: nothing out of the document became code.

Every rendered module is parsed. It may only consist of the statements our templates make, and
name what our templates or the plan name. Document text can then stand in string literals only: a
name it invented, a call it smuggled in, a statement it opened would each be one this room does not
know.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path

from clientgen.base.resources import TEMPLATES
from clientgen.emit.render import WORDS, sources
from clientgen.plan import PackagePlan

_STATEMENTS = (
    ast.AnnAssign,
    ast.Assign,
    ast.ClassDef,
    ast.Expr,
    ast.FunctionDef,
    ast.If,
    ast.Import,
    ast.ImportFrom,
    ast.Pass,
    ast.Raise,
    ast.Return,
)
_EXPRESSIONS = (
    ast.Attribute,
    ast.BinOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.Dict,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.List,
    ast.Name,
    ast.Set,
    ast.Starred,
    ast.Subscript,
    ast.Tuple,
    ast.UnaryOp,
    ast.BoolOp,
)
# What the plan and the model library add to the words of the templates and of the render room.
_ADDED = WORDS | frozenset("""
    AsyncClientBase SyncClient AsyncResource SyncResource PageRequest Request operation paged
    Paging Style path query headers cookies body builtins q64 bool bytes dict discriminator default
    float int list object str tuple
    serialization_alias validation_alias
    sends answers whole security server AsyncTransport AsyncBaseTransport
    """.split())
_NEVER = frozenset({"eval", "exec", "compile", "__import__", "open", "locals", "vars"})
_IDENTIFIER = re.compile(r"[^\W\d]\w*")


class ProofError(Exception):
    """Rendered text holds something no template of ours writes. Nothing is written then."""


def prove(files: Mapping[str, str], plan: PackagePlan, overlay: Path | None = None) -> None:
    """Show that no document text became code.

    Args:
        files: path → rendered text.
        plan: what was rendered.
        overlay: templates of the user's own, who may write any statement and knows more words.

    Raises:
        ProofError: a module does not parse, or holds a statement, call, import, name or comment
            that neither a template nor the plan knows.
    """
    found = sources(overlay)
    vocabulary = _vocabulary(found) | _planned(plan)
    verbatim = _verbatim(found)
    comments = _comments(found)
    for path, text in files.items():
        if not path.endswith(".py"):
            continue
        inner = path.removeprefix(f"{plan.name}/")
        if verbatim.get(inner) == text:
            continue
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError) as error:
            raise ProofError(f"{path}: does not parse: {error}") from error
        for node in ast.walk(tree):
            _check(node, path, vocabulary, overlay is None)
        if "#" not in text:
            continue  # no comments, and nearly half of the time saved
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and token.string not in comments:
                raise ProofError(f"{path}:{token.start[0]}: a comment no template wrote")


def _check(node: ast.AST, path: str, vocabulary: frozenset[str], strict: bool) -> None:
    line = getattr(node, "lineno", 0)
    if strict and isinstance(node, ast.stmt) and not isinstance(node, _STATEMENTS):
        raise ProofError(f"{path}:{line}: a {type(node).__name__} no template writes")
    if strict and isinstance(node, ast.expr) and not isinstance(node, _EXPRESSIONS):
        raise ProofError(f"{path}:{line}: a {type(node).__name__} no template writes")
    for name in _identifiers(node):
        if name not in vocabulary:
            raise ProofError(f"{path}:{line}: the name {name!r} was never planned")


def _identifiers(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg) or (isinstance(node, ast.keyword) and node.arg is not None):
        yield str(node.arg)
    elif isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".") if node.module else ()
    elif isinstance(node, ast.alias):
        yield from node.name.split(".")
        if node.asname:
            yield node.asname


def _vocabulary(found: Mapping[str, Path]) -> frozenset[str]:
    """Every identifier the templates write, and the words the rooms before them may add."""
    words = set(_ADDED)
    models = sorted((TEMPLATES / "models").rglob("*.jinja*"))
    package = [file for name, file in found.items() if _is_template(name)]
    for source in (*models, *package):
        words.update(_IDENTIFIER.findall(source.read_text("utf-8")))
    return frozenset(words - _NEVER)


def _is_template(name: str) -> bool:
    return name.startswith("package/") and name.endswith(".jinja")


def _planned(plan: PackagePlan) -> frozenset[str]:
    """Every identifier the plan decided on; all of them came out of the names room."""
    found = {plan.name}
    for resource in plan.root.walk():
        found |= {resource.name, resource.class_name, f"Async{resource.class_name}"}
        found.add(f"{resource.class_name}Operations")
    found.update(module for module, _ in plan.modules)
    for method in (*plan.methods, *plan.aliases):
        found.add(method.name)
        found.update(argument.name for argument in method.arguments)
        found.update(name.old for argument in method.arguments for name in argument.old)
    for model in plan.models.models:
        found.add(model.name)
        found.update(field.name for field in model.fields)
        if model.update is not None:
            found.add(model.update.changes)
    found.update(alias.name for alias in plan.models.aliases)
    found.update(name.old for name in plan.old_models)
    found.update(hook.name for hook in plan.incoming)
    found.update(scheme.argument for scheme in plan.service.arguments)
    found.update(name.upper() for name, _ in plan.service.regions)
    return frozenset(found)


def _verbatim(found: Mapping[str, Path]) -> dict[str, str]:
    return {
        name.removeprefix("package/"): file.read_text("utf-8")
        for name, file in found.items()
        if name.startswith("package/") and name.endswith(".py")
    }


def _comments(found: Mapping[str, Path]) -> frozenset[str]:
    comments: set[str] = set()
    for name, file in found.items():
        if _is_template(name):
            text = file.read_text("utf-8")
            comments.update(match.rstrip() for match in re.findall(r"#[^\n]*", text))
    return frozenset(comments)
