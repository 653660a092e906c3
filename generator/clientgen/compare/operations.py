"""The comparison of two operations, parameter by parameter, answer by answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientgen.api import MediaType, Operation
from clientgen.base.untyped import is_mapping, mapping
from clientgen.compare.answers import compare_answers
from clientgen.compare.facts import Fact, Facts, Key, OperationPair, extension_changes, keys, same
from clientgen.compare.graph import Place, Root
from clientgen.compare.parameters import compare_parameters
from clientgen.compare.schemas import SchemaComparison
from clientgen.compare.security import compare_requirements
from clientgen.compare.views import examples_of

_RATE = re.compile(r"rate[-_]?limit|throttl", re.IGNORECASE)
_METHOD_NAME = re.compile(r"x-.*method-?name", re.IGNORECASE)
_PERMISSIONS = re.compile(r"x-.*permissions?", re.IGNORECASE)
# What a name may be made of.
_NAMING = frozenset({"operationid-changed", "operationid-removed", "tag-changed"})
_IDLE = frozenset({"x-consumes", "x-produces"})
_STABILITY = ("stable", "beta", "alpha", "draft")


class OperationComparison:
    """Compares pairs of operations.

    Args:
        schemas: compares what they hold.
        facts: receives what is found.
    """

    def __init__(self, schemas: SchemaComparison, facts: Facts) -> None:
        self.schemas = schemas
        self.facts = facts

    def compare(self, pair: OperationPair) -> None:
        """Compare one pair; one that lacks a side has nothing to compare.

        Args:
            pair: the operations.
        """
        old, new = pair.old, pair.new
        if old is None or new is None:
            return
        index = (str(pair.index),)
        for rule, subject, before, after in _said(old, new):
            owned = keys("method", index, index) if rule in _NAMING else set[Key]()
            owned |= keys("id", index, index) if rule.startswith("operationid") else set[Key]()
            owned |= (
                keys("deprecation", index, index) if rule.endswith("-deprecated") else set[Key]()
            )
            self.add(pair, rule, subject, old.pointer, new.pointer, before, after, keys=owned)
        for rule, name, before, after in _extensions(old, new):
            self.add(pair, rule, name, old.pointer, new.pointer, before, after)
        raw = self.schemas.old.raw(old.pointer), self.schemas.new.raw(new.pointer)
        for name in ("callbacks", "externalDocs"):
            told = [node.get(name) if is_mapping(node) else None for node in raw]
            if not same(*told):
                rule = "callback-changed" if name == "callbacks" else "other-changed"
                self.add(pair, rule, name, old.pointer, new.pointer, *told)
        self._path_words(pair, old, new)
        if old.servers != new.servers:
            told = [[server.url for server in op.servers] for op in (old, new)]
            self.add(pair, "server-url-changed", "servers", old.pointer, new.pointer, *told)
        compare_requirements(self, pair, old, new)
        compare_parameters(self, pair, old, new)
        self._body(pair, old, new)
        compare_answers(self, pair, old, new)

    def add(
        self,
        pair: OperationPair,
        rule: str,
        subject: str,
        old: str,
        new: str,
        before: Any = None,
        after: Any = None,
        **more: Any,
    ) -> None:
        """Note a fact of one pair of operations.

        Args:
            pair: the operations.
            rule: id of the rule.
            subject: what changed.
            old: pointer into the old document.
            new: pointer into the new document.
            before: the old value.
            after: the new value.
            more: further fields of :class:`Fact`; ``python`` names a kind of Python place that
                stands for the whole pair.
        """
        python = more.pop("python", None)
        if python is not None:
            index = (str(pair.index),)
            more["keys"] = keys(python, index, index)
        self.facts.add(
            Fact(rule, subject, old, new, before, after, operations={pair.index}, **more)
        )

    def content(
        self,
        pair: OperationPair,
        old: tuple[MediaType, ...],
        new: tuple[MediaType, ...],
        at: tuple[str, str],
        place: Place,
        kind: str,
    ) -> None:
        """Compare the representations of a body.

        Args:
            pair: the operations.
            old: the old representations.
            new: the new ones.
            at: pointers of the owner in both documents.
            place: ``request`` or ``response``.
            kind: ``argument`` or ``returns``: the Python place a body shows in.
        """
        prefix = "body" if place == "request" else "resp"
        mine = {media.name: media for media in old}
        other = {media.name: media for media in new}
        index = (str(pair.index), "body", "") if kind == "argument" else (str(pair.index),)
        owned = keys(kind, index, index)
        gone, come = sorted(mine.keys() - other.keys()), sorted(other.keys() - mine.keys())
        together = [(name, name) for name in sorted(mine.keys() & other.keys())]
        removed, added = f"{prefix}-mediatype-removed", f"{prefix}-mediatype-added"
        if len(mine) == len(other) == len(gone) == 1:
            # The only one gave way to another: one edit, and what it holds is to be compared.
            self.add(pair, removed, gone[0], *at, gone[0], come[0], keys=set(owned))
            together.append((gone.pop(), come.pop()))
        for name in gone:
            lost = _schemas(mine[name])
            self.add(pair, removed, name, *at, name, None, keys=set(owned), lost=lost)
        for name in come:
            gained = _schemas(other[name])
            self.add(pair, added, name, *at, None, name, keys=set(owned), gained=gained)
        for names in together:
            one, two = mine[names[0]], other[names[1]]
            if one.schema is not None and two.schema is not None:
                root = Root(pair.index, place, frozenset(owned))
                self.schemas.compare(one.schema, two.schema, root)
            elif one.schema is not two.schema:
                rule = "body-schema-replaced" if place == "request" else "resp-schema-ref-changed"
                told = ["any value" if media.schema is None else "a schema" for media in (one, two)]
                lost, gained = _schemas(one), _schemas(two)
                self.add(
                    pair, rule, names[0], *at, *told, keys=set(owned), lost=lost, gained=gained
                )
            if not same(dict(one.encoding), dict(two.encoding)):
                encodings = dict(one.encoding), dict(two.encoding)
                self.add(pair, "body-encoding-changed", names[0], *at, *encodings)
            self._examples(pair, names, at)

    def _examples(self, pair: OperationPair, names: tuple[str, str], at: tuple[str, str]) -> None:
        raws = (self.schemas.old.raw(at[0]), self.schemas.new.raw(at[1]))
        told = [
            examples_of(mapping(mapping(node).get("content")).get(name)) if node else None
            for node, name in zip(raws, names, strict=True)
        ]
        if not same(*told):
            self.add(pair, "example-changed", names[0], *at, *told)

    def _path_words(self, pair: OperationPair, old: Operation, new: Operation) -> None:
        at = old.pointer.rpartition("/")[0], new.pointer.rpartition("/")[0]
        items = mapping(self.schemas.old.raw(at[0])), mapping(self.schemas.new.raw(at[1]))
        for name in ("summary", "description"):
            told = [item.get(name) for item in items]
            if not same(*told):
                self.add(pair, "op-description-changed", f"{old.path} {name}", *at, *told)

    def _body(self, pair: OperationPair, old: Operation, new: Operation) -> None:
        one, two = old.body, new.body
        at = (
            one.pointer if one else f"{old.pointer}/requestBody",
            two.pointer if two else f"{new.pointer}/requestBody",
        )
        index = (str(pair.index), "body", "")
        if one is None or two is None:
            if one is not two:
                added = "body-required-added" if two and two.required else "body-optional-added"
                told = [None if body is None else _media(body.content) for body in (one, two)]
                self.add(
                    pair,
                    added if two else "body-removed",
                    "request body",
                    *at,
                    *told,
                    keys=keys("argument", index if one else None, index if two else None),
                    lost=[s for media in (one.content if one else ()) for s in _schemas(media)],
                    gained=[s for media in (two.content if two else ()) for s in _schemas(media)],
                )
            return
        if one.required != two.required:
            rule = "body-became-required" if two.required else "body-became-optional"
            self.add(
                pair,
                rule,
                "request body",
                *at,
                one.required,
                two.required,
                keys=keys("argument", index, index),
            )
        if one.description != two.description:
            told_words = one.description, two.description
            self.add(pair, "op-description-changed", "request body", *at, *told_words)
        self.content(pair, one.content, two.content, at, "request", "argument")


def _schemas(media: MediaType) -> list[Any]:
    return [] if media.schema is None else [media.schema]


def _media(content: tuple[MediaType, ...]) -> str:
    return ", ".join(media.name for media in content) or "no content"


def _said(old: Operation, new: Operation) -> Iterator[tuple[str, str, Any, Any]]:
    line = f"{old.method} {old.path}"
    if old.deprecated != new.deprecated:
        rule = "operation-deprecated" if new.deprecated else "operation-undeprecated"
        yield rule, line, old.deprecated, new.deprecated
    if old.has_id and old.id != new.id:
        rule = "operationid-changed" if new.has_id else "operationid-removed"
        yield rule, line, old.id, new.id if new.has_id else None
    elif new.has_id and not old.has_id:
        yield "operationid-changed", line, None, new.id
    if set(old.tags) != set(new.tags):
        yield "tag-changed", line, list(old.tags), list(new.tags)
    for name in ("summary", "description"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield "op-description-changed", f"{line} {name}", before, after


def _extensions(old: Operation, new: Operation) -> Iterator[tuple[str, str, Any, Any]]:
    for name, before, after in extension_changes(old.extensions, new.extensions):
        # Media types that Swagger 2.0 names where nothing is sent: they come and go with a body.
        if name in _IDLE and None in (before, after):
            continue
        yield _extension_rule(name, before, after), name, before, after


def _extension_rule(name: str, before: Any, after: Any) -> str:
    if _METHOD_NAME.fullmatch(name):
        return "method-name-ext-changed"
    if _PERMISSIONS.fullmatch(name):
        return "permission-ext-changed"
    if _RATE.search(name):
        return "rate-limit-ext-changed"
    if name == "x-sunset":
        return "sunset-added" if before is None else "sunset-changed"
    if name.endswith("preview"):
        return (
            "preview-ext-removed" if before is True and after is not True else "preview-ext-added"
        )
    if name == "x-stability-level":
        rank = [_STABILITY.index(v) if v in _STABILITY else 0 for v in (before, after)]
        return "stability-decreased" if rank[1] > rank[0] else "stability-increased"
    return "extension-changed"
