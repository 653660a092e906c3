"""A client of Genesys Cloud Process Automation.

Made from version 269.0.0 of the API's document, 2026-10-08; regenerate it, do not edit it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "1.0.0"

if TYPE_CHECKING:
    from . import errors as errors
    from . import models as models
    from ._runtime.auth import (
        AuthorizationCode as AuthorizationCode,
        ClientCredentials as ClientCredentials,
        Saml2Bearer as Saml2Bearer,
    )
    from ._runtime.calls import Request as Request, Response as Response
    from ._runtime.observe import Attempt as Attempt, Hooks as Hooks
    from ._runtime.operation import Operation as Operation
    from ._runtime.pager import AsyncPager as AsyncPager, Page as Page, Pager as Pager
    from ._runtime.retry import Retry as Retry
    from ._runtime.wire import Timeout as Timeout
    from .client import AsyncClient as AsyncClient, Client as Client
    from .errors import (
        APIError as APIError,
        AuthenticationError as AuthenticationError,
        BadRequestError as BadRequestError,
        ClientClosedError as ClientClosedError,
        ConfigurationError as ConfigurationError,
        ConflictError as ConflictError,
        DecodeError as DecodeError,
        GatewayTimeoutError as GatewayTimeoutError,
        NotFoundError as NotFoundError,
        PaginationError as PaginationError,
        PayloadTooLargeError as PayloadTooLargeError,
        PermissionDeniedError as PermissionDeniedError,
        RateLimitError as RateLimitError,
        RequestError as RequestError,
        RequestTimeoutError as RequestTimeoutError,
        ResponseError as ResponseError,
        ServerError as ServerError,
        ServiceUnavailableError as ServiceUnavailableError,
        StatusError as StatusError,
        TimeoutError as TimeoutError,
        TokenError as TokenError,
        TransportError as TransportError,
        UnsupportedMediaTypeError as UnsupportedMediaTypeError,
    )
    from .operations import OPERATIONS as OPERATIONS
    from .regions import Region as Region

_HOMES = {
    "AuthorizationCode": "_runtime.auth",
    "ClientCredentials": "_runtime.auth",
    "Saml2Bearer": "_runtime.auth",
    "Request": "_runtime.calls",
    "Response": "_runtime.calls",
    "Attempt": "_runtime.observe",
    "Hooks": "_runtime.observe",
    "Operation": "_runtime.operation",
    "AsyncPager": "_runtime.pager",
    "Page": "_runtime.pager",
    "Pager": "_runtime.pager",
    "Retry": "_runtime.retry",
    "Timeout": "_runtime.wire",
    "AsyncClient": "client",
    "Client": "client",
    "APIError": "errors",
    "AuthenticationError": "errors",
    "BadRequestError": "errors",
    "ClientClosedError": "errors",
    "ConfigurationError": "errors",
    "ConflictError": "errors",
    "DecodeError": "errors",
    "GatewayTimeoutError": "errors",
    "NotFoundError": "errors",
    "PaginationError": "errors",
    "PayloadTooLargeError": "errors",
    "PermissionDeniedError": "errors",
    "RateLimitError": "errors",
    "RequestError": "errors",
    "RequestTimeoutError": "errors",
    "ResponseError": "errors",
    "ServerError": "errors",
    "ServiceUnavailableError": "errors",
    "StatusError": "errors",
    "TimeoutError": "errors",
    "TokenError": "errors",
    "TransportError": "errors",
    "UnsupportedMediaTypeError": "errors",
    "OPERATIONS": "operations",
    "Region": "regions",
}
_MODULES = ("errors", "models")

__all__ = [  # noqa: F822 (found by __getattr__)
    "APIError",
    "AsyncClient",
    "AsyncPager",
    "Attempt",
    "AuthenticationError",
    "AuthorizationCode",
    "BadRequestError",
    "Client",
    "ClientClosedError",
    "ClientCredentials",
    "ConfigurationError",
    "ConflictError",
    "DecodeError",
    "GatewayTimeoutError",
    "Hooks",
    "NotFoundError",
    "OPERATIONS",
    "Operation",
    "Page",
    "Pager",
    "PaginationError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "RateLimitError",
    "Region",
    "Request",
    "RequestError",
    "RequestTimeoutError",
    "Response",
    "ResponseError",
    "Retry",
    "Saml2Bearer",
    "ServerError",
    "ServiceUnavailableError",
    "StatusError",
    "Timeout",
    "TimeoutError",
    "TokenError",
    "TransportError",
    "UnsupportedMediaTypeError",
    "errors",
    "models",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: the package itself imports nothing heavy."""
    from importlib import import_module

    if name in _MODULES:
        return import_module(f".{name}", __name__)
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
