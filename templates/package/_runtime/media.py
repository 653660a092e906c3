"""Responses that are not plain JSON: text, bytes, different ones by status or media type.

What is read item by item is read by ``streams``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .messages import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from .codec import Codec
    from .wire import WireResponse


class ResponseMedia(NamedTuple):
    """One media type a response may have.

    Args:
        status: ``200``, ``2XX``, or empty for any success.
        name: media type, or empty where nothing comes.
        kind: ``json``, ``text``, ``binary``, ``nothing``, ``lines``, ``events``, or ``any`` for
            what the response says it is.
        type: what it holds, as an expression over the models module, or None.
        whole: of ``events``: the type is the event's, not that of its data.
    """

    status: str
    name: str
    kind: str
    type: str | None = None
    whole: bool = False

    def fits(self, status: int, kind: str) -> tuple[bool, bool]:
        """Compare a response with this media type.

        Args:
            status: of the response.
            kind: its media type.

        Returns:
            Whether the status is the one, and whether the media type is.
        """
        wanted = self.status in ("", str(status), f"{status // 100}XX")
        head, _, tail = self.name.partition("/")
        return wanted, self.name in ("*/*", kind) or (tail == "*" and kind.startswith(f"{head}/"))


class ResponseBody(NamedTuple):
    """The media types of the successful responses of an operation.

    Args:
        media: the media types.
    """

    media: tuple[ResponseMedia, ...]

    @property
    def accept(self) -> str:
        """The media types to ask for; JSON is preferred to others."""
        found = dict.fromkeys(_JSON if m.kind == "any" else m.name for m in self.media if m.name)
        is_json = [name for name in found if name.endswith("json")]
        rest = [name if not is_json else f"{name};q=0.9" for name in found if name not in is_json]
        anything = ["*/*;q=0.8"] if any(media.kind == "any" for media in self.media) else []
        return ", ".join([*is_json, *rest, *anything]) or "*/*"

    @property
    def live(self) -> Callable[[Any], Any] | None:
        """The taker of a body that may be read item by item, or None."""
        return None

    def choose(self, response: WireResponse) -> ResponseMedia:
        """Find the media type that came; JSON of any subtype is JSON."""
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        ranked = sorted(
            self.media, key=lambda media: [not fit for fit in media.fits(response.status, kind)]
        )
        best = ranked[0]
        wanted, exact = best.fits(response.status, kind)
        of_status = [media for media in ranked if media.fits(response.status, kind)[0]] or ranked
        if wanted and exact:
            return best
        if not response.content and any(media.kind == "nothing" for media in of_status):
            return next(media for media in of_status if media.kind == "nothing")
        if kind.endswith("json"):
            return next((media for media in of_status if media.kind == "json"), of_status[0])
        return of_status[0]

    def is_live(self, response: WireResponse) -> bool:
        """Tell whether the response is one to be read item by item."""
        return False

    def read(self, response: WireResponse, codec: Codec) -> Any:
        """Read a response as its status and media type say.

        Args:
            response: the response.
            codec: reads JSON.

        Returns:
            Its data.

        Raises:
            ValueError: it is not what it should be.
        """
        chosen = self.choose(response)
        media, kind = response.headers.get("content-type", ""), chosen.kind
        if kind == "any":
            kind = _kind_of(media.partition(";")[0].strip().lower())
        if kind == "nothing" or (not response.content and kind == "json"):
            return None
        if kind == "binary":
            return response.content
        content = plain(media, response.content)
        if kind == "text":
            return content if isinstance(content, str) else content.decode("utf-8", "replace")
        return codec.decode(content, chosen.type or "Json")


_JSON = "application/json"


def _kind_of(media_type: str) -> str:
    """What a response of any media type is read as."""
    if not media_type or media_type.endswith("json"):
        return "json"
    return "text" if media_type.startswith("text/") or media_type.endswith("xml") else "binary"
