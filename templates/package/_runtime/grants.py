"""OAuth grants beside client credentials: authorization code, and SAML2 bearer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from .auth import TokenGrant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .messages import Service


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

    def form(self, service: Service) -> dict[str, str]:
        """List the fields of the token request (RFC 6749, sections 4.1.3 and 6)."""
        if self.refresh_token is not None:
            return {"grant_type": "refresh_token", "refresh_token": self.refresh_token}
        return {"grant_type": "authorization_code", **self._code}

    def received(self, fields: Mapping[str, Any]) -> None:
        """Keep the refresh token."""
        fresh = fields.get("refresh_token")
        if isinstance(fresh, str) and fresh:
            self.refresh_token = fresh


class Saml2Bearer(TokenGrant):
    """The SAML2 bearer grant (RFC 7522).

    Args:
        client_id: OAuth client id.
        client_secret: its secret.
        org_name: name of the organisation, for services that ask for it.
        assertion: the SAML2 assertion, base64.
    """

    def __init__(self, client_id: str, client_secret: str, org_name: str, assertion: str) -> None:
        super().__init__(client_id, client_secret)
        self._org_name, self._assertion = org_name, assertion

    def form(self, service: Service) -> dict[str, str]:
        """List the fields of the token request (RFC 7522, section 2.1)."""
        grant = "urn:ietf:params:oauth:grant-type:saml2-bearer"
        form = {"grant_type": grant, "assertion": self._assertion}
        return (
            {**form, service.organization_field: self._org_name}
            if service.organization_field
            else form
        )
