"""One command follows upstream: a local HTTPS server plays it through real versions."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import shutil
import ssl
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
import trustme

from generator.config import load_config
from generator.pipeline import generate
from generator.problems import InputError
from generator.update import Update, apply, bumped, compare_fragments, fetch_upstream, prepare
from generator.write import compare, write

TODAY = datetime.date(2026, 11, 24)
VERSIONS = ("230.0.0", "231.0.0", "234.0.0", "238.0.0", "256.0.0")


class Upstream:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.body = b""
        self.status = 200
        self.failures = 0
        self.asked: list[dict[str, str]] = []
        self.url = ""


@pytest.fixture
def upstream() -> Iterator[tuple[Upstream, httpx2.Client]]:
    state = Upstream()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(dict(self.headers.items()))
            tag = f'"{hashlib.sha256(state.body).hexdigest()[:16]}"'
            if state.failures:
                state.failures -= 1
                self.send_response(503)
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
    state.url = f"https://localhost:{server.server_address[1]}/swagger"
    with httpx2.Client(verify=trust) as client:
        yield state, client
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def tree(tmp_path: Path, repository: Path) -> Path:
    """A checkout in which 228.0.0 is in force."""
    shutil.copytree(repository / "spec", tmp_path / "spec")
    spec = tmp_path / "spec"
    shutil.copy(spec / "history" / "228.0.0.yaml", spec / "processautomation.yaml")
    shutil.copy(
        spec / "history" / "upstream" / "228.0.0.json.gz",
        spec / "upstream" / "processautomation.json.gz",
    )
    for version in ("228.0.0", *VERSIONS):
        (spec / "history" / f"{version}.yaml").unlink()
    config = spec / "clientgen.toml"
    text = config.read_text("utf-8")
    for table in ("getProcessautomationFlows", "postProcessautomationFlows"):
        assert table in text
    config.write_text(text, "utf-8")
    settings = load_config(config)
    made = generate(spec / "processautomation.yaml", settings, overlay=spec / "overlay.yaml")
    write(tmp_path / "generated", made.plan.name, made.files)
    return tmp_path


def raw(repository: Path, version: str) -> bytes:
    path = repository / "spec" / "history" / "upstream" / f"{version}.json.gz"
    return gzip.decompress(path.read_bytes())


def follow(tree: Path, state: Upstream, client: httpx2.Client) -> Update | None:
    config = tree / "spec" / "clientgen.toml"
    settings = load_config(config)
    source = fetch_upstream(state.url, config, settings, client=client)
    if source is None:
        return None
    return prepare(source, config, settings, compare_fragments(settings, config), today=TODAY)


def snapshot(tree: Path) -> dict[str, bytes]:
    return {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in sorted(tree.rglob("*"))
        if path.is_file()
    }


def test_five_real_versions_one_after_the_other(
    tree: Path, upstream: tuple[Upstream, httpx2.Client], repository: Path
) -> None:
    state, client = upstream
    versions = [load_config(tree / "spec" / "clientgen.toml").package.version]
    for version in VERSIONS:
        state.body = raw(repository, version)
        update = follow(tree, state, client)
        assert update is not None
        apply(update)
        fragment = (tree / "spec" / "processautomation.yaml").read_text("utf-8")
        assert fragment == (repository / "spec" / "history" / f"{version}.yaml").read_text("utf-8")
        versions.append(load_config(tree / "spec" / "clientgen.toml").package.version)
        assert versions[-1] == bumped(versions[-2], update.report.bump) != versions[-2]
        package = tree / "generated" / "genesys_process_automation" / "__init__.py"
        assert f'__version__ = "{versions[-1]}"' in package.read_text("utf-8")
    history = {path.name for path in (tree / "spec" / "history").glob("*.yaml")}
    assert {"228.0.0.yaml", "230.0.0.yaml", "238.0.0.yaml"} <= history
    assert "256.0.0.yaml" not in history, "what is in force is not history"
    changelog = (tree / "generated" / "CHANGELOG.md").read_text("utf-8")
    places = [changelog.index(f"## {version} - ") for version in reversed(versions[1:])]
    assert places == sorted(places), "the newest release stands on top"
    assert (tree / "spec" / "CHANGELOG.md").read_text("utf-8") == changelog
    settings = load_config(tree / "spec" / "clientgen.toml")
    made = generate(
        tree / "spec" / "processautomation.yaml",
        settings,
        overlay=tree / "spec" / "overlay.yaml",
        changelog=changelog,
    )
    assert compare(tree / "generated", made.plan.name, made.files).is_current


def test_nothing_changed_touches_nothing(
    tree: Path, upstream: tuple[Upstream, httpx2.Client], repository: Path
) -> None:
    state, client = upstream
    state.body = raw(repository, "228.0.0")
    before = snapshot(tree)
    assert follow(tree, state, client) is None
    assert snapshot(tree) == before


def test_a_second_question_is_conditional(
    tree: Path, upstream: tuple[Upstream, httpx2.Client], repository: Path
) -> None:
    state, client = upstream
    state.body = raw(repository, "230.0.0")
    update = follow(tree, state, client)
    assert update is not None
    apply(update)
    before = snapshot(tree)
    assert follow(tree, state, client) is None
    assert "If-None-Match" in state.asked[-1]
    assert snapshot(tree) == before


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html>maintenance</html>", "swagger"),
        (b'{"swagger": "2.0", "paths"', "swagger"),
        (
            b'{"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {}}',
            "no path lies",
        ),
        (b'{"info": {"title": "t", "version": "1"}, "paths": {}}', "swagger"),
    ],
)
def test_bad_documents_leave_the_tree_alone(
    tree: Path, upstream: tuple[Upstream, httpx2.Client], body: bytes, message: str
) -> None:
    state, client = upstream
    state.body = body
    before = snapshot(tree)
    with pytest.raises(InputError, match=message):
        follow(tree, state, client)
    assert snapshot(tree) == before


def test_an_edited_package_is_not_overwritten(
    tree: Path, upstream: tuple[Upstream, httpx2.Client], repository: Path
) -> None:
    state, client = upstream
    state.body = raw(repository, "230.0.0")
    target = tree / "generated" / "genesys_process_automation" / "models.py"
    target.write_text("# mine\n", "utf-8")
    before = snapshot(tree)
    with pytest.raises(InputError, match="edited by hand"):
        follow(tree, state, client)
    assert snapshot(tree) == before


def test_only_the_version_line_of_the_configuration_changes(
    tree: Path, upstream: tuple[Upstream, httpx2.Client], repository: Path
) -> None:
    state, client = upstream
    state.body = raw(repository, "230.0.0")
    config = tree / "spec" / "clientgen.toml"
    before = config.read_text("utf-8").splitlines()
    update = follow(tree, state, client)
    assert update is not None
    apply(update)
    after = config.read_text("utf-8").splitlines()
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1 and changed[0][1] == f'version = "{update.after}"'
    assert tomllib.loads("\n".join(after))["package"]["version"] == update.after


@pytest.mark.parametrize(
    ("part", "expected"),
    [("major", "2.0.0"), ("minor", "1.3.0"), ("patch", "1.2.4"), ("none", "1.2.3")],
)
def test_raising_a_version(part: str, expected: str) -> None:
    assert bumped("1.2.3", part) == expected
