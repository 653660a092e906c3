"""Names and values that no checker judges are told as to be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.files import write
from tests.usage.projects import diff, expected, new_document, old_document, project, review, told
from tests.usage.test_fix import renamed_document


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(("checker", "effect"), [("mypy", "change"), ("pyright", "check")])
def test_members_in_class_patterns_are_told(here: Path, checker: str, effect: str) -> None:
    code = (
        "from acme_things import models\nfrom acme_things.models import Thing\n\n\n"
        "def shown(thing: Thing) -> object:\n    match thing:\n"
        "        case Thing(title=str(text)):\n            return text\n"
        "        case models.Thing(size=size):\n            return size\n    return None\n"
    )
    project(here, {"src/job.py": code}, old_document(), renamed_document())

    report = review("--code", "src", "--checker", checker)

    assert told(report) == {("src/job.py", 7, effect, "resp-prop-renamed")}


def test_values_that_are_gone_are_told_beside_their_name(here: Path) -> None:
    files = {
        "src/job.py": """from acme_things import Client
from acme_things.models import ThingInput


def run(client: Client, given: ThingInput, kind: str) -> object:
    if given.kind == "big":  # check param-enum-value-removed # check req-prop-enum-removed
        return "big"
    match given.kind:
        case "big":  # check param-enum-value-removed # check req-prop-enum-removed
            return client.still.get()
        case _:
            return given.title == "big"
""",
        "src/other.py": 'def run(given):\n    return given.kind == "big"\n',
    }
    old, new = old_document(), old_document()
    changed = new_document()
    schemas = new["components"]["schemas"]
    schemas["ThingInput"]["properties"]["kind"]["enum"] = ["small"]
    new["paths"]["/things"]["get"]["parameters"][1] = changed["paths"]["/things"]["get"][
        "parameters"
    ][1]
    project(here, files, old, new)

    assert told(review("--code", "src")) == expected(files)


def test_a_file_of_another_encoding_is_told_with_its_line(here: Path) -> None:
    project(here, {}, old_document(), renamed_document())
    write({"src/__init__.py": ""}, here)
    (here / "src/bad.py").write_bytes(b"# one\n# two\n# three\nX = '\xff'\n")

    (skipped,) = review("--code", "src")["your_code"]["skipped"]
    ran = diff("--code", "src/bad.py")

    assert (skipped["line"], "utf-8" in skipped["reason"]) == (4, True)
    assert ran.code == 2
    assert "bad.py:4" in ran.err and "utf-8" in ran.err
