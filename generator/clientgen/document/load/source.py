"""Bytes from a path or an https URL, decompressed, within limits."""

from __future__ import annotations

import os
import sys
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from clientgen.base.diagnostics import InputError
from clientgen.document.load.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 16
_REDIRECTS = 5


def is_url(source: str) -> bool:
    """Tell a URL from a path.

    Args:
        source: what the user gave.

    Returns:
        Whether it has a scheme and an authority.
    """
    return "://" in source


def is_standard_input(source: str | Path) -> bool:
    """Tell whether a source means what is piped into the command.

    Args:
        source: what the user gave.

    Returns:
        Whether it is ``-`` or ``/dev/stdin``.
    """
    return str(source) in ("-", "/dev/stdin")


def display_name(source: str | Path) -> str:
    """Say what a source is called in messages.

    Args:
        source: what the user gave.

    Returns:
        The path or URL as it was given; ``standard input`` for what is piped in.
    """
    return "standard input" if is_standard_input(source) else str(source)


def read_raw(source: str | Path, limits: Limits) -> bytes:
    """Read a path, a URL, or standard input.

    Args:
        source: a path (of a pipe, too), an https URL, or ``-``.
        limits: bounds on size and time.

    Returns:
        The bytes as they are stored, possibly gzipped.

    Raises:
        InputError: it cannot be read, or is too big.
    """
    name = str(source)
    return fetch(name, limits) if is_url(name) else _read_file(name, limits)


def read_bytes(source: str | Path, limits: Limits) -> bytes:
    """Read a path, a URL or standard input, and undo gzip compression, known by its content.

    Args:
        source: a path, an https URL, or ``-``.
        limits: bounds on size and time.

    Returns:
        The decompressed bytes.

    Raises:
        InputError: it cannot be read, or is too big.
    """
    return decompressed(read_raw(source, limits), display_name(source), limits)


def decompressed(data: bytes, name: str, limits: Limits) -> bytes:
    """Undo gzip compression, known by the content.

    Args:
        data: bytes, gzipped or not.
        name: display name for errors.
        limits: bounds on size.

    Returns:
        The decompressed bytes.

    Raises:
        InputError: damaged, truncated, or bigger than allowed.
    """
    return gunzip(data, name, limits) if data.startswith(_GZIP) else data


