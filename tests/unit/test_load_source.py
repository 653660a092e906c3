"""Paths, gzip and https, within limits."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from clientgen.base.diagnostics import InputError
from clientgen.document.load import Limits, read
from clientgen.document.load.source import fetch

SMALL = Limits(size=1000)


def test_missing_files_and_directories(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.json")
    with pytest.raises(InputError, match="is a directory"):
        read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read("a\0b")


def test_the_limit_is_exact(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a": 1}'.ljust(1000))
    assert read(path, limits=SMALL).value == {"a": 1}
    path.write_bytes(b'{"a": 1}'.ljust(1001))
    with pytest.raises(InputError, match="limit of 1,000 bytes"):
        read(path, limits=SMALL)
    path.write_bytes(gzip.compress(b'{"a": 1}'.ljust(1000)))
    assert read(path, limits=SMALL).value == {"a": 1}
    path.write_bytes(gzip.compress(b'{"a": 1}'.ljust(1001)))
    with pytest.raises(InputError, match="limit of 1,000 bytes"):
        read(path, limits=SMALL)


def test_damaged_gzip(tmp_path: Path) -> None:
    path, data = tmp_path / "a.gz", gzip.compress(b'{"a": 1}' * 50)
    path.write_bytes(data[:-10])
    with pytest.raises(InputError, match="ends too early"):
        read(path)
    path.write_bytes(data[:12] + b"\xff\xff\xff" + data[15:])
    with pytest.raises(InputError, match="damaged"):
        read(path)


def served(handler: Callable[[httpx2.Request], httpx2.Response]) -> httpx2.Client:
    return httpx2.Client(transport=httpx2.MockTransport(handler))


def abc(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, content=b"abc")


def test_a_download() -> None:
    with served(abc) as client:
        assert fetch("https://example.test/x", SMALL, client) == b"abc"


@pytest.mark.parametrize("url", ["http://example.test/x", "file:///etc/passwd", "ftp://x/y"])
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(InputError, match="only https"):
        read(url)


def test_redirects_stay_on_https() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        where = {"/a": "/b", "/b": "https://other.test/c", "/down": "http://other.test/c"}
        if request.url.path in where:
            return httpx2.Response(302, headers={"location": where[request.url.path]})
        if request.url.path == "/loop":
            return httpx2.Response(302, headers={"location": "/loop"})
        return httpx2.Response(200, content=request.url.host.encode())

    with served(handler) as client:
        assert fetch("https://example.test/a", SMALL, client) == b"other.test"
        with pytest.raises(InputError, match=r"only https .* not http://other\.test/c"):
            fetch("https://example.test/down", SMALL, client)
        with pytest.raises(InputError, match="redirects more than"):
            fetch("https://example.test/loop", SMALL, client)


def test_failures_of_the_network_are_one_message() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/big":
            return httpx2.Response(200, content=b"x" * 1001)
        if request.url.path == "/down":
            raise httpx2.ConnectError("no route")
        return httpx2.Response(503)

    with served(handler) as client:
        for path, message in (("big", "limit"), ("down", "no route"), ("busy", "status 503")):
            with pytest.raises(InputError, match=message):
                fetch(f"https://example.test/{path}", SMALL, client)


def test_a_slow_download_is_given_up() -> None:
    with served(abc) as client:
        with pytest.raises(InputError, match="took longer than"):
            fetch("https://example.test/x", Limits(seconds=-1), client)
