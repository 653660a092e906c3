"""Names of a document that are ours: they are renamed, told, and everything still works."""

from __future__ import annotations

import ast
import builtins
import keyword
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import Generated, generate
from clientgen.types import reserved
from clientgen.types.writing import SIGNATURE_NAMES
from tests.corpus.packages import NAMES
from tests.corpus.packages import made as corpus_package
from tests.support.documents import content, document, parsed, path_parameter, ref, responses
from tests.support.files import write
from tests.support.programs import mypy

from .fresh import import_everything, lose_nothing, updates

# What the modules of this very package import and define, and what Python and pydantic add.
OURS = sorted(
    reserved.model_classes()
    | reserved.resource_classes()
    | reserved.resource_members()
    | reserved.client_members()
    | reserved.client_arguments()
    | reserved.method_names()
    | reserved.method_locals()
    | reserved.webhook_names()
    | {"Resource", "Operations", "Error", "errors", "client", "operations", "service", "schemes"}
    | {"Protocol", "Generic", "Self", "ConfigDict", "BaseModel", "RootModel", "Enum", "UUID"}
    | {"AsyncClient", "AsyncThing", "ThingOperations", "Changes", "ThingChanges", "Thing", "日本"}
)
MEMBERS = sorted(
    {*OURS, *dir(BaseModel), *dir(type(BaseModel)), *keyword.kwlist, *dir(builtins)}
    | {"type", "object", "None", "print", "property", "classmethod", "models", "errors"}
)
KINDS: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
    {"type": "array", "items": {"type": "string"}},
    {"type": "object", "additionalProperties": {"type": "number"}},
    {"type": "string", "enum": ["a", "b"]},
    {"$ref": "#/components/schemas/Thing"},
)


def members(names: list[str]) -> dict[str, Any]:
    return {name: KINDS[index % len(KINDS)] for index, name in enumerate(names)}


@cache
def api() -> dict[str, Any]:
    """An API whose every name is one of ours."""
    own = [name for name in OURS if name.isascii()]
    schemas: dict[str, Any] = {
        name: {"type": "object", "properties": members([name, "date", "list", "str", "dict"])}
        for name in OURS
    }
    schemas["Thing"] = {"type": "object", "properties": {"日本": ref("日本"), "a": ref("All")}}
    schemas["ThingChanges"] = {"type": "object", "properties": {"日本": {"type": "string"}}}
    schemas["All"] = {"type": "object", "properties": members(MEMBERS)}
    named = path_parameter()
    paths: dict[str, Any] = {
        "/all": {
            "post": {
                "operationId": "all",
                "parameters": [
                    {"name": name, "in": "query", "schema": schema}
                    for name, schema in members(MEMBERS).items()
                ],
                "requestBody": content(ref("All")),
                "responses": responses(ref("All")),
            }
        },
        "/things/{id}": {
            "parameters": [named],
            "get": {"operationId": "g", "responses": responses(ref("Thing"))},
            "put": {
                "operationId": "u",
                "requestBody": content(ref("Thing")),
                "responses": responses(ref("Thing")),
            },
        },
    }
    for index, name in enumerate(OURS):
        paths[f"/{name}"] = {
            "get": {
                "operationId": f"get {name}",
                "security": [{name: []}] if name in own else [],
                "responses": responses(ref(name)),
            }
        }
        paths[f"/words/{{id}}/{name}"] = {
            "parameters": [named],
            "post": {
                "operationId": f"post {name}",
                "deprecated": index % 5 == 0,
                "requestBody": content({"type": "array", "items": ref(name)}),
                "responses": responses(KINDS[index % len(KINDS)]),
            },
        }
    webhook = {"responses": {"200": {"description": "ok"}}}
    schemes = {
        name: {"type": "apiKey", "in": "header", "name": f"X-{index}"}
        for index, name in enumerate(own)
    }
    return document(
        paths,
        servers=[{"url": "https://api.example.com"}],
        webhooks={name: {"post": {"requestBody": content(ref(name)), **webhook}} for name in OURS},
        components={"schemas": schemas, "securitySchemes": schemes},
    )


@cache
def made() -> Generated:
    return generate(parsed(api(), "ours.json"), Config(), package="ours")


