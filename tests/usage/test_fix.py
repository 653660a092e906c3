"""``--fix``: certain renames are rewritten where a checker resolved them, and nothing else is."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.support.documents import TEXT, obj, ref, responses
from tests.support.files import texts
from tests.usage.projects import Json, diff, old_document, project, review, told

_BEFORE = '''"""A program; é stays é."""

from typing import Any

from acme_things import Client, models
from acme_things.models import Owner, Thing


def run(client: Client, title: str) -> list[Owner]:
    q = client.things.list(q=title)  # type: ignore  # q is a word
    names = [thing.title for thing in q]; print("é", q[0].title, q[1].title)
    client.boxes.get("1")
    more = client.boxes.get.request(id="2")
    boxes = client.boxes
    boxes.get("3")
    client.things.list(
        q = "x",
    )
    print(names, more, models.Owner(name="q"), {"q": 1, "title": 2})
    return [client.owners.get()]


def other(thing: Any, client) -> Any:
    client.things.list(q="x")
    return thing.title
'''
_AFTER = (
    _BEFORE.replace("list(q=title)", "list(words=title)")
    .replace("thing.title for", "thing.headline for")
    .replace("q[0].title, q[1].title", "q[0].headline, q[1].headline")
    .replace("client.boxes.get", "client.crates.get")
    .replace('        q = "x"', '        words = "x"')
    .replace("models.Owner(", "models.Holder(")
    .replace("import Owner, Thing", "import Holder, Thing")
    .replace("list[Owner]", "list[Holder]")
)


def renamed_document() -> Json:
    """The API of `old_document` with certain renames."""
    value = copy.deepcopy(old_document())
    schemas, paths = value["components"]["schemas"], value["paths"]
    paths["/things"]["get"]["parameters"][0]["name"] = "words"
    members = schemas["Thing"]["properties"]
    members["headline"] = members.pop("title")
    paths["/crates/{id}"] = paths.pop("/boxes/{id}")
    schemas["Holder"] = schemas.pop("Owner")
    for path in ("/owners", "/old"):
        paths[path]["get"]["responses"] = responses(ref("Holder"))
    return value


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_certain_renames_are_rewritten_and_nothing_else(here: Path, checker: str) -> None:
    project(here, {"src/job.py": _BEFORE}, old_document(), renamed_document())

    ran = diff("--code", "src", "--fix", "--yes", "--checker", checker)

    assert ran.code == 0, ran.err
    assert (here / "src/job.py").read_text("utf-8") == _AFTER
    assert "-    client.boxes.get" in ran.out and "+    client.crates.get" in ran.out
    assert "rewrote 1 file" in ran.out
    # A resource in a variable is nothing that can be known.
    assert "still to change: src/job.py:14" in ran.out
    assert texts(here / "src") == {"job.py": _AFTER}


def test_nothing_is_written_without_being_asked(here: Path) -> None:
    code = _BEFORE.replace("\n", "\r\n")
    project(here, {}, old_document(), renamed_document())
    (here / "src").mkdir()
    (here / "src/job.py").write_bytes(code.encode())

    ran = diff("--code", "src", "--fix")

    assert ran.code == 0
    assert "give --yes" in ran.out and "nothing was written" in ran.out
    assert "+++ b/src/job.py" in ran.out
    assert (here / "src/job.py").read_bytes() == code.encode()


@pytest.mark.slow
def test_after_the_repair_the_code_is_clean_for_the_new_package(here: Path) -> None:
    code = (
        "from acme_things import Client\n\n\ndef run(client: Client) -> None:\n"
        '    client.things.list(q="x")\n    print(client.boxes.get("1"))\n'
    )
    project(here, {"src/job.py": code}, old_document(), renamed_document())

    ran = diff("--code", "src", "--fix", "--yes", "--format", "json")

    assert "mypy finds nothing that remains to change" in ran.err
    assert ran.out.startswith("{")
    assert "words=" in (here / "src/job.py").read_text("utf-8")


@pytest.mark.slow
def test_a_rename_by_name_alone_is_not_certain(here: Path) -> None:
    old = old_document()
    old["components"]["schemas"]["Thing"] = obj(label=TEXT, size=TEXT)
    new = copy.deepcopy(old)
    new["components"]["schemas"]["Thing"] = obj(label_text=TEXT, size=TEXT)
    code = (
        "from acme_things import Client\n\n\ndef run(client: Client) -> None:\n"
        '    print(client.things.get("1").label)\n'
    )
    project(here, {"src/job.py": code}, old, new)

    assert told(review("--code", "src")) == {("src/job.py", 5, "change", "resp-prop-renamed")}

    ran = diff("--code", "src", "--fix", "--yes")

    assert "no rename in your code is certain" in ran.out
    assert (here / "src/job.py").read_text("utf-8") == code


@pytest.mark.slow
def test_a_name_that_is_taken_is_left_alone(here: Path) -> None:
    code = (
        "from acme_things import Client\nfrom acme_things.models import Owner\n\n"
        "Holder = int\n\n\ndef run(client: Client) -> Owner:\n    return client.owners.get()\n"
    )
    project(here, {"src/job.py": code}, old_document(), renamed_document())

    ran = diff("--code", "src", "--fix", "--yes")

    assert "no rename in your code is certain" in ran.out
    assert (here / "src/job.py").read_text("utf-8") == code


def test_an_attribute_of_the_users_that_is_called_as_a_resource_is_left_alone(here: Path) -> None:
    code = (
        "from acme_things import Client\n\n\nclass Service:\n"
        "    def __init__(self, client: Client) -> None:\n        self.client = client\n"
        "        self.boxes = client.boxes\n\n"
        '    def run(self) -> None:\n        self.boxes.get("1")\n'
        '        self.client.boxes.get("2")\n'
    )
    project(here, {"src/job.py": code}, old_document(), renamed_document())

    diff("--code", "src", "--fix", "--yes")

    after = code.replace("self.client.boxes", "self.client.crates")
    assert (here / "src/job.py").read_text("utf-8") == after


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_bytes_but_the_names_stay_as_they_are(here: Path, end: str) -> None:
    code = (
        "from acme_things import Client\n\n\x0c\ndef run(client: Client) -> object:\n"
        '    things = client.things.list(q="é")  # é\n'
        '    return client.boxes.get("1") or \\\n        things\n\x0c\nX = 1   \n'
    ).replace("\n", end)
    project(here, {}, old_document(), renamed_document())
    (here / "src").mkdir()
    (here / "src/job.py").write_bytes(code.encode())

    diff("--code", "src", "--fix", "--yes")

    after = code.replace("q=", "words=").replace("client.boxes", "client.crates")
    assert (here / "src/job.py").read_bytes() == after.encode()
