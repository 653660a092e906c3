"""The document of every later stage: a plain value that knows its positions in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from clientgen.base.diagnostics import Diagnostic, InputError, Position
from clientgen.base.pointers import prefixes
from clientgen.base.untyped import Json


class PositionIndex(Protocol):
    """Finds positions in a text; built when the first one is asked for."""

    def find(self, pointer: str) -> Position | None:
        """Find a value.

        Args:
            pointer: JSON pointer into the document as it was read.

        Returns:
            Where its key (or, for an item, its value) starts; None when there is no such value.
        """
        ...


class Document:
    """A parsed document. The value must never be changed in place: derive with :meth:`with_value`.

    Args:
        source: display name: the path as it was given, or the URL.
        value: the plain tree, key order as in the text.
        sha256: SHA-256 of the bytes read, after decompression, in hexadecimal.
        index: finds positions in the text.
        parent: the document this one was derived from.
        origins: pointers of this document that lie elsewhere in the parent.
        files: absolute path of every file it was read from → SHA-256 of what lay there.
        diagnostics: what was left out or assumed so far, with positions.
    """

    __slots__ = (
        "_index",
        "_origins",
        "_parent",
        "diagnostics",
        "files",
        "sha256",
        "source",
        "value",
    )

    def __init__(
        self,
        source: str,
        value: Json,
        sha256: str,
        index: PositionIndex | None = None,
        *,
        parent: Document | None = None,
        origins: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
        diagnostics: Sequence[Diagnostic] = (),
    ) -> None:
        self.source = source
        self.value: Json = value
        self.sha256 = sha256
        self._index = index
        self._parent = parent
        self._origins = dict(origins or {})
        self.files: Mapping[str, str] = dict(files or {})
        self.diagnostics = tuple(diagnostics)

    def with_value(
        self,
        value: Json,
        origins: Mapping[str, str] | None = None,
        diagnostics: Sequence[Diagnostic] = (),
    ) -> Document:
        """Derive a document that remembers where its parts came from.

        Args:
            value: the new tree.
            origins: pointer in the new tree to pointer in this one, for each part that moved. A
                pointer that is not listed is found below its nearest listed ancestor, and at the
                same pointer when no ancestor is listed.
            diagnostics: what deriving it left out or assumed, besides those of this one.

        Returns:
            The derived document: same source, same hash.
        """
        return Document(
            self.source,
            value,
            self.sha256,
            parent=self,
            origins=origins,
            files=self.files,
            diagnostics=(*self.diagnostics, *diagnostics),
        )

    def warning(self, code: str, message: str, pointer: str) -> Diagnostic:
        """Make the warning that names a position in this document.

        Args:
            code: one of `clientgen.base.diagnostics.CODES`.
            message: the problem and what was done instead.
            pointer: JSON pointer into this document.

        Returns:
            The diagnostic.
        """
        return Diagnostic(code, message, self.source, self.position(pointer), self.origin(pointer))

    def note(self, code: str, message: str, pointer: str) -> Diagnostic:
        """Make a note: like a warning, of what loses nothing.

        Args:
            code: one of `clientgen.base.diagnostics.CODES`.
            message: what was done.
            pointer: JSON pointer into this document.

        Returns:
            The diagnostic.
        """
        return replace(self.warning(code, message, pointer), severity="note")

    def origin(self, pointer: str) -> str:
        """Map a pointer of this document to the file it was read from.

        Args:
            pointer: JSON pointer into this document.

        Returns:
            The pointer into the document as it was read.
        """
        document: Document | None = self
        while document is not None:
            for prefix in prefixes(pointer):
                if prefix in document._origins:
                    pointer = document._origins[prefix] + pointer[len(prefix) :]
                    break
            document = document._parent
        return pointer

    def position(self, pointer: str) -> Position | None:
        """Find a value of this document in the text it came from.

        Args:
            pointer: JSON pointer into this document.

        Returns:
            Line and column of the value, or of its nearest ancestor that is in the text (what a
            conversion or a repair added has no position of its own); None without a text.
        """
        root = self
        while root._parent is not None:
            root = root._parent
        if root._index is None:
            return None
        for prefix in prefixes(self.origin(pointer)):
            if (found := root._index.find(prefix)) is not None:
                return found
        return None

    def error(self, message: str, pointer: str | None = None) -> InputError:
        """Make the error that names a position in this document.

        Args:
            message: what is wrong and what to do.
            pointer: JSON pointer into this document; None means the document as a whole.

        Returns:
            The error, to be raised.
        """
        if pointer is None:
            return InputError(message, source=self.source)
        return InputError(
            message,
            source=self.source,
            position=self.position(pointer),
            pointer=self.origin(pointer),
        )

    def __repr__(self) -> str:
        return f"<Document {self.source} {self.sha256[:12]}>"
