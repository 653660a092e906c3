"""A local HTTPS server that plays upstream, and a checkout that follows it."""

from __future__ import annotations

import datetime
import hashlib
import shutil
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import trustme

from clientgen.base.configuration import load_config
from clientgen.document.load import Limits
from clientgen.emit.pipeline import generate
from clientgen.files.owned_files import write
from clientgen.follow import Update, compare_fragments, fetch_upstream, prepare

TODAY = datetime.date(2026, 11, 24)


class Upstream:
    """What the server answers and was asked, and a client that trusts it."""

    def __init__(self) -> None:
        self.client: httpx2.Client
        self.body = b""
        self.status = 200
        self.failures = 0
        self.location = ""
        self.asked: list[dict[str, str]] = []
        self.url = ""
        self.authority = b""


@contextmanager
def serving() -> Generator[Upstream]:
    """Start the server."""
    state = Upstream()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(dict(self.headers.items()))
            tag = f'"{hashlib.sha256(state.body).hexdigest()[:16]}"'
            if state.failures:
                state.failures -= 1
                self.send_response(503)
            elif state.location:
                self.send_response(302)
                self.send_header("Location", state.location)
            elif self.headers.get("If-None-Match") == tag:
                self.send_response(304)
            else:
                self.send_response(state.status)
                self.send_header("ETag", tag)
                self.send_header("Content-Length", str(len(state.body)))
                self.end_headers()
                self.wfile.write(state.body)
                return
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output quiet."""

    # trustme knows two kinds of contexts, one of which only exists where pyOpenSSL does.
    authority: Any = trustme.CA()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    state.authority = authority.cert_pem.bytes()
    state.url = f"https://localhost:{server.server_address[1]}/swagger"
    with httpx2.Client(verify=trust) as state.client:
        yield state
    server.shutdown()
    server.server_close()
    thread.join(5)


def checkout(folder: Path, repository: Path, later: tuple[str, ...]) -> Path:
    """Make a checkout in which 228.0.0 is in force.

    Args:
        folder: where.
        repository: this repository.
        later: versions the checkout does not know yet.

    Returns:
        The folder.
    """
    shutil.copytree(repository / "spec", folder / "spec")
    spec = folder / "spec"
    shutil.copy(spec / "history" / "228.0.0.yaml", spec / "processautomation.yaml")
    shutil.copy(
        spec / "history" / "upstream" / "228.0.0.json.gz",
        spec / "upstream" / "processautomation.json.gz",
    )
    for version in ("228.0.0", *later):
        (spec / "history" / f"{version}.yaml").unlink()
    settings = load_config(spec / "clientgen.toml")
    made = generate(spec / "processautomation.yaml", settings, overlay=spec / "overlay.yaml")
    write(folder / "generated", made.plan.name, made.files)
    return folder


def follow(tree: Path, state: Upstream, limits: Limits | None = None) -> Update | None:
    """Do what the command does, up to the writing."""
    config = tree / "spec" / "clientgen.toml"
    settings = load_config(config)
    client = state.client
    source = fetch_upstream(state.url, config, settings, client=client, limits=limits, pause=0.0)
    if source is None:
        return None
    return prepare(source, config, settings, compare_fragments(settings, config), today=TODAY)
