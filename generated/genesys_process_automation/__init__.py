"""A client of Genesys Cloud Process Automation.

Made from version 269.0.0 of the API's document, 2026-10-08; regenerate it, do not edit it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "2.0.0"

if TYPE_CHECKING:
    from . import errors, models
    from ._runtime.auth import ClientCredentials
    from ._runtime.grants import AuthorizationCode, Saml2Bearer
    from ._runtime.messages import Operation, Request, Response
    from ._runtime.pager import AsyncPager, Page, Pager
    from ._runtime.retry import Retry
    from ._runtime.wire import Attempt, Drift, Hooks, Timeout
    from .client import AsyncClient, Client
    from .errors import APIError, AuthenticationError, BadRequestError, ClientClosedError
    from .errors import ConfigurationError, ConflictError, DecodeError, GatewayTimeoutError
    from .errors import NotFoundError, PaginationError, PayloadTooLargeError
    from .errors import PermissionDeniedError, RateLimitError, RequestError, RequestTimeoutError
    from .errors import ResponseError, ServerError, ServiceUnavailableError, StatusError
    from .errors import TimeoutError, TokenError, TransportError, UnsupportedMediaTypeError
    from .operations import OPERATIONS, Region

__all__ = [
    "APIError", "AsyncClient", "AsyncPager", "Attempt", "AuthenticationError",
    "AuthorizationCode", "BadRequestError", "Client", "ClientClosedError", "ClientCredentials",
    "ConfigurationError", "ConflictError", "DecodeError", "Drift", "GatewayTimeoutError", "Hooks",
    "NotFoundError", "OPERATIONS", "Operation", "Page", "Pager", "PaginationError",
    "PayloadTooLargeError", "PermissionDeniedError", "RateLimitError", "Region", "Request",
    "RequestError", "RequestTimeoutError", "Response", "ResponseError", "Retry", "Saml2Bearer",
    "ServerError", "ServiceUnavailableError", "StatusError", "Timeout", "TimeoutError",
    "TokenError", "TransportError", "UnsupportedMediaTypeError", "errors", "models",
]  # fmt: skip

# fmt: off
_HOMES = {
    "ClientCredentials": "_runtime.auth", "AuthorizationCode": "_runtime.grants", "Saml2Bearer":
    "_runtime.grants", "Operation": "_runtime.messages", "Request": "_runtime.messages",
    "Response": "_runtime.messages", "AsyncPager": "_runtime.pager", "Page": "_runtime.pager",
    "Pager": "_runtime.pager", "Retry": "_runtime.retry", "Attempt": "_runtime.wire", "Drift":
    "_runtime.wire", "Hooks": "_runtime.wire", "Timeout": "_runtime.wire", "AsyncClient":
    "client", "Client": "client", "OPERATIONS": "operations", "Region": "operations"
}
# fmt: on

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for: the package imports nothing heavy."""
        from importlib import import_module

        if name in ("errors", "models"):
            return import_module(f".{name}", __name__)
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_HOMES.get(name, 'errors')}", __name__), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
