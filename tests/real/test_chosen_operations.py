"""Forty operations out of GitHub's API: a package of these and of nothing else."""

from __future__ import annotations

import pytest

from clientgen.base.configuration import Config
from clientgen.document.extract import extract
from clientgen.document.load import read
from clientgen.document.load.grammar import METHODS
from clientgen.document.screen import screen
from clientgen.emit.pipeline import Generated, generate

from .documents import documents, reason_to_skip

ENTRIES = ("GET /repos/*/*/issues/**", "tag:gists", "id:users/get-authenticated")


def _github() -> str:
    document = next(document for document in documents() if document.name == "github")
    if reason := reason_to_skip(document):
        pytest.skip(reason)
    return str(document.local())


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_forty_operations_of_github() -> None:
    path = _github()
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
