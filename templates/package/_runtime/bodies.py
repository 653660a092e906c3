"""Request bodies that are not plain JSON: forms, JSON lines, a choice of media types.

Files, text and bytes, alone and in forms, are written by ``uploads``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote_plus

from ..errors import RequestError
from .model import Model, wire_names
from .parameters import text
from .values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .codec import Codec
    from .wire import Content


class RequestMedia(NamedTuple):
    """One media type a request body may have.

    Args:
        name: media type.
        kind: ``json``, ``form``, ``lines``; of uploads also ``multipart``, ``text``, ``binary``.
        type: type of the body as an expression over the models module, or None.
        parts: form: member to what joins its items (``deep`` for ``a[b]=c``); multipart: member
            to its media type.
    """

    name: str
    kind: str
    type: str | None = None
    parts: Mapping[str, str] = {}


class RequestBody(NamedTuple):
    """The media types of a body; the first is taken unless a header says otherwise.

    Args:
        media: the media types.
    """

    media: tuple[RequestMedia, ...]

    def __call__(self, body: Any, headers: dict[str, str], codec: Codec) -> Content:
        """Write a body, and its media type into the headers.

        Args:
            body: what the caller gave.
            headers: of the request; gets the media type, and the length where it is known.
            codec: writes JSON.

        Returns:
            The body as it is sent; open files are read when it is.

        Raises:
            RequestError: it does not fit the media type.
            ValueError: JSON cannot hold it, or it does not fit its type.
        """
        name = headers.get("Content-Type")
        chosen = next((media for media in self.media if media.name == name), self.media[0])
        headers["Content-Type"] = chosen.name if name is None else name
        return self._write(body, chosen, headers, codec)

    def _write(
        self, body: Any, media: RequestMedia, headers: dict[str, str], codec: Codec
    ) -> Content:
        if media.kind == "form":
            return "&".join(_form(members(body, media, codec), media.parts, codec)).encode()
        if media.kind == "lines":
            return b"".join(codec.encode(item, media.type) + b"\n" for item in body)
        return codec.encode(body, media.type)


def members(body: Any, media: RequestMedia, codec: Codec) -> dict[str, Any]:
    """List the members of a form by wire name, values as Python has them.

    Args:
        body: what the caller gave.
        media: how it is sent.
        codec: checks it against its type.

    Returns:
        The members that are not None.

    Raises:
        RequestError: it has no members.
    """
    if media.type is not None:
        value = codec.adapter(media.type).validate_python(body, by_alias=True, by_name=True)
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
                plain = codec.encode(item).decode() if is_json(item) else text(item)
                yield f"{quote_plus(name)}={quote_plus(plain)}"


def is_json(value: Any) -> bool:
    """Tell whether a member of a form is written as JSON."""
    return is_object(value) or is_array(value) or isinstance(value, Model)
