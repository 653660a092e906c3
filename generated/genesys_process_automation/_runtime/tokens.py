"""OAuth tokens as sans-IO flows: one fetch for many threads or tasks, renewed before expiry."""

from __future__ import annotations

import base64
import copy
import json
import threading
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from ..errors import ConfigurationError, ResponseError, TimeoutError, TokenError, TransportError
from .operation import Operation
from .parameters import check_header, is_object
from .wire import Wait

if TYPE_CHECKING:
    from .engine import Call, Engine
    from .wire import Flow, WireResponse


class Auth:
    """Base of the ways to authorize. The base itself sends nothing.

    Attributes:
        native: what the transport gets: an httpx2 auth, ``"client"`` to leave it to a passed-in
            client, or None.
        portable: True when the object may travel in a pickle; secrets never do.
    """

    native: Any = None
    portable: bool = True

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        """Give the value of the Authorization header, or None to send none."""
        yield from ()
        return None

    def sign(self, call: Call, url: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
        """Put keys where the operation wants them; Authorization is there already."""
        return url, headers

    def rejected(self, authorization: str | None) -> bool:
        """Hear that the service answered 401. Returns True when a repeat may succeed."""
        return False

    def after_fork(self) -> None:
        """Forget locks and flights of the parent process."""


class Token(NamedTuple):
    """A token in use."""

    header: str
    refresh_at: float
    expires_at: float

    def __repr__(self) -> str:
        return f"Token(expires_at={self.expires_at:.0f})"


class _Flight:
    """One fetch under way, for those who wait for it."""

    __slots__ = ("error", "event")

    def __init__(self, event: Any) -> None:
        self.event = event
        self.error: Exception | None = None


class TokenGrant(Auth):
    """Base of the OAuth grants: one fetch for many callers, renewed before it expires.

    The lock is held for a few instructions, never across IO: who comes while a fetch is under way
    waits for its event, in the way of its own driver.
    """

    portable = False
    repeatable = True

    def __init__(self, client_id: str, client_secret: str | None) -> None:
        if not client_id or client_secret == "":
            raise ConfigurationError("client_id and client_secret must not be empty.")
        self._client_id = client_id
        self._client_secret = client_secret
        self._token: Token | None = None
        self.after_fork()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(client_id={self._client_id!r})"

    def form(self) -> dict[str, str]:
        """Give the fields of the token request."""
        raise NotImplementedError

    def received(self, answer: dict[str, Any]) -> None:
        """Take what else the answer carries, such as a refresh token."""

    def after_fork(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[int, _Flight] = {}

    def rejected(self, authorization: str | None) -> bool:
        with self._lock:
            if self._token is not None and self._token.header == authorization:
                self._token = None
        return True

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        while True:
            token = self._token
            now = engine.clock()
            if token is not None and now < token.refresh_at:
                return token.header
            lane = engine.lane()
            with self._lock:
                if self._token is not token:
                    continue
                flight = self._flights.get(lane)
                leads = flight is None
                if flight is None:
                    flight = self._flights[lane] = _Flight(engine.event())
            usable = token is not None and now < token.expires_at
            if leads:
                try:
                    self._token = yield from self._fetch(engine, call)
                except Exception as error:
                    # A caller's own deadline says nothing about the login service.
                    if getattr(error, "kind", None) != "deadline":
                        flight.error = error
                    if not usable or not isinstance(error, (ResponseError, TransportError)):
                        raise
                finally:
                    with self._lock:
                        self._flights.pop(lane, None)
                    flight.event.set()
                if flight.error is not None and token is not None:
                    return token.header
            elif usable and token is not None:
                return token.header
            else:
                yield Wait(flight.event, engine.remaining(call))
                if flight.error is not None:
                    raise copy.copy(flight.error)
                if engine.expired(call):
                    raise engine.finish(
                        TimeoutError("No time was left to wait for a token.", kind="deadline"), call
                    )

    def _fetch(self, engine: Engine, call: Call) -> Flow[Token]:
        if not engine.login_url:
            raise ConfigurationError("The address of the login service is not known: login_url.")
        form = self.form()
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": engine.user_agent,
        }
        if self._client_secret is None:
            form = {"client_id": self._client_id, **form}
        else:
            pair = f"{self._client_id}:{self._client_secret}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        path = engine.service.token_path
        operation = Operation("", "POST", path, "login", idempotent=self.repeatable)
        login = call.beside(operation, urlencode(form).encode())
        answer = yield from engine.deliver(login, engine.login_url + path, headers, None)
        return self._read(engine, login, answer)

    def _read(self, engine: Engine, call: Call, answer: WireResponse) -> Token:
        try:
            body = json.loads(answer.content)
        except ValueError:
            body = None
        fields = body if is_object(body) else {}
        value = fields.get("access_token")
        if answer.status >= 300 or not isinstance(value, str) or not value:
            what = fields.get("error_description") or fields.get("description")
            error = TokenError(
                f"The login service refused: {fields.get('error') or 'no token in the answer'}"
                + (f": {what}" if what else "")
            )
            error.error = fields.get("error")
            error.description = what
            raise engine.finish(error, call, answer)
        try:
            lifetime = float(fields.get("expires_in") or 3600)
        except (TypeError, ValueError):
            lifetime = 3600.0
        self.received(fields)
        now = engine.clock()
        return Token(bearer(value), now + lifetime - min(60.0, lifetime * 0.1), now + lifetime)


def bearer(token: Any) -> str:
    """Make the Authorization value of a token.

    Raises:
        ConfigurationError: it is no text, empty, or cannot stand in a header.
    """
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise ConfigurationError("The access token must be a non-empty line of ASCII text.")
    return check_header("Authorization", f"Bearer {token}")
