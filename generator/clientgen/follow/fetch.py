"""Fetch the upstream document, and keep the state for the next fetch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientgen.base.configuration import Config
from clientgen.document.load import Document, Limits, bundle, parse
from clientgen.document.load.limits import DEFAULT
from clientgen.document.load.source import fetch_if_changed, gunzip, is_url, read_bytes
from clientgen.files.atomic import as_bytes, content_hash, sha256

if TYPE_CHECKING:
    import httpx2

_ATTEMPTS = 3


@dataclass(frozen=True)
class UpstreamDocument:
    """The upstream document as it was fetched.

    Args:
        data: its bytes, decompressed.
        name: display name.
        validators: request header → value, for a later conditional request.
        limits: bounds on size and depth.
        root: directory that holds every file a document of several refers to; None for its own.
    """

    data: bytes
    name: str
    validators: Mapping[str, str]
    limits: Limits = DEFAULT
    root: Path | None = None

    @cached_property
    def document(self) -> Document:
        """The document, with what it refers to in files beside it.

        Raises:
            InputError: it cannot be read.
        """
        return bundle(self._own, self.root, limits=self.limits)

    @property
    def kept(self) -> bytes:
        """The document as one file: as it was fetched, or as JSON where it was several."""
        if self.document is self._own:
            return self.data
        return (json.dumps(self.document.value, ensure_ascii=False, indent=1) + "\n").encode()

    @cached_property
    def _own(self) -> Document:
        return parse(self.data, self.name, limits=self.limits)


def fetch_upstream(
    upstream: str,
    config_path: Path,
    settings: Config,
    *,
    limits: Limits | None = None,
    client: httpx2.Client | None = None,
    pause: float = 2.0,
) -> UpstreamDocument | None:
    """Read or fetch the upstream document.

    Args:
        upstream: path or https URL.
        config_path: the configuration; the record of the last fetch is kept beside it.
        settings: its content.
        limits: bounds on size and time.
        client: HTTP client to use; a new one by default.
        pause: seconds before the second attempt, doubled for each further one.

    Returns:
        The document; None when the server says it has not changed since the last fetch.

    Raises:
        InputError: it cannot be read or fetched.
    """
    limits = limits or Limits.of_size(settings.extract.max_size)
    if not is_url(upstream):
        root = config_path.parent / settings.extract.root if settings.extract.root else None
        return UpstreamDocument(read_bytes(upstream, limits), upstream, {}, limits, root)
    known = _validators(config_path.parent, settings, upstream)
    response = fetch_if_changed(upstream, limits, known, client, attempts=_ATTEMPTS, pause=pause)
    if response is None:
        return None
    data, validators = response
    if data.startswith(b"\x1f\x8b"):
        data = gunzip(data, upstream, limits)
    return UpstreamDocument(data, upstream, validators, limits)


def state_path(base: Path, settings: Config) -> Path:
    """Locate the record of the last fetch.

    Args:
        base: directory of the configuration.
        settings: the configuration.

    Returns:
        ``fetched.json`` beside the upstream document; beside the fragment where none is kept.
    """
    upstream = settings.extract.upstream
    beside = upstream if upstream and not is_url(upstream) else settings.extract.fragment
    return (base / beside).parent / "fetched.json"


def state_text(
    source: UpstreamDocument, settings: Config, fragment: str, upstream: str | bytes | None
) -> str:
    """Write the record of a fetch.

    Args:
        source: the upstream document.
        settings: the configuration.
        fragment: the text of its fragment.
        upstream: the content of the file it is kept in; None where it is not kept.

    Returns:
        A JSON object, ending in a newline.
    """
    state = {
        **source.validators,
        "url": source.name,
        "settings": _settings_hash(settings),
        "fragment": sha256(as_bytes(fragment)),
        "upstream": None if upstream is None else sha256(as_bytes(upstream)),
    }
    return json.dumps(state, indent=1, sort_keys=True) + "\n"


def _validators(base: Path, settings: Config, url: str) -> dict[str, str]:
    """Read the validators of the last fetch, if its fragment and document are unchanged."""
    upstream = settings.extract.upstream
    kept = upstream if upstream and not is_url(upstream) else None
    try:
        state: Any = json.loads(state_path(base, settings).read_text("utf-8"))
        expected = {
            "url": url,
            "settings": _settings_hash(settings),
            "fragment": content_hash(base / settings.extract.fragment),
            "upstream": content_hash(base / kept) if kept else None,
        }
        if any(state[key] != value for key, value in expected.items()):
            return {}
        return {key: str(value) for key, value in state.items() if key not in expected}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _settings_hash(settings: Config) -> str:
    """Hash the settings that the fragment depends on."""
    extract = settings.extract
    chosen = {"prefix": extract.prefix, "trims": extract.trims, "include": extract.include}
    return sha256(json.dumps(chosen, sort_keys=True).encode())
