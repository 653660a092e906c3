"""Proof of the wire verdict: the old package calls a server of the new document, and is answered.

Requests that the old document allows are judged by the new one; responses that the new document
allows are read with the old package, tolerantly, as it does.
"""

# Packages that do not exist yet have no static type, and documents are plain JSON here.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from tests.real.calls.driving import Driver
from tests.real.calls.package import Package
from tests.real.calls.raw import Direction, Media, Node, RawDocument, RawOperation
from tests.real.calls.sampling import VARIANTS, NoSample, Sampler
from tests.support.documents import places

_CANDIDATES: tuple[Any, ...] = (
    None, True, "", "a", "word", "x" * 300, "2026-01-02T03:04:05Z", 0, -1, 1, 5, 1.5, 10**6,
    [], ["a"], ["a"] * 60, [1], {}, {"a": "b"}, {"a": 1},
)  # fmt: skip
_MOST = 12


@dataclass
class Proof:
    """What was met.

    Args:
        refused: requests of the old package that the new document does not allow.
        misread: responses that the old package refuses, or reports with a value of another type
            or a member that is missing.
        unknown: responses that it reads in full, and reports with a value it does not know.
        absent: members that samples of the old document have and those of the new one have not.
        ignored: the same of requests, which the server does not look at any more.
        judged: how many requests and responses were looked at.
    """

    refused: list[str] = field(default_factory=list[str])
    misread: list[str] = field(default_factory=list[str])
    unknown: list[str] = field(default_factory=list[str])
    absent: set[str] = field(default_factory=set[str])
    ignored: set[str] = field(default_factory=set[str])
    judged: int = 0


class WireProof:
    """Looks for messages that two documents judge differently.

    Args:
        old: path of the old document.
        package: its package.
        new: path of the new document.
    """

    def __init__(self, old: Path, package: Package, new: Path) -> None:
        self._old, self._new = RawDocument(old), RawDocument(new)
        self._package = package
        self._driver = Driver(self._old, package)
        self._proof = Proof()
        self._found: dict[tuple[Direction, bool, str], list[Any]] = {}
        self._candidates = [*_CANDIDATES, *_at_limits(self._old), *_at_limits(self._new)]

    def run(self) -> Proof:
        """Try every operation that both documents have under one method and path."""
        news = {(op.method, op.path): op for op in self._new.operations()}
        for old in self._old.operations():
            new = news.get((old.method, old.path))
            method = self._package.methods.get((old.method, old.path))
            if new is None or method is None:
                continue
            made = None
            for variant in range(len(VARIANTS)):
                try:
                    for sent in self._driver.requests(old, method, variant, old.path):
                        made = made or sent.made
                        self._proof.judged += 1
                        given = {(p.name, p.location) for p, _ in sent.meant}
                        self._missing(new, given, sent.media)
                except NoSample:
                    continue
            self._parameters(old, new)
            self._bodies(old, new)
            if made is not None:
                self._responses(old, new, made)
        return self._proof

    def _missing(self, new: RawOperation, given: set[tuple[str, str]], media: Media | None) -> None:
        names = {(name.lower() if at == "header" else name, at) for name, at in given}
        for parameter in new.parameters:
            name = parameter.name.lower() if parameter.location == "header" else parameter.name
            if (
                parameter.required
                and parameter.location != "path"
                and (name, parameter.location) not in names
            ):
                self._proof.refused.append(f"{new.path}: no {parameter.name}")
        if media is None and new.body_required:
            self._proof.refused.append(f"{new.path}: no body")

    def _parameters(self, old: RawOperation, new: RawOperation) -> None:
        news = {(p.name.lower(), p.location): p for p in new.parameters}
        for parameter in old.parameters:
            other = news.get((parameter.name.lower(), parameter.location))
            if other is None:
                continue
            if (parameter.style, parameter.explode, parameter.content) != (
                other.style, other.explode, other.content,
            ):  # fmt: skip
                continue  # Written otherwise: what a server makes of it is not known.
            where = f"{new.path} {parameter.name}"
            for value in self._only(
                self._old, parameter.schema, self._new, other.schema, "request"
            ):
                if not _is_one_item(value, other.schema, self._new):
                    self._proof.refused.append(f"{where}: {value!r}")

    def _bodies(self, old: RawOperation, new: RawOperation) -> None:
        news = {media.name: media for media in new.bodies}
        for media in old.bodies:
            other = news.get(media.name)
            if new.bodies and other is None:
                self._proof.refused.append(f"{new.path}: {media.name}")
            if other is None or media.schema is None or other.schema is None:
                continue
            lost = _members(self._old, media.schema, "request")
            lost -= _members(self._new, other.schema, "request")
            self._proof.ignored |= {f"{new.path} {name}" for name in lost}
            for value in self._only(self._old, media.schema, self._new, other.schema, "request"):
                self._proof.refused.append(f"{new.path}: {json.dumps(value)[:200]}")

    def _responses(self, old: RawOperation, new: RawOperation, made: Any) -> None:
        olds = dict(old.responses)
        for status, content in new.responses:
            if not status.startswith("2") or status in ("204", "205"):
                continue
            before = {media.name: media for media in olds.get(status, ())}
            for media in content:
                if media.schema is None or not media.name.endswith("json"):
                    continue
                other = before.get(media.name)
                schema = other.schema if other is not None else None
                if schema is None:
                    continue
                lost = _members(self._old, schema, "response")
                lost -= _members(self._new, media.schema, "response")
                self._proof.absent |= {f"{new.path} {name}" for name in lost}
                for value in self._only(self._new, media.schema, self._old, schema, "response"):
                    self._read(int(status), media.name, value, made)

    def _read(self, status: int, media: str, value: Any, made: Any) -> None:
        package, text = self._package, json.dumps(value)
        package.transport.response = (status, media, text.encode())
        package.drifts.clear()
        # What was met is reported once for each client.
        package.client._engine.observer._drifts.clear()
        self._proof.judged += 1
        try:
            data = package.client.send(made).data
            found = package.written(data)
        except package.module.DecodeError as error:
            self._proof.misread.append(f"{text[:200]}: {error}")
            return
        assert found == value, (found, value)
        kinds = {drift.kind for drift in package.drifts}
        if kinds & {"wrong type", "missing member"}:
            self._proof.misread.append(f"{text[:200]}: {sorted(kinds)}")
        elif "unknown value" in kinds:
            self._proof.unknown.append(f"{text[:200]}: {sorted(kinds)}")

    def _only(
        self, here: RawDocument, schema: Node, there: RawDocument, other: Node, direction: Direction
    ) -> list[Any]:
        """Values that one document allows and the other does not."""
        # Operations share their schemas, and so what is found for them.
        key = (direction, here is self._old, json.dumps((schema.value, other.value)))
        if key not in self._found:
            found = self._differing(here, schema, there, other, direction)
            self._found[key] = list(islice(found, _MOST))
        return self._found[key]

    def _differing(
        self, here: RawDocument, schema: Node, there: RawDocument, other: Node, direction: Direction
    ) -> Iterator[Any]:
        if _closure(here, schema) == _closure(there, other):
            return
        seen: set[str] = set()
        inside, outside = here.validator(schema, direction), there.validator(other, direction)
        for value in self._neighbours(here, schema, direction):
            text = json.dumps(value)
            if text in seen:
                continue
            seen.add(text)
            if not outside.is_valid(value) and inside.is_valid(value):
                yield value

    def _neighbours(self, raw: RawDocument, schema: Node, direction: Direction) -> Iterator[Any]:
        """Samples of a schema and of its variants, each with one part replaced or left out."""
        for sample in _samples(raw, schema, direction):
            yield sample
            for path in places(sample):
                for candidate in self._candidates:
                    yield _replaced(sample, path, candidate)
                if path and isinstance(path[-1], str):
                    yield _without(sample, path)
        yield from self._candidates


