"""A service with a login of its own: every OAuth grant, and operations that need this or that."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import base64
import hashlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


class Service(ThreadingHTTPServer):
    """The service.

    Attributes:
        tokens: valid access token → the grant it was given for, and its scopes.
        forms: path and fields of each token request.
        seen: path and Authorization header of each call of the API.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tokens: dict[str, str] = {}
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.seen: list[tuple[str, str | None]] = []
        self.challenges: dict[str, str] = {}
        self.cookies: list[str] = []
        self.token_type = "bearer"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def issue(self, path: str, form: dict[str, str], authorization: str | None) -> Any:
        """Respond to a token request; None refuses it."""
        self.forms.append((path, form))
        grant = form.get("grant_type", "")
        secret = "Basic " + base64.b64encode(b"id:secret").decode()
        good = {
            ("/api/token", "client_credentials"): authorization == secret,
            ("/api/token", "password"): (form.get("username"), form.get("password")) == ("u", "p"),
            ("/login/code", "authorization_code"): self._fits(form),
            ("/login/refresh", "refresh_token"): form.get("refresh_token") == "again",
            ("/other/token", "client_credentials"): authorization == secret,
        }
        if not good.get((path, grant)):
            return None
        token = f"{grant}-{len(self.forms)}"
        self.tokens[token] = form.get("scope", "")
        found = {"access_token": token, "token_type": self.token_type, "expires_in": 3600}
        return {**found, "refresh_token": "again"} if path.startswith("/login/") else found

    def _fits(self, form: dict[str, str]) -> bool:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return self.challenges.pop(form.get("code", ""), None) == challenge


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Service  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: values[0] for name, values in parse_qs(content).items()}
        found = self.server.issue(self.path, form, self.headers["authorization"])
        self._reply(400 if found is None else 200, found or {"error": "invalid_grant"})

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/login/page":
            assert query["code_challenge_method"] == "S256"
            self.server.challenges["code"] = query["code_challenge"]
            back = urlencode({"code": "code", "state": query["state"]})
            self._reply(302, None, {"Location": f"{query['redirect_uri']}?{back}"})
            return
        authorization = self.headers["authorization"]
        self.server.seen.append((parts.path, authorization))
        self.server.cookies += filter(None, [self.headers["cookie"]])
        token = (authorization or "").removeprefix("Bearer ")
        is_open = parts.path.endswith(("/open", "/optional"))
        if is_open or token in self.server.tokens:
            self._reply(200, {"token": token, "scope": self.server.tokens.get(token, "")})
        else:
            self._reply(401, {"error": "unauthorized"})

    def _reply(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None: ...


def flows(url: str) -> Any:
    """The OAuth flows of the service: endpoints relative to the API, and full addresses."""
    scopes = {"read": "Read.", "write": "Write."}
    return {
        "clientCredentials": {"tokenUrl": "token", "scopes": scopes},
        "password": {"tokenUrl": "./token", "scopes": scopes},
        "authorizationCode": {
            "authorizationUrl": f"{url}/login/page",
            "tokenUrl": f"{url}/login/code",
            "refreshUrl": "/login/refresh",
            "scopes": scopes,
        },
    }


def document(url: str, schemes: Any, operations: Any) -> dict[str, Any]:
    """A document of the service: operation's name → its ``security``; None leaves it out."""
    response = {"content": {"application/json": {"schema": {}}}, "description": "ok"}

    def operation(name: str, security: Any) -> Any:
        found = {"operationId": name, "responses": {"200": response}}
        return {"get": found if security is None else {**found, "security": security}}

    return {
        "openapi": "3.1.0",
        "info": {"title": "Doors", "version": "1"},
        "servers": [{"url": url}],
        "paths": {f"/{name}": operation(name, needed) for name, needed in operations.items()},
        "components": {"securitySchemes": schemes},
    }
