"""Security schemes as arguments of the clients."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from clientgen.api import Api, Operation, SecurityScheme
from clientgen.base.configuration import Config
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.plan.oauth import is_oauth, own_urls, token_plan
from clientgen.plan.package import SchemePlan
from clientgen.types.names import parameter_names
from clientgen.types.reserved import client_arguments

_TOKENS = frozenset({"bearer"})
_AUTHORIZATION = frozenset({"basic", "bearer"})
_OAUTH = re.compile(r"OAuth|(?<![A-Za-z])oAuth")


def plan_schemes(
    api: Api, config: Config, package: str, diagnostics: DiagnosticCollector
) -> tuple[SchemePlan, ...] | None:
    """Plan the credentials that clients take.

    Args:
        api: the API.
        config: where it names a login service, one access token serves every operation.
        package: import name, which the names of environment variables begin with.
        diagnostics: collects the schemes that no argument can be made of.

    Returns:
        The schemes in use, sorted by name; None where an access token, or client id and secret,
        serves every operation.
    """
    used = sorted({name for op in api.operations for need in op.security for name in need})
    for name in used:
        if name not in api.security_schemes:
            diagnostics.warn(
                "security-undeclared",
                f"operations need {name!r}, which is no security scheme of the document;"
                " they are called without it",
                "/components/securitySchemes",
            )
    known = [api.security_schemes[name] for name in used if name in api.security_schemes]
    kinds = {
        scheme.name: kind for scheme in known if (kind := _kind(scheme, diagnostics)) is not None
    }
    is_token = len(kinds) == 1 and set(kinds.values()) <= _TOKENS
    if config.service.login_host or (is_token and is_oauth(known)):
        return None
    if is_token:
        # A token that comes from elsewhere: nothing here asks a login service for one.
        name = next(iter(kinds))
        variable = environment_name(config, "access_token") or f"{package}_access_token".upper()
        return (SchemePlan(name, "access_token", "bearer", "", variable),)
    _warn_of_two_headers(api, kinds, diagnostics)
    names = _arguments(name for name, kind in kinds.items() if kind != "tls")
    usual = token_plan(known, config)
    return tuple(
        SchemePlan(
            key=name,
            argument=names.get(name, ""),
            kind=kind,
            name=_wire_name(api.security_schemes[name]),
            variable=f"{package}_{names[name]}".upper() if name in names else "",
            token_urls=own_urls(api.security_schemes[name], usual),
        )
        for name, kind in sorted(kinds.items())
    )


def _warn_of_two_headers(
    api: Api, kinds: Mapping[str, str], diagnostics: DiagnosticCollector
) -> None:
    """Tell of operations that need two schemes at once which share the header Authorization."""
    for operation in api.operations:
        for need in operation.security:
            both = [name for name in need if kinds.get(name) in _AUTHORIZATION]
            if len(both) > 1:
                listed = " and ".join(map(repr, both))
                diagnostics.warn(
                    "security-left-out",
                    f"{listed} are needed at once, but share the header Authorization;"
                    f" {both[0]!r} is sent",
                    operation.pointer,
                )


def _arguments(schemes: Iterable[str]) -> dict[str, str]:
    """Name the keyword of each scheme; OAuth is one word."""
    words: dict[str, str] = {}
    names = sorted(schemes)
    for name in names:
        word = _OAUTH.sub("Oauth", name)
        words[name if word in words or word in names else word] = name
    found = parameter_names(words, {}, client_arguments())
    return {words[word]: argument for word, argument in found.items()}


def environment_name(config: Config, key: str) -> str:
    """The environment variable of a setting, or an empty text.

    Args:
        config: names it, or a prefix.
        key: the setting.

    Returns:
        The name.
    """
    given = config.service
    named = next((name for known, name in given.env.items() if known == key), "")
    return named or (f"{given.env_prefix}_{key.upper()}" if given.env_prefix else "")


def plan_environment(
    config: Config, package: str, schemes: tuple[SchemePlan, ...] | None, *, logs_in: bool
) -> dict[str, str]:
    """Name the environment variables that clients read, those of schemes aside.

    Args:
        config: names them, or a prefix.
        package: import name, which the names begin with otherwise.
        schemes: the schemes that clients serve, or None for one access token.
        logs_in: whether clients ask a login service for tokens.

    Returns:
        Keyword of the clients → variable; under ``log`` the one that switches the log on.
    """
    keys = ["client_id", "client_secret", "access_token"] if schemes is None else []
    keys += ["region"] if schemes is None and config.service.regions else []
    keys += ["base_url", *(["login_url"] if logs_in else []), "log"]
    return {key: environment_name(config, key) or f"{package}_{key}".upper() for key in keys}


def needs(
    operation: Operation, config: Config, schemes: tuple[SchemePlan, ...] | None
) -> tuple[tuple[str, ...], ...]:
    """The alternatives of an operation, of schemes that clients can serve.

    Args:
        operation: the operation.
        config: where it names a login service, one access token serves every operation.
        schemes: the schemes that clients serve, or None for one access token.

    Returns:
        The alternatives, each a tuple of scheme names; one that is empty for an operation that
        needs none. Nothing where clients serve no scheme, or one access token serves every
        operation.
    """
    if schemes is None:
        is_open = not operation.security or not all(operation.security)
        if config.service.login_host or not is_open:
            return ()
        return tuple(dict.fromkeys(tuple(need) for need in operation.security)) or ((),)
    known = {scheme.key for scheme in schemes}
    if known and not any(operation.security):
        return ((),)
    found = [tuple(name for name in need if name in known) for need in operation.security]
    return tuple(dict.fromkeys(found)) if any(found) else ()


def _kind(scheme: SecurityScheme, diagnostics: DiagnosticCollector) -> str | None:
    raw: Mapping[str, object] = scheme.raw
    if scheme.type == "apiKey":
        location, name = raw.get("in"), raw.get("name")
        known = location in ("header", "query", "cookie")
        if known and isinstance(name, str) and _fits(location, name):
            return str(location)
    elif scheme.type == "http":
        named = str(raw.get("scheme", "")).lower()
        if named in {"basic", "bearer"}:
            return named
    elif scheme.type in {"oauth2", "openIdConnect"}:
        return "bearer"
    elif scheme.type == "mutualTLS":
        diagnostics.note(
            "security-by-verify",
            f"for {scheme.name!r} give verify=, an ssl.SSLContext that holds the certificate",
            scheme.pointer,
        )
        return "tls"
    diagnostics.warn(
        "security-left-out",
        f"no argument serves the scheme {scheme.name!r}; give auth=, an httpx2.Auth that does",
        scheme.pointer,
    )
    return None


def _fits(location: object, name: str) -> bool:
    """Tell whether the name of an API key is valid in its location."""
    if location == "query":
        return bool(name)
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum()


def _wire_name(scheme: SecurityScheme) -> str:
    return str(scheme.raw["name"]) if scheme.type == "apiKey" else ""
