"""Bytes to values and back, losing nothing: the only place that knows pydantic's decoder."""

from __future__ import annotations

import re
from copy import copy
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import ConfigDict, TypeAdapter

    from .reading import Reader

_STRICT: ConfigDict = {"strict": True}


class Codec:
    """Decodes and encodes the types of one models module."""

    def __init__(self, models: str) -> None:
        self._models = models
        self._adapters: dict[str, TypeAdapter[Any]] = {}
        self._readers: dict[str, Reader] = {}
        self.is_strict = False
        self._report: Callable[[str, str], None] | None = None

    def reading(self, *, strict: bool, report: Callable[[str, str], None] | None) -> Codec:
        """Give the same codec for the responses of one call.

        Args:
            strict: refuse what does not fit its type, instead of keeping it as it came.
            report: told the pointer and the kind of every difference from the document, or None.

        Returns:
            A codec that shares what is built.
        """
        twin = copy(self)
        twin.is_strict, twin._report = strict, report
        return twin

    def adapter(self, name: str) -> TypeAdapter[Any]:
        """Give the adapter of a type expression over the models module and `TYPES`, built once.

        Raises:
            NameError: the expression names neither a model nor one of `TYPES`.
        """
        found = self._adapters.get(name)
        if found is None:
            from pydantic import BaseModel, TypeAdapter

            from .model import TYPES
            from .reading import built

            def holder() -> None: ...

            holder.__annotations__ = {"return": name}
            module = import_module(self._models)
            # Asked for by name: a module of many models imports each when it is first needed.
            words = {*re.findall(r"[^\W\d]\w*", name)} - TYPES.keys()
            known = {word: getattr(module, word) for word in words if hasattr(module, word)}
            hint: Any = get_type_hints(holder, known, TYPES, include_extras=True)["return"]
            is_model = isinstance(hint, type(BaseModel))
            build = partial(TypeAdapter[Any], hint, config=None if is_model else _STRICT)
            found = self._adapters[name] = built(build)
        return found

    def decode(self, content: bytes | str, name: str) -> Any:
        """Read JSON as a type, by wire names only.

        Args:
            content: JSON.
            name: type expression, see `adapter`.

        Returns:
            The value; what does not fit its type is there as parsed JSON.

        Raises:
            ValueError: not JSON, or, in a strict reading, not of that type (pydantic's
                ``ValidationError`` is one).
        """
        reader = self._readers.get(name)
        if reader is None:
            from .reading import Reader

            reader = self._readers[name] = Reader(self.adapter(name))
        value = reader.read(content, strict=self.is_strict)
        if self._report is not None:
            from .reading import find

            for pointer, kind in find(self.adapter(name).core_schema, value):
                self._report(pointer, kind)
        return value

    def encode(self, value: Any, name: str | None = None) -> bytes:
        """Write a value as JSON: members that were given only, wire names, numbers as they came.

        Args:
            value: a model, or anything JSON can hold; with ``name`` also a mapping with wire or
                Python names.
            name: type expression the value must fit, or None.

        Returns:
            The JSON, in UTF-8.

        Raises:
            ValueError: the value does not fit, or JSON cannot hold it.
        """
        from pydantic import BaseModel

        from .values import write

        if name is not None and not isinstance(value, BaseModel):
            from .model import given

            value = given(self.adapter(name).validator, value)
        return write(value)
