"""Credentials: whether a request carries what its operation needs, and the token endpoint."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .requests import query_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._runtime.messages import Operation, Service
    from .contract import Contract
    from .requests import ReceivedRequest


class Gate:
    """Tells who may call, and gives tokens.

    Any credential of the right kind that is not empty will do, but tokens that were taken back;
    where it is said which clients there are, of tokens only those that were given.

    Args:
        service: the API.
        contract: what its operations need.
        clients: client id to secret, of those that may have a token; None for any.
        tokens: tokens that pass although the token endpoint did not give them.
    """

    def __init__(
        self,
        service: Service,
        contract: Contract,
        clients: Mapping[str, str] | None = None,
        tokens: frozenset[str] = frozenset(),
    ) -> None:
        self._given = set(tokens)
        self._contract, self._clients = contract, clients
        self._paths = {service.token_path.rstrip("/")}
        self._paths |= {urlsplit(url).path.rstrip("/") for url in service.token_urls.values()}
        self._paths |= {f"{urlsplit(service.login_url).path.rstrip('/')}{service.token_path}"}
        self._number = 1
        self._revoked: set[str] = set()

    def revoke(self) -> None:
        """Take back every token that was given so far."""
        self._revoked.add(self._token)
        self._number += 1

    @property
    def _token(self) -> str:
        return f"fake-token-{self._number}"

    def is_token_endpoint(self, method: str, path: str) -> bool:
        """Tell whether a request asks for a token.

        Args:
            method: HTTP method.
            path: of the URL.

        Returns:
            True for a POST to the token endpoint.
        """
        return method == "POST" and path.rstrip("/") in self._paths

    def token(self, headers: Mapping[str, str], content: bytes) -> tuple[int, bytes]:
        """Give a token (RFC 6749, sections 4 and 5).

        Args:
            headers: by name in lower case.
            content: the form.

        Returns:
            Status and body.
        """
        form = query_of(content.decode("utf-8", "replace"))
        client, secret = str(form.get("client_id", "")), str(form.get("client_secret", ""))
        scheme, _, pair = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            client, secret = _pair(pair.strip()) or ("", "")
        if "grant_type" not in form:
            return 400, _refusal("invalid_request", "grant_type is missing")
        if not client:
            return 401, _refusal("invalid_client", "client authentication is missing")
        if self._clients is not None and self._clients.get(client) != secret:
            return 401, _refusal("invalid_client", "client not found")
        self._given.add(self._token)
        fields = {"access_token": self._token, "token_type": "bearer", "expires_in": 86400}
        return 200, json.dumps(fields).encode()

    def allows(self, operation: str, request: ReceivedRequest) -> bool:
        """Tell whether a request carries the credentials that its operation needs.

        Args:
            operation: operationId.
            request: what arrived.

        Returns:
            True where one of the alternatives is there.
        """
        token = request.headers.get("authorization", "").partition(" ")[2]
        if token in self._revoked:
            return False
        alternatives: list[list[str]] = self._contract.operations[operation]["security"]
        return not alternatives or any(
            all(self._has(self._contract.schemes.get(name, {}), request) for name in names)
            for names in alternatives
        )

    def _has(self, scheme: Mapping[str, Any], request: ReceivedRequest) -> bool:
        kind, where, name = scheme.get("type"), scheme.get("in"), str(scheme.get("name", ""))
        if kind == "apiKey" and where == "query":
            return bool(request.query.get(name))
        if kind == "apiKey" and where == "cookie":
            pairs = (pair.partition("=") for pair in request.headers.get("cookie", "").split(";"))
            return any(key.strip() == name and value.strip() for key, _, value in pairs)
        if kind == "apiKey":
            return bool(request.headers.get(name.lower(), "").strip())
        if kind not in ("http", "oauth2", "openIdConnect"):
            return True
        wanted = str(scheme.get("scheme", "bearer")).lower() if kind == "http" else "bearer"
        sent, _, value = request.headers.get("authorization", "").partition(" ")
        value = value.strip()
        if sent.lower() != wanted or not value:
            return False
        if wanted == "basic":
            return _pair(value) not in (None, ("", ""))
        return wanted != "bearer" or self._clients is None or value in self._given


def challenges(contract: Contract, operation: Operation | None) -> str:
    """Name the schemes that an operation asks for, as ``WWW-Authenticate`` does.

    Args:
        contract: what operations need.
        operation: what was called; None for what the document does not know.

    Returns:
        The value of the header.
    """
    names: list[list[str]] = contract.operations[operation.id]["security"] if operation else []
    found: list[str] = []
    for scheme in (contract.schemes.get(name, {}) for names in names for name in names):
        if scheme.get("type") == "apiKey":
            found.append("ApiKey")
        elif scheme.get("type") == "http":
            name = str(scheme.get("scheme", "bearer")).capitalize()
            found.append('Basic realm="fake"' if name == "Basic" else name)
        else:
            found.append("Bearer")
    return ", ".join(dict.fromkeys(found)) or "Bearer"


def _pair(text: str) -> tuple[str, str] | None:
    """Read the name and the password of HTTP Basic."""
    try:
        name, colon, password = b64decode(text, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (name, password) if colon else None


def _refusal(error: str, text: str) -> bytes:
    return json.dumps({"error": error, "error_description": text}).encode()
