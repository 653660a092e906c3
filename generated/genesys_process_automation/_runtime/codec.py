"""Bytes to values and back, losing nothing: the only place that knows pydantic's decoder."""

from __future__ import annotations

import json
import re
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import TypeAdapter


class Codec:
    """Decodes and encodes the types of one models module."""

    def __init__(self, models: str) -> None:
        self._models = models
        self._adapters: dict[str, TypeAdapter[Any]] = {}
        self._numeric: set[str] = set()

    def adapter(self, name: str) -> TypeAdapter[Any]:
        """Give the adapter of a type expression over the models module and `TYPES`, built once.

        Raises:
            NameError: the expression names neither a model nor one of `TYPES`.
        """
        found = self._adapters.get(name)
        if found is None:
            from pydantic import TypeAdapter

            from .model import TYPES

            def holder() -> None: ...

            holder.__annotations__ = {"return": name}
            module = import_module(self._models)
            # Asked for by name: a module of many models imports each when it is first needed.
            words = {*re.findall(r"[^\W\d]\w*", name)} - TYPES.keys()
            known = {word: getattr(module, word) for word in words if hasattr(module, word)}
            hints = get_type_hints(holder, known, TYPES, include_extras=True)
            found = self._adapters[name] = TypeAdapter(hints["return"])
            try:
                found.rebuild()
            except RecursionError:
                _on_deep_stack(found.rebuild)
        return found

    def decode(self, content: bytes | str, name: str) -> Any:
        """Read JSON as a type, by wire names only.

        Numbers keep their text. The usual answer has no number that a float would change, so it
        is read straight by pydantic; a field that may hold such a number stops that way, and from
        then on answers of that type are parsed with number texts kept.

        Raises:
            ValueError: not JSON, or not of that type (pydantic's ``ValidationError`` is one).
        """
        from .model import SIGNAL, Fragile, parse

        adapter = self.adapter(name)
        if name not in self._numeric:
            try:
                return adapter.validate_json(content, by_alias=True, by_name=False, context=SIGNAL)
            except Fragile:
                self._numeric.add(name)
        return adapter.validate_python(parse(content), by_alias=True, by_name=False)

    def encode(self, value: Any, name: str | None = None) -> bytes:
        """Write a value as JSON: members that were given only, wire names, numbers as they came.

        Args:
            value: a model, or anything JSON can hold; with ``name`` also a mapping with wire or
                Python names.
            name: type expression the value must fit, or None.

        Raises:
            ValueError: the value does not fit, or JSON cannot hold it.
        """
        from pydantic import BaseModel
        from pydantic_core import to_json

        from .model import KEEP, restore, wrap

        if name is not None and not isinstance(value, BaseModel):
            adapter = self.adapter(name)
            value = adapter.validate_python(value, by_alias=True, by_name=True)
            return restore(
                adapter.dump_json(value, by_alias=True, exclude_unset=True, context=KEEP)
            )
        if isinstance(value, BaseModel):
            out = value.__pydantic_serializer__.to_json(
                value, by_alias=True, exclude_unset=True, context=KEEP
            )
        else:
            out = to_json(wrap(value), by_alias=True, inf_nan_mode="constants")
            json.loads(out, parse_constant=_refuse)
        return restore(out)


def _refuse(name: str) -> None:
    raise ValueError(f"JSON cannot hold {name}.")


def _on_deep_stack(build: Callable[[], object]) -> None:
    """Build what is made of hundreds of classes, each of which pydantic builds inside another."""
    from concurrent.futures import ThreadPoolExecutor

    limit, size = sys.getrecursionlimit(), threading.stack_size(512 << 20)
    sys.setrecursionlimit(200_000)
    try:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(build).result()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
