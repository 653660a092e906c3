"""The harness itself, on small inputs: it sees what is broken, and nothing passes on nothing."""

from __future__ import annotations

import gzip
import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.documents import NONE, TEXT, document, obj, path_parameter, ref, responses
from tests.support.files import write

from . import fetch as fetching
from . import measure as measuring
from .documents import PINS, Document, Package, documents, read_documents, reason_to_skip
from .fetch import FetchError, fetch, unpack
from .inspect_package import module_names
from .measure import Bounds, Row, inspect, measure
from .operations import operations
from .page import PAGE, load, main, render, update
from .results import (
    Results,
    is_buildable,
    is_importable,
    is_whole,
    losses,
    read_results,
    settle,
    summarise,
    write_results,
)

GOOD = Row(
    "good", "generated", 0, 10, 10, 5, 5, 20, 20, "complete", 0, cpu_seconds=4.0, memory_mb=100
)
_PET = {
    "parameters": [path_parameter()],
    "get": {"operationId": "getPet", "responses": responses(ref("Pet"))},
    "delete": {"operationId": "deletePet", "responses": NONE},
}
MINIMAL = document({"/pets/{id}": _PET}, schemas={"Pet": obj(name=TEXT)}, openapi="3.0.3")


def _written(folder: Path, name: str, value: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), "utf-8")
    return path


# The counter of operations.


def test_operations_are_method_keys_below_paths(tmp_path: Path) -> None:
    document: dict[str, Any] = {
        "paths": {
            "/a": {"get": {}, "TRACE": {}, "trace": {}, "summary": "x", "x-post": {}},
            "/b": {"parameters": [], "$ref": "#/x-items/a~1b%20c"},
            "x-internal": {"get": {}},
        },
        "webhooks": {"new": {"post": {}}},
        "x-items": {"a/b c": {"put": {}, "$ref": "other.json#/item"}},
    }
    _written(tmp_path, "other.json", {"item": {"patch": {}, "$ref": "#/item"}})
    assert operations(_written(tmp_path, "openapi.json", document)) == {
        ("GET", "/a"),
        ("TRACE", "/a"),
        ("PUT", "/b"),
        ("PATCH", "/b"),
    }


def test_operations_of_yaml_and_gzip(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml.gz"
    path.write_bytes(gzip.compress(b"paths:\n  /a:\n    get: {}\n  /b: null\n"))
    assert operations(path) == {("GET", "/a")}


@pytest.mark.parametrize("value", [{}, {"paths": None}, [], {"paths": {"/a": {"$ref": "#/no"}}}])
def test_operations_where_there_are_none(tmp_path: Path, value: object) -> None:
    assert operations(_written(tmp_path, "openapi.json", value)) == set()


# Measuring.


def test_a_good_document_is_whole(tmp_path: Path) -> None:
    row = measure("t", _written(tmp_path, "openapi.json", MINIMAL), "real_t")
    assert (row.outcome, row.exit_status, row.message) == ("generated", 0, "")
    assert (row.operations, row.operations_with_method) == (2, 2)
    assert row.modules == row.modules_imported > 10
    # Pet; the result of getPet; id and the return type of both methods.
    assert (row.types, row.types_built, row.inspection) == (6, 6, "complete")
    assert row.lines > 1000 and row.cpu_seconds > 0 and row.memory_mb > 10


def test_a_refused_document_keeps_its_operations(tmp_path: Path) -> None:
    document = {**MINIMAL, "openapi": "9.0"}
    row = measure("t", _written(tmp_path, "openapi.json", document), "real_t")
    assert (row.outcome, row.exit_status, row.operations) == ("refused", 2, 2)
    assert (row.modules, row.types, row.operations_with_method) == (0, 0, 0)
    assert row.message and str(tmp_path) not in row.message


@pytest.mark.parametrize(
    ("program", "bounds", "outcome"),
    [
        ("while True: pass", Bounds(cpu_seconds=1), "timed out"),
        ("import time; time.sleep(60)", Bounds(wall_seconds=1), "timed out"),
        ("'x' * 10**9", Bounds(memory=200_000_000), "out of memory"),
        ("raise KeyError('x')", Bounds(), "crashed"),
        ("import os; os.abort()", Bounds(), "crashed"),
        ("import sys; sys.exit('internal error: x')", Bounds(), "crashed"),
        ("import sys; sys.exit(7)", Bounds(), "failed"),
        ("import socket; socket.create_connection(('192.0.2.1', 80))", Bounds(), "crashed"),
    ],
)
def test_outcomes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, bounds: Bounds, outcome: str
) -> None:
    monkeypatch.setattr(measuring, "_COMMAND", (sys.executable, "-c", program))
    row = measure("t", _written(tmp_path, "openapi.json", MINIMAL), "real_t", bounds)
    assert (row.outcome, row.operations, row.modules) == (outcome, 2, 0)
    assert row.exit_status != 0


