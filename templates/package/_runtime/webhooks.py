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

    def read(self, body: bytes | str) -> T:
        """Read a body. Whether the service really sent it is for the caller to check before.

        Returns:
            The payload.

        Raises:
            DecodeError: it is not what the document says.
        """
        from .codec import Codec

        try:
            value: T = Codec(self._models).decode(body, self._type)
        except (ValueError, RecursionError) as error:
            raise DecodeError(f"The body of {self.name} cannot be read: {error}") from None
        return value

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"
