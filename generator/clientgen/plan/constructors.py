"""The keywords of the clients' constructors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from clientgen.plan.package import ServicePlan
from clientgen.types.reserved import constructor_keywords

ClientKind = Literal["", "Async"]
"""The prefix of a client's name."""

_TOKEN: Mapping[ClientKind, str] = {
    "": "Callable[[], str]",
    "Async": "Callable[[], str | Awaitable[str]]",
}


@dataclass(frozen=True, slots=True)
class ClientArgument:
    """One keyword of the constructors of the clients; none has to be given.

    Args:
        name: the keyword.
        scheme: the security scheme it is for, by its name in the document; empty without one.
        annotation: its type.
        default: source text of its default; empty where the constructor is the runtime's own.
    """

    name: str
    scheme: str
    annotation: str
    default: str


def client_arguments(service: ServicePlan, kind: ClientKind = "") -> tuple[ClientArgument, ...]:
    """List the keywords that the constructors of one package have and others may not.

    Args:
        service: the service of the package.
        kind: of the sync or of the async client.

    Returns:
        Credentials, then addresses. Those of `ClientOptions` are the same in every package.
    """
    if service.schemes is None:
        return _of_runtime("OAuthClient")
    if not service.schemes:
        return tuple(a for a in _of_runtime("ClientBase") if a.name in {"auth", "base_url"})
    token = _TOKEN[kind]
    types = {"basic": "tuple[str, str] | str", "bearer": f"str | {token} | Auth"}
    return (
        *(
            ClientArgument(
                scheme.argument, scheme.key, f"{types.get(scheme.kind, 'str')} | None", "None"
            )
            for scheme in service.arguments
        ),
        ClientArgument("auth", "", f"Auth | {token} | httpx2.Auth | None", "UNSET"),
        ClientArgument("base_url", "", "str | None", "None"),
        *([ClientArgument("login_url", "", "str | None", "None")] if service.grants else []),
    )


def _of_runtime(name: str) -> tuple[ClientArgument, ...]:
    found = constructor_keywords(name).items()
    return tuple(ClientArgument(keyword, "", annotation, "") for keyword, annotation in found)
