"""The documents the axes work on."""

from __future__ import annotations

import copy
import gzip
import json
import os
import shutil
from pathlib import Path
from typing import Any

from benchmarks.clients import WORK


def remove(*places: Path) -> None:
    """Remove directories, there or not."""
    for place in places:
        shutil.rmtree(place, ignore_errors=True)


def age(path: Path) -> None:
    """Date a file back by a minute."""
    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns - 60 * 10**9))


def one_property(text: str) -> str:
    """Our fragment with one more property in the schema of a trigger."""
    value = _parsed(text)
    value["components"]["schemas"]["Trigger"]["properties"]["colour"] = {"type": "string"}
    return json.dumps(value, indent=1)


def renamed_property(text: str) -> str:
    """Our fragment in which a member that user code reads has another name."""
    value = _parsed(text)
    members = value["components"]["schemas"]["Trigger"]["properties"]
    members["heading"] = members.pop("name")
    return json.dumps(value, indent=1)


def upstream(packed: Path) -> str:
    """The upstream document of this repository with one more property in a schema."""
    value = json.loads(gzip.decompress(packed.read_bytes()))
    value["definitions"]["Trigger"]["properties"]["colour"] = {"type": "string"}
    return json.dumps(value)


def one_parameter(text: str) -> str:
    """Our fragment with one more query parameter on the listing of triggers."""
    value = _parsed(text)
    parameters = value["paths"]["/api/v2/processautomation/triggers"]["get"]["parameters"]
    parameters.append({"name": "colour", "in": "query", "schema": {"type": "string"}})
    return json.dumps(value, indent=1)


def _parsed(text: str) -> dict[str, Any]:
    import yaml

    value: dict[str, Any] = yaml.safe_load(text)
    return value


def whole(document: Path) -> tuple[Path, Path]:
    """The whole Genesys document as it is, and as OpenAPI 3.1 with its mistakes mended.

    Some peers refuse it for answers without a description, and for a path parameter that its path
    has no place for.
    """
    from clientgen.document.extract import to_openapi31
    from clientgen.document.load import read

    swagger, later = WORK / "whole-swagger.json", WORK / "whole-openapi.json"
    packed = document.read_bytes()
    swagger.write_bytes(gzip.decompress(packed) if document.suffix == ".gz" else packed)
    value: Any = copy.deepcopy(to_openapi31(read(swagger)).value)
    answers = list(value["components"].get("responses", {}).values())
    for path, item in value["paths"].items():
        for operation in filter(lambda found: isinstance(found, dict), item.values()):
            answers += operation.get("responses", {}).values()
            operation["parameters"] = [
                parameter
                for parameter in operation.get("parameters", [])
                if parameter.get("in") != "path" or f"{{{parameter['name']}}}" in path
            ]
    for answer in answers:
        if "$ref" not in answer:
            answer.setdefault("description", "")
    later.write_text(json.dumps(value), "utf-8")
    return swagger, later


def scaled(scales: tuple[int, ...]) -> dict[int, tuple[Path, Path]]:
    """Pairs of made-up documents: 120 operations and 120 schemas, times each scale.

    Both change at the same rate: every fortieth schema of the newer one has a further property.
    """
    made: dict[int, tuple[Path, Path]] = {}
    for scale in scales:
        pair = WORK / f"scaled-{scale}-old.json", WORK / f"scaled-{scale}-new.json"
        value = made_up(120 * scale)
        pair[0].write_text(json.dumps(value), "utf-8")
        for number in range(0, 120 * scale, 40):
            properties = value["components"]["schemas"][f"Thing{number}"]["properties"]
            properties["colour"] = {"type": "string"}
        pair[1].write_text(json.dumps(value), "utf-8")
        made[scale] = pair
    return made


def made_up(count: int) -> dict[str, Any]:
    """A document of so many operations and schemas, twenty of each in a group.

    Args:
        count: how many.
    """
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for number in range(count):
        group = f"group{number // 20}"
        reference = {"$ref": f"#/components/schemas/Thing{number}"}
        properties: dict[str, Any] = {
            name: {"type": "string", "description": f"The {name} of a thing."}
            for name in ("id", "name", "state", "division", "owner", "selfUri")
        }
        properties["count"] = {"type": "integer", "format": "int32"}
        properties["kind"] = {"type": "string", "enum": ["small", "large", "other"]}
        if number % 20:
            before = f"#/components/schemas/Thing{number - 1}"
            properties["parts"] = {"type": "array", "items": {"$ref": before}}
        schemas[f"Thing{number}"] = {"type": "object", "properties": properties}
        paths[f"/api/v2/{group}/things{number}/{{thingId}}"] = {
            "get": {
                "operationId": f"getThing{number}",
                "summary": f"Get thing {number}",
                "parameters": [
                    {
                        "name": "thingId",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                    {"name": "expand", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {"application/json": {"schema": reference}},
                    }
                },
            }
        }
    info = {"title": "Made up", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}
