"""What a published document says of its operations, read without any code of the generator."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, unquote, urljoin, urlsplit

import yaml
from jsonschema.protocols import Validator
from openapi_schema_validator import (
    OAS30ReadValidator,
    OAS30WriteValidator,
    OAS31Validator,
    OAS32Validator,
    oas30_format_checker,
    oas31_format_checker,
)
from referencing import Registry, Resource, Specification

from ..operations import METHODS

Direction = Literal["request", "response"]
_DEFAULT_STYLE = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_SCHEMA_OF_SWAGGER = {
    "type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "pattern",
    "exclusiveMinimum", "maxLength", "minLength", "maxItems", "minItems", "uniqueItems", "enum",
    "multipleOf",
}  # fmt: skip
_COLLECTIONS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}


@dataclass(frozen=True)
class Node:
    """A value of a document and where it is.

    Args:
        value: the value.
        uri: of the file it is in.
        pointer: JSON pointer there; None of a schema that was put together here.
    """

    value: Any
    uri: str
    pointer: str | None = ""

    def at(self, *keys: str | int) -> Node:
        """The value below this one."""
        value, pointer = self.value, self.pointer
        for key in keys:
            value = value[key]
            if pointer is not None:
                pointer += "/" + str(key).replace("~", "~0").replace("/", "~1")
        return Node(value, self.uri, pointer)

    def get(self, key: str) -> Any:
        """A member of an object; None where there is none."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self, key: str) -> Iterator[tuple[str, Node]]:
        """The members of an object below this one."""
        below = self.get(key)
        if isinstance(below, dict):
            yield from ((name, self.at(key, name)) for name in below)


@dataclass(frozen=True)
class Parameter:
    """A parameter, its style filled in.

    Args:
        separator: what joins an array in one value.
    """

    name: str
    location: str
    required: bool
    schema: Node
    style: str
    explode: bool
    separator: str = ","
    content: str | None = None


@dataclass(frozen=True)
class Media:
    """A media type of a request body or response."""

    name: str
    schema: Node | None
    item: Node | None = None
    encoding: Mapping[str, Any] = field(default_factory=dict[str, Any])
    separators: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class RawOperation:
    """An operation as the document has it, references of its own parts followed."""

    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body_required: bool
    bodies: tuple[Media, ...]
    responses: tuple[tuple[str, tuple[Media, ...]], ...]


