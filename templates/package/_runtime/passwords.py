"""The OAuth grant that takes the password of a user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from .auth import TokenGrant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .messages import Service


class PasswordGrant(TokenGrant):
    """The resource owner password credentials grant.

    Args:
        username: name of the user.
        password: of the user.
        client_id: OAuth client id, where the service asks for one.
        client_secret: its secret, where it has one.
        scopes: to ask for; the login service chooses where none are given.

    Raises:
        ConfigurationError: name or password is empty.
    """

    def __init__(
        self,
        username: str,
        password: str,
        client_id: str | None = None,
        client_secret: str | None = None,
        scopes: Iterable[str] = (),
    ) -> None:
        super().__init__(client_id, client_secret, scopes)
        if not username or not password:
            raise ConfigurationError("username and password must not be empty.")
        self._username, self._password = username, password

    def __repr__(self) -> str:
        return f"{type(self).__name__}(username={self._username!r})"

    def form(self, service: Service) -> dict[str, str]:
        """List the fields of the token request (RFC 6749, section 4.3.2)."""
        return {"grant_type": "password", "username": self._username, "password": self._password}
