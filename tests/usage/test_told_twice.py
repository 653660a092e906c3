"""Nothing that a checker says is lost between its runs, or between files of one module name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.documents import ref, responses
from tests.support.files import write
from tests.usage.projects import diff, old_document, project, review, told
from tests.usage.test_fix import renamed_document

_PATTERN = """from acme_things.models import Thing


def shown(thing: Thing) -> str:
    match thing:
        case Thing(title=str(text)):
            return text
    return ""
"""
_CALL = """from acme_things import Client


def run(client: Client) -> object:
    return client.things.list(q="x")[0].title
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_no_rename_reaches_is_told_after_the_repair(here: Path) -> None:
    code = {"src/call.py": _CALL, "src/pattern.py": _PATTERN}
    project(here, code, old_document(), renamed_document())

    ran = diff("--code", "src", "--fix", "--yes")

    assert "still to change: src/pattern.py:6" in ran.out
    assert "nothing that remains" not in ran.out


def test_equal_files_of_one_module_name_are_told_alike(here: Path) -> None:
    project(here, {"src/a/main.py": _CALL}, old_document(), renamed_document())
    write({"src/b/main.py": _CALL}, here)

    report = review("--code", "src")

    first, second = (
        {line[1:] for line in told(report) if line[0] == f"src/{name}/main.py"} for name in "ab"
    )
    assert first == second == {(5, "change", "param-renamed"), (5, "change", "resp-prop-renamed")}


def test_names_of_one_import_are_told_with_their_own_findings(here: Path) -> None:
    new = renamed_document()
    new["components"]["schemas"]["Hound"] = new["components"]["schemas"].pop("Dog")
    new["paths"]["/pets"]["get"]["responses"] = responses({"oneOf": [ref("Cat"), ref("Hound")]})
    project(here, {}, old_document(), new)
    write({"src/job.py": "from acme_things.models import Dog, Owner\n"}, here)

    findings = review("--code", "src")["findings"]

    counts = {f["subject"]: len(f["code"]) for f in findings if f["id"] == "schema-renamed"}
    assert counts == {"Dog": 1, "Owner": 1}