def test_every_member_keeps_its_name_on_the_wire() -> None:
    (model,) = [model for model in made().plan.models.models if model.key == "All"]
    assert sorted(field.wire for field in model.fields) == MEMBERS
    names = [field.name for field in model.fields]
    assert len(set(names)) == len(names)
    assert not set(names) & reserved.model_members()


def test_what_is_renamed_is_told() -> None:
    told = [item for item in made().diagnostics if item.code == "name-reserved"]
    assert all(item.severity == "note" for item in told)
    text = "\n".join(item.message for item in told)
    for name in (
        "the class of the resource 'client_options' is 'ClientOptionsGroup'",
        "the class of the schema 'Json'",
    ):
        assert name in text
    for member in ("'register'", "'mro'", "'copy'"):
        assert f"the member {member} of" in text


def test_the_package_works(tmp_path: Path) -> None:
    write(made().files, tmp_path)
    assert import_everything("ours", tmp_path) == len(made().api.operations)
    lose_nothing("ours", tmp_path, updates(made().plan))


@pytest.mark.slow
def test_the_package_type_checks(tmp_path: Path) -> None:
    write(made().files, tmp_path)
    mypy(tmp_path, "ours")


def packages() -> list[dict[str, str]]:
    """Emitted packages that take every branch of the templates between them."""
    return [made().files, *(corpus_package(name).files for name in NAMES)]


def modules(pattern: str) -> list[ast.Module]:
    """Every emitted module of that name; at least one."""
    found = [
        ast.parse(text)
        for files in packages()
        for path, text in files.items()
        if fnmatch(path.partition("/")[2], pattern)
    ]
    assert found
    return found


def imported(module: ast.AST) -> set[str]:
    """The names a module imports; classes of the document are none of ours."""
    found: set[str] = set()
    for node in ast.walk(module):
        origin = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
        if origin.startswith(("__future__", "resources", "_shared")):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.update(name.asname or name.name for name in node.names)
    return found


def arguments_and_locals(module: ast.Module) -> Iterator[str]:
    """What the constructors of a module's classes take and define."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            for inner in ast.walk(node):
                if isinstance(inner, ast.arg):
                    yield inner.arg
                elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    yield inner.id


def test_what_the_clients_read_is_ours() -> None:
    for module in modules("client.py"):
        classes = {node.name for node in ast.walk(module) if isinstance(node, ast.ClassDef)}
        assert imported(module) <= reserved.client_members() & reserved.client_arguments()
        assert imported(module) | classes <= reserved.resource_classes()
    unauthenticated = generate(parsed(without_arguments()), Config(), package="bare")
    bare = ast.parse(unauthenticated.files["bare/client.py"])
    assert set(arguments_and_locals(bare)) <= reserved.client_arguments() | {"key"}
    assert "given" in set(arguments_and_locals(bare))


def without_arguments() -> dict[str, Any]:
    scheme = {"type": "apiKey", "in": "header", "name": "X-Key"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "bare", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}},
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": scheme}},
    }


def test_what_the_resources_read_is_ours() -> None:
    types = {name.name for name in SIGNATURE_NAMES} | {"builtins", "models"}
    # Classes of the clients, which no argument is called like.
    types |= {"AsyncClientBase", "SyncClient"}
    seen: set[str] = set()
    for module in modules("resources/[!_]*.py"):
        found = imported(module) - types
        assert found <= reserved.method_locals()
        assert found <= reserved.method_names()
        seen |= found
    # For arguments that were renamed, one kind of identifier, and what edits entities.
    rare = {"NOT_GIVEN", "needed", "one_of", "q64", "edit_entity", "edit_entity_async"}
    assert reserved.method_locals() - seen == rare


def test_what_the_models_read_is_ours() -> None:
    for module in (*modules("models.py"), *modules("webhooks.py")):
        # A class begins with a capital letter, and a constant of the webhooks is one.
        found = {name for name in imported(module) if name[0].isupper()}
        assert found - {"Incoming"} <= reserved.model_classes()
    for module in modules("webhooks.py"):
        assert "Incoming" in imported(module)
        assert {n for n in imported(module) if n.isupper()} <= reserved.webhook_names()


def test_the_runtime_and_pydantic_are_read() -> None:
    assert {"register", "mro", "model_dump", "to_update"} <= reserved.model_members()
    assert {"close", "aclose", "send", "with_options", "from_env"} <= reserved.resource_members()
    assert {"base_url", "timeout", "retry"} <= reserved.client_arguments()