def test_a_quoted_document_is_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "x.yaml:1:1 (at #): warning spec-violation: says internal error, Traceback"
    program = f"import sys; print({text!r}, file=sys.stderr); sys.exit(2)"
    monkeypatch.setattr(measuring, "_COMMAND", (sys.executable, "-c", program))
    row = measure("t", _written(tmp_path, "openapi.json", MINIMAL), "real_t")
    assert (row.outcome, row.diagnostics) == ("refused", 1)


def _generated(folder: Path) -> Path:
    """Generate the minimal document's package and return its folder."""
    from clientgen.base.configuration import Config
    from clientgen.emit.pipeline import generate

    made = generate(_written(folder, "openapi.json", MINIMAL), Config(), package="real_t")
    write(made.files, folder / "out")
    return folder / "out" / "real_t"


def test_a_module_that_cannot_be_imported_is_counted(tmp_path: Path) -> None:
    package = _generated(tmp_path)
    (package / "models.py").write_text("import no_such_module\n", "utf-8")
    report = inspect(package.parent, "real_t", tmp_path)
    assert report["modules_imported"] == report["modules"] - 1 > 10
    assert "no_such_module" in report["import_failures"][0][0]
    # The result of getPet, and the return type that names it.
    assert report["types"] - report["types_built"] == 2


def test_a_package_that_cannot_be_imported_has_nothing(tmp_path: Path) -> None:
    package = _generated(tmp_path)
    (package / "__init__.py").write_text("variant = heir\n", "utf-8")
    report = inspect(package.parent, "real_t", tmp_path)
    assert (report["modules_imported"], report["reached"], report["types_built"]) == (0, [], 0)
    assert report["modules"] == len(module_names(package)) > 10


def test_a_type_that_cannot_be_built_is_counted(tmp_path: Path) -> None:
    package = _generated(tmp_path)
    models = package / "models.py"
    models.write_text(
        models.read_text("utf-8").replace("name: str", "name: Nowhere"), encoding="utf-8"
    )
    table = package / "operations.py"
    table.write_text(
        table.read_text("utf-8").replace("result=None", 'result="list[Literal]"'), "utf-8"
    )
    report = inspect(package.parent, "real_t", tmp_path)
    texts = [text for text, _ in report["type_failures"]]
    assert report["modules_imported"] == report["modules"]
    assert any(text.startswith("model Pet: ") for text in texts), texts
    assert any(text.startswith("runtime type list[Literal]: ") for text in texts), texts


def test_an_operation_without_a_method_is_not_counted(tmp_path: Path) -> None:
    package = _generated(tmp_path)
    (path,) = (package / "resources").glob("pets*.py")
    text = path.read_text("utf-8")
    assert 'OPERATIONS["deletePet"]' in text
    path.write_text(text.replace('OPERATIONS["deletePet"]', 'OPERATIONS["getPet"]'), "utf-8")
    assert inspect(package.parent, "real_t", tmp_path)["reached"] == [["GET", "/pets/{id}"]]


def test_a_method_that_no_client_offers_is_not_counted(tmp_path: Path) -> None:
    package = _generated(tmp_path)
    client = package / "client.py"
    client.write_text(client.read_text("utf-8").replace("def pets(", "def _pets("), "utf-8")
    assert inspect(package.parent, "real_t", tmp_path)["reached"] == []


def test_an_inspection_that_ends_early_says_why(tmp_path: Path) -> None:
    package = _generated(tmp_path)
    (package / "errors.py").write_text("import os\nos._exit(3)\n", "utf-8")
    assert inspect(package.parent, "real_t", tmp_path) == {"failure": "exit status 3"}


# The ratchet.


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        (replace(GOOD, outcome="refused", exit_status=2), "is: refused"),
        (replace(GOOD, outcome="timed out", exit_status=-9), "is: timed out"),
        (replace(GOOD, operations_with_method=9), "10 before, 9 now"),
        (replace(GOOD, modules_imported=4), "4 of 5 now"),
        (replace(GOOD, types_built=19), "19 of 20 now"),
        (replace(GOOD, types=30, types_built=29), "29 of 30 now"),
        (replace(GOOD, types=0, types_built=0), "0 of 0 now"),
        (replace(GOOD, modules=0, modules_imported=0), "0 of 0 now"),
        (replace(GOOD, inspection="timed out"), "no longer be inspected"),
        (replace(GOOD, operations=11), "pinned anew"),
    ],
)
def test_a_loss_is_reported(now: Row, lost: str) -> None:
    (message,) = losses(GOOD, now)
    assert lost in message


def test_what_is_no_worse_is_no_loss() -> None:
    worse = Row("good", "timed out", -9, 10)
    assert losses(GOOD, GOOD) == losses(worse, GOOD) == losses(worse, worse) == []
    assert (
        losses(GOOD, replace(GOOD, modules=4, modules_imported=4, types=15, types_built=15)) == []
    )
    assert losses(GOOD, replace(GOOD, cpu_seconds=40.0, lines=1, diagnostics=9)) == []


