"""The last step before anything is written: what was generated is whole, and is ours.

* No document text became code: every module consists of statements our templates make, and names
  what our templates or the plan name. Document text can then stand in string literals only.
* Every import leads somewhere and every name is defined (`verify_modules`).
* Every operation has a method that is reached from the client.
* Every type that the package evaluates when it is used can be built.

Nothing emitted is imported. A failure is a mistake of the generator's own, whatever the document.
"""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from clientgen.api import Api
from clientgen.base.resources import TEMPLATES
from clientgen.emit.comments import comments
from clientgen.emit.render import WORDS, sources
from clientgen.emit.scopes import BUILTINS
from clientgen.emit.verify_modules import Module, VerificationError, read_modules, verify_modules
from clientgen.plan import PackagePlan
from clientgen.types.expressions import Ref, TypeExpr, references
from clientgen.types.writing import MEMBER, names, written

__all__ = ["VerificationError", "verify"]

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
    ast.DictComp,
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
# What the plan and the model library add to the words of the templates and of `emit.render`.
_ADDED = WORDS | frozenset("""
    AsyncClientBase SyncClient AsyncResource SyncResource PageRequest Request operation paged
    Paging Style Part errors is_file style explode encoding reason path query headers cookies body
    more total first in_body
    builtins q64
    bool bytes dict discriminator default
    float int list object str tuple
    serialization_alias validation_alias
    whole security server AsyncTransport AsyncBaseTransport
    allowed used reset remaining message code correlation_id
    base_url user_agent error_model login_url token_path organization_field default_region api_host
    login_host correlation_header error_fields rate_limit ErrorFields RateLimitHeaders
    """.split())
_NEVER = frozenset({"eval", "exec", "compile", "__import__", "open", "locals", "vars"})
_IDENTIFIER = re.compile(r"[^\W\d]\w*")


# What every package consists of; all else follows from what these import.
_PARTS = ("__init__.py", "client.py", "errors.py", "operations.py", "py.typed")
_Modules = Mapping[tuple[str, ...], Module]


def verify(
    files: Mapping[str, str], api: Api, plan: PackagePlan, overlay: Path | None = None
) -> None:
    """Check a package before it is written.

    Args:
        files: path → rendered text.
        api: the API the package is for.
        plan: what was rendered.
        overlay: templates of the user's own, who may write any statement and knows more words.

    Raises:
        VerificationError: a module does not parse, or holds a statement, call, import, name or
            comment that neither a template nor the plan knows; an import leads nowhere; a name is
            not defined; an operation has no method; a type cannot be built; a part is missing.
        InputError: the templates are missing.
    """
    found = sources(overlay)
    words = _Words(found, plan, strict=overlay is None)
    for part in _PARTS:
        if f"{plan.name}/{part}" not in files:
            raise VerificationError(f"{plan.name}/{part}", "is missing")
    for path in files:
        folder = path.rpartition("/")[0]
        if path.endswith(".py") and folder and f"{folder}/__init__.py" not in files:
            raise VerificationError(path, f"{folder} has no __init__.py")
    modules = read_modules(files, lambda path, tree: words.verify(path, files[path], tree))
    verify_modules(modules)
    _verify_operations(api, plan, modules, strict=overlay is None)
    _verify_types(plan, modules)


def _verify_operations(api: Api, plan: PackagePlan, modules: _Modules, *, strict: bool) -> None:
    """Every operation has a method, and every method stands in its class."""
    for client in ("Client", "AsyncClient"):
        if client not in modules[(plan.name,)].scopes.exported:
            raise VerificationError(f"{plan.name}/__init__.py", f"does not export {client}")
    reached: set[str] = set()
    for module, top in plan.modules:
        home = modules.get((plan.name, "resources", module))
        for node in top.walk():
            written = (
                () if home is None else home.scopes.methods.get(f"{node.class_name}Operations", ())
            )
            for method in node.methods:
                reached.add(method.operation.id)
                if strict and written.count(method.name) != 1:
                    raise VerificationError(
                        f"{plan.name}/resources/{module}.py",
                        f"the operation {method.operation.id!r} has no method of its own",
                    )
        for client in ("Client", "AsyncClient") if strict else ():
            found = modules[plan.name, "client"].scopes.methods.get(client, ())
            if found.count(top.name) != 1:
                raise VerificationError(
                    f"{plan.name}/client.py", f"{client} has no attribute {top.name!r}"
                )
    missing = sorted({operation.id for operation in api.operations} - reached)
    if missing:
        raise VerificationError("the plan", f"the operation {missing[0]!r} has no method")


def _verify_types(plan: PackagePlan, modules: _Modules) -> None:
    """Every type that is evaluated when the package is used names what is there by then."""
    models = modules.get((plan.name, "models"))
    runtime = modules.get((plan.name, "_runtime", "model"))
    if models is None or runtime is None:
        raise VerificationError(plan.name, "has no models")
    for module in modules.values():
        if module.name[1:2] != ("models",):
            continue
        for use in module.scopes.members:
            if use.name not in module.scopes.runtime and use.name not in BUILTINS:
                raise VerificationError(
                    f"{module.path}:{use.line}",
                    f"the type {use.name!r} is there for type checkers only",
                )
    known = runtime.scopes.tables.get("TYPES", frozenset()) | BUILTINS
    scalars = modules.get((plan.name, "_runtime", "scalars"))
    if scalars is not None:
        known |= scalars.scopes.tables.get("SCALARS", frozenset())
    for owner, expr in _evaluated(plan):
        unknown = references(expr) - models.scopes.importable
        unknown |= {name.name for name in names([expr], MEMBER)} - known
        if unknown:
            raise VerificationError(
                owner,
                f"the type {written(expr, MEMBER)!r} names {min(unknown)!r}, which is not defined",
            )


