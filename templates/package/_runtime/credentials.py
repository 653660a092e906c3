"""Several ways to authenticate, chosen for each operation as its document says."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ConfigurationError
from .engine import UNSET, Auth, StaticToken, as_auth
from .messages import UntypedBody
from .parameters import check_header, escaped, escaped_cookie
from .wire import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .engine import Engine
    from .messages import Call
    from .wire import Flow, Headers


class Scheme(NamedTuple):
    """A security scheme of the document.

    Args:
        argument: keyword of the clients; empty where the scheme needs none.
        kind: ``header``, ``query``, ``cookie`` (keys), ``basic``, ``bearer`` or ``tls``.
        name: of the header, query parameter or cookie that a key goes into.
        variable: environment variable that ``from_env()`` reads.
        token_urls: ``grant_type`` to token endpoint, where that is not the service's.
    """

    argument: str
    kind: str
    name: str = ""
    variable: str = ""
    token_urls: Mapping[str, str] = {}


class Credentials(Auth):
    """The credentials that a caller gave for the schemes of a document.

    Args:
        schemes: by the names the operations use.
        given: scheme's name to what was given for it: a key, ``(user, password)``, a token, a
            function that gives one, an auth object.

    Raises:
        ConfigurationError: something given does not fit its scheme.
    """

    portable = False

    def __init__(self, schemes: Mapping[str, Scheme], given: Mapping[str, Any]) -> None:
        self._schemes = schemes
        self._keys: dict[str, str] = {}
        self._auths: dict[str, Auth] = {}
        for name, value in given.items():
            scheme = schemes[name]
            if scheme.kind == "basic":
                self._auths[name] = _Basic(*_pair(value, scheme))
            elif scheme.kind == "bearer":
                auth: Any = StaticToken(value) if isinstance(value, str) else as_auth(value)
                if scheme.token_urls and hasattr(auth, "token_urls"):
                    auth.token_urls = scheme.token_urls
                self._auths[name] = auth
            elif not isinstance(value, str) or not value:
                raise ConfigurationError(f"{scheme.argument} must be a text that is not empty.")
            else:
                self._keys[name] = Secret(check_header(scheme.argument.replace(".", "-"), value))

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        """Authorize as the first alternative of the operation does.

        Args:
            engine: of the client.
            call: the call that needs it.

        Returns:
            A flow that ends in the value of the Authorization header.
        """
        names = self._chosen(call)
        keys = [self._keys[name] for name in names if name in self._keys]
        call.secrets += tuple(key for key in keys if key not in call.secrets)
        for name in names:
            if name in self._auths:
                authorization = yield from self._auths[name].authorize(engine, call)
                return authorization
        return None

    def sign(self, call: Call, url: str, headers: Headers) -> str:
        """Put the keys where their schemes say.

        Args:
            call: the call.
            url: where it goes.
            headers: what is sent; keys are added to it.

        Returns:
            The URL.
        """
        for name in self._chosen(call):
            key = self._keys.get(name)
            if key is None:
                continue
            scheme = self._schemes[name]
            if scheme.kind == "header":
                if headers.get(scheme.name) is None:
                    headers[scheme.name] = key
            elif scheme.kind == "cookie":
                cookie = f"{scheme.name}={escaped_cookie(key)}"
                headers["Cookie"] = "; ".join(filter(None, (headers.get("Cookie"), cookie)))
            else:
                glue = "&" if "?" in url else "?"
                url = Secret(f"{url}{glue}{escaped(scheme.name)}={escaped(key)}")
        return url

    def rejected(self, authorization: str | None) -> bool:
        """Ask the ways in use whether a repeat may succeed."""
        found = [auth.rejected(authorization) for auth in self._auths.values()]
        return authorization is not None and any(found)

    def after_fork(self) -> None:
        """Forget what the parent process began."""
        for auth in self._auths.values():
            auth.after_fork()

    def _chosen(self, call: Call) -> tuple[str, ...]:
        """The first alternative of the operation that everything is there for.

        Raises:
            ConfigurationError: there is none; the message names what to give.
        """
        alternatives = call.operation.security
        if isinstance(
            call.operation.response_body, UntypedBody
        ):  # The document does not know it: all that was given.
            return tuple(name for name in self._schemes if name in {*self._keys, *self._auths})
        if not alternatives:
            return ()
        given = {*self._keys, *self._auths, *self._needless()}
        # Anonymous is the last resort, wherever the document lists it.
        for names in sorted(alternatives, key=lambda names: not names):
            if given.issuperset(names):
                return names
        wanted = " or ".join(
            " + ".join(self._schemes[name].argument for name in names) for names in alternatives
        )
        raise ConfigurationError(
            f"{call.operation.name} needs credentials: give {wanted}; auth=None calls without."
        )

    def _needless(self) -> Iterator[str]:
        return (name for name, scheme in self._schemes.items() if not scheme.argument)


class _Basic(Auth):
    portable = False

    def __init__(self, user: str, password: str) -> None:
        pair = f"{user}:{password}".encode()
        self._header = Secret(f"Basic {base64.b64encode(pair).decode()}")

    def authorize(self, engine: Engine, call: Call) -> Flow[str | None]:
        yield from ()
        return self._header


def _pair(value: Any, scheme: Scheme) -> tuple[str, str]:
    if isinstance(value, str) and ":" in value:
        user, _, password = value.partition(":")
        return user, password
    pair: Any = value
    if isinstance(value, tuple) and list(map(type, pair)) == [str, str] and ":" not in pair[0]:
        return pair[0], pair[1]
    raise ConfigurationError(f"{scheme.argument} must be (user, password), no colon in the user.")


def chosen(
    schemes: Mapping[str, Scheme], given: Mapping[str, Any], auth: Any = UNSET, own: bool = False
) -> Any:
    """Settle what a client authenticates with.

    Args:
        schemes: the document's.
        given: argument to what was given for it; None for nothing.
        auth: what was given for all operations at once; None for no credentials.
        own: a client of the user's was given, which may authenticate by itself.

    Returns:
        What ``auth`` of the clients takes; None to leave it to the user's client.

    Raises:
        ConfigurationError: both were given, or something does not fit.
    """
    names = {scheme.argument: name for name, scheme in schemes.items()}
    stated = {names[argument]: value for argument, value in given.items() if value is not None}
    if auth is not UNSET and auth is not None:
        if stated:
            raise ConfigurationError("Give auth, or the credentials of single schemes; not both.")
        return auth
    if own and not stated:
        return None
    return Auth() if auth is None and not stated else Credentials(schemes, stated)


def from_environment(schemes: Mapping[str, Scheme], given: Mapping[str, Any]) -> dict[str, Any]:
    """Find the clients' keywords that the environment holds.

    Args:
        schemes: the document's.
        given: keywords given beside; what authorizes all operations at once needs no others.

    Returns:
        Keyword → value.
    """
    if "auth" in given or given.get("http_client"):
        return {}
    found = {scheme.argument: os.environ.get(scheme.variable) for scheme in schemes.values()}
    return {argument: value for argument, value in found.items() if argument and value}