def _closure(raw: RawDocument, schema: Node) -> tuple[Any, dict[str, Any]]:
    """A schema with everything that it refers to."""
    found: dict[str, Any] = {}
    todo = [schema]
    while todo:
        node = todo.pop()
        for path in places(node.value):
            if path and path[-1] == "$ref":
                owner = node.at(*path[:-1])
                if isinstance(owner.get("$ref"), str) and owner.get("$ref") not in found:
                    target = raw.follow(owner)
                    found[owner.get("$ref")] = target.value
                    todo.append(target)
    return schema.value, found


def _members(raw: RawDocument, schema: Node, direction: Direction) -> set[str]:
    """The members of samples of a schema, at any depth."""
    return {
        "/".join("*" if isinstance(step, int) else step for step in path)
        for sample in _samples(raw, schema, direction)
        for path in places(sample)
    }


def _samples(raw: RawDocument, schema: Node, direction: Direction) -> Iterator[Any]:
    """Samples of a schema and of each of its variants."""
    target = raw.follow(schema)
    nodes = [schema]
    for name in ("oneOf", "anyOf"):
        nodes += [target.at(name, index) for index in range(len(target.get(name) or ()))]
    for node in nodes:
        for variant in range(len(VARIANTS)):
            try:
                yield Sampler(raw, direction, variant).sample(node)
            except NoSample:
                continue


def _at_limits(raw: RawDocument) -> Iterator[Any]:
    """Numbers, texts and lists of the sizes that a document limits, and of one more or less."""
    sizes: set[int] = set()
    for path in places(raw.root.value):
        node: Any = raw.root.value
        for step in path:
            node = node[step]
        if path and str(path[-1])[:3] in ("min", "max", "exc", "mul") and type(node) is int:
            sizes |= {node - 1, node, node + 1}
    for size in sorted(sizes):
        yield size
        if 0 <= size <= 300:
            yield "x" * size
            yield ["a"] * size


def _replaced(value: Any, path: tuple[Any, ...], candidate: Any) -> Any:
    if not path:
        return copy.deepcopy(candidate)
    changed = copy.deepcopy(value)
    owner = changed
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = copy.deepcopy(candidate)
    return changed


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    changed = copy.deepcopy(value)
    owner = changed
    for step in path[:-1]:
        owner = owner[step]
    del owner[path[-1]]
    return changed


def _is_one_item(value: Any, schema: Node, raw: RawDocument) -> bool:
    """Whether a single value is written as a list of it is, which the schema allows."""
    return not isinstance(value, (list, dict)) and raw.validator(schema, "request").is_valid(
        [value]
    )