def test_a_package_of_nothing_is_not_whole() -> None:
    empty = Row("empty", "generated", 0, 0, 0, 5, 5, 0, 0, "complete")
    assert is_whole(GOOD) and is_importable(empty)
    assert not is_buildable(empty) and not is_whole(empty)
    assert not is_importable(replace(empty, modules=0, modules_imported=0))
    figures = summarise((GOOD, empty))
    assert (figures.documents, figures.importable, figures.buildable, figures.whole) == (2, 2, 1, 1)


def test_costs_within_noise_stay() -> None:
    assert settle(GOOD, replace(GOOD, cpu_seconds=4.6, memory_mb=105)) == GOOD
    assert settle(GOOD, replace(GOOD, cpu_seconds=8.0)).cpu_seconds == 8.0
    assert settle(None, GOOD) == GOOD


def test_losses_are_written_only_when_accepted() -> None:
    committed = Results((GOOD,), ())
    worse = (replace(GOOD, operations_with_method=9),)
    assert update(committed, worse, "now", accept=False)[0] is committed
    results, found = update(committed, worse, "now", accept=True)
    assert results.rows == worse and len(found) == 1
    assert [state.label for state in results.history] == ["now"]
    again, _ = update(results, (GOOD,), "now", accept=False)
    assert [state.summary.operations_with_method for state in again.history] == [10]


# The cache and the pins.


def _document(package: str = "p", digest: str = "0" * 64, registry: str = "pypi") -> Document:
    return Document("d", Package(registry, package, "1"), "a/x.json", (("a/x.json", digest),))


def test_without_the_cache_the_reason_names_the_command(tmp_path: Path) -> None:
    assert "make real-documents" in reason_to_skip(_document(), tmp_path)


def test_a_changed_file_is_not_cached(tmp_path: Path) -> None:
    _written(tmp_path, "documents/d/a/x.json", {})
    assert "make real-documents" in reason_to_skip(_document(), tmp_path)
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert reason_to_skip(_document(digest=digest), tmp_path) == ""


def test_only_pinned_contents_are_unpacked(tmp_path: Path) -> None:
    archive = tmp_path / "p.whl"
    with zipfile.ZipFile(archive, "w") as wheel:
        wheel.writestr("a/x.json", "{}")
        wheel.writestr("a/y.json", "{}")
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert unpack(archive, [_document(digest=digest)], tmp_path / "good") == []
    assert [path.name for path in (tmp_path / "good").rglob("*.json")] == ["x.json"]
    (message,) = unpack(archive, [_document()], tmp_path / "bad")
    assert "pinned is 000" in message and not (tmp_path / "bad").exists()
    other = replace(_document(), files=(("b/x.json", digest),))
    assert unpack(archive, [other], tmp_path / "bad") == ["b/x.json is not in the package"]


def test_one_message_for_a_package_that_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(package: Package, folder: Path) -> Path:
        raise FetchError("no such version")

    monkeypatch.setattr(fetching, "download", fail)
    wanted = (_document(), replace(_document(), name="e"))
    assert fetch(wanted, tmp_path) == ["p==1 (pypi): no such version"]


@pytest.mark.parametrize(
    ("text", "message"), [("", "names no document"), ('[[document]]\nname = "a"\n', "a: without")]
)
def test_pins_that_are_not_complete(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "documents.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=message):
        read_documents(path)


def test_pins_that_name_a_document_twice(tmp_path: Path) -> None:
    path = tmp_path / "documents.toml"
    entry = PINS.read_text("utf-8").split("\n\n")[1]
    path.write_text(f"{entry}\n\n{entry}\n", "utf-8")
    with pytest.raises(ValueError, match="twice"):
        read_documents(path)


# What is committed.


def test_the_documents_are_many_and_from_many_packages() -> None:
    assert len(documents()) >= 60
    assert len({document.package.name for document in documents()}) >= 25
    assert {document.package.registry for document in documents()} == {"npm", "pypi"}
    assert sum(document.always != "" for document in documents()) == 15


def test_every_document_has_a_row_and_every_row_a_document() -> None:
    rows = [row.name for row in read_results().rows]
    assert rows == sorted(document.name for document in documents())


def test_the_page_is_what_the_results_give(tmp_path: Path) -> None:
    bounds, results = Bounds(), read_results()
    text = render(results, documents(), bounds.cpu_seconds, bounds.memory // 1024**3)
    assert PAGE.read_text("utf-8") == text, "run `python -m tests.real.page --page-only`"
    write_results(results, tmp_path / "results.json")
    assert read_results(tmp_path / "results.json") == results


def test_nothing_measured_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        summarise(())
    with pytest.raises(ValueError, match="run `make real`"):
        load(documents(), tmp_path)
    monkeypatch.setattr(load, "__defaults__", (tmp_path,))
    before = PAGE.read_bytes()
    assert main([]) == 1
    assert "not measured" in capsys.readouterr().err
    assert PAGE.read_bytes() == before
