"""Forty operations out of GitHub's API: a package of these and of nothing else."""

from __future__ import annotations

import pytest

from clientgen.base.configuration import Config
from clientgen.base.diagnostics import InputError
from clientgen.document.extract import extract
from clientgen.document.load import Limits, bundle, read
from clientgen.document.load.grammar import METHODS
from clientgen.document.screen import screen
from clientgen.emit.pipeline import Generated, generate

from .documents import Document, documents, reason_to_skip

ENTRIES = ("GET /repos/*/*/issues/**", "tag:gists", "id:users/get-authenticated")


def _cached(name: str) -> Document:
    document = next(document for document in documents() if document.name == name)
    if reason := reason_to_skip(document):
        pytest.skip(reason)
    return document


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_forty_operations_of_github() -> None:
    path = str(_cached("github").local())
    made: Generated = generate(path, Config(), package="forty", include=ENTRIES)
    source = read(path)
    wanted = {
        f"{method.upper()} {name}"
        for name, item in source.value["paths"].items()
        for method in METHODS
        if method in item
        and (
            (method == "get" and name.startswith("/repos/{owner}/{repo}/issues"))
            or "gists" in item[method].get("tags", ())
            or item[method]["operationId"] == "users/get-authenticated"
        )
    }
    found = {f"{method.operation.method} {method.operation.path}" for method in made.plan.methods}
    assert len(found) == 40
    assert found == wanted
    # Every component that came along is reached: cutting the part again cuts nothing.
    part = extract(screen(source), include=ENTRIES)
    assert extract(part, include=["/"]).value == part.value
    assert 0 < len(part.value["components"]["schemas"]) < 150
    for name, text in made.files.items():
        if name.endswith(".py"):
            compile(text, name, "exec")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_part_of_a_document_over_the_limit() -> None:
    """70 MB, all references resolved: refused at the usual size, read at a raised one."""
    path = _cached("github-dereferenced").local()
    with pytest.raises(InputError, match="--max-size raises it"):
        read(path)
    document = read(path, limits=Limits.of_size(128))
    made = generate(document, Config(), package="gists", include=["tag:gists"])
    assert len(made.plan.methods) == 20


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_document_that_refers_to_files_above_itself() -> None:
    found = _cached("mojaloop-sdk-backend")
    path = found.local()
    with pytest.raises(InputError, match="--root"):
        bundle(read(path))
    document = bundle(read(path), found.file(found.root))
    assert not {"schema-as-any", "reference-left-out"} & {
        item.code for item in screen(document).diagnostics
    }
    made = generate(document, Config(), package="backend")
    assert len(made.plan.methods) == 21
    # Classes have the names of the files.
    assert {"FxCharge", "FxConversion", "FxMoney"} <= {
        model.key for model in made.plan.models.models
    }
