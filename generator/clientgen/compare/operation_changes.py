"""Changes of operation pairs, and the comparison of body contents."""

from __future__ import annotations

from typing import Any

from clientgen.api import MediaType, Schema
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import (
    ChangeCollector,
    DocumentChange,
    OperationPair,
    keys,
    same,
)
from clientgen.compare.graph import MessagePart, Root
from clientgen.compare.resolved_schemas import examples_of
from clientgen.compare.schemas import SchemaComparison


class OperationChanges:
    """Collects the changes of operation pairs.

    Args:
        schemas: compares what they hold.
        changes: receives the changes.
    """

    def __init__(self, schemas: SchemaComparison, changes: ChangeCollector) -> None:
        self.schemas = schemas
        self.changes = changes

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
        """Record a change of one pair of operations.

        Args:
            pair: the operations.
            rule: id of the rule.
            subject: what changed.
            old: pointer into the old document.
            new: pointer into the new document.
            before: the old value.
            after: the new value.
            more: further fields of :class:`DocumentChange`; ``python`` is the kind of the Python
                declaration that the whole pair becomes.
        """
        python = more.pop("python", None)
        if python is not None:
            index = (str(pair.index),)
            more["keys"] = keys(python, index, index)
        self.changes.add(
            DocumentChange(rule, subject, old, new, before, after, operations={pair.index}, **more)
        )

    def content(
        self,
        pair: OperationPair,
        old: tuple[MediaType, ...],
        new: tuple[MediaType, ...],
        at: tuple[str, str],
        message_part: MessagePart,
        kind: str,
    ) -> None:
        """Compare the media types of a body.

        Args:
            pair: the operations.
            old: the old representations.
            new: the new ones.
            at: pointers of the owner in both documents.
            message_part: ``request`` or ``response``.
            kind: ``argument`` or ``returns``: the Python declarations a body shows in.
        """
        prefix = "body" if message_part == "request" else "resp"
        old_media = {media.name: media for media in old}
        new_media = {media.name: media for media in new}
        index = (str(pair.index), "body", "") if kind == "argument" else (str(pair.index),)
        owned = keys(kind, index, index)
        removed_names, added_names = sorted(old_media.keys() - new_media.keys()), sorted(
            new_media.keys() - old_media.keys()
        )
        common_names = [(name, name) for name in sorted(old_media.keys() & new_media.keys())]
        removed_rule, added_rule = f"{prefix}-mediatype-removed", f"{prefix}-mediatype-added"
        if len(old_media) == len(new_media) == len(removed_names) == 1:
            # The only one gave way to another: one change, and what it holds is to be compared.
            self.add(
                pair,
                removed_rule,
                removed_names[0],
                *at,
                removed_names[0],
                added_names[0],
                keys=set(owned),
            )
            common_names.append((removed_names.pop(), added_names.pop()))
        for name in removed_names:
            removed_schemas = held_schemas(old_media[name])
            self.add(
                pair,
                removed_rule,
                name,
                *at,
                name,
                None,
                keys=set(owned),
                removed_schemas=removed_schemas,
            )
        for name in added_names:
            added_schemas = held_schemas(new_media[name])
            self.add(
                pair,
                added_rule,
                name,
                *at,
                None,
                name,
                keys=set(owned),
                added_schemas=added_schemas,
            )
        for names in common_names:
            old_type, new_type = old_media[names[0]], new_media[names[1]]
            if old_type.schema is not None and new_type.schema is not None:
                root = Root(pair.index, message_part, frozenset(owned))
                self.schemas.compare(old_type.schema, new_type.schema, root)
            elif old_type.schema is not new_type.schema:
                rule = (
                    "body-schema-replaced"
                    if message_part == "request"
                    else "resp-schema-ref-changed"
                )
                kinds = [
                    "any value" if media.schema is None else "a schema"
                    for media in (old_type, new_type)
                ]
                removed_schemas, added_schemas = held_schemas(old_type), held_schemas(new_type)
                self.add(
                    pair,
                    rule,
                    names[0],
                    *at,
                    *kinds,
                    keys=set(owned),
                    removed_schemas=removed_schemas,
                    added_schemas=added_schemas,
                )
            if not same(dict(old_type.encoding), dict(new_type.encoding)):
                encodings = dict(old_type.encoding), dict(new_type.encoding)
                self.add(pair, "body-encoding-changed", names[0], *at, *encodings)
            self._examples(pair, names, at)

    def _examples(self, pair: OperationPair, names: tuple[str, str], at: tuple[str, str]) -> None:
        nodes = (self.schemas.old.raw(at[0]), self.schemas.new.raw(at[1]))
        examples = [
            examples_of(mapping(mapping(node).get("content")).get(name)) if node else None
            for node, name in zip(nodes, names, strict=True)
        ]
        if not same(*examples):
            self.add(pair, "example-changed", names[0], *at, *examples)


def held_schemas(media: MediaType) -> list[Schema]:
    """List the schema of a media type, if it has one."""
    return [] if media.schema is None else [media.schema]
