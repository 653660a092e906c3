"""Ways to get the Authorization header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from .tokens import Auth, TokenGrant, bearer
from .wire import Invoke

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .engine import Call, Engine
    from .wire import Flow


class NativeAuth(Auth):
    """An httpx2 auth object, or a passed-in client's own."""

    portable = False

    def __init__(self, native: Any) -> None:
        self.native = native


class MissingAuth(Auth):
    """Stands where credentials were before the client travelled to another process."""

    def __init__(self, message: str) -> None:
        self.message = message

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        yield from ()
        raise ConfigurationError(self.message)


class StaticToken(Auth):
    """A ready access token.

    Args:
        token: without the word ``Bearer``.

    Raises:
        ConfigurationError: it is empty or cannot stand in a header.
    """

    portable = False

    def __init__(self, token: str) -> None:
        self._header = bearer(token)

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        yield from ()
        return self._header


class TokenCallable(Auth):
    """A function that gives the token; called for every request, so let it cache.

    After a 401 it is called again, once.

    Args:
        function: returns the token; with the async client it may be a coroutine function, and
            must not block.
    """

    def __init__(self, function: Callable[[], str | Awaitable[str]]) -> None:
        self._function = function

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        token = yield Invoke(self._function)
        return bearer(token)

    def rejected(self, authorization: str | None) -> bool:
        return True


class ClientCredentials(TokenGrant):
    """The client credentials grant: a program acting for itself.

    Args:
        client_id: OAuth client id.
        client_secret: its secret.
    """

    def __init__(self, client_id: str, client_secret: str) -> None:
        super().__init__(client_id, client_secret)

    def form(self) -> dict[str, str]:
        return {"grant_type": "client_credentials"}


class AuthorizationCode(TokenGrant):
    """The authorization code grant, with or without PKCE, continued by refresh tokens.

    Args:
        client_id: OAuth client id.
        client_secret: its secret; None for PKCE.
        code: what the browser brought back; None to start from ``refresh_token``.
        redirect_uri: the one the code was asked for with.
        code_verifier: PKCE verifier, 43 to 128 characters.
        refresh_token: one kept from before.
    """

    repeatable = False  # A code, and a refresh token that rotates, is good for one request.

    def __init__(
        self,
        client_id: str,
        client_secret: str | None = None,
        *,
        code: str | None = None,
        redirect_uri: str | None = None,
        code_verifier: str | None = None,
        refresh_token: str | None = None,
    ) -> None:
        super().__init__(client_id, client_secret)
        if code is None and refresh_token is None:
            raise ConfigurationError("Give a code or a refresh_token.")
        given = {"code": code, "redirect_uri": redirect_uri, "code_verifier": code_verifier}
        self._code = {name: value for name, value in given.items() if value is not None}
        self.refresh_token = refresh_token

    def form(self) -> dict[str, str]:
        if self.refresh_token is not None:
            return {"grant_type": "refresh_token", "refresh_token": self.refresh_token}
        return {"grant_type": "authorization_code", **self._code}

    def received(self, answer: dict[str, Any]) -> None:
        fresh = answer.get("refresh_token")
        if isinstance(fresh, str) and fresh:
            self.refresh_token = fresh


class Saml2Bearer(TokenGrant):
    """The SAML2 bearer grant.

    Args:
        client_id: OAuth client id.
        client_secret: its secret.
        org_name: name of the organisation.
        assertion: the SAML2 assertion, base64.
    """

    def __init__(self, client_id: str, client_secret: str, org_name: str, assertion: str) -> None:
        super().__init__(client_id, client_secret)
        self._org_name = org_name
        self._assertion = assertion

    def form(self) -> dict[str, str]:
        grant = "urn:ietf:params:oauth:grant-type:saml2-bearer"
        return {"grant_type": grant, "orgName": self._org_name, "assertion": self._assertion}


def as_auth(value: Any) -> Auth:
    """Take what a user gives as ``auth``: one of ours, a function, or an httpx2 auth.

    Raises:
        ConfigurationError: it is none of these.
    """
    if isinstance(value, Auth):
        return value
    if hasattr(value, "auth_flow"):
        return NativeAuth(value)
    if callable(value):
        function: Any = value
        return TokenCallable(function)
    ways = "an auth object, a function that gives a token, or an httpx2.Auth"
    raise ConfigurationError(f"auth must be {ways}; not {type(value).__name__}.")
