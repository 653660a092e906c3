"""Looks at a generated package from inside a process of its own.

    python inspect_package.py FOLDER IMPORT_NAME REPORT

FOLDER/IMPORT_NAME is the package. The report is JSON: see `Report`. What is generated may fail in
any way, so everything is tried piece by piece and every failure is counted, none is raised.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import importlib.util
import inspect
import json
import sys
import typing
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pydantic

Failures = Counter[str]


def _no_runtime(expression: str) -> Any:
    """Refuse to resolve: what would do it could not be imported."""
    raise LookupError("the models or the decoder cannot be imported")


@dataclass
class Surface:
    """What the rest of this module needs to know of a generated package.

    Args:
        client: a client that was never connected, or None.
        operations: what the package knows of each operation, by its identifier: method and path.
        models: every name of the models module with its value.
        expressions: type expressions that the runtime resolves when it is called: of results,
            bodies, events, errors and webhooks, once for each use.
        build: resolves such an expression as the runtime does; raises when it cannot.
        failures: why a part of this could not be had.
    """

    client: Any = None
    operations: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    models: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    expressions: list[str] = field(default_factory=list[str])
    build: Callable[[str], Any] = _no_runtime
    failures: Failures = field(default_factory=Counter[str])


def surface(name: str) -> Surface:
    """Read a generated package. The only place that knows its private names.

    Args:
        name: its import name.
    """
    found = Surface()

    def attempt(step: Callable[[], Any]) -> Any:
        try:
            return step()
        except Exception as error:
            found.failures[describe(error)] += 1
            return None

    def load(module: str) -> Any:
        return attempt(lambda: importlib.import_module(f"{name}.{module}"))

    client, operations, models = load("client"), load("operations"), load("models")
    codec, service = load("_runtime.codec"), load("operations")
    if client is not None:
        # Without __init__: credentials and an address are no matter of what is reachable.
        found.client = attempt(lambda: client.Client.__new__(client.Client))
    if operations is not None:
        table: Mapping[str, Any] = operations.OPERATIONS
        found.operations = {key: (each.method, each.path) for key, each in table.items()}
        for each in table.values():
            media = [
                *getattr(each.request_body, "media", ()),
                *getattr(each.response_body, "media", ()),
            ]
            uses = [each.result, each.body_type, *(one.type for one in media)]
            found.expressions += [use for use in uses if use is not None]
    if service is not None and service.SERVICE.error_model is not None:
        found.expressions.append(service.SERVICE.error_model)
    webhooks = load("webhooks") if _has_module(name, "webhooks") else None
    hooks: list[Any] = list(_members(webhooks).values()) if webhooks is not None else []
    found.expressions += [hook._type for hook in hooks if hasattr(hook, "_type")]
    if models is not None:
        for key in models.__all__:
            value = attempt(functools.partial(getattr, models, key))
            found.models += [(key, value)] if value is not None else []
        if codec is not None:
            found.build = codec.Codec(f"{name}.models").adapter
    return found


def _has_module(package: str, module: str) -> bool:
    try:
        return importlib.util.find_spec(f"{package}.{module}") is not None
    except Exception:
        return False


def _members(value: Any) -> dict[str, Any]:
    """Return the attributes that an object or module has of its own."""
    found: dict[str, Any] = value.__dict__
    return dict(found)


def describe(error: BaseException) -> str:
    """Name an error in one line, the same in every run."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:120]}" if text else type(error).__name__


def module_names(package: Path) -> list[str]:
    """List the dotted names of all modules below a package's folder."""
    names: list[str] = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def import_all(names: list[str]) -> tuple[int, Failures]:
    """Import modules one by one; return how many could be, and why the others could not."""
    failures: Failures = Counter()
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            failures[describe(error)] += 1
    return len(names) - failures.total(), failures


def methods(client: Any, package: str) -> Iterator[FunctionType]:
    """Walk the resources below a client and yield the functions behind their methods."""
    todo: list[Any] = [client]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        members = {
            key: value for kind in type(node).__mro__[:-1] for key, value in vars(kind).items()
        }
        for key, member in members.items():
            if key.startswith("_"):
                continue
            function = member
            while hasattr(function, "__wrapped__"):
                function = function.__wrapped__
            if isinstance(function, FunctionType):
                yield function
            elif isinstance(member, functools.cached_property):
                todo.append(_attribute(node, key))
        # A resource keeps those below it as attributes of its own.
        for key, value in _members(node).items():
            if not key.startswith("_") and type(value).__module__.startswith(f"{package}."):
                todo.append(value)


