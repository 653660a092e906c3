"""The clients that are measured: what each is called, and where it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "benchmarks"
WORK = HERE / ".work"
CLIENTS = WORK / "clients"
BY_HAND = "floor-httpx2-pydantic"
"""The floor that the targets name: httpx2 and pydantic, by hand."""


@dataclass(frozen=True, slots=True)
class Client:
    """A client that is measured.

    Args:
        name: as `programs/run.py` knows it.
        title: as the tables show it.
        venv: the environment it runs in.
        path: what is added to the import path.
        is_async: whether it has an async form.
        is_peer: made by another generator; else ours, or written by hand.
        most: rounds it is measured in, or None for all.
    """

    name: str
    title: str
    venv: str
    path: Path | None
    is_async: bool = False
    is_peer: bool = False
    most: int | None = None


EVERY = (
    Client("ours", "this project", "floors", ROOT / "generated", is_async=True),
    Client(
        "ours-reqwest",
        "this project, Rust transport",
        "floors",
        CLIENTS / "ours-reqwest",
        is_async=True,
    ),
    # A process of it takes ten seconds.
    Client("sdk", "official SDK", "sdk", None, is_peer=True, most=2),
    Client(
        "openapi-python-client",
        "openapi-python-client",
        "openapi-python-client",
        CLIENTS / "openapi-python-client",
        is_async=True,
        is_peer=True,
    ),
    Client(
        "openapi-generator",
        "openapi-generator",
        "openapi-generator",
        CLIENTS / "openapi-generator",
        is_peer=True,
    ),
    Client(
        "dcg-pydantic",
        "datamodel-code-generator, pydantic",
        "floors",
        CLIENTS / "dcg-pydantic",
        is_async=True,
        is_peer=True,
    ),
    Client(
        "dcg-msgspec",
        "datamodel-code-generator, msgspec",
        "floors",
        CLIENTS / "dcg-msgspec",
        is_async=True,
        is_peer=True,
    ),
    Client(BY_HAND, "by hand: httpx2 + pydantic", "floors", HERE / "floors", is_async=True),
    Client(
        "floor-http.client-msgspec", "by hand: http.client + msgspec", "floors", HERE / "floors"
    ),
    Client("floor-http.client-json", "by hand: http.client + json", "floors", None),
    Client("bare-python", "Python, doing nothing", "floors", None),
)
TITLES = {
    **{client.name: client.title for client in EVERY},
    "whole-ours": "this project",
    "whole-openapi-python-client": "openapi-python-client",
    "whole-openapi-generator": "openapi-generator",
    "whole-baseline": "this project, before",
}
PEERS = tuple(client.name for client in EVERY if client.is_peer)


def calls_something(client: Client) -> bool:
    """Every client but Python itself."""
    return client.name != "bare-python"


def choose(wanted: Callable[[Client], bool]) -> list[Client]:
    """The clients a test picks out, in the order of the tables."""
    return [client for client in EVERY if wanted(client)]
