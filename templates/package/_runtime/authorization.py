"""The way of a user through the browser: authorization code with PKCE (RFC 6749, RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from ..errors import ConfigurationError, one_line
from .grants import AuthorizationCode

if TYPE_CHECKING:
    from collections.abc import Iterable


class AuthorizationRequest:
    """One login of a user, from the page of the login service back to the program.

    Args:
        authorization_url: the page that users log in on.
        client_id: OAuth client id.
        redirect_uri: where the browser is sent afterwards.
        scopes: to ask for; the login service chooses where none are given.

    Attributes:
        url: what to open in the user's browser.
        state: tells this login from others; to be kept until the browser is back.
        code_verifier: the secret of PKCE; to be kept until the browser is back.
    """

    def __init__(
        self, authorization_url: str, client_id: str, redirect_uri: str, scopes: Iterable[str] = ()
    ) -> None:
        self._client_id, self._redirect_uri = client_id, redirect_uri
        self.state, self.code_verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        digest = hashlib.sha256(self.code_verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        scope = " ".join(scopes)
        query |= {"scope": scope} if scope else {}
        glue = "&" if "?" in authorization_url else "?"
        self.url = f"{authorization_url}{glue}{urlencode(query)}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(client_id={self._client_id!r})"

    def grant(self, redirected: str, client_secret: str | None = None) -> AuthorizationCode:
        """Make the grant of what the browser brought back.

        Args:
            redirected: the whole address that the browser was sent to.
            client_secret: of clients that have one.

        Returns:
            The grant, for ``auth`` of a client.

        Raises:
            ConfigurationError: the login failed, or the address belongs to another login.
        """
        query = parse_qs(urlsplit(redirected).query)
        found = {name: values[0] for name, values in query.items()}
        if not secrets.compare_digest(found.get("state", "").encode(), self.state.encode()):
            raise ConfigurationError("The address belongs to another login: its state differs.")
        if "code" not in found:
            reason = found.get("error_description") or found.get("error")
            raise ConfigurationError(f"The login failed: {one_line(reason or 'there is no code')}")
        return AuthorizationCode(
            self._client_id,
            client_secret,
            code=found["code"],
            redirect_uri=self._redirect_uri,
            code_verifier=self.code_verifier,
        )