def _attribute(node: Any, key: str) -> Any:
    try:
        return getattr(node, key)
    except Exception:
        return None


def mentioned(code: CodeType) -> set[str]:
    """Return every text constant of a function."""
    return {constant for constant in code.co_consts if isinstance(constant, str)}


def namespace(module: ModuleType) -> dict[str, Any]:
    """Return a module's names together with those it imports for type checkers only."""
    names = dict(vars(module))
    source = inspect.getsource(module)
    for node in ast.parse(source).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for line in node.body:
                try:
                    exec(compile(ast.Module([line], []), module.__name__, "exec"), names)
                except Exception:
                    continue
    return names


def resolve(annotation: Any, names: dict[str, Any]) -> Any:
    """Resolve one annotation of a signature; raises when it names what is not there."""

    def holder() -> None: ...

    holder.__annotations__ = {"return": annotation}
    return typing.get_type_hints(holder, names, include_extras=True)["return"]


def build_model(value: Any) -> None:
    """Build the validator of a model or type alias and use it once; raises when it cannot be."""
    # No local name here may be one a model can have: pydantic looks names up in the caller, too.
    adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(value)
    is_model = inspect.isclass(value) and issubclass(value, pydantic.BaseModel)
    validate: Callable[[bytes], Any] = getattr(value, "model_validate_json", adapter.validate_json)
    with contextlib.suppress(pydantic.ValidationError):
        validate(b"{}")
    if is_model and not getattr(value, "__pydantic_complete__", False):
        raise TypeError(f"{value.__name__} is not fully defined")


class Tally:
    """Counts what could be built, and why the rest could not."""

    def __init__(self) -> None:
        self.tried = 0
        self.failures: Failures = Counter()

    def attempt(self, what: str, step: Callable[[], object], uses: int = 1) -> None:
        """Take a step and count it as often as it is used."""
        self.tried += uses
        try:
            step()
        except Exception as error:
            self.failures[f"{what}: {describe(error)}"] += uses


def build_types(found: Surface, tally: Tally) -> None:
    """Build every model, and every type expression once for each use."""
    for name, value in found.models:
        tally.attempt(f"model {name}", functools.partial(build_model, value))
    # What fails once fails every time, so each expression is tried once and counted as often.
    for expression, uses in Counter(found.expressions).items():
        what = f"runtime type {expression[:60]}"
        tally.attempt(what, functools.partial(found.build, expression), uses)


def follow_methods(found: Surface, package: str, tally: Tally) -> set[tuple[str, str]]:
    """Resolve the annotations of every reachable method.

    Returns:
        HTTP method and path of each operation that a reachable method sends.
    """
    reached: set[tuple[str, str]] = set()
    spaces: dict[str, dict[str, Any]] = {}
    for function in methods(found.client, package) if found.client is not None else ():
        ids = mentioned(function.__code__) & found.operations.keys()
        if not ids:
            continue
        reached |= {found.operations[key] for key in ids}
        home = function.__module__
        if home not in spaces:
            spaces[home] = namespace(sys.modules[home])
        for key, annotation in function.__annotations__.items():
            step = functools.partial(resolve, annotation, spaces[home])
            tally.attempt(f"{function.__qualname__}({key})", step)
    return reached


def main(arguments: list[str]) -> int:
    """Inspect a package, write the report, return 0."""
    folder, package, report = arguments
    sys.path.insert(0, folder)
    names = module_names(Path(folder) / package)
    imported, import_failures = import_all(names)
    found = surface(package)
    tally = Tally()
    build_types(found, tally)
    reached = follow_methods(found, package, tally)
    value = {
        "modules": len(names),
        "modules_imported": imported,
        "import_failures": import_failures.most_common(),
        "reached": sorted(reached),
        "types": tally.tried,
        "types_built": tally.tried - tally.failures.total(),
        "type_failures": tally.failures.most_common(),
        "surface_failures": found.failures.most_common(),
    }
    Path(report).write_text(json.dumps(value), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
