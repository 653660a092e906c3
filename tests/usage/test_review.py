"""Each kind of change is told at the lines that suffer from it, by two checkers."""

from __future__ import annotations

import contextlib
import json

import pytest

from tests.usage.projects import Json, expected, new_document, old_document, project, review, told

FILES = {
    "src/shop/__init__.py": "",
    "src/shop/job.py": '''"""Uses everything."""

import acme_things as api
from acme_things import AsyncClient, Client, models
from acme_things.models import Owner as Keeper, ThingInput  # change schema-renamed


def read(client: Client) -> None:
    thing = client.things.get("é")
    print("é日本", thing.title)  # change resp-prop-renamed
    print(thing.price, thing.size)  # type: ignore # change resp-prop-optional-removed
    client.boxes.get("1").name  # change path-changed
    client.old.get()  # change path-removed
    client.still.get()
    keeper: Keeper = client.owners.get()
    print(keeper.name, models.Owner)  # change schema-renamed


def write(client: api.Client) -> None:
    for _ in client.things.list(q="x"):  # change param-renamed
        pass
    client.things.list(
        limit=5,
        q="y",  # a comment that stays
        kind="big",  # change param-enum-value-removed
    )
    client.things.create(ThingInput(title="x"))  # change req-prop-required-added
    client.things.create({"title": "x"})  # change req-prop-required-added
    client.things.create({"title": "x", "colour": "red"})


def in_untyped():
    with Client() as client:
        return client.things.get("1").title  # change resp-prop-renamed


async def wait(client: AsyncClient) -> str | None:
    thing = await client.things.get("1")
    return thing.title  # change resp-prop-renamed


def animals(client: Client) -> int | None:
    pet = client.pets.get()
    return pet.lives if isinstance(pet, models.Cat) else None
''',
    "src/shop/blind.py": """from typing import Any

from acme_things import Client
from acme_things.models import ThingInput


def handed(client):
    client.things.get("1")  # unresolved
    getattr(client.things, "get")("1")  # unresolved
    getattr(client, input())  # unresolved


def partly(client: Client, options: dict[str, Any], body: Any) -> None:  # pyright: basic
    client.things.list(**options)  # check param-renamed # check param-max-decreased
    client.things.create(body)  # check req-prop-required-added # check req-prop-enum-removed
    red = {"colour": "red"}
    client.things.create({**red, "kind": "big"})  # change req-prop-enum-removed
    print(getattr(client.things.get("1"), "title"))  # check resp-prop-renamed
    ThingInput(**options)  # check req-prop-required-added


class Own:
    title = "x"

    def show(self):
        return self.title


def shown(thing):
    return thing.title + "a".title() + thing.size  # check resp-prop-renamed
""",
}


@pytest.fixture(scope="module", params=["mypy", pytest.param("pyright", marks=pytest.mark.slow)])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Json:
    checker = str(request.param)
    folder = tmp_path_factory.mktemp(checker)
    project(folder, FILES, old_document(), new_document())
    with contextlib.chdir(folder):
        return {**review("--code", "src", "--checker", checker), "checker": checker}


def test_every_line_is_told_with_the_finding_that_explains_it(report: Json) -> None:
    lines = expected(FILES) | {
        ("src/shop/blind.py", 14, "check", "param-enum-value-removed"),
        ("src/shop/blind.py", 17, "check", "req-prop-required-added"),
    }
    if report["checker"] == "pyright":
        # It tells no value of unknown type apart.
        lines = {line for line in lines if line[:2] != ("src/shop/blind.py", 15)}
    # The keyword of a call of several lines is told where each checker sees it.
    found = {line for line in told(report) if line[:2] not in _CALL}

    assert found == lines


_CALL = {("src/shop/job.py", number) for number in (22, 24)}


def test_the_keyword_of_a_call_of_several_lines_is_told(report: Json) -> None:
    assert any(line[:2] in _CALL for line in told(report))


def test_the_report_counts_what_it_saw(report: Json) -> None:
    code = report["your_code"]

    assert code["calls"]["total"] == code["calls"]["resolved"] + 3
    assert len(code["unresolved"]) == 3
    assert code["complete"] is False
    assert code["headline"].startswith(f"{code['calls']['to_change']} of your ")
    assert "in 2 files" in code["headline"]
    assert code["headline"].endswith("Not everything could be judged.")


def test_what_a_call_meets_on_the_wire_only_is_told_at_the_call(report: Json) -> None:
    limit = next(f for f in report["findings"] if f["id"] == "param-max-decreased")
    calls = {(n["file"], n["line"]) for n in limit["code"] if n["effect"] == "call"}

    assert {("src/shop/job.py", 20), ("src/shop/job.py", 22)} <= calls


def test_positions_are_all_that_leaves_of_the_code(report: Json) -> None:
    text = json.dumps(report)

    assert "keeper" not in text and "in_untyped" not in text
    assert all("text" not in note for f in report["findings"] for note in f["code"])
