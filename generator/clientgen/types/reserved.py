"""Names that are ours: what emitted modules import and define, and what base classes answer to.

Those of the runtime and of pydantic are read off their classes. What the templates of modules
import and define is declared here; `tests/whole/test_names_of_ours.py` holds it against emitted
modules.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from clientgen.base.resources import template_text
from clientgen.types.codegen import MODEL_NAMES
from clientgen.types.writing import ENTRY_NAMES, MEMBER_NAMES, SIGNATURE_NAMES

RESOURCE_HOMES: Mapping[str, str] = {
    "AsyncResource": "._runtime.client",
    "SyncResource": "._runtime.client",
    "operation": "._runtime.client",
    "Request": "._runtime.messages",
    "PageRequest": "._runtime.pager",
    "paged": "._runtime.pager",
    "NOT_GIVEN": "._runtime.keywords",
    "needed": "._runtime.keywords",
    "one_of": "._runtime.keywords",
    "q64": "._runtime.q64",
    "edit_entity": "._runtime.editing",
    "edit_entity_async": "._runtime.editing",
}
"""What a module of resources may import from the runtime, and from where."""
CLIENT_HOMES: Mapping[str, str] = {
    "AsyncClientBase": "._runtime.client",
    "SyncClient": "._runtime.client",
    "UNSET": "._runtime.engine",
    "login_address": "._runtime.auth",
    "AsyncOAuthClient": "._runtime.auth",
    "SyncOAuthClient": "._runtime.auth",
    "chosen": "._runtime.credentials",
    "from_environment": "._runtime.credentials",
}
"""What the module of the clients may import from the runtime, and from where."""
TYPED_DICT_HOMES: Mapping[str, str] = {
    "NotRequired": "typing",
    "TypeAliasType": "typing_extensions",
    "TypedDict": "typing",
}
"""What the module of typed dictionaries may import besides types, and from where."""
TYPE_BUILTINS = frozenset(
    {"bool", "bytes", "dict", "float", "int", "list", "object", "set", "str", "tuple"}
)
"""The builtins that annotations are made of."""

# What the module of the clients imports and defines.
_CLIENT_NAMES = frozenset(
    "Any AsyncTransport Auth Awaitable Callable ClientOptions Mapping SCHEMES SERVICE"
    " TYPE_CHECKING Transport Unpack cached_property httpx2".split()
).union(CLIENT_HOMES)
_CLIENT_CLASSES = frozenset({"AsyncClient", "Client"})
# What the constructors of the clients take and define besides credentials and `ClientOptions`.
_CLIENT_LOCALS = frozenset({"auth", "base_url", "given", "login_url", "own", "settings", "self"})
# What a module of resources imports besides its calls and keywords.
_RESOURCE_NAMES = frozenset({"OPERATIONS", "TYPE_CHECKING", "deprecated"})


@cache
def builtin_names() -> frozenset[str]:
    """Names that Python itself defines everywhere."""
    return frozenset(name for name in dir(builtins) if not name.startswith("_"))


@cache
def model_classes() -> frozenset[str]:
    """Names that no class of a model may have."""
    return frozenset(name.name for name in (*MODEL_NAMES, *MEMBER_NAMES))


@cache
def model_members() -> frozenset[str]:
    """Names that no member of a model may have.

    They are what pydantic's base class and its metaclass answer to, what the runtime's base class
    adds, and what the annotations beside a member are made of.
    """
    from pydantic import BaseModel

    pydantic = {*dir(BaseModel), *dir(type(BaseModel))}
    added = _own_members(_classes(("model.py",))["Model"])
    types = {name.name for name in (*MODEL_NAMES, *MEMBER_NAMES) if "." not in name.module}
    # A property would hide the builtin from those who subclass a model.
    return frozenset({*pydantic, *added, *types, *TYPE_BUILTINS, "property", "to_update"})


@cache
def resource_classes() -> frozenset[str]:
    """Names that neither a class of a resource nor one beside it may have."""
    types = {name.name for name in SIGNATURE_NAMES}
    return frozenset({*types, *RESOURCE_HOMES, *_RESOURCE_NAMES, *_CLIENT_NAMES, *_CLIENT_CLASSES})


@cache
def resource_members() -> frozenset[str]:
    """Names that no resource and no method may have.

    They are what the clients and the resources answer to, and the modules and types of signatures.
    """
    bases = ("SyncOAuthClient", "AsyncOAuthClient", "SyncResource", "AsyncResource")
    types = {name.name for name in SIGNATURE_NAMES}
    return frozenset({*_members(bases), *types, "builtins", "models", "self", "typed_dicts"})


def client_members() -> frozenset[str]:
    """Names that no attribute of the clients may have besides: what their class body reads."""
    return _CLIENT_NAMES | {"dict", "self", "str", "tuple"}


def method_names() -> frozenset[str]:
    """Names that no method may have besides: the decorators of the methods that follow it."""
    return _RESOURCE_NAMES.union(RESOURCE_HOMES)


def method_locals() -> frozenset[str]:
    """Names that no argument of a method may have: what the bodies of methods read."""
    return _RESOURCE_NAMES.union(RESOURCE_HOMES)


@cache
def client_arguments() -> frozenset[str]:
    """Names that no credential of the clients may have: their other arguments and locals."""
    settings = _classes(("client.py",))["ClientOptions"]
    return frozenset({*_CLIENT_NAMES, *_CLIENT_LOCALS, *_own_members(settings)})


@cache
def constructor_keywords(name: str) -> Mapping[str, str]:
    """List the keywords that the constructor of a client of the runtime names itself.

    Args:
        name: the class.

    Returns:
        Keyword → its annotation, without those of `ClientOptions`.
    """
    body = _classes(("client.py", "auth.py"))[name].body
    made = next(n for n in body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
    found = ((argument.arg, argument.annotation) for argument in made.args.kwonlyargs)
    return {name: ast.unparse(annotation) if annotation else "" for name, annotation in found}


@cache
def typed_dicts() -> frozenset[str]:
    """Names that no typed dictionary may have: what their module imports."""
    return frozenset({*TYPED_DICT_HOMES, *(name.name for name in ENTRY_NAMES), "models"})


def webhook_names() -> frozenset[str]:
    """Names that no constant of the webhooks may have."""
    return frozenset({"Incoming", "TYPE_CHECKING"})


def _members(names: Iterable[str]) -> Iterator[str]:
    """What instances of some classes of the runtime answer to, but what begins with ``_``."""
    classes = _classes(("client.py", "auth.py"))
    stack, seen = list(names), set[str]()
    while stack:
        name = stack.pop()
        if name in seen or name not in classes:
            continue
        seen.add(name)
        yield from _own_members(classes[name])
        for base in classes[name].bases:
            inner = base.value if isinstance(base, ast.Subscript) else base
            stack.extend(found.id for found in ast.walk(inner) if isinstance(found, ast.Name))


@cache
def _classes(modules: tuple[str, ...]) -> dict[str, ast.ClassDef]:
    return {
        node.name: node
        for module in modules
        for node in ast.walk(ast.parse(template_text(f"package/_runtime/{module}")))
        if isinstance(node, ast.ClassDef)
    }


def _own_members(node: ast.ClassDef) -> Iterator[str]:
    for found in ast.walk(node):
        name = ""
        if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) and found in node.body:
            name = found.name
        elif isinstance(found, ast.AnnAssign) and isinstance(found.target, ast.Name):
            name = found.target.id if found in node.body else ""
        elif isinstance(found, ast.Attribute) and isinstance(found.ctx, ast.Store):
            is_own = isinstance(found.value, ast.Name) and found.value.id == "self"
            name = found.attr if is_own else ""
        if name and not name.startswith("_"):
            yield name
