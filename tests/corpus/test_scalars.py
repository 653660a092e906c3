"""Texts of a format as types of Python: read, computed with, and sent back as they came."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import copy
import datetime as dt
import importlib
import json
import pickle
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import pytest

from .serving import Opener, Recorder

ID = UUID("b008976c-e085-43b7-b27d-9c0efd5fbfb5")
READ: list[tuple[str, str, object]] = [
    ("id", f'"{ID}"', ID),
    ("id", f'"{str(ID).upper()}"', ID),
    ("id", f'"{{{ID}}}"', ID),
    ("id", '"no uuid"', "no uuid"),
    ("id", "5", 5),
    ("at", '"10:20:30"', dt.time(10, 20, 30)),
    ("at", '"10:20:30.5Z"', dt.time(10, 20, 30, 500000, dt.UTC)),
    ("at", '"10:20"', dt.time(10, 20)),
    ("at", '"25:00"', "25:00"),
    ("within", '"P1DT2H"', dt.timedelta(days=1, hours=2)),
    ("within", '"-PT0.50S"', dt.timedelta(seconds=-0.5)),
    ("within", '"PT90M"', dt.timedelta(minutes=90)),
    ("within", '"P1M"', "P1M"),
    ("within", '"P"', "P"),
    ("within", f'"P{"9" * 30}D"', f"P{'9' * 30}D"),
    ("data", '"aGk="', b"hi"),
    ("data", '"aGk"', "aGk"),
    ("data", '"aGl="', "aGl="),
    ("picture", '""', b""),
    ("price", '"1.10"', Decimal("1.10")),
    ("price", '"1E400"', Decimal("1E400")),
    ("price", '"NaN"', "NaN"),
    ("price", "1.10", 1.1),
    ("rate", "1.10", Decimal("1.10")),
    ("rate", "7", Decimal(7)),
    ("rate", "0.1234567890123456789012345678901234567890", Decimal(f"0.{'1234567890' * 4}")),
    ("rate", "1e400", float("inf")),
    ("rate", "1e99999999999999999999", float("inf")),
    ("rate", '"5"', "5"),
    ("owners", f'["{ID}","x",null]', [ID, "x", None]),
    ("prices", '{"a":"0.10","b":null}', {"a": Decimal("0.10"), "b": None}),
    ("either", '"10:20:30"', dt.time(10, 20, 30)),
    ("either", f'"{ID}"', ID),
    ("either", "5", 5),
    ("perhaps", "null", None),
]


@pytest.fixture
def models(corpus: Callable[[str], Path], opened: Opener) -> Iterator[Any]:
    with opened("scalars"):
        yield importlib.import_module("corpus_scalars.models")


@pytest.mark.parametrize(("member", "text", "value"), READ)
def test_it_is_read_as_its_type_and_sent_as_it_came(
    member: str, text: str, value: object, opened: Opener, server: Recorder
) -> None:
    body = f'{{"{member}":{text}}}'.encode()
    server.answer = (200, "application/json", body)
    with opened("scalars") as client:
        thing = client.things.get(ID)
        found = getattr(thing, member)
        assert found == value and isinstance(found, type(value))
        for twin in (thing, copy.deepcopy(thing), pickle.loads(pickle.dumps(thing))):
            assert twin.to_json() == body
            assert twin == thing
        server.answer = (200, "application/json", b"[]")
        client.things.update(ID, thing)
    assert server.seen[-1]["body"] == body


def test_what_is_given_is_written_in_the_usual_form(models: Any) -> None:
    thing = models.Thing(
        id=ID, at=dt.time(1, 2), within=dt.timedelta(days=1, seconds=3661, microseconds=500000),
        data=b"hi", price=Decimal("1.10"), rate=Decimal("1.10"), prices={"a": Decimal("0.10")},
    )  # fmt: skip
    assert thing.to_json().decode() == (
        f'{{"id":"{ID}","at":"01:02:00","data":"aGk=","price":"1.10","prices":{{"a":"0.10"}},'
        '"rate":1.10,"within":"P1DT1H1M1.5S"}'
    )
    for value, text in ((0, "PT0S"), (-60, "-PT1M"), (86400, "P1D"), (0.25, "PT0.25S")):
        made = models.Thing(within=dt.timedelta(seconds=value))
        assert made.to_dict() == {"within": text}
    for wrong in ({"id": "x"}, {"rate": "x"}, {"data": "?"}, {"price": 5}):
        with pytest.raises(ValueError, match="validation error"):
            models.Thing(**wrong)


def test_parameters_and_results(opened: Opener, server: Recorder) -> None:
    server.answer = (200, "application/json", b"{}")
    with opened("scalars") as client:
        client.things.get(
            ID, at=dt.time(10, 20), within=dt.timedelta(hours=36), digest=b"\xff", ids=[ID, ID],
            price=Decimal("1.10"), rate=Decimal("2.50"),
        )  # fmt: skip
        path, _, query = server.seen[-1]["target"].partition("?")
        assert path == f"/things/{ID}"
        assert sorted(parse_qsl(query)) == [
            ("at", "10:20:00"), ("digest", "/w=="), ("ids", str(ID)), ("ids", str(ID)),
            ("price", "1.10"), ("rate", "2.50"), ("within", "P1DT12H"),
        ]  # fmt: skip
        server.answer = (200, "application/json", json.dumps([str(ID)]).encode())
        assert client.things.update(ID, {"data": b"hi"}) == [ID]
    assert server.seen[-1]["body"] == b'{"data":"aGk="}'


def test_only_packages_that_need_them_have_them(corpus: Callable[[str], Path]) -> None:
    assert (corpus("scalars") / "corpus_scalars/_runtime/scalars.py").exists()
    assert not (corpus("one") / "corpus_one/_runtime/scalars.py").exists()
