"""Answers that are not plain JSON: text, bytes, streams, different ones by status or media type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from .codec import Codec
    from .wire import WireResponse

_LIVE = ("lines", "events", "chunks")


class Answer(NamedTuple):
    """One representation an answer may have.

    Args:
        status: ``200``, ``2XX``, or empty for any success.
        name: media type, or empty where nothing comes.
        kind: ``json``, ``text``, ``binary``, ``nothing``, ``lines`` or ``events``.
        type: what it holds, as an expression over the models module, or None.
        whole: of ``events``: the type is the event's, not that of its data.
    """

    status: str
    name: str
    kind: str
    type: str | None = None
    whole: bool = False

    def fits(self, status: int, kind: str) -> tuple[bool, bool]:
        """Say whether status and media type are those of this representation."""
        wanted = self.status in ("", str(status), f"{status // 100}XX")
        head, _, tail = self.name.partition("/")
        return wanted, self.name in ("*/*", kind) or (tail == "*" and kind.startswith(f"{head}/"))


class Answers(NamedTuple):
    """The representations of the successful answers of an operation."""

    media: tuple[Answer, ...]

    @property
    def accept(self) -> str:
        """What to ask for, in the order of the document."""
        return ", ".join(dict.fromkeys(a.name for a in self.media if a.name)) or "*/*"

    @property
    def live(self) -> Callable[[Any], Any] | None:
        """What takes over the body of an answer that may be read item by item, or None."""
        if not any(answer.kind in _LIVE for answer in self.media):
            return None
        from .streams import Live

        return Live

    def choose(self, answer: WireResponse) -> Answer:
        """Find the representation that came; JSON of any subtype is JSON."""
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        ranked = sorted(
            self.media, key=lambda media: [not fit for fit in media.fits(answer.status, kind)]
        )
        best = ranked[0]
        wanted, exact = best.fits(answer.status, kind)
        of_status = [media for media in ranked if media.fits(answer.status, kind)[0]] or ranked
        if wanted and exact:
            return best
        if not answer.content and any(media.kind == "nothing" for media in of_status):
            return next(media for media in of_status if media.kind == "nothing")
        if kind.endswith("json"):
            return next((media for media in of_status if media.kind == "json"), of_status[0])
        return of_status[0]

    def is_live(self, answer: WireResponse) -> bool:
        """Say whether the answer is one to be read item by item."""
        return self.choose(answer).kind in _LIVE

    def read(
        self, answer: WireResponse, codec: Codec, plain: Callable[[str, bytes], bytes | str]
    ) -> Any:
        """Read an answer.

        Args:
            answer: the answer, complete unless it is to be read item by item.
            codec: decodes JSON.
            plain: undoes the charset that a media type names.

        Raises:
            ValueError: it is not what it should be.
        """
        chosen = self.choose(answer)
        if chosen.kind in _LIVE:
            from .streams import stream

            return stream(answer, chosen.kind, chosen.type, chosen.whole, codec)
        if chosen.kind == "nothing":
            return None
        if chosen.kind == "binary":
            return answer.content
        content = plain(answer.headers.get("content-type", ""), answer.content)
        if chosen.kind == "text":
            return content if isinstance(content, str) else content.decode("utf-8", "replace")
        if not content:
            raise ValueError("the body is empty")
        return codec.decode(content, chosen.type or "Any")
