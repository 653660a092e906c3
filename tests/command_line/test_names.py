"""Names of commands and options, messages, and what is completed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line.small_service import SmallService, members, operation, query

_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
_PATHS = {
    "/import": {"post": operation("createImport", summary="Import\nall\n")},
    "/return/yield/{id}": {
        "get": operation(
            "getYield",
            _ID,
            query("größe", {"type": "string"}),
            query("dur", {"type": "string", "format": "duration"}),
            query("at", {"type": "string", "format": "date-time"}),
            query("day", {"type": "string", "format": "date"}),
        ),
        "post": operation(
            "createYield",
            _ID,
            body=members(part=members(sku={"type": "string"}, dims=members(w={"type": "number"}))),
        ),
    },
}


def _service(folder: Path, package: str, server: str) -> SmallService:
    return SmallService(folder, package, _PATHS, servers=[{"url": server}])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SmallService:
    return _service(tmp_path_factory.mktemp("names"), "named", "https://api.example.com")


def test_a_shell_has_no_keywords_of_python(service: SmallService) -> None:
    assert "  yield  create, get\n" in service.run("--help").out
    assert "  import  Import all\n" in service.run("api", "--help").out
    assert service.run("--complete", "api", "imp").out == "import\n"
    for word in ("import", "import_", "import-"):
        assert service.sent("api", word) == ("", "")
    for word in ("yield", "yield_", "yield-"):
        assert service.run(word, "get", "--help").out.splitlines()[0].endswith(" id [OPTIONS]")


def _yield(method: str, *words: str) -> tuple[str, ...]:
    return ("yield", {"GET": "get", "POST": "create"}[method], *words)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dur", "banana"),
        ("dur", "P"),
        ("dur", "PT"),
        ("dur", "P1H"),
        ("at", "2024-01-01"),
        ("at", "2024-13-01T00:00:00Z"),
        ("day", "20240101"),
        ("day", "2024-02-30"),
    ],
)
def test_a_format_is_checked(service: SmallService, name: str, value: str) -> None:
    words = _yield("GET", "x", f"--{name}={value}")
    assert f"--{name}: expected a d" in service.refused(*words)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dur", "P1Y2M3DT4H5M6.5S"),
        ("dur", "PT36H"),
        ("dur", "P2W"),
        ("at", "2024-01-01t00:00:00z"),
        ("at", "2024-01-01T00:00:00+02:00"),
        ("day", "2024-02-29"),
    ],
)
def test_a_text_of_a_format_is_sent_as_typed(service: SmallService, name: str, value: str) -> None:
    sent, _ = service.sent(*_yield("GET", "x", f"--{name}", value))
    assert sent == f"{name}={value.replace(':', '%3A').replace('+', '%2B')}"


def test_completion_goes_into_members_and_other_letters(service: SmallService) -> None:
    def complete(method: str, last: str) -> list[str]:
        return service.run("--complete", *_yield(method, last)).out.split()

    assert sorted(complete("POST", "--part.")) == ["--part.dims", "--part.sku"]
    assert complete("POST", "--part.dims.") == ["--part.dims.w"]
    assert complete("GET", "--größ") == ["--größe"]
    assert complete("GET", "--reg") == []
    assert service.run("--complete", "--reg").out.split() == []
    assert "there is no option --region" in service.refused(*_yield("GET", "x", "--region", "x"))


def test_zsh_offers_no_empty_word(service: SmallService) -> None:
    # Between quotation marks zsh makes an empty word of an output that is empty.
    assert "found=(${(f)" in service.run("--completion", "zsh").out


def test_the_address_is_named_as_in_a_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = _service(tmp_path, "hostless", "/api")
    monkeypatch.delenv("HOSTLESS_BASE_URL", raising=False)
    done = service.run("api", "import")
    assert done.code == 3
    assert "give --base-url, or set HOSTLESS_BASE_URL" in done.err
    assert service.run("api", "import", "--base-url", "http://127.0.0.1:1").code == 9
