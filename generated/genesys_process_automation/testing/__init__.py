"""A fake service for tests: in memory, made of the same document as the clients."""

from __future__ import annotations

from types import MappingProxyType

from ..client import AsyncClient, Client
from ..operations import OPERATIONS, SERVICE
from .exchange import RefusedError
from .fake import FakeServiceBase
from .requests import ReceivedRequest
from .serving import ServedService

__all__ = ["FakeService", "ReceivedRequest", "RefusedError", "ServedService"]


class FakeService(FakeServiceBase[Client, AsyncClient]):
    """The service in memory; see `FakeServiceBase`."""

    _service = SERVICE
    _operations = OPERATIONS
    _clients = (Client, AsyncClient)
    _credentials = MappingProxyType({"access_token": "fake-token"})
    _package = __package__ or "genesys_process_automation.testing"
