"""One command follows upstream: a local HTTPS server plays it through real versions."""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientgen.base.configuration import load_config
from clientgen.base.diagnostics import InputError
from clientgen.document.load import Limits
from clientgen.emit.pipeline import generate
from clientgen.files.owned_files import compare
from clientgen.follow import apply, bumped
from tests.support.files import snapshot, touched
from tests.support.programs import ROOT
from tests.update.upstream import Upstream, checkout, follow, serving

VERSIONS = ("230.0.0", "231.0.0", "234.0.0", "238.0.0", "256.0.0")


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with serving() as started:
        yield started


@pytest.fixture
def tree(tmp_path: Path, repository: Path) -> Path:
    """A checkout in which 228.0.0 is in force."""
    return checkout(tmp_path, repository, VERSIONS)


def raw(version: str) -> bytes:
    path = ROOT / "spec" / "history" / "upstream" / f"{version}.json.gz"
    return gzip.decompress(path.read_bytes())


def test_five_real_versions_one_after_the_other(
    tree: Path, upstream: Upstream, repository: Path
) -> None:
    versions = [load_config(tree / "spec" / "clientgen.toml").package.version]
    for version in VERSIONS:
        upstream.body = raw(version)
        update = follow(tree, upstream)
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


def test_nothing_changed_touches_nothing(tree: Path, upstream: Upstream) -> None:
    upstream.body = raw("228.0.0")
    before = touched(tree)
    assert follow(tree, upstream) is None
    assert touched(tree) == before


def test_a_second_question_is_conditional(tree: Path, upstream: Upstream) -> None:
    upstream.body = raw("230.0.0")
    update = follow(tree, upstream)
    assert update is not None
    apply(update)
    before = snapshot(tree)
    assert follow(tree, upstream) is None
    assert "If-None-Match" in upstream.asked[-1]
    assert snapshot(tree) == before


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html>maintenance</html>", "this is a page of HTML, not an OpenAPI document"),
        (b'{"swagger": "2.0", "paths"', "swagger"),
        (
            b'{"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {}}',
            "no path lies",
        ),
        (b'{"info": {"title": "t", "version": "1"}, "paths": {}}', "swagger"),
    ],
)
def test_bad_documents_leave_the_tree_alone(
    tree: Path, upstream: Upstream, body: bytes, message: str
) -> None:
    upstream.body = body
    before = snapshot(tree)
    with pytest.raises(InputError, match=message):
        follow(tree, upstream)
    assert snapshot(tree) == before


def test_an_edited_package_is_not_overwritten(tree: Path, upstream: Upstream) -> None:
    upstream.body = raw("230.0.0")
    target = tree / "generated" / "genesys_process_automation" / "models.py"
    target.write_text("# mine\n", "utf-8")
    before = snapshot(tree)
    with pytest.raises(InputError, match="edited by hand"):
        follow(tree, upstream)
    assert snapshot(tree) == before


def test_only_the_version_line_of_the_configuration_changes(tree: Path, upstream: Upstream) -> None:
    upstream.body = raw("230.0.0")
    config = tree / "spec" / "clientgen.toml"
    before = config.read_text("utf-8").splitlines()
    update = follow(tree, upstream)
    assert update is not None
    apply(update)
    after = config.read_text("utf-8").splitlines()
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1 and changed[0][1] == f'version = "{update.after}"'
    assert tomllib.loads("\n".join(after))["package"]["version"] == update.after


def test_a_server_that_fails_twice_is_asked_a_third_time(tree: Path, upstream: Upstream) -> None:
    upstream.body, upstream.failures = raw("230.0.0"), 2
    assert follow(tree, upstream) is not None
    assert len(upstream.asked) == 3


@pytest.mark.parametrize(
    ("failures", "location", "limits", "message"),
    [
        (9, "", None, "answered with status 503"),
        (0, "http://localhost/plain", None, "only https addresses are read"),
        (0, "https://localhost:{port}/swagger", None, "redirects more than 5 times"),
        (0, "", Limits(size=1000), "bigger than the limit of 1,000 bytes"),
        (0, "", Limits(seconds=0.0), "took longer than 0 s"),
    ],
)
def test_a_fetch_that_fails_leaves_the_tree_alone(
    tree: Path,
    upstream: Upstream,
    failures: int,
    location: str,
    limits: Limits | None,
    message: str,
) -> None:
    port = upstream.url.split(":")[2].split("/")[0]
    upstream.body, upstream.failures = raw("230.0.0"), failures
    upstream.location = location.format(port=port)
    before = touched(tree)
    with pytest.raises(InputError, match=message):
        follow(tree, upstream, limits)
    assert touched(tree) == before
    assert len(upstream.asked) == (3 if failures else 6 if "{port}" in location else 1)


@pytest.mark.parametrize(
    ("part", "expected"),
    [("major", "2.0.0"), ("minor", "1.3.0"), ("patch", "1.2.4"), ("none", "1.2.3")],
)
def test_raising_a_version(part: str, expected: str) -> None:
    assert bumped("1.2.3", part) == expected
