"""References of a document: ``$ref`` strings where the standard allows one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientgen.base.diagnostics import Diagnostic
from clientgen.base.pointers import local_target
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.load.document import Document
from clientgen.document.load.grammar import ObjectKind, StandardObject, walk

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference and where it stands.

    Args:
        owner: the object that holds it.
        text: the value of ``$ref`` as written.
    """

    owner: StandardObject
    text: str

    @property
    def pointer(self) -> str:
        """JSON pointer to the ``$ref`` member itself."""
        return f"{self.owner.pointer}/$ref"

    @property
    def target(self) -> str | None:
        """The JSON pointer a local reference means; None for any other reference."""
        return local_target(self.text)


def references(value: Json) -> Iterator[Reference]:
    """Find the references of a document.

    Args:
        value: a whole document.

    Returns:
        They, in the order of the document.
    """
    for owner in walk(value):
        text = owner.node.get("$ref")
        if isinstance(text, str):
            yield Reference(owner, text)


def mapping_targets(node: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """Read the schemas a discriminator names.

    Args:
        node: a schema.

    Returns:
        For each entry of ``discriminator.mapping`` its key and its text, a reference or a name.
    """
    discriminator = as_map(node.get("discriminator")) or {}
    for key, text in (as_map(discriminator.get("mapping")) or {}).items():
        if isinstance(text, str):
            yield key, text


def shown(text: str) -> str:
    """Quote text of a document for a message.

    Args:
        text: any text.

    Returns:
        It in quotes, cut after 200 characters.
    """
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN - 3]}...")


def reference_problem(
    document: Document, kind: ObjectKind | None, message: str, pointer: str
) -> Diagnostic:
    """Make the warning about a reference that is left out.

    Args:
        document: the document.
        kind: what should stand there; None for a map of the standard.
        message: the problem.
        pointer: JSON pointer to the ``$ref``.

    Returns:
        The warning: ``schema-as-any`` for a schema, ``reference-left-out`` for anything else.
    """
    if kind == "schema":
        return document.warning("schema-as-any", f"{message}; any JSON is taken here", pointer)
    return document.warning("reference-left-out", f"{message}; it is left out", pointer)


def find_anchor(value: Json, name: str) -> Json:
    """Find the schema with an anchor (JSON Schema 2020-12, section 8.2.2; draft 7, section 8.2.3).

    Args:
        value: a file of any form.
        name: the anchor, without ``#``.

    Returns:
        The schema; None where there is none.
    """
    stack = [value]
    while stack:
        item = stack.pop()
        if (node := as_map(item)) is not None:
            if name in (node.get("$anchor"), node.get("$dynamicAnchor")):
                return node
            if node.get("$id") == f"#{name}":
                return node
            stack.extend(node.values())
        else:
            stack.extend(as_list(item) or ())
    return None
