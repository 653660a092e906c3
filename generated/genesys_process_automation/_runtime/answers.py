"""From a complete answer to data or to a typed error."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any

from ..errors import DecodeError, StatusError, error_class
from .calls import Response
from .parameters import is_object
from .retry import parse_retry_after

if TYPE_CHECKING:
    from .engine import Call, Engine
    from .wire import WireResponse

# A value assigned to such a word, or what looks like a credential behind a scheme. Plain sentences
# of the service ("No bearer token specified") stay readable.
_SECRETS = re.compile(r"""(?ix) ((?:token|secret|password|authorization) ["']? \s* [:=] \s* ["']?
              (?:(?:bearer|basic) \s+)? | \b(?:bearer|basic) \s+ (?=\S{16}))
        [^\s"'<&,;]+""")


def decode(engine: Engine, call: Call, answer: WireResponse) -> Response[Any]:
    """Make the response of a successful answer.

    Raises:
        DecodeError: it is not what the contract says.
    """
    operation = call.operation
    data: Any = None
    if operation.answers is not None:
        try:
            data = operation.answers.read(answer, engine.codec, plain)
        except (ValueError, RecursionError) as error:
            raise _undecodable(engine, call, answer, error) from None
    elif operation.result is not None:
        media = answer.headers.get("content-type", "application/json")
        content: bytes | str = answer.content
        try:
            if media != "application/json":
                content = _as_json(media, answer.content)
            if not content:
                raise ValueError("the body is empty")
            data = engine.codec.decode(content, operation.result)
        except (ValueError, RecursionError) as error:
            raise _undecodable(engine, call, answer, error) from None
    elapsed = engine.clock() - call.started
    return Response(answer, data, call.attempts, elapsed, engine.service)


def _as_json(media: str, content: bytes) -> bytes | str:
    """Give the JSON text of a body by its media type.

    Raises:
        ValueError: it is not JSON, or in no charset that is known.
    """
    kind = media.partition(";")[0].strip().lower()
    if kind not in ("application/json", "text/json", "") and not kind.endswith("+json"):
        raise ValueError(f"the media type is {kind[:60]!r} instead of JSON")
    return plain(media, content)


def plain(media: str, content: bytes) -> bytes | str:
    """Undo the charset a media type names; UTF-8 stays bytes.

    Raises:
        ValueError: the charset is not known or does not fit the body.
    """
    charset = "utf-8"
    for parameter in media.partition(";")[2].split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower()
    if charset in ("utf-8", "utf8"):
        return content
    try:
        return content.decode(codecs.lookup(charset).name)
    except (LookupError, UnicodeError):
        raise ValueError(f"the charset {charset[:40]!r} does not fit the body") from None


def _undecodable(engine: Engine, call: Call, answer: WireResponse, error: Exception) -> DecodeError:
    from pydantic import ValidationError

    from .model import explain

    text = explain(error) if isinstance(error, ValidationError) else str(error)
    coding = answer.headers.get("content-encoding", "").strip().lower()
    if coding and coding not in _known_codings():
        text = f"its content coding {coding[:40]!r} is not one this program can undo"
        if coding in ("br", "zstd"):
            text += f"; install httpx2[{'brotli' if coding == 'br' else coding}]"
    failure = DecodeError(f"The answer ({answer.status}) cannot be read: {text}")
    if not isinstance(error, ValidationError) or "Invalid JSON" in text:
        failure.snippet = mask(answer.content[:400].decode("utf-8", "replace"), call.secret)[:200]
    if not call.reads:
        call.maybe = True
    return engine.finish(failure, call, answer)


def _known_codings() -> list[str]:
    from .transport import ACCEPT_ENCODING

    return ["identity", *re.split(r"[\s,]+", ACCEPT_ENCODING)]


def mask(text: str, secret: str | None) -> str:
    """Hide the token in use, and whatever follows a word like "password"."""
    if secret is not None:
        text = text.replace(secret.rpartition(" ")[2], "***")
    return _SECRETS.sub(r"\1***", text)


def status_error(engine: Engine, call: Call, answer: WireResponse) -> StatusError:
    """Make the typed error of an error status, whatever its body is."""
    fields = engine.service.error_fields
    body: Any = None
    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        pass
    known = body if is_object(body) else {}
    text = known.get(fields.message)
    if not isinstance(text, str) or not text:
        text = f"The service answered {answer.status}"
        if 300 <= answer.status < 400:
            text += ", a redirect that is not followed"
        elif answer.content and not known:
            text += f" with {answer.headers.get('content-type', 'a body of no type')[:60]}"
    error = error_class(answer.status)(mask(text, call.secret))
    error.content = answer.content
    error.body = known or None
    error.permissions = call.operation.permissions
    error.retry_after = parse_retry_after(answer.headers.get("retry-after"))
    code, correlation = known.get(fields.code), known.get(fields.correlation_id)
    error.code = code if isinstance(code, str) else None
    error.correlation_id = answer.headers.get(engine.service.correlation_header) or (
        correlation if isinstance(correlation, str) else None
    )
    if known and engine.service.error_model is not None:
        try:
            error.body = engine.codec.decode(answer.content, engine.service.error_model)
        except (ValueError, NameError):
            pass  # The dict is already there.
    return error