def _evaluated(plan: PackagePlan) -> Iterator[tuple[str, TypeExpr]]:
    """The types that the runtime evaluates over the models module, each with what it is of."""
    for method in (*plan.methods, *plan.aliases):
        own = [method.result, method.body_type]
        own += [media.type for media in (*method.sends, *method.responses)]
        own += method.error_bodies.values()
        for expr in own:
            if expr is not None:
                yield f"the operation {method.operation.id!r}", expr
    for hook in plan.incoming:
        yield f"the incoming request {hook.wire!r}", hook.type
    if plan.service.error_model is not None:
        yield "the model of errors", Ref(plan.service.error_model)


class _Words:
    """The vocabulary of a package: which statements, names and comments may stand in it.

    Args:
        found: the templates.
        plan: what was rendered.
        strict: whether only the statements of our own templates may stand there.
    """

    def __init__(self, found: Mapping[str, Path], plan: PackagePlan, *, strict: bool) -> None:
        self._known = _vocabulary(found) | _planned(plan)
        self._verbatim = _verbatim(found)
        self._comments = _comments(found)
        self._prefix = f"{plan.name}/"
        # Where nothing is edited, nothing is awaited either.
        edits = any(resource.edits for resource in plan.root.walk())
        kinds = _WRITTEN | _EDITING if edits else _WRITTEN
        self._kinds = kinds if strict else None

    def verify(self, path: str, text: str, tree: ast.Module) -> None:
        """Check that no document text became code.

        Args:
            path: where the module is written.
            text: its source.
            tree: the same, parsed.

        Raises:
            VerificationError: it holds a statement, call, import, name or comment that neither a
                template nor the plan knows.
        """
        if self._verbatim.get(path.removeprefix(self._prefix)) == text:
            return
        _check(tree, path, self._known, self._kinds)
        if "#" not in text:
            return
        for line, comment in comments(text):
            if comment not in self._comments:
                raise VerificationError(f"{path}:{line}", "a comment no template wrote")


def _check(
    tree: ast.Module, path: str, vocabulary: frozenset[str], kinds: frozenset[type[ast.AST]] | None
) -> None:
    # Not `ast.walk`: the contexts of names are half of its nodes, and this is a tenth of a run.
    pending: deque[ast.AST] = deque([tree])
    while pending:
        node = pending.popleft()
        kind = type(node)
        if kinds and kind not in kinds and isinstance(node, ast.stmt | ast.expr):
            line = node.lineno
            raise VerificationError(f"{path}:{line}", f"a {kind.__name__} no template writes")
        named = _NAMES.get(kind)
        if named is not None:
            for name in named(node):
                if name not in vocabulary:
                    line = getattr(node, "lineno", 0)
                    raise VerificationError(
                        f"{path}:{line}", f"the name {name!r} was never planned"
                    )
        for field in node._fields:
            if field == "ctx":
                continue
            value = getattr(node, field, None)
            if isinstance(value, list):
                items = cast("list[object]", value)
                pending.extend(item for item in items if isinstance(item, ast.AST))
            elif isinstance(value, ast.AST):
                pending.append(value)


_WRITTEN: frozenset[type[ast.AST]] = frozenset({*_STATEMENTS, *_EXPRESSIONS})
_EDITING: frozenset[type[ast.AST]] = frozenset({ast.AsyncFunctionDef, ast.Await})
# Where identifiers stand, and how they are read there.
_NAMES: Mapping[type[ast.AST], Callable[[Any], Iterable[str]]] = {
    ast.Name: lambda node: (node.id,),
    ast.Attribute: lambda node: (node.attr,),
    ast.FunctionDef: lambda node: (node.name,),
    ast.AsyncFunctionDef: lambda node: (node.name,),
    ast.ClassDef: lambda node: (node.name,),
    ast.arg: lambda node: (node.arg,),
    ast.keyword: lambda node: () if node.arg is None else (node.arg,),
    ast.ImportFrom: lambda node: node.module.split(".") if node.module else (),
    ast.alias: lambda node: (*node.name.split("."), *((node.asname,) if node.asname else ())),
}


def _vocabulary(found: Mapping[str, Path]) -> frozenset[str]:
    """Every identifier the templates write, and the words earlier stages may add."""
    words = set(_ADDED)
    models = sorted((TEMPLATES / "models").rglob("*.jinja*"))
    package = [file for name, file in found.items() if _is_template(name)]
    for source in (*models, *package):
        words.update(_IDENTIFIER.findall(source.read_text("utf-8")))
    return frozenset(words - _NEVER)


def _is_template(name: str) -> bool:
    return name.startswith("package/") and name.endswith(".jinja")


def _planned(plan: PackagePlan) -> frozenset[str]:
    """Every identifier the plan decided on; all of them came out of `types.names`."""
    found = {plan.name}
    for resource in plan.root.walk():
        found |= {resource.name, resource.class_name, f"Async{resource.class_name}"}
        found.add(f"{resource.class_name}Operations")
        found.update(edit.name for edit in resource.edits)
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
    found.update(dictionary.name for dictionary in plan.typed_dicts.dictionaries)
    found.update(alias.name for alias in plan.typed_dicts.aliases)
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
