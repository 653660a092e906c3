"""What can be compared with what, where it is read from, and what is refused."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import parse_config
from clientgen.base.diagnostics import InputError
from clientgen.compare import CompareSettings, compare_versions, prepare_version, resolve_document
from clientgen.compare.versions import refuse_unrelated
from clientgen.document.load import read
from tests.diff.tiny import Json, base, edited, operation, side
from tests.support.documents import NONE, content, document, parsed, path_parameter, ref
from tests.support.programs import clientgen

SWAGGER: Json = {
    "swagger": "2.0",
    "info": {"title": "T", "version": "1"},
    "host": "one.example",
    "paths": {
        "/a/{id}": {
            "get": {
                "operationId": "getA",
                "produces": ["application/json"],
                "parameters": [{"name": "id", "in": "path", "required": True, "type": "string"}],
                "responses": {"200": {"description": "OK", "schema": {"$ref": "#/definitions/A"}}},
            }
        }
    },
    "definitions": {"A": {"type": "object", "properties": {"n": {"type": "string"}}}},
}


def write(path: Path, document: Json) -> str:
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_swagger_2_is_compared_as_what_it_says() -> None:
    old = json.loads(json.dumps(SWAGGER))
    new = json.loads(json.dumps(SWAGGER))
    new["definitions"]["A"]["properties"]["n"] = {"type": "integer"}

    report = compare_versions(side(old, "old.json"), side(new, "new.json"))

    assert [f.id for f in report.findings] == ["resp-prop-type-changed"]
    finding = report.findings[0]
    assert finding.old is not None and finding.new is not None
    assert finding.old.pointer == finding.new.pointer == "/definitions/A/properties/n"
    assert (report.wire, report.bump) == ("breaks", "major")


def test_flavours_do_not_differ_by_themselves() -> None:
    get = {
        "operationId": "getA",
        "parameters": [path_parameter()],
        "responses": {"200": {"description": "OK", **content(ref("A"))}},
    }
    servers = [{"url": "https://one.example"}]
    modern = document({"/a/{id}": {"get": get}}, schemas=SWAGGER["definitions"], servers=servers)

    assert compare_versions(side(SWAGGER, "old"), side(modern, "new")).findings == ()


def test_a_finding_names_file_and_line(tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(json.dumps(base(), indent=1), encoding="utf-8")
    new = tmp_path / "new.json"
    new.write_text(
        json.dumps(edited(base(), {"S.Owner.properties.mail": {"type": "integer"}}), indent=1),
        encoding="utf-8",
    )

    report = compare_versions(prepare_version(read(old)), prepare_version(read(new)))

    place = report.findings[0].old
    assert place is not None and place.position is not None
    line = old.read_text(encoding="utf-8").splitlines()[place.position.line - 1]
    assert '"mail"' in line


def test_unrelated_documents_are_refused(tmp_path: Path) -> None:
    other = edited(base(), {"paths": {"/else": {"get": operation("else")}}})

    files = write(tmp_path / "a.json", base()), write(tmp_path / "b.json", other)
    code, _, err = clientgen("diff", *files)

    assert code == 2 and "two unrelated APIs" in err


@pytest.mark.parametrize(
    "held",
    [
        {"webhooks": {"opened": {"post": operation("opened")}}},
        {"components": {"schemas": {"Thing": {"type": "object"}}}},
    ],
)
def test_a_document_without_operations_is_compared(held: dict[str, Any], tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", document(**held))

    assert clientgen("diff", path, path, "--fail-on", "any").code == 0
    assert clientgen("diff", path, write(tmp_path / "b.json", base())).code == 2


def test_one_shared_operation_id_makes_them_related() -> None:
    moved = edited(base(), {"paths": {"/else": {"get": operation("getReport")}}})

    refuse_unrelated(side(base()).resolver, side(moved).resolver, ("a", "b"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "neither"),
        (
            '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}',
            "no operations",
        ),
        ('{"openapi": "3.1.0", ', "is not valid JSON"),
        ("[1]", "not a mapping"),
    ],
)
def test_bad_documents_are_refused(text: str, said: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(text, encoding="utf-8")

    code, _, err = clientgen("diff", write(tmp_path / "a.json", base()), bad)
    assert code == 2 and said in err and err.count("\n") == 1


def test_a_missing_version_names_its_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = tmp_path / "history"
    history.mkdir()
    write(history / "1.2.0.yaml", base())

    assert resolve_document("1.2.0", history=history).source.endswith("1.2.0.yaml")
    with pytest.raises(InputError, match=r"near it are 1\.2\.0"):
        resolve_document("1.2.1", history=history)
    with pytest.raises(InputError, match="no such file"):
        resolve_document("../history/1.2.0", history=history)


def git(folder: Path, *arguments: str) -> None:
    name = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    subprocess.run(
        ["git", *name, *arguments], cwd=folder, check=True, timeout=60, capture_output=True
    )


def test_a_revision_of_git_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    below = tmp_path / "spec"
    below.mkdir()
    (below / "api.json.gz").write_bytes(gzip.compress(json.dumps(base()).encode()))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "One")
    (below / "api.json.gz").unlink()
    monkeypatch.chdir(tmp_path)

    assert resolve_document("git:HEAD:spec/api.json.gz").value == base()
    assert resolve_document("git:HEAD", fragment=Path("spec/api.json.gz")).value == base()
    monkeypatch.chdir(below)
    assert resolve_document("git:HEAD:api.json.gz").value == base()
    for text, said in (
        ("git:HEAD:gone.json", "git has no"),
        ("git:nowhere:spec/api.json.gz", "git has no"),
        ("git:--help:spec/api.json.gz", "needs a revision"),
        ("git:HEAD", "needs a path"),
    ):
        with pytest.raises(InputError, match=said):
            resolve_document(text)


def test_outside_a_repository_git_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InputError, match="not a git repository"):
        resolve_document("git:HEAD:api.json")


def test_only_https_is_downloaded() -> None:
    with pytest.raises(InputError, match="only https"):
        resolve_document("http://127.0.0.1:9/api.json")


def test_settings_name_only_what_is_theirs() -> None:
    config = parse_config(
        {
            "extract": {"prefix": "/things"},
            "operations": {"listThings": {"name": "things.everything"}},
        },
        "clientgen.toml",
    )
    small = base()
    small["paths"] = {path: item for path, item in small["paths"].items() if "things" in path}

    def names(value: Json) -> set[str]:
        version = prepare_version(parsed(value), CompareSettings(config))
        return {method.path for method in version.plan.methods}

    assert "things.everything" in names(small)
    assert not any("everything" in name for name in names(base()))


def test_a_prefix_leaves_the_rest_out_and_counts_it(tmp_path: Path) -> None:
    new = edited(
        base(), {"S.Node.properties.more": {"type": "string"}, "REPORT.summary": "A report"}
    )
    out = tmp_path / "report.json"
    files = write(tmp_path / "a.json", base()), write(tmp_path / "b.json", new)

    more = ("--prefix", "/reports", "--format", "json", "-o", out)
    assert clientgen("diff", *files, *more).code == 0

    report = json.loads(out.read_text(encoding="utf-8"))
    assert [finding["id"] for finding in report["findings"]] == ["op-description-changed"]
    assert (report["api_wide"], report["operations"], report["prefix"]) == (2, 1, "/reports")


def test_a_selection_is_applied_to_both_sides(tmp_path: Path) -> None:
    new = edited(
        base(), {"S.Node.properties.more": {"type": "string"}, "REPORT.summary": "A report"}
    )
    new["paths"]["/added"] = {"get": {"operationId": "added", "responses": NONE}}
    out = tmp_path / "report.json"
    files = write(tmp_path / "a.json", base()), write(tmp_path / "b.json", new)
    more = ("--format", "json", "-o", out)

    assert clientgen("diff", *files, "--only", "/reports", "--only", "id:added", *more).code == 0
    report = json.loads(out.read_text(encoding="utf-8"))
    found = {finding["id"] for finding in report["findings"]}
    # One is in the new document only, and what lies elsewhere is counted.
    assert found == {"op-description-changed", "path-added"}
    assert (report["only"], report["prefix"]) == (["/reports", "id:added"], None)
    assert report["api_wide"] > len(report["findings"])

    text = clientgen("diff", *files, "--only", "/reports")
    assert "in /reports" in text.out
    done = clientgen("diff", *files, "--only", "id:report", *more)
    assert done.code == 2 and "did you mean 'getReport'" in done.err
    assert clientgen("diff", *files, "--only", "/a", "--prefix", "/a").code == 2
