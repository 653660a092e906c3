"""A client of Genesys Cloud Process Automation.

Made from version 269.0.0 of the API's document, 2026-10-08; regenerate it, do not edit it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "1.0.0"

if TYPE_CHECKING:
    from . import errors, models
    from ._runtime.auth import AuthorizationCode, ClientCredentials, Saml2Bearer
    from ._runtime.calls import Request, Response
    from ._runtime.observe import Attempt, Hooks
    from ._runtime.operation import Operation
    from ._runtime.pager import AsyncPager, Page, Pager
    from ._runtime.retry import Retry
    from ._runtime.wire import Timeout
    from .client import AsyncClient, Client
    from .errors import APIError, AuthenticationError, BadRequestError, ClientClosedError
    from .errors import ConfigurationError, ConflictError, DecodeError, GatewayTimeoutError
    from .errors import NotFoundError, PaginationError, PayloadTooLargeError
    from .errors import PermissionDeniedError, RateLimitError, RequestError, RequestTimeoutError
    from .errors import ResponseError, ServerError, ServiceUnavailableError, StatusError
    from .errors import TimeoutError, TokenError, TransportError, UnsupportedMediaTypeError
    from .operations import OPERATIONS
    from .regions import Region

__all__ = [  # noqa: F822 (found by __getattr__)
    "APIError", "AsyncClient", "AsyncPager", "Attempt", "AuthenticationError",
    "AuthorizationCode", "BadRequestError", "Client", "ClientClosedError", "ClientCredentials",
    "ConfigurationError", "ConflictError", "DecodeError", "GatewayTimeoutError", "Hooks",
    "NotFoundError", "OPERATIONS", "Operation", "Page", "Pager", "PaginationError",
    "PayloadTooLargeError", "PermissionDeniedError", "RateLimitError", "Region", "Request",
    "RequestError", "RequestTimeoutError", "Response", "ResponseError", "Retry", "Saml2Bearer",
    "ServerError", "ServiceUnavailableError", "StatusError", "Timeout", "TimeoutError",
    "TokenError", "TransportError", "UnsupportedMediaTypeError", "errors", "models",
]  # fmt: skip

if not TYPE_CHECKING:
    from ._runtime.lazy import lazy

    __getattr__, __dir__ = lazy(
        globals(),
        {
            "models": "",
            "_runtime.auth": "AuthorizationCode ClientCredentials Saml2Bearer",
            "_runtime.calls": "Request Response",
            "_runtime.observe": "Attempt Hooks",
            "_runtime.operation": "Operation",
            "_runtime.pager": "AsyncPager Page Pager",
            "_runtime.retry": "Retry",
            "_runtime.wire": "Timeout",
            "client": "AsyncClient Client",
            "errors": "APIError AuthenticationError BadRequestError ClientClosedError "
            "ConfigurationError ConflictError DecodeError GatewayTimeoutError "
            "NotFoundError PaginationError PayloadTooLargeError PermissionDeniedError "
            "RateLimitError RequestError RequestTimeoutError ResponseError ServerError "
            "ServiceUnavailableError StatusError TimeoutError TokenError TransportError "
            "UnsupportedMediaTypeError errors",
            "operations": "OPERATIONS",
            "regions": "Region",
        },
    )
