"""Requests that the service sends by itself, read as what the document says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from ..errors import DecodeError

if TYPE_CHECKING:
    from .service import Service

T = TypeVar("T")


class Incoming(Generic[T]):
    """A webhook, or a callback of an operation; ``T`` is what its body is read as.

    Args:
        name: as the document calls it.
        type: type of the body as an expression over the models module.
        service: the service that sends it.
    """

    def __init__(self, name: str, type: str, service: Service) -> None:
        self.name = name
        self._type = type
        self._service = service

    def read(self, body: bytes | str) -> T:
        """Read a body. Whether the service really sent it is for the caller to check before.

        Raises:
            DecodeError: it is not what the document says.
        """
        from .codec import Codec

        try:
            value: T = Codec(self._service.models).decode(body, self._type)
        except (ValueError, RecursionError) as error:
            raise DecodeError(f"The body of {self.name} cannot be read: {error}") from None
        return value

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"
