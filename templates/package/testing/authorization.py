"""Credentials: whether a request carries what its operation needs, and the token endpoint."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .requests import query_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._runtime.messages import Service
    from .contract import Contract
    from .requests import ReceivedRequest


class Gate:
    """Tells who may call, and gives tokens.

    Any credential of the right kind will do, but tokens that were taken back.

    Args:
        service: the API.
        contract: what its operations need.
        clients: client id to secret, of those that may have a token; None for any.
    """

    def __init__(
        self, service: Service, contract: Contract, clients: Mapping[str, str] | None = None
    ) -> None:
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
            try:
                client, _, secret = b64decode(pair).decode().partition(":")
            except ValueError:
                client = ""
        if "grant_type" not in form:
            return 400, _refusal("invalid_request", "grant_type is missing")
        if not client:
            return 401, _refusal("invalid_client", "client authentication is missing")
        if self._clients is not None and self._clients.get(client) != secret:
            return 401, _refusal("invalid_client", "client not found")
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
            return name in request.query
        if kind == "apiKey" and where == "cookie":
            return f"{name}=" in request.headers.get("cookie", "")
        if kind == "apiKey":
            return name.lower() in request.headers
        sent = request.headers.get("authorization", "").lower()
        if kind == "http":
            return sent.startswith(f"{str(scheme.get('scheme', '')).lower()} ")
        return sent.startswith("bearer ") if kind in ("oauth2", "openIdConnect") else True


def _refusal(error: str, text: str) -> bytes:
    return json.dumps({"error": error, "error_description": text}).encode()
