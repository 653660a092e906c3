"""Projects whose lines say what a review has to tell of them.

A comment ``# change RULE`` stands on a line that has to change because of a finding of that rule,
``# check RULE`` on one that has to be looked at, ``# call RULE`` on a call that such a finding
reaches, ``# unresolved`` on a call that no checker resolves. A line may have several.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.documents import TEXT, document, obj, path_parameter, ref, responses
from tests.support.files import write
from tests.support.programs import Ran, clientgen

Json = dict[str, Any]
_EXPECTED = re.compile(r"# (change|check|call|unresolved)\b ?([\w-]*)")


def old_document() -> Json:
    """An API with one of each thing that can be changed in it."""
    thing = obj(
        title={**TEXT, "description": "What it is called"}, price={"type": "number"}, size=TEXT
    )
    taken = {**obj(title=TEXT, kind=_kinds()), "required": ["title"]}
    query = [
        {"name": "q", "in": "query", "schema": TEXT, "description": "Words to look for"},
        {"name": "kind", "in": "query", "schema": _kinds()},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
    ]
    content = {"application/json": {"schema": ref("ThingInput")}}
    animals = {"oneOf": [ref("Cat"), ref("Dog")]}
    paths = {
        "/things": {
            "get": _operation("listThings", {"type": "array", "items": ref("Thing")}, query),
            "post": {
                **_operation("createThing", ref("Thing")),
                "requestBody": {"required": True, "content": content},
            },
        },
        "/things/{id}": {"get": _operation("getThing", ref("Thing"), [path_parameter()])},
        "/boxes/{id}": {"get": _operation("getBox", obj(name=TEXT), [path_parameter()])},
        "/pets": {"get": _operation("getPet", animals)},
        "/owners": {"get": _operation("getOwner", ref("Owner"))},
        "/old": {"get": _operation("getOld", ref("Owner"))},
        "/still": {"get": _operation("getStill", TEXT)},
    }
    schemas = {
        "Thing": thing,
        "ThingInput": taken,
        "Owner": obj(name=TEXT),
        "Cat": obj(lives={"type": "integer"}),
        "Dog": obj(name=TEXT),
    }
    info = {"title": "Acme Things", "version": "1"}
    return document(paths, schemas=schemas, info=info, servers=[{"url": "https://acme.test"}])


def _kinds() -> Json:
    return {"type": "string", "enum": ["big", "small"]}


def _operation(name: str, answer: Json, parameters: list[Json] | None = None) -> Json:
    return {"operationId": name, "parameters": parameters or [], "responses": responses(answer)}


def new_document() -> Json:
    """The same with everything changed that a user can suffer from."""
    value = copy.deepcopy(old_document())
    value["info"]["version"] = "2"
    schemas, paths = value["components"]["schemas"], value["paths"]
    query = paths["/things"]["get"]["parameters"]
    query[0]["name"] = "words"
    query[1]["schema"]["enum"] = ["small"]
    query[2]["schema"]["maximum"] = 10
    members = schemas["Thing"]["properties"]
    members["headline"] = members.pop("title")
    del members["price"]
    schemas["ThingInput"]["properties"]["colour"] = TEXT
    schemas["ThingInput"]["properties"]["kind"]["enum"] = ["small"]
    schemas["ThingInput"]["required"].append("colour")
    paths["/crates/{id}"] = paths.pop("/boxes/{id}")
    schemas["Fish"] = obj(fins={"type": "integer"})
    paths["/pets"]["get"]["responses"]["200"]["content"]["application/json"]["schema"][
        "oneOf"
    ].append(ref("Fish"))
    del paths["/old"]
    schemas["Holder"] = schemas.pop("Owner")
    paths["/owners"]["get"]["responses"] = responses(ref("Holder"))
    return value


def project(folder: Path, files: Mapping[str, str], old: Json, new: Json) -> None:
    """Write two documents and a project.

    Args:
        folder: where.
        files: the code, path → text.
        old: the old document.
        new: the new one.
    """
    write({"old.json": json.dumps(old, indent=1), "new.json": json.dumps(new, indent=1)}, folder)
    write(files, folder)


def review(*arguments: str) -> Json:
    """Compare ``old.json`` with ``new.json`` and return the report as it is in JSON."""
    ran = diff("--format", "json", *arguments)
    assert ran.code == 0, ran.err
    value: Json = json.loads(ran.out)
    return value


def diff(*arguments: str) -> Ran:
    """Compare ``old.json`` with ``new.json`` in the current directory."""
    return clientgen("diff", "old.json", "new.json", *arguments)


Told = set[tuple[str, int, str, str]]
"""File, line, effect and rule."""


def expected(files: Mapping[str, str]) -> Told:
    """Read what the comments of a project expect."""
    found: Told = set()
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            for effect, rule in _EXPECTED.findall(line):
                found.add((path, number, effect, rule))
    return found


def told(report: Json, effects: tuple[str, ...] = ("change", "check")) -> Told:
    """Read what a report tells of the code."""
    found: Told = set()
    for finding in report["findings"]:
        for note in finding["code"]:
            if note["effect"] in effects:
                found.add((note["file"], note["line"], note["effect"], finding["id"]))
    for item in report["your_code"]["unresolved"]:
        found.add((item["file"], item["line"], "unresolved", ""))
    for item in report["your_code"]["unexplained"]:
        found.add((item["file"], item["line"], "change", ""))
    return found
