"""The usage page of packages: its programs run as printed, and it speaks of nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from genesys_process_automation.testing import FakeService

from clientgen.base.configuration import load_config, parse_config
from clientgen.emit.pipeline import Generated, generate

from .emitted_pages import (
    add_entities,
    check_types,
    environment,
    programs,
    published,
    run,
    whole_settings,
)
from .every_operation import fake_of

_TESTS = Path(__file__).resolve().parents[1]
_PATHS = {
    "everything": _TESTS / "golden/everything/spec.yaml",
    "paging": _TESTS / "golden/paging/spec.yaml",
    "to_update": _TESTS / "cases/documents/to_update.yaml",
    "event_text": _TESTS / "cases/documents/event_text.yaml",
}
_PUBLISHED = ("spotify", "docker-engine", "notion", "xero-accounting")


def page_of(made: Generated) -> str:
    return made.files["docs/usage.md"]


def check(made: Generated, folder: Path, workplace: Path) -> str:
    """Run and type-check the programs of a package's page; return what they printed."""
    fake = fake_of(made, folder)
    add_entities(fake, made)
    page = page_of(made)
    with fake.serve() as served:
        printed = run(page, folder, workplace, environment(made.plan, served.url))
    check_types(programs(page), folder, workplace)
    return printed


def test_the_page_of_our_package(repository: Path, tmp_path: Path) -> None:
    spec = repository / "spec" / "processautomation.yaml"
    config = load_config(repository / "spec" / "clientgen.toml")
    made = generate(spec, config, package="genesys_process_automation")
    page = (repository / "generated" / "docs" / "usage.md").read_text("utf-8")
    fake = FakeService()
    add_entities(fake, made)
    with fake.serve() as served:
        variables = environment(made.plan, served.url)
        printed = run(page, repository / "generated", tmp_path, variables)
    check_types(programs(page), repository / "generated", tmp_path)

    assert printed.count("\n200") == 2
    for name in ("GENESYSCLOUD_LOG=debug", "ININ-Correlation-Id", "Region.US_EAST_1"):
        assert name in page
    assert "## Streams" not in page
    assert "edit(" not in page


@pytest.mark.parametrize("name", _PATHS)
def test_the_page_of_a_small_document(name: str, tmp_path: Path) -> None:
    folder, workplace = tmp_path / "packages", tmp_path / "work"
    workplace.mkdir()
    made = generate(_PATHS[name], whole_settings(), package=f"usage_{name}")
    check(made, folder, workplace)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", _PUBLISHED)
def test_the_page_of_a_published_document(name: str, tmp_path: Path) -> None:
    folder, workplace = tmp_path / "packages", tmp_path / "work"
    workplace.mkdir()
    check(published(name, "usage", whole_settings()), folder, workplace)


def sections(page: str) -> set[str]:
    return {*re.findall(r"^##+ (.+)$", page, re.M)}


def test_only_what_the_package_has_is_on_its_page() -> None:
    emit: list[str] = ["docs", "project"]
    plain = parse_config({"package": {"emit": emit}}, "test")
    small = generate(_minimal(), plain, package="small")
    whole = generate(_PATHS["everything"], whole_settings(), package="whole")

    everywhere = {
        "Another transport", "Credentials", "Data", "Drift", "Errors", "Logging and hooks",
        "Parameters", "Retries", "Threads, tasks, processes", "Time",
        "What the document does not know",
    }  # fmt: skip
    assert sections(page_of(small)) == everywhere
    assert sections(page_of(whole)) == everywhere | {
        "Bodies", "Changing an entity", "Exporting and importing", "Finding an entity by name",
        "From a shell", "Paging", "Streams", "Tests of your own", "Waiting for a state",
    }  # fmt: skip
    for text in ("PaginationError", "TokenError", "wait_for", "FakeService", "read as a stream"):
        assert text not in page_of(small)
        assert text in page_of(whole)


def _minimal() -> Path:
    return _TESTS / "golden/minimal/spec.yaml"


def test_the_page_has_the_names_of_the_package() -> None:
    page = page_of(generate(_PATHS["everything"], whole_settings(), package="library"))

    for text in ("LIBRARY_KEY", "`X-Library-Key`", "LIBRARY_LOG=debug", "PasswordGrant", "SERVERS"):
        assert text in page
    assert 'client.books.list(title="Middlemarch").first()' in page


def test_the_statuses_and_the_header_are_those_of_the_settings() -> None:
    settings: dict[str, Any] = {"retry_statuses": [429, 503], "correlation_header": "X-Trace"}
    made = generate(_PATHS["paging"], whole_settings(**settings), package="shop")

    assert "| 503 | repeated |" in page_of(made)
    assert "`X-Trace`" in page_of(made)


def test_pages_refer_to_each_other() -> None:
    made = generate(_PATHS["everything"], whole_settings(), package="library")

    assert "(docs/usage.md)" in made.files["README.md"]
    assert "(usage.md)" in made.files["docs/index.md"]
    for path, text in made.files.items():
        if path.endswith(".md"):
            for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text):
                assert str(Path(path).parent / target) in made.files, (path, target)


def test_a_resource_may_be_called_as_a_page_is(tmp_path: Path) -> None:
    paths = {
        f"/{name}/{{id}}": {
            "get": {"operationId": f"get_{name}", "responses": {"204": {"description": ""}}}
        }
        for name in ("usage", "index", "models")
    }
    spec = tmp_path / "spec.yaml"
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    spec.write_text(str(document).replace("'", '"'), "utf-8")
    files = generate(spec, parse_config({"package": {"emit": ["docs"]}}, "t"), package="p").files

    pages = {path for path in files if path.startswith("docs/")}
    assert len(pages) == 6
    for name in ("usage", "index", "models"):
        (own,) = [path for path in pages if f"\nGET /{name}/{{id}}\n" in files[path]]
        assert f"]({own.removeprefix('docs/')}" in files["docs/index.md"]
