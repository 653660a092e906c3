"""Servers, and the requests that the service sends: webhooks and callbacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from clientgen.api import Api, Operation, Server
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.base.prose import LINE, docstring_lines
from clientgen.base.untyped import items, mapping
from clientgen.plan.media import body_media
from clientgen.plan.package import IncomingPlan, ServerPlan
from clientgen.types import SchemaTyper
from clientgen.types.expressions import Scalar
from clientgen.types.names import parameter_names
from clientgen.types.reserved import webhook_names

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_WIDTH = LINE - 6


def plan_servers(servers: Sequence[Server]) -> tuple[ServerPlan, ...]:
    """Plan the choice of servers.

    Args:
        servers: those of the document.

    Returns:
        All absolute ones; nothing where there is no choice.
    """
    plans = [_server(server) for server in servers if base_url(server)]
    return tuple(plans) if len(plans) > 1 or any(plan.defaults for plan in plans) else ()


def base_url(server: Server) -> str:
    """The address of a server with its variables' defaults; empty where it is not absolute."""
    url = _plain_url(server)
    return "" if url.startswith("/") else url


def _plain_url(server: Server) -> str:
    """The address of a server, or the path alone of a relative one; empty for anything else."""
    url = server.url
    for name in _VARIABLE.findall(url):
        url = url.replace("{" + name + "}", _default(server, name))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    plain = not (parts.query or parts.fragment or "@" in parts.netloc) and port != 0
    fits = plain and not any(char <= " " or not char.isascii() for char in url)
    is_path = not parts.scheme and not parts.netloc and url.startswith("/")
    is_full = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return url.rstrip("/") if fits and (is_path or is_full) else ""


def service_url(api: Api, diagnostics: DiagnosticCollector) -> str:
    """The address that clients call when they are given none.

    Args:
        api: the API.
        diagnostics: collects a note for a relative server.

    Returns:
        The URL; of a relative server its path, which the clients' error shows; or an empty text.
    """
    if not api.servers:
        return ""
    url = _plain_url(api.servers[0])
    if not base_url(api.servers[0]):
        with_path = f", such as 'https://HOST{url}'" if url else ""
        text = f"{api.servers[0].url!r} is no full address; clients need base_url={with_path}"
        diagnostics.note("server-relative", text, "/servers/0")
    return url


def operation_url(operation: Operation, api: Api, diagnostics: DiagnosticCollector) -> str:
    """The address of an operation's own server, where it differs from the document's.

    Args:
        operation: the operation.
        api: the API.
        diagnostics: collects a warning for a relative server.

    Returns:
        The URL, or an empty text.
    """
    if not operation.servers or operation.servers == api.servers:
        return ""
    url = base_url(operation.servers[0])
    if not url:
        text = f"{operation.servers[0].url!r} is no full address; the client's base_url is used"
        diagnostics.warn("server-relative", text, operation.pointer)
    return url


def plan_incoming(api: Api, typer: SchemaTyper) -> tuple[IncomingPlan, ...]:
    """Plan what the service sends by itself, sorted by name.

    Args:
        api: the API.
        typer: gives types.

    Returns:
        One plan for each webhook and callback.
    """
    taken = {name.lower() for name in webhook_names() if name.isupper()}
    names = parameter_names([f"{item.kind} {item.name}" for item in api.incoming], {}, taken)
    plans: list[IncomingPlan] = []
    for item in api.incoming:
        key = f"{item.kind} {item.name}"
        schema = body_media(item.body)[0].schema if item.body is not None else None
        text = item.description or f"The {item.kind} `{item.name}`."
        plans.append(
            IncomingPlan(
                name=names[key].upper(),
                wire=item.name,
                type=typer.type_of(schema) if schema is not None else Scalar.ANY,
                doc=tuple(docstring_lines(text, _WIDTH)),
            )
        )
    return tuple(sorted(plans, key=lambda plan: plan.name))


def _server(server: Server) -> ServerPlan:
    names = tuple(dict.fromkeys(_VARIABLE.findall(server.url)))
    allowed = {name: items(_raw(server, name).get("enum")) for name in names}
    texts = {name: tuple(v for v in values if type(v) is str) for name, values in allowed.items()}
    return ServerPlan(
        template=server.url.rstrip("/"),
        defaults=tuple((name, _default(server, name)) for name in names),
        allowed=tuple((name, values) for name, values in texts.items() if values),
    )


def _default(server: Server, name: str) -> str:
    return str(_raw(server, name).get("default", ""))


def _raw(server: Server, name: str) -> dict[str, object]:
    return dict(mapping(server.variables.get(name)))
