"""Names that are ours: what emitted modules import and define, and what base classes answer to.

All of it is read off what reserves it: the tables the imports are rendered from, the text of the
templates, the classes of the runtime, and pydantic's own ``dir()``. A new import in a template or a
new method of the clients is reserved by being there.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from clientgen.base.resources import template_text
from clientgen.types.codegen import MODEL_NAMES
from clientgen.types.writing import MEMBER_NAMES, SIGNATURE_NAMES

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
}
"""What a module of resources may import from the runtime, and from where."""
CLIENT_HOMES: Mapping[str, str] = {
    "AsyncClientBase": "._runtime.client",
    "SyncClient": "._runtime.client",
    "AsyncOAuthClient": "._runtime.auth",
    "SyncOAuthClient": "._runtime.auth",
    "chosen": "._runtime.credentials",
    "from_environment": "._runtime.credentials",
}
"""What the module of the clients may import from the runtime, and from where."""
TYPE_BUILTINS = frozenset(
    {"bool", "bytes", "dict", "float", "int", "list", "object", "set", "str", "tuple"}
)
"""The builtins that annotations are made of."""

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.S)
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
_TEXT = re.compile(r'"([^"]*)"')
_IMPORT = re.compile(r"^\s*(?:from\s+(?!__future__)\S*\s+)?import\s+(.+)$", re.M)
_DEFINITION = re.compile(r"^(?:class\s+|def\s+)?([^\W\d]\w*)(?=\(|: | = )", re.M)
_LOCAL = re.compile(r"^\s+\**([^\W\d]\w*)(?=: | = )", re.M)
_METHOD = re.compile(r"^\s+def\s+(\w+)", re.M)
_WORD = re.compile(r"[^\W\d]\w*")


@cache
def builtin_names() -> frozenset[str]:
    """Names that Python itself defines everywhere."""
    return frozenset(name for name in dir(builtins) if not name.startswith("_"))


@cache
def model_classes() -> frozenset[str]:
    """Names that no class of a model may have."""
    found = {name.name for name in (*MODEL_NAMES, *MEMBER_NAMES)}
    for template in ("models.py", "models/__init__.py", "models/part.py"):
        found |= _defined(_source(f"package/{template}.jinja"))
    return frozenset(found)


@cache
def model_members() -> frozenset[str]:
    """Names that no member of a model may have.

    They are what pydantic's base class and its metaclass answer to, what the runtime's base class
    adds, and what the annotations beside a member are made of.
    """
    from pydantic import BaseModel

    pydantic = {*dir(BaseModel), *dir(type(BaseModel))}
    added = set(_METHOD.findall(_source("models/pydantic_v2/BaseModel.jinja2")))
    types = {name.name for name in (*MODEL_NAMES, *MEMBER_NAMES) if "." not in name.module}
    # A property would hide the builtin from those who subclass a model.
    return frozenset({*pydantic, *added, *types, *TYPE_BUILTINS, "property"})


@cache
def resource_classes() -> frozenset[str]:
    """Names that neither a class of a resource nor one beside it may have."""
    found = {name.name for name in SIGNATURE_NAMES} | {*RESOURCE_HOMES, *CLIENT_HOMES}
    for template in ("client.py", "resources/resource.py"):
        found |= _defined(_source(f"package/{template}.jinja"))
    return frozenset(found)


@cache
def resource_members() -> frozenset[str]:
    """Names that no resource and no method may have.

    They are what the clients and the resources answer to, and the modules and types of signatures.
    """
    bases = ("SyncOAuthClient", "AsyncOAuthClient", "SyncResource", "AsyncResource")
    types = {name.name for name in SIGNATURE_NAMES}
    return frozenset({*_members(bases), *types, "builtins", "models", "self"})


@cache
def client_members() -> frozenset[str]:
    """Names that no attribute of the clients may have besides: what their class body reads."""
    source = _source("package/client.py.jinja")
    words = TYPE_BUILTINS & set(_WORD.findall(source))
    return frozenset({*_imported(source), *CLIENT_HOMES, *words})


@cache
def method_names() -> frozenset[str]:
    """Names that no method may have besides: the decorators of the methods that follow it."""
    imported = _imported(_source("package/resources/resource.py.jinja"))
    return frozenset({*imported, *RESOURCE_HOMES})


@cache
def method_locals() -> frozenset[str]:
    """Names that no argument of a method may have: what the bodies of methods read."""
    imported = _imported(_source("package/resources/resource.py.jinja"))
    return frozenset({*imported, *RESOURCE_HOMES})


@cache
def client_arguments() -> frozenset[str]:
    """Names that no credential of the clients may have: their other arguments and locals."""
    source = _source("package/client.py.jinja")
    settings = _classes(("client.py",))["ClientOptions"]
    return frozenset(
        {*_LOCAL.findall(source), *_imported(source), *CLIENT_HOMES, *_own_members(settings)}
    )


@cache
def webhook_names() -> frozenset[str]:
    """Names that no constant of the webhooks may have."""
    return frozenset(_defined(_source("package/webhooks.py.jinja")))


def _source(template: str) -> str:
    """A template as if each of its branches were taken; of expressions, the texts in them."""
    source = template_text(template)
    text = _EXPRESSION.sub(lambda found: "".join(_TEXT.findall(found[1])), source)
    return _TAG.sub("", text)


def _imported(source: str) -> set[str]:
    return {name for found in _IMPORT.findall(source) for name in _WORD.findall(found)}


def _defined(source: str) -> set[str]:
    return _imported(source) | set(_DEFINITION.findall(source))


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