class RawDocument:
    """A document, the files it refers to, and validators of its schemas.

    Args:
        path: the document, JSON or YAML, gzip or not.
    """

    def __init__(self, path: Path) -> None:
        self.root = Node(_load(path.resolve().as_uri()), path.resolve().as_uri())
        version = str(self.root.get("openapi") or self.root.get("swagger"))
        self.dialect = version[:3]
        self._registry: Registry[Any] = Registry(retrieve=_resource)  # type: ignore[call-arg]
        self._validators: dict[tuple[str, str, Direction], Validator] = {}

    def follow(self, node: Node) -> Node:
        """Return what a chain of references leads to.

        Raises:
            LookupError: it leads nowhere.
        """
        for _ in range(32):
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self._target(urljoin(node.uri, reference))
        raise LookupError("references in a circle")

    def _target(self, uri: str) -> Node:
        file, _, pointer = uri.partition("#")
        node = Node(_load(file), file)
        for token in unquote(pointer).split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            try:
                node = node.at(int(key) if isinstance(node.value, list) else key)
            except (KeyError, TypeError, ValueError, IndexError) as error:
                raise LookupError(f"{uri} leads nowhere") from error
        return node

    def validator(self, schema: Node, direction: Direction) -> Validator:
        """Return the validator of a schema in requests or in responses."""
        kind: Any = {"3.1": OAS31Validator, "3.2": OAS32Validator}.get(self.dialect)
        checker = oas31_format_checker if kind else oas30_format_checker
        kind = kind or (OAS30WriteValidator if direction == "request" else OAS30ReadValidator)
        if schema.pointer is None:
            found: Validator = kind(schema.value, format_checker=checker)
            return found
        key = (schema.uri, schema.pointer, direction)
        if key not in self._validators:
            reference = {"$ref": f"{schema.uri}#{quote(schema.pointer, safe='/~')}"}
            self._validators[key] = kind(reference, registry=self._registry, format_checker=checker)
        return self._validators[key]

    def operations(self) -> Iterator[RawOperation]:
        """Read the operations below ``paths``, in the document's order."""
        for path, item in self.root.items("paths"):
            if not path.startswith("/"):
                continue
            members = self.follow(item)
            for method in METHODS:
                if isinstance(members.get(method), dict):
                    yield self._operation(method.upper(), path, members, members.at(method))

    def _operation(self, method: str, path: str, item: Node, node: Node) -> RawOperation:
        given: dict[tuple[str, str], Node] = {}
        for holder in (item, node):
            for index in range(len(holder.get("parameters") or ())):
                found = self.follow(holder.at("parameters", index))
                given[found.get("in"), found.get("name")] = found
        parameters = [
            self._parameter(found)
            for (location, _), found in given.items()
            if location in (*_DEFAULT_STYLE, "querystring")
        ]
        required, bodies = self._bodies(node, given)
        return RawOperation(
            method, path, tuple(parameters), required, tuple(bodies), tuple(self._responses(node))
        )

    def _parameter(self, node: Node) -> Parameter:
        name, location = str(node.get("name")), str(node.get("in"))
        required = node.get("required") is True
        if self.dialect == "2.0":
            collection = node.get("collectionFormat") or "csv"
            schema = _swagger_schema(node)
            multi = collection == "multi"
            return Parameter(
                name, location, required, schema, _DEFAULT_STYLE[location], multi,
                _COLLECTIONS.get(collection, ","),
            )  # fmt: skip
        content = node.get("content")
        if content:
            media = next(iter(content))
            schema = node.at("content", media, "schema")
            return Parameter(
                name, location, required, schema, node.get("style") or "", False, ",", media
            )
        style = node.get("style") or _DEFAULT_STYLE[location]
        explode = node.get("explode")
        explode = style in ("form", "cookie", "deepObject") if explode is None else explode
        separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
        schema = node.at("schema") if "schema" in node.value else Node({}, node.uri, None)
        return Parameter(name, location, required, schema, style, explode, separator)

    def _bodies(
        self, node: Node, given: Mapping[tuple[str, str], Node]
    ) -> tuple[bool, list[Media]]:
        if self.dialect == "2.0":
            return self._swagger_bodies(node, given)
        if not node.get("requestBody"):
            return False, []
        body = self.follow(node.at("requestBody"))
        return body.get("required") is True, list(self._media(body))

    def _swagger_bodies(
        self, node: Node, given: Mapping[tuple[str, str], Node]
    ) -> tuple[bool, list[Media]]:
        consumes = node.get("consumes") or self.root.get("consumes") or ["application/json"]
        body = next((found for (where, _), found in given.items() if where == "body"), None)
        if body is not None:
            schema = body.at("schema") if body.get("schema") is not None else None
            return body.get("required") is True, [Media(_bare(m), schema) for m in consumes]
        fields = [found for (where, _), found in given.items() if where == "formData"]
        if not fields:
            return False, []
        has_file = any(found.get("type") == "file" for found in fields)
        names = [m for m in map(_bare, consumes) if m.startswith("multipart/") or "form" in m]
        multipart = next((m for m in names if m.startswith("multipart/")), "multipart/form-data")
        form = multipart if has_file or not names else names[0]
        required = [found.get("name") for found in fields if found.get("required") is True]
        properties = {found.get("name"): _swagger_schema(found).value for found in fields}
        whole: dict[str, Any] = {"type": "object", "properties": properties}
        whole |= {"required": required} if required else {}
        separators = {
            found.get("name"): _COLLECTIONS[kind]
            for found in fields
            if found.get("type") == "array"
            and (kind := found.get("collectionFormat") or "csv") in _COLLECTIONS
        }
        media = Media(form, Node(whole, node.uri, None), separators=separators)
        return bool(required), [media]

    def _media(self, holder: Node) -> Iterator[Media]:
        for name, node in holder.items("content"):
            media = self.follow(node)
            schema = media.at("schema") if media.get("schema") is not None else None
            item = media.at("itemSchema") if media.get("itemSchema") is not None else None
            yield Media(_bare(name), schema, item, media.get("encoding") or {})

    def _responses(self, node: Node) -> Iterator[tuple[str, tuple[Media, ...]]]:
        for status, found in node.items("responses"):
            if status.startswith("x-"):
                continue
            response = self.follow(found)
            if self.dialect != "2.0":
                yield status, tuple(self._media(response))
            elif response.get("schema") is None:
                yield status, ()
            else:
                produces = node.get("produces") or self.root.get("produces")
                schema = response.at("schema")
                names = map(_bare, produces or ["application/json"])
                yield status, tuple(Media(name, schema) for name in names)


def _bare(media: str) -> str:
    return media.partition(";")[0].strip().lower()


def _swagger_schema(node: Node) -> Node:
    schema = {key: value for key, value in node.value.items() if key in _SCHEMA_OF_SWAGGER}
    if schema.get("type") == "file":
        schema = {"type": "string", "format": "binary"}
    return Node(schema, node.uri, None)


def _resource(uri: str) -> Resource[Any]:
    # What is no schema has no identifiers: references lead to files and pointers alone.
    specification: Specification[Any] = Specification.OPAQUE
    return specification.create_resource(_load(uri))


class _Loader(yaml.CSafeLoader):
    """Reads YAML as JSON is read: times stay text."""


_Loader.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for key, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@cache
def _load(uri: str) -> Any:
    path = Path(unquote(urlsplit(uri).path))
    if not path.is_file():
        raise LookupError(f"there is no {path.name}")
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    try:
        return json.loads(content)
    except ValueError:
        return _with_text_keys(yaml.load(content, Loader=_Loader))


def _with_text_keys(value: Any) -> Any:
    """A document whose keys are text, such as the statuses of responses."""
    if isinstance(value, dict):
        return {str(key): _with_text_keys(item) for key, item in value.items()}
    return [_with_text_keys(item) for item in value] if isinstance(value, list) else value
