"""Security without configuration: every grant of the document, and clients without credentials."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import Generated, generate
from tests.support import files

from .service import Service, document, flows

OPEN = {"closed": [{"oauth": ["read"]}], "open": [], "optional": [{"oauth": ["read"]}, {}]}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with Service() as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


@pytest.fixture(autouse=True)
def _fresh(service: Service) -> None:
    service.forms.clear()
    service.seen.clear()
    service.cookies.clear()
    service.token_type = "bearer"


def made(spec: dict[str, Any], name: str, folder: Path) -> Generated:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(spec), "utf-8")
    return generate(path, Config(), package=name)


def package(spec: dict[str, Any], name: str, folder: Path) -> Any:
    files.write(made(spec, name, folder).files, folder)
    return files.imported(name, folder)


@pytest.fixture(scope="module")
def oauth(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package of an API that one token serves, with operations that need none."""
    url = f"{service.url}/api"
    schemes = {"oauth": {"type": "oauth2", "flows": flows(service.url)}}
    folder = tmp_path_factory.mktemp("oauth")
    return package(document(url, schemes, OPEN), "doors_oauth", folder)


@pytest.fixture(scope="module")
def several(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package of an API with several schemes, two of them OAuth with their own endpoints."""
    other = {"clientCredentials": {"tokenUrl": f"{service.url}/other/token", "scopes": {}}}
    schemes = {
        "OAuth2PasswordBearer": {"type": "oauth2", "flows": flows(service.url)},
        "otherOAuth": {"type": "oauth2", "flows": other},
        "HTTPBearer": {"type": "http", "scheme": "bearer"},
        "X-API-Key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    }
    operations = {
        "closed": [{"OAuth2PasswordBearer": ["read"]}],
        "other": [{"otherOAuth": []}],
        "bearer": [{"HTTPBearer": []}],
        "both": [{"HTTPBearer": [], "X-API-Key": []}],
        "open": [],
    }
    spec = document(f"{service.url}/api", schemes, operations)
    return package(spec, "doors_several", tmp_path_factory.mktemp("several"))


def called(package: Any, way: str, name: str, **settings: Any) -> Any:
    """Call one operation with a new client."""

    async def run() -> Any:
        async with package.AsyncClient(retry=0, **settings) as client:
            return await getattr(client, name).get()

    if way == "async":
        return asyncio.run(run())
    with package.Client(retry=0, **settings) as client:
        return getattr(client, name).get()


both_ways = pytest.mark.parametrize("way", ["sync", "async"])


@both_ways
def test_client_credentials(way: str, oauth: Any, service: Service) -> None:
    found = called(oauth, way, "closed", client_id="id", client_secret="secret")
    assert found["token"].startswith("client_credentials-") and found["scope"] == ""
    grant = oauth.ClientCredentials("id", "secret", scopes=["read", "write"])
    assert called(oauth, way, "closed", auth=grant)["scope"] == "read write"
    assert [path for path, _ in service.forms] == ["/api/token"] * 2


@both_ways
def test_a_password(way: str, oauth: Any, service: Service) -> None:
    grant = oauth.PasswordGrant("u", "p", scopes=["read"])
    found = called(oauth, way, "closed", auth=grant)
    assert found["token"].startswith("password-") and found["scope"] == "read"
    sent = {"grant_type": "password", "username": "u", "password": "p", "scope": "read"}
    assert service.forms == [("/api/token", sent)]
    with pytest.raises(oauth.errors.TokenError) as caught:
        called(oauth, way, "closed", auth=oauth.PasswordGrant("u", "wrong"))
    assert "wrong" not in f"{caught.value!r} {caught.value} {grant!r}"
    with pytest.raises(oauth.ConfigurationError, match="must not be empty"):
        oauth.PasswordGrant("u", "")


def visited(url: str) -> str:
    """What a browser does with the page: the address that it is sent to."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    address = connection.getresponse().getheader("Location")
    connection.close()
    assert address
    return address


@both_ways
def test_an_authorization_code_with_pkce_and_its_refresh(
    way: str, oauth: Any, service: Service
) -> None:
    login = oauth.AuthorizationRequest(
        oauth.AUTHORIZATION_URL, "id", "http://127.0.0.1:1/back", scopes=["read"]
    )
    grant = login.grant(visited(login.url))
    found = called(oauth, way, "closed", auth=grant)
    assert found["token"].startswith("authorization_code-")
    service.tokens.clear()  # It has expired.
    assert called(oauth, way, "closed", auth=grant)["token"].startswith("refresh_token-")
    assert [path for path, _ in service.forms] == ["/login/code", "/login/refresh"]
    assert grant.refresh_token == "again" and login.code_verifier not in repr(login)


def test_an_authorization_code_of_another_login_is_refused(oauth: Any) -> None:
    first, second = (
        oauth.AuthorizationRequest(oauth.AUTHORIZATION_URL, "id", "http://127.0.0.1:1/")
        for _ in range(2)
    )
    with pytest.raises(oauth.ConfigurationError, match="another login"):
        second.grant(visited(first.url))
    with pytest.raises(oauth.ConfigurationError, match="another login"):
        second.grant("http://127.0.0.1:1/?code=code")
    refused = f"http://127.0.0.1:1/?error=access_denied&state={first.state}"
    with pytest.raises(oauth.ConfigurationError, match="access_denied"):
        first.grant(refused)


@both_ways
def test_open_operations_need_no_credentials_and_fetch_no_token(
    way: str, oauth: Any, service: Service
) -> None:
    called(oauth, way, "open")
    called(oauth, way, "optional")
    called(oauth, way, "open", client_id="id", client_secret="secret")
    assert [sent for _, sent in service.seen] == [None] * 3 and not service.forms
    assert called(oauth, way, "optional", client_id="id", client_secret="secret")["token"]


@both_ways
def test_a_client_without_credentials_says_so(way: str, oauth: Any, service: Service) -> None:
    with pytest.raises(oauth.ConfigurationError, match="auth=None calls without any") as caught:
        called(oauth, way, "closed")
    assert "closed.get" in str(caught.value.operation) and not service.seen
    with pytest.raises(oauth.AuthenticationError):
        called(oauth, way, "closed", auth=None)
    assert service.seen == [("/api/closed", None)]


def test_the_environment_is_not_needed_where_nothing_needs_credentials(
    oauth: Any, several: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOORS_SEVERAL_HTTP_BEARER", "never")
    for client in (oauth.Client.from_env(), oauth.Client.from_env(auth=None)):
        with client:
            assert client.open.get()["token"] == ""
    with several.Client.from_env(auth=None, retry=0) as client:
        with pytest.raises(several.AuthenticationError):
            client.bearer.get()


def test_where_every_operation_needs_a_token_the_client_is_refused(
    service: Service, tmp_path: Path
) -> None:
    schemes = {"oauth": {"type": "oauth2", "flows": flows(service.url)}}
    spec = document(f"{service.url}/api", schemes, {"closed": [{"oauth": []}]})
    closed = package(spec, "doors_closed", tmp_path)
    with pytest.raises(closed.ConfigurationError, match="auth=None"):
        closed.Client()
    with closed.Client(auth=None, retry=0) as client:
        with pytest.raises(closed.AuthenticationError):
            client.closed.get()


@both_ways
def test_several_schemes(way: str, several: Any, service: Service) -> None:
    grant = several.PasswordGrant("u", "p")
    assert called(several, way, "closed", oauth2_password_bearer=grant)["token"]
    machine = several.ClientCredentials("id", "secret")
    assert called(several, way, "other", other_oauth=machine)["token"]
    assert [path for path, _ in service.forms] == ["/api/token", "/other/token"]
    called(several, way, "open")
    with pytest.raises(several.ConfigurationError) as caught:
        called(several, way, "both", http_bearer="t")
    assert "give http_bearer + x_api_key; auth=None calls without" in str(caught.value)
    with pytest.raises(several.AuthenticationError):
        called(several, way, "both", auth=None)
    assert service.seen[-1] == ("/api/both", None)


@both_ways
def test_one_way_for_all_operations_leaves_open_ones_alone(
    way: str, several: Any, service: Service
) -> None:
    called(several, way, "open", auth=several.ClientCredentials("id", "secret"))
    assert service.seen == [("/api/open", None)] and not service.forms
    assert called(several, way, "closed", auth=several.ClientCredentials("id", "secret"))["token"]


def test_a_key_in_a_cookie_stays_one_cookie(tmp_path: Path, service: Service) -> None:
    schemes = {name: {"type": "apiKey", "in": "cookie", "name": name} for name in ("SID", "LANG")}
    spec = document(f"{service.url}/api", schemes, {"closed": [{"SID": [], "LANG": []}]})
    found = package(spec, "doors_cookies", tmp_path)
    with found.Client(sid='x;y, "z"%', lang="de/AT=1", retry=0) as client:
        with pytest.raises(found.AuthenticationError):
            client.closed.get()
    assert service.cookies == ["LANG=de/AT=1; SID=x%3By%2C%20%22z%22%25"]


def test_a_token_of_another_type_is_refused(oauth: Any, service: Service) -> None:
    service.token_type = "mac"
    with pytest.raises(oauth.TokenError, match="no bearer token in the response"):
        called(oauth, "sync", "closed", client_id="id", client_secret="secret")


def test_keys_are_masked_wherever_they_stand_among_the_schemes(
    several: Any, service: Service
) -> None:
    with pytest.raises(several.AuthenticationError) as caught:
        called(several, "sync", "both", http_bearer="nobody-knows", x_api_key="neither-this")
    assert "neither-this" not in f"{caught.value!r} {caught.value}"
    assert service.seen[-1] == ("/api/both", "Bearer nobody-knows")


def test_a_relative_server_tells_where_its_path_belongs(tmp_path: Path) -> None:
    spec = document("/api/v3/", {}, {"open": None})
    (note,) = [d for d in made(spec, "never", tmp_path).diagnostics if d.code == "server-relative"]
    assert "base_url=, such as 'https://HOST/api/v3'" in note.message
    relative = package(spec, "doors_relative", tmp_path)
    with pytest.raises(relative.ConfigurationError, match="such as https://HOST/api/v3"):
        relative.Client()
    relative.Client(base_url="http://127.0.0.1:1/api/v3").close()


def test_two_schemes_of_one_header_are_told(tmp_path: Path) -> None:
    schemes = {
        "user": {"type": "http", "scheme": "basic"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    spec = document("https://one.example", schemes, {"both": [{"user": [], "token": []}]})
    (told,) = [
        d for d in made(spec, "never", tmp_path).diagnostics if d.code.startswith("security")
    ]
    assert "'token' and 'user'" in told.message and told.pointer == "/paths/~1both/get"


@pytest.mark.parametrize(
    "url",
    ["http://id.example/token", "https://u:p@id.example/t", "ftp://id.example/t", "//id.example/t",
     "https://id.example/t?x=1", "javascript:alert(1)", "https://[bad", "\\\\id.example\\t", "a b"],
)  # fmt: skip
def test_token_endpoints_that_are_not_safe_are_not_used(url: str, tmp_path: Path) -> None:
    flow = {"clientCredentials": {"tokenUrl": url, "scopes": {}}}
    schemes = {"oauth": {"type": "oauth2", "flows": flow}}
    spec = document("https://one.example", schemes, {"closed": [{"oauth": []}]})
    planned = made(spec, "never", tmp_path).plan.service
    assert (planned.login_url, dict(planned.token_urls)) == ("", {})
