"""Changes of one pair of operations, and the comparison of body contents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clientgen.api import MediaType, Operation, Schema
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import (
    ChangeCollector,
    DocumentChange,
    Key,
    OperationPair,
    Pointers,
    same,
)
from clientgen.compare.graph import MessagePart, Root
from clientgen.compare.matching import match
from clientgen.compare.resolved_schemas import examples_of
from clientgen.compare.schemas import SchemaComparison


class OperationChanges:
    """Collects the changes of a pair of operations.

    Args:
        schemas: compares what they hold.
        changes: receives the changes.
        pair: the pair.
        old: the old operation.
        new: the new one.
    """

    def __init__(
        self,
        schemas: SchemaComparison,
        changes: ChangeCollector,
        pair: OperationPair,
        old: Operation,
        new: Operation,
    ) -> None:
        self.schemas = schemas
        self.changes = changes
        self.pair = pair
        self.old = old
        self.new = new
        self.at = Pointers(old.pointer, new.pointer)

    def add(
        self,
        rule: str,
        subject: str,
        at: Pointers,
        before: Any = None,
        after: Any = None,
        **more: Any,
    ) -> None:
        """Record a change.

        Args:
            rule: id of the rule.
            subject: what changed.
            at: where it changed.
            before: the old value.
            after: the new value.
            more: further fields of :class:`DocumentChange`.
        """
        reached = {self.pair.index}
        self.changes.add(
            DocumentChange(rule, subject, *at, before, after, operations=reached, **more)
        )

    def raw(self, at: Pointers) -> tuple[Any, Any]:
        """Return the nodes of both documents at a place."""
        return self.schemas.old.raw(at.old), self.schemas.new.raw(at.new)

    def content(
        self,
        old: tuple[MediaType, ...],
        new: tuple[MediaType, ...],
        at: Pointers,
        message_part: MessagePart,
        owned: frozenset[Key],
    ) -> None:
        """Compare the media types of a body.

        Args:
            old: the old representations.
            new: the new ones.
            at: where their owner stands.
            message_part: ``request`` or ``response``.
            owned: the Python declarations the body shows in.
        """
        prefix = "body" if message_part == "request" else "resp"
        removed_rule, added_rule = f"{prefix}-mediatype-removed", f"{prefix}-mediatype-added"
        found = match({media.name: media for media in old}, {media.name: media for media in new})
        together = [found.both[name] for name in sorted(found.both)]
        if len(found.removed) == len(found.added) == 1 and not found.both:
            # The only one gave way to another: one change, and what it holds is to be compared.
            both = found.removed.popitem()[1], found.added.popitem()[1]
            self.add(removed_rule, both[0].name, at, both[0].name, both[1].name, keys=owned)
            together.append(both)
        for name, media in found.removed.items():
            gone = held_schemas([media])
            self.add(removed_rule, name, at, name, None, keys=owned, removed_schemas=gone)
        for name, media in found.added.items():
            come = held_schemas([media])
            self.add(added_rule, name, at, None, name, keys=owned, added_schemas=come)
        for old_media, new_media in together:
            self._media_type(old_media, new_media, at, message_part, owned)

    def _media_type(
        self,
        old: MediaType,
        new: MediaType,
        at: Pointers,
        message_part: MessagePart,
        owned: frozenset[Key],
    ) -> None:
        if old.schema is not None and new.schema is not None:
            self.schemas.compare(old.schema, new.schema, Root(self.pair.index, message_part, owned))
        elif old.schema is not new.schema:
            is_request = message_part == "request"
            rule = "body-schema-replaced" if is_request else "resp-schema-ref-changed"
            kinds = ["any value" if media.schema is None else "a schema" for media in (old, new)]
            held = {"removed_schemas": held_schemas([old]), "added_schemas": held_schemas([new])}
            self.add(rule, old.name, at, *kinds, keys=owned, **held)
        encodings = dict(old.encoding), dict(new.encoding)
        if not same(*encodings):
            self.add("body-encoding-changed", old.name, at, *encodings)
        examples = [
            examples_of(mapping(mapping(node).get("content")).get(media.name))
            for node, media in zip(self.raw(at), (old, new), strict=True)
        ]
        if not same(*examples):
            self.add("example-changed", old.name, at, *examples)


def held_schemas(content: Iterable[MediaType]) -> list[Schema]:
    """List the schemas of media types."""
    return [media.schema for media in content if media.schema is not None]


def operation_schemas(operation: Operation) -> list[Schema]:
    """List the schemas of an operation's parameters and bodies."""
    contents = [response.content for response in operation.responses]
    contents += [operation.body.content] if operation.body else []
    held = held_schemas(media for content in contents for media in content)
    return [*held, *(parameter.schema for parameter in operation.parameters)]
