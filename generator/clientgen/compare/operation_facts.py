"""The facts about pairs of operations, and the comparison of what bodies are made of."""

from __future__ import annotations

from typing import Any

from clientgen.api import MediaType, Schema
from clientgen.base.untyped import mapping
from clientgen.compare.facts import Fact, Facts, OperationPair, keys, same
from clientgen.compare.graph import Place, Root
from clientgen.compare.schemas import SchemaComparison
from clientgen.compare.views import examples_of


class OperationFacts:
    """Collects what is found about pairs of operations.

    Args:
        schemas: compares what they hold.
        facts: receives what is found.
    """

    def __init__(self, schemas: SchemaComparison, facts: Facts) -> None:
        self.schemas = schemas
        self.facts = facts

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
            lost = held_schemas(mine[name])
            self.add(pair, removed, name, *at, name, None, keys=set(owned), lost=lost)
        for name in come:
            gained = held_schemas(other[name])
            self.add(pair, added, name, *at, None, name, keys=set(owned), gained=gained)
        for names in together:
            one, two = mine[names[0]], other[names[1]]
            if one.schema is not None and two.schema is not None:
                root = Root(pair.index, place, frozenset(owned))
                self.schemas.compare(one.schema, two.schema, root)
            elif one.schema is not two.schema:
                rule = "body-schema-replaced" if place == "request" else "resp-schema-ref-changed"
                told = ["any value" if media.schema is None else "a schema" for media in (one, two)]
                lost, gained = held_schemas(one), held_schemas(two)
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


def held_schemas(media: MediaType) -> list[Schema]:
    """The schema of a representation, if it has one."""
    return [] if media.schema is None else [media.schema]
