"""Requests that the service sends by itself, read as what the document says."""

from __future__ import annotations

from typing import Generic, TypeVar

from ..errors import DecodeError

T = TypeVar("T")


class Incoming(Generic[T]):
    """A webhook, or a callback of an operation; ``T`` is what its body is read as.

    Args:
        name: as the document calls it.
        type: type of the body as an expression over the models module.
        models: import name of the module that holds the models.
    """

    def __init__(self, name: str, type: str, models: str) -> None:
        self.name = name
        self._type = type
        self._models = models

    def read(self, body: bytes | str, *, strict: bool = False) -> T:
        """Read a body. Whether the service really sent it is for the caller to check before.

        Args:
            body: JSON.
            strict: refuse what does not fit its type, instead of keeping it as it came.

        Returns:
            The payload.

        Raises:
            DecodeError: it is not JSON, or does not fit where that is asked for.
        """
        from .codec import Codec

        try:
            codec = Codec(self._models).reading(strict=strict, report=None)
            value: T = codec.decode(body, self._type)
        except (ValueError, RecursionError) as error:
            raise DecodeError(f"The body of {self.name} cannot be read: {error}") from None
        return value

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"
