"""References of a document: ``$ref`` strings where the standard allows one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientgen.base.pointers import local_target
from clientgen.base.untyped import Json, as_map
from clientgen.document.load.grammar import StandardObject, walk


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
