"""JSON that a service may send, and what reading it as a class of a package must keep."""

# Classes of packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportPrivateUsage=false

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

_NUMBERS = st.from_regex(
    r"-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,22})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
) | st.sampled_from(["1.10", "1e400", "-0", "1180591620717411303424", "5.0", "0", "3"])
_WORDS = st.sampled_from(
    ["", "a", "2024-05-06", "2024-05-06T10:20:30Z", "2024-05-06T10:20:30.120Z", "20240506", "5",
     "true", "1494012444", "\ud83d", "b008976c-e085-43b7-b27d-9c0efd5fbfb5", "-0 ", "1.5,"]
)  # fmt: skip
_SCALARS = (
    _NUMBERS
    | (_WORDS | st.text(max_size=4)).map(json.dumps)
    | st.sampled_from(["null", "true", "false"])
)


def objects(keys: st.SearchStrategy[str], inner: st.SearchStrategy[str]) -> Any:
    return st.dictionaries(keys, inner, max_size=5).map(
        lambda members: "{" + ",".join(f"{json.dumps(k)}:{v}" for k, v in members.items()) + "}"
    )


def values(words: list[str]) -> st.SearchStrategy[str]:
    """JSON whose members and texts are words of a package, or anything else."""
    keys = st.sampled_from(words) | st.text(max_size=3)
    scalars = _SCALARS | st.sampled_from(words).map(json.dumps)
    return st.recursive(
        scalars,
        lambda inner: objects(keys, inner)
        | st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]"),
        max_leaves=14,
    )


class Reading:
    """A package, and the readers of its types.

    Args:
        name: import name of the package.
        root: folder it is in.
    """

    def __init__(self, name: str, root: Path) -> None:
        sys.path.insert(0, str(root))
        try:
            self.models: Any = importlib.import_module(f"{name}.models")
            self.codec: Any = importlib.import_module(f"{name}._runtime.codec").Codec(
                f"{name}.models"
            )
            self.reading: Any = importlib.import_module(f"{name}._runtime.reading")
        finally:
            sys.path.remove(str(root))
        self.types = [name for name in self.models.__all__ if not name.endswith("Changes")]
        self.words = sorted({*self._words()}) or ["a"]

    def _words(self) -> Iterator[str]:
        """Names of the wire, of Python, and the values of enumerations and tags."""
        for name in self.types:
            found = getattr(self.models, name)
            for attribute, field in getattr(found, "model_fields", {}).items():
                yield from (attribute, field.alias)
            for part in str(self.codec.adapter(name).core_schema).split("'")[1::2]:
                if part.isidentifier() and len(part) < 20:
                    yield part


def hold_what_was_read(package: Reading, data: st.DataObject) -> None:
    """Read any JSON as any type: it is written back, and read the same whatever came before."""
    assume(package.types)
    name = data.draw(st.sampled_from(package.types))
    text = data.draw(values(package.words))
    content = text.encode("utf-8", "surrogatepass")
    value = package.codec.decode(content, name)
    assert exact(package.codec.encode(value)) == exact(text)
    adapter = package.codec.adapter(name)
    fresh, used = package.reading.Reader(adapter), package.reading.Reader(adapter)
    used._has_texts = True
    assert shape(fresh.read(content)) == shape(used.read(content))
    try:
        strict = fresh.read(content, strict=True)
    except ValueError:
        return
    assert shape(strict) == shape(value)
    assert exact(package.codec.encode(strict)) == exact(text)


def hold_the_rest(package: Reading, data: st.DataObject) -> None:
    """Change one member of what was read: nothing else changes."""
    classes = [n for n in package.types if isinstance(getattr(package.models, n), type)]
    assume(classes)
    name = data.draw(st.sampled_from(classes))
    text = data.draw(objects(st.sampled_from(package.words), values(package.words)))
    value = package.codec.decode(text, name)
    fields = getattr(package.models, name).model_fields
    assume(fields)
    attribute = data.draw(st.sampled_from(sorted(fields)))
    setattr(value, attribute, None)
    assert exact(package.codec.encode(value)) == {**exact(text), fields[attribute].alias: None}


def exact(text: bytes | str) -> Any:
    """Parse JSON, keeping each number as its text."""
    return json.loads(text, parse_float=lambda t: ("n", t), parse_int=lambda t: ("n", t))


def shape(value: Any) -> Any:
    """Describe a value with the class of each part, texts of numbers left aside."""
    if hasattr(value, "given_members"):
        inner = {name: shape(part) for name, part in value.given_members().items()}
        return type(value).__name__, inner, sorted(value.model_extra)
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value).__name__, [shape(part) for part in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ("bool", value) if isinstance(value, bool) else value
    return ("int", int(value)) if isinstance(value, int) else ("float", float(value))
