"""Bodies that are not plain JSON: forms, multipart, text, bytes, JSON lines, a choice of them."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard
from urllib.parse import quote_plus

from ..errors import RequestError
from .model import Model, wire_names
from .parameters import is_array, is_object, text
from .uploads import Upload, position

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .codec import Codec


class Sent(NamedTuple):
    """One representation a body may have.

    Args:
        name: media type.
        kind: ``json``, ``form``, ``multipart``, ``text``, ``binary`` or ``lines``.
        type: type of the body as an expression over the models module, or None.
        parts: form: member to what joins its items (``deep`` for ``a[b]=c``); multipart: member
            to its media type.
    """

    name: str
    kind: str
    type: str | None = None
    parts: Mapping[str, str] = {}


class Sends(NamedTuple):
    """The representations of a body; the first is taken unless a header says otherwise."""

    media: tuple[Sent, ...]

    def write(self, body: Any, headers: dict[str, str], codec: Codec) -> bytes | Upload:
        """Write a body, and its media type into the headers; open files are read when it is sent.

        Raises:
            RequestError: it does not fit the media type.
            ValueError: JSON cannot hold it, or it does not fit its type.
        """
        name = headers.get("Content-Type")
        chosen = next((sent for sent in self.media if sent.name == name), self.media[0])
        kind = chosen.name if name is None else name
        content: bytes | Upload
        if chosen.kind == "form":
            content = "&".join(_form(_members(body, chosen, codec), chosen.parts, codec)).encode()
        elif chosen.kind == "multipart":
            kind, content = _multipart(kind, _members(body, chosen, codec), chosen.parts, codec)
        elif chosen.kind == "lines":
            content = b"".join(codec.encode(item, chosen.type) + b"\n" for item in body)
        elif chosen.kind == "json":
            content = codec.encode(body, chosen.type)
        else:
            content = _raw(body)
        headers["Content-Type"] = kind
        if isinstance(content, Upload) and content.length is not None:
            headers["Content-Length"] = str(content.length)
        return content


def _members(body: Any, sent: Sent, codec: Codec) -> dict[str, Any]:
    """The members of a form by wire name, values as Python has them."""
    if sent.type is not None:
        value = codec.adapter(sent.type).validate_python(body, by_alias=True, by_name=True)
        if isinstance(value, Model):
            # Not dumped: an open file must stay one.
            wires = wire_names(type(value))
            given = {wires.get(n, n): getattr(value, n) for n in value.model_fields_set}
            body = {**given, **(value.__pydantic_extra__ or {})}
    if not is_object(body):
        raise RequestError("A form must be a mapping of its members.")
    return {name: value for name, value in body.items() if value is not None}


def _form(members: dict[str, Any], parts: Mapping[str, str], codec: Codec) -> Iterator[str]:
    for name, value in members.items():
        joined = parts.get(name)
        if joined == "deep" and is_object(value):
            for key, item in value.items():
                yield f"{quote_plus(f'{name}[{key}]')}={quote_plus(text(item))}"
        elif is_array(value) and joined is not None:
            yield f"{quote_plus(name)}={quote_plus(joined.join(map(text, value)))}"
        else:
            for item in value if is_array(value) else [value]:
                plain = codec.encode(item).decode() if _is_json(item) else text(item)
                yield f"{quote_plus(name)}={quote_plus(plain)}"


def _multipart(
    kind: str, members: dict[str, Any], parts: Mapping[str, str], codec: Codec
) -> tuple[str, bytes | Upload]:
    import httpx2

    files: list[tuple[str, Any]] = []
    for name, value in members.items():
        # A tuple is one file: (name, content) or (name, content, media type).
        for item in value if is_array(value) and not isinstance(value, tuple) else [value]:
            files.append((name, _part(item, parts.get(name), codec)))
    request = httpx2.Request("POST", "http://localhost", files=files or [("", (None, b""))])
    written = request.headers["content-type"].replace("multipart/form-data", kind, 1)
    opened = [part[1] for _, part in files if hasattr(part[1], "read")]
    if not opened:
        return written, request.read()
    length = request.headers.get("content-length")
    again = all(position(file) is not None for file in opened)
    return written, Upload(request.stream, length=int(length) if length else None, replayable=again)


def _part(value: Any, kind: str | None, codec: Codec) -> tuple[Any, ...]:
    if _is_file(value):
        name, content, *rest = value
        return (name, _content(content), *(rest or ([kind] if kind else [])))
    if isinstance(value, (bytes, bytearray)) or hasattr(value, "read"):
        name = os.path.basename(str(getattr(value, "name", "") or "file"))
        return (name, _content(value), kind or "application/octet-stream")
    if _is_json(value):
        return (None, codec.encode(value), kind or "application/json")
    return (None, text(value).encode(), kind or "text/plain; charset=utf-8")


def _is_file(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def _is_json(value: Any) -> bool:
    return is_object(value) or is_array(value) or isinstance(value, Model)


def _content(body: Any) -> Any:
    """A file in a form: bytes, or the open file, which is read when the form is sent."""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, io.TextIOBase):
        raise RequestError("Files of a form must be opened in binary mode.")
    return body if hasattr(body, "read") else _joined(body)


def _joined(body: Any) -> bytes:
    try:
        return bytes(body) if isinstance(body, (bytes, bytearray)) else b"".join(body)
    except TypeError:
        raise RequestError("A file of a form must be text, bytes or an open binary file.") from None


def _raw(body: Any) -> bytes | Upload:
    """Text and bytes as they are, an open file or pieces of bytes on their way."""
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, (bytes, bytearray)) else Upload(body)