def _read_file(path: str, limits: Limits) -> bytes:
    name = display_name(path)
    try:
        if os.path.isdir(path):
            raise InputError("is a directory, not a document", source=name)
        # One byte more than allowed tells too big from just big enough.
        if is_standard_input(path):
            # Python's type of a stream that was closed before it began is None.
            stream: object = sys.stdin
            if stream is None:
                raise InputError("is closed", source=name)
            data = sys.stdin.buffer.read(limits.size + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(limits.size + 1)
    except FileNotFoundError:
        raise InputError("no such file", source=name) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise InputError(f"cannot be read: {reason}", source=name) from None
    if len(data) > limits.size:
        raise _too_big(name, limits)
    return data


def gunzip(data: bytes, name: str, limits: Limits) -> bytes:
    """Decompress gzip without ever holding more than the limit.

    Args:
        data: the compressed bytes, one or several members.
        name: display name for errors.
        limits: the bound on the result.

    Returns:
        The decompressed bytes.

    Raises:
        InputError: damaged, truncated, or bigger than allowed.
    """
    parts: list[bytes] = []
    bytes_left = limits.size
    try:
        while data:
            stream = zlib.decompressobj(wbits=31)
            while not stream.eof:
                part = stream.decompress(data, bytes_left + 1)
                bytes_left -= len(part)
                if bytes_left < 0:
                    raise _too_big(name, limits)
                parts.append(part)
                data = stream.unconsumed_tail
                if not data and not stream.eof:
                    raise InputError("the gzip data ends too early", source=name)
            # Some writers pad the last member with zeros, which gzip tools ignore as well.
            data = stream.unused_data.lstrip(b"\0")
    except zlib.error:
        raise InputError("the gzip data is damaged", source=name) from None
    return b"".join(parts)


def fetch(url: str, limits: Limits, client: httpx2.Client | None = None) -> bytes:
    """Download an https URL. Redirects are followed only to https.

    Args:
        url: the address.
        limits: bounds on size and total time.
        client: an HTTP client to use; it is not closed. None makes one.

    Returns:
        The body as it was sent (still gzipped when the resource itself is).

    Raises:
        InputError: another scheme, any failure of the network, or a response that is too big.
    """
    response = fetch_if_changed(url, limits, {}, client)
    if response is None:
        raise InputError("answered with status 304", source=url)
    return response[0]


def fetch_if_changed(
    url: str,
    limits: Limits,
    known: Mapping[str, str],
    client: httpx2.Client | None = None,
    *,
    attempts: int = 1,
    pause: float = 2.0,
) -> tuple[bytes, dict[str, str]] | None:
    """Download an https URL unless it is what was downloaded before.

    Args:
        url: the address.
        limits: bounds on size and total time over all attempts.
        known: ``ETag`` and ``Last-Modified`` of the last download, as far as there were any.
        client: an HTTP client to use; it is not closed. None makes one.
        attempts: how often to try when the network or the server fails, at least 1.
        pause: seconds before the second attempt, doubled for each further one.

    Returns:
        The body and the validators for next time; None when it has not changed.

    Raises:
        InputError: another scheme, any failure of the network, or a response that is too big.
    """
    import httpx2

    deadline = time.monotonic() + limits.seconds
    own = client if client is not None else httpx2.Client(timeout=min(30.0, limits.seconds))
    try:
        for attempt in range(attempts):
            try:
                return _download(own, url, limits, known, deadline)
            except (_Passing, httpx2.HTTPError, httpx2.InvalidURL, ValueError) as problem:
                reason = str(problem) or type(problem).__name__
                passing = isinstance(problem, (_Passing, httpx2.TransportError))
                wait = pause * 2**attempt
                late = time.monotonic() + wait > deadline
                if not passing or attempt + 1 == attempts or late:
                    lead = "" if isinstance(problem, _Passing) else "cannot be downloaded: "
                    raise InputError(f"{lead}{reason}", source=url) from None
                time.sleep(wait)
        raise AssertionError("every attempt returns or raises")
    finally:
        if client is None:
            own.close()


class _Passing(Exception):
    """A failure of the server's that another attempt may not meet."""


def _download(
    client: httpx2.Client, url: str, limits: Limits, known: Mapping[str, str], deadline: float
) -> tuple[bytes, dict[str, str]] | None:
    conditions = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    headers = {conditions[name]: value for name, value in known.items() if name in conditions}
    address = url
    for _ in range(_REDIRECTS + 1):
        if urlsplit(address).scheme != "https":
            raise InputError(f"only https addresses are read, not {address}", source=url)
        request = client.stream("GET", address, headers=headers, follow_redirects=False)
        with request as response:
            location = response.headers.get("location")
            if response.is_redirect and location:
                address = urljoin(address, location)
                continue
            if response.status_code == 304 and headers:
                return None
            if response.status_code >= 500 or response.status_code == 429:
                raise _Passing(f"answered with status {response.status_code}")
            if response.status_code != 200:
                raise InputError(f"answered with status {response.status_code}", source=url)
            body = bytearray()
            for part in response.iter_bytes(_CHUNK):
                body += part
                if len(body) > limits.size:
                    raise _too_big(url, limits)
                if time.monotonic() > deadline:
                    raise InputError(f"took longer than {limits.seconds:g} s", source=url)
            validators = {
                name: response.headers[name] for name in conditions if name in response.headers
            }
            return bytes(body), validators
    raise InputError(f"redirects more than {_REDIRECTS} times", source=url)


def _too_big(name: str, limits: Limits) -> InputError:
    return InputError(
        f"is bigger than the limit of {limits.size:,} bytes; --max-size raises it", source=name
    )
