"""Request bodies that are not plain JSON: forms, JSON lines, a choice of media types.

Files, text and bytes, alone and in forms, are written by ``uploads``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard
from urllib.parse import quote_plus

from ..errors import RequestError
from .model import Model, check_names
from .parameters import text
from .values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .codec import Codec
    from .parameters import ParameterStyle
    from .wire import Content


class RequestMedia(NamedTuple):
    """One media type a request body may have.

    Args:
        name: media type.
        kind: ``json``, ``form``, ``lines``; of uploads also ``multipart``, ``text``, ``binary``.
        type: type of the body as an expression over the models module, or None.
        order: the members of a form in the order of the document.
        parts: form: member to its `ParameterStyle`; multipart: member to its ``Part``.
    """

    name: str
    kind: str
    type: str | None = None
    order: tuple[str, ...] = ()
    parts: Mapping[str, Any] = {}

    def fits(self, name: str) -> bool:
        """Tell whether a media type is this one; ``image/*`` is any image."""
        kind = name.partition(";")[0].strip().lower()
        head, _, tail = self.name.partition("/")
        return self.name in (kind, "*/*") or (tail == "*" and kind.startswith(f"{head}/"))


class RequestBody(NamedTuple):
    """The media types of a body.

    Args:
        media: the media types, the preferred one first.
    """

    media: tuple[RequestMedia, ...]

    def __call__(self, body: Any, headers: dict[str, str], codec: Codec) -> Content:
        """Write a body, and its media type into the headers.

        Args:
            body: what the caller gave.
            headers: of the request; one that names the media type decides, else the body does.
            codec: writes JSON.

        Returns:
            The body as it is sent; open files are read when it is.

        Raises:
            RequestError: it does not fit the media type.
            ValueError: JSON cannot hold it, or it does not fit its type.
        """
        given = [name for name in headers if name.lower() == "content-type"]
        name = ([headers.pop(name) for name in given] or [""])[-1]
        if name:
            found = [media for media in self.media if media.fits(name)]
        else:
            found = [media for media in self.media if _takes(media, body, codec)]
        if not found:
            kind = "multipart" if is_object(body) and any(map(_is_upload, body.values())) else ""
            kind = "text" if isinstance(body, (bytes, bytearray)) else kind
            found = [media for media in self.media if media.kind == kind]
        chosen = found[0] if found else self.media[0]
        usual = chosen.name if "*" not in chosen.name else "application/octet-stream"
        headers["Content-Type"] = name or usual
        return self._write(body, chosen, headers, codec)

    def _write(
        self, body: Any, media: RequestMedia, headers: dict[str, str], codec: Codec
    ) -> Content:
        if media.kind == "form":
            return "&".join(
                filter(None, _form(members(body, media, codec), media.parts, codec))
            ).encode()
        if media.kind == "lines":
            return b"".join(codec.encode(item, media.type) + b"\n" for item in body)
        return codec.encode(body, media.type)


def _takes(media: RequestMedia, body: Any, codec: Codec) -> bool:
    """Whether a body is of the type of a media type, or of the kind that it carries."""
    is_members = is_object(body) or hasattr(body, "model_fields_set")
    if media.kind == "binary":
        return not is_members and not isinstance(body, str)
    if media.kind == "text":
        return isinstance(body, str)
    if media.kind == "lines":
        return not is_members and hasattr(body, "__iter__") and not isinstance(body, (str, bytes))
    if media.kind != "json" and not is_members:
        return False
    if is_object(body) and media.kind != "multipart" and any(map(_is_upload, body.values())):
        return False
    try:
        if isinstance(body, Model) and media.type is not None:
            codec.adapter(media.type).validate_python(body)
        elif media.kind == "json":
            codec.encode(body, media.type)
        else:
            members(body, media, codec)
    except (ValueError, TypeError):
        return False
    return True


def _is_upload(value: Any) -> bool:
    return isinstance(value, (bytes, bytearray)) or hasattr(value, "read") or is_named(value)


def is_named(value: Any) -> TypeGuard[tuple[Any, ...]]:
    """Tell whether a value is a file with its name: a tuple of name, content and perhaps more."""
    found: Any = value
    return isinstance(value, tuple) and len(found) in (2, 3, 4) and isinstance(found[0], str | None)


def members(body: Any, media: RequestMedia, codec: Codec) -> dict[str, Any]:
    """List the members of a form by wire name, values as Python has them.

    Args:
        body: what the caller gave.
        media: how it is sent.
        codec: checks it against its type.

    Returns:
        The members that are not None, in the order of the document; others come last.

    Raises:
        RequestError: it has no members.
        ValueError: it does not fit its type.
    """
    if is_object(body):
        plain = [n for n in media.order if not getattr(media.parts.get(n), "is_file", False)]
        body = {name: _listed(value, name in plain) for name, value in body.items()}
    if media.type is not None:
        value = codec.adapter(media.type).validate_python(body, by_alias=True, by_name=True)
        check_names(body, value)
        # Not dumped: an open file must stay one.
        body = value.given_members() if isinstance(value, Model) else body
    elif hasattr(body, "given_members"):
        body = body.given_members()
    if not is_object(body):
        raise RequestError("A form must be a mapping of its members.")
    known = [name for name in media.order if name in body]
    ordered = dict.fromkeys([*known, *body])
    return {name: body[name] for name in ordered if body[name] is not None}


def _listed(value: Any, is_plain: bool) -> Any:
    """Make a sequence a list, as classes want it; a tuple may be a file with its name."""
    is_listed = is_array(value) and (is_plain or not is_named(value))
    return list(value) if is_listed else value


def _form(
    members: dict[str, Any], styles: Mapping[str, ParameterStyle], codec: Codec
) -> Iterator[str]:
    for name, value in members.items():
        if name in styles:
            yield styles[name]("query", name, value)
        else:
            for item in value if is_array(value) else [value]:
                plain = codec.encode(item).decode() if is_json(item) else text(item)
                yield f"{quote_plus(name)}={quote_plus(plain)}"


def is_json(value: Any) -> bool:
    """Tell whether a member of a form is written as JSON."""
    return is_object(value) or is_array(value) or hasattr(value, "model_fields_set")
