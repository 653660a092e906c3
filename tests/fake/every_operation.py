"""Every operation of a document, called on its fake service; responses held against the document.

The judge is jsonschema-rs with the document as the generator reads it, repaired but whole: neither
the library nor the contract that the fake service works with.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlencode

import jsonschema_rs

from clientgen.base.configuration import Config, parse_config
from clientgen.base.pointers import escape, resolve
from clientgen.base.untyped import items, mapping
from clientgen.emit.pipeline import Generated, generate
from tests.support.files import write


@dataclass
class Outcome:
    """What came of the operations of a document.

    Args:
        simulated: how many responses were successes.
        statuses: HTTP status → how many.
        judged: how many JSON bodies were held against the document.
        wrong: operationId and what does not fit.
        broken: operationId and what was raised.
        refused: operationId, status and body of errors.
        unjudged: operationId and why the judge refuses the schema.
    """

    operations: int = 0
    statuses: Counter[int] = field(default_factory=Counter[int])
    judged: int = 0
    wrong: list[str] = field(default_factory=list[str])
    broken: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])
    unjudged: list[str] = field(default_factory=list[str])


def settings() -> Config:
    """A configuration that asks for the fake service and nothing else."""
    return parse_config({"package": {"emit": ["package", "editing", "testing", "waiting"]}}, "test")


def fake_of(made: Generated, folder: Path, **options: Any) -> Any:
    """Import a package, and make its fake service."""
    write(made.files, folder)
    sys.path.insert(0, str(folder))
    try:
        module: Any = importlib.import_module(f"{made.plan.name}.testing")
        return module.FakeService(**options)
    finally:
        sys.path.remove(str(folder))


def call_all(path: Path, package: str, folder: Path) -> Outcome:
    """Generate the package of a document, and call every operation of its fake service.

    Args:
        path: the document.
        package: import name.
        folder: where the package is written.

    Returns:
        What came of it.
    """
    made = generate(path, settings(), package=package)
    fake = fake_of(made, folder)
    outcome = Outcome()
    judge = _Judge(made.api.document)
    operations = {operation.id: operation for operation in made.api.operations}
    # What creates comes first, what deletes last.
    ranks = {"POST": 0, "PUT": 1, "DELETE": 9}
    # What follows `#` in a path is not sent: such operations cannot be told apart.
    sent = [operation for operation in operations.values() if "#" not in operation.path]
    for operation in sorted(sent, key=lambda o: (ranks.get(o.method, 5), o.path)):
        outcome.operations += 1
        try:
            status, media, content = _call(fake, operation)
        except Exception as error:
            outcome.broken.append(f"{operation.id}: {type(error).__name__}: {error}"[:300])
            continue
        outcome.statuses[status] += 1
        if status >= 400:
            outcome.refused.append(
                f"{operation.id} {status}: {content[:200].decode('utf-8', 'replace')}"
            )
        for problem in judge.problems(operation, status, media, content, outcome):
            outcome.wrong.append(f"{operation.id} {status}: {problem}"[:300])
    return outcome


def _call(fake: Any, operation: Any) -> tuple[int, str, bytes]:
    """Send an operation's example to its fake service, entities and all."""
    contract, examples = fake._handler.contract, fake._handler.examples
    described = contract.operations[operation.id]
    texts: dict[str, dict[str, str]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in described["parameters"]:
        if parameter.get("required") or parameter["in"] == "path":
            schema = parameter.get("schema", {"type": "string"})
            given: Any = parameter.get("example")
            if given is None or isinstance(given, (dict, list)):
                given = examples.example(schema, sent=True)
            if isinstance(given, list):
                given = ",".join(map(str, items(cast("object", given))))
            text = str(given).lower() if isinstance(given, bool) else str(given)
            texts[parameter["in"]][parameter["name"]] = text.replace("/", "-") or "x"
    for resource in fake._handler.simulation.resources:
        if resource.parameter and operation.path.startswith(resource.item):
            kept = fake._handler.simulation.state.collection(
                _filled(resource.collection, texts["path"])
            )
            example: Any = examples.example(resource.schema)
            kept.setdefault(texts["path"][resource.parameter], example)
    body, media = b"", ""
    for name, content in described.get("requestBody", {}).get("content", {}).items():
        if name.partition(";")[0].endswith(("/json", "+json")):
            value = examples.example(content.get("schema", True), sent=True)
            version = [e.get("version") for e in _entities(fake, operation, texts["path"])]
            if isinstance(value, dict) and "version" in value and version:
                value["version"] = version[0]
            body, media = json.dumps(value).encode(), name
            break
    else:
        content = described.get("requestBody", {}).get("content", {})
        if content:
            media = next(iter(content)).replace("*/*", "application/octet-stream")
            schema = content[next(iter(content))].get("schema", True)
            form: Any = examples.example(schema, sent=True, optional=False)
            members = mapping(form)
            flat = {n: v for n, v in members.items() if isinstance(v, (str, int))}
            body = urlencode(flat).encode() if "urlencoded" in media else b"text"
    path = _filled(operation.path, texts["path"])
    headers = {**texts["header"], "Authorization": "Bearer t"} | (
        {"Content-Type": media} if media else {}
    )
    path, _, fixed = path.partition("?")
    query = urlencode(texts["query"])
    query = "&".join(filter(None, (fixed, query)))
    url = f"https://fake.invalid{quote(path.partition('#')[0])}?{query}"
    fake._handler._authorizes = False
    reply = fake.handle(operation.method, url, headers, body)
    kind = next((v for n, v in reply.headers.items() if n.lower() == "content-type"), "")
    return reply.status, kind, reply.content


def _filled(template: str, path: Mapping[str, str]) -> str:
    return re.sub(r"\{([^{}]+)\}", lambda found: path.get(found[1], found[0]), template)


def _entities(fake: Any, operation: Any, path: Mapping[str, str]) -> Iterator[Any]:
    for resource in fake._handler.simulation.resources:
        if resource.parameter and operation.path == resource.item:
            where = _filled(resource.collection, path)
            entity = fake._handler.simulation.state.collection(where).get(path[resource.parameter])
            if entity is not None:
                yield entity


def _as_received(node: Any) -> Any:
    """A document whose write-only members are not required: responses have none of them."""
    if isinstance(node, list):
        return [_as_received(item) for item in items(cast("object", node))]
    if not isinstance(node, dict):
        return node
    found = {name: _as_received(value) for name, value in mapping(node).items()}
    required, properties = found.get("required"), mapping(found.get("properties"))
    if isinstance(required, list):
        hidden = [n for n, p in properties.items() if mapping(p).get("writeOnly")]
        found["required"] = [name for name in items(cast("object", required)) if name not in hidden]
    return found


class _Judge:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        whole: Any = _as_received(document)
        self._registry = jsonschema_rs.Registry([("urn:document", whole)])
        self._known: dict[str, Any] = {}

    def problems(
        self, operation: Any, status: int, media: str, content: bytes, outcome: Outcome
    ) -> Iterator[str]:
        """Tell what is wrong with a response."""
        declared = {response.status: response for response in operation.responses}
        names = (str(status), f"{status // 100}XX", "default")
        response = next((declared[name] for name in names if name in declared), None)
        if response is None or not response.content:
            return
        if not content and operation.method != "HEAD":
            yield "there is no body"
        node = resolve(self._document, response.pointer)
        for described in response.content:
            kind = media.partition(";")[0].strip().lower()
            if not fnmatch(kind, described.name):
                continue
            if not kind.endswith(("/json", "+json")):
                return
            raw = next(
                (
                    n
                    for n in node.get("content", {})
                    if n.partition(";")[0].lower() == described.name
                ),
                None,
            )
            if raw is None or "schema" not in node["content"][raw] or not content:
                return
            pointer = f"{response.pointer}/content/{escape(raw)}/schema"
            outcome.judged += 1
            yield from self._fits(pointer, json.loads(content), outcome)
            return
        yield f"its media type {media!r} is none of {[c.name for c in response.content]}"

    def _fits(self, pointer: str, value: Any, outcome: Outcome) -> Iterator[str]:
        reference = "urn:document#" + quote(pointer, safe="/~")
        if pointer not in self._known:
            try:
                self._known[pointer] = jsonschema_rs.Draft202012Validator(
                    {"$ref": reference}, registry=self._registry
                )
            except (ValueError, jsonschema_rs.ReferencingError) as error:
                self._known[pointer] = None
                outcome.unjudged.append(f"{pointer}: {error}"[:200])
        judge = self._known[pointer]
        if judge is not None:
            yield from (f"{e.instance_path}: {e.message}"[:250] for e in judge.iter_errors(value))
