"""The upstream document as it is fetched, and what is remembered for the next time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clientgen.base.configuration import Config
from clientgen.document.load import Limits
from clientgen.document.load.source import fetch_if_changed, gunzip, is_url, read_bytes

if TYPE_CHECKING:
    import httpx2

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Source:
    """The upstream document as it was fetched.

    Args:
        data: its bytes, decompressed.
        name: display name.
        validators: what a later conditional request sends, by header name.
    """

    data: bytes
    name: str
    validators: Mapping[str, str]


def fetch_upstream(
    upstream: str,
    config_path: Path,
    settings: Config,
    *,
    limits: Limits | None = None,
    client: httpx2.Client | None = None,
    pause: float = 2.0,
) -> Source | None:
    """Get the upstream document.

    Args:
        upstream: path or https URL.
        config_path: the configuration; what the last fetch left behind lies beside it.
        settings: its content.
        limits: bounds on size and time.
        client: HTTP client to use instead of one of our own.
        pause: seconds before the second attempt, doubled for each further one.

    Returns:
        The document; None when the server says it has not changed since the last fetch.

    Raises:
        InputError: it cannot be had.
    """
    limits = limits or Limits()
    if not is_url(upstream):
        return Source(read_bytes(upstream, limits), upstream, {})
    known = _validators(state_path(config_path.parent, settings), upstream)
    answer = fetch_if_changed(upstream, limits, known, client, attempts=_ATTEMPTS, pause=pause)
    if answer is None:
        return None
    data, validators = answer
    if data.startswith(b"\x1f\x8b"):
        data = gunzip(data, upstream, limits)
    return Source(data, upstream, validators)


def state_path(base: Path, settings: Config) -> Path:
    """Where the validators of the last fetch lie: beside the upstream document that is kept.

    Args:
        base: directory of the configuration.
        settings: the configuration.
    """
    return (base / (settings.extract.upstream or "upstream")).parent / "fetched.json"


def state_text(source: Source) -> str:
    """What is remembered of a fetch.

    Args:
        source: what was fetched.
    """
    return json.dumps({"url": source.name, **source.validators}, indent=1, sort_keys=True) + "\n"


def _validators(path: Path, url: str) -> dict[str, str]:
    try:
        state = json.loads(path.read_text("utf-8"))
        known = {str(key): str(value) for key, value in state.items()}
    except (OSError, ValueError, AttributeError):
        return {}
    return known if known.pop("url", None) == url else {}
