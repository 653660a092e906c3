"""Losslessness: what was decoded is encoded as it came."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from templates.package._runtime.codec import Codec
from templates.package._runtime.model import project
from templates.package._runtime.values import WireDateTime, rfc3339
from templates.package.errors import RequestError
from tests.runtime.sample_models import Target, Thing, UpdateThing

settings.register_profile("runtime", deadline=None)
settings.load_profile("runtime")
CODEC = Codec(Thing.__module__)

numbers = st.from_regex(
    r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
)
strings = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(json.dumps)
anything = st.recursive(
    numbers | strings | st.sampled_from(["null", "true", "false"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda xs: f"[{','.join(xs)}]")
    | st.dictionaries(strings, inner, max_size=3).map(
        lambda d: "{" + ",".join(f"{k}:{v}" for k, v in d.items()) + "}"
    ),
    max_leaves=6,
)
members = st.fixed_dictionaries(
    {},
    optional={
        '"name"': strings | st.just("null"),
        '"size"': numbers | st.just("null"),
        '"sizes"': st.lists(numbers, max_size=3).map(lambda xs: f"[{','.join(xs)}]"),
        '"value"': anything,
        '"target"': st.just('{"type":"FutureKind","id":null,"deep":{"n":1.50}}'),
        '"dateCreated"': st.sampled_from(
            ['"2024-05-06T10:20:30.120Z"', '"2024-05-06T10:20:30Z"',
             '"2024-05-06T12:20:30.1+02:00"',
             '"2024-05-06T10:20:30.123456789Z"', '"2024-05-06T10:20:30"', "null"]
        ),
        '"futureMember"': anything,
    },
)  # fmt: skip


def exact(text: str | bytes) -> Any:
    """Parse JSON keeping each number as its text."""
    return json.loads(text, parse_float=lambda t: ("n", t), parse_int=lambda t: ("n", t))


@given(members)
def test_decode_then_encode_gives_the_same_json(parts: dict[str, str]) -> None:
    text = "{" + ",".join(f"{key}:{value}" for key, value in parts.items()) + "}"
    thing = CODEC.decode(text.encode(), "Thing")
    assert exact(CODEC.encode(thing)) == exact(text)
    assert exact(CODEC.encode(pickle.loads(pickle.dumps(thing)))) == exact(text)
    assert exact(CODEC.encode(copy.deepcopy(thing))) == exact(text)


@given(anything)
def test_any_json_survives(text: str) -> None:
    assert exact(CODEC.encode(CODEC.decode(text.encode(), "Json"))) == exact(text)


@given(st.lists(numbers, max_size=4))
def test_numbers_equal_their_decimals(texts: list[str]) -> None:
    raw = f"[{','.join(texts)}]".encode()
    again = CODEC.encode(CODEC.decode(raw, "list[Number]"))
    assert json.loads(again, parse_float=Decimal) == json.loads(raw, parse_float=Decimal)


def test_the_quick_way_is_taken_where_nothing_can_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(content: bytes, has_minus_zero: bool) -> Any:
        raise AssertionError("parsed the slow way")

    monkeypatch.setattr("templates.package._runtime.reading.parse", refuse)
    raw = b'{"size":2,"value":[5,{"a":-1}],"dateCreated":"2024-05-06T10:20:30.120Z","x":7}'
    assert CODEC.encode(Codec(Thing.__module__).decode(raw, "Thing")) == raw


@pytest.mark.parametrize(
    "text", ["1.10", "-0", "0.0", "1e-05", "1E400", "0.00001", "12345678901234567890.5"]
)
def test_numbers_keep_their_text_wherever_they_stand(text: str) -> None:
    raw = f'{{"size":{text},"sizes":[{text}],"value":{{"a":[{text}]}},"new":{text}}}'.encode()
    assert CODEC.encode(Codec(Thing.__module__).decode(raw, "Thing")) == raw


def test_models_read_json_for_their_user_as_any_pydantic_model_does() -> None:
    raw = b'{"size":1.10,"sizes":[0.5,-0],"value":[1.5,{"a":0}],"new":2.50}'
    for context in (None, {"numbers": "signal"}):
        thing = Thing.model_validate_json(raw, context=context)
        assert (thing.size, thing.sizes, thing.value) == (1.1, [0.5, 0], [1.5, {"a": 0}])
    assert TypeAdapter(Thing).validate_json(raw) == thing


@pytest.mark.parametrize("number", ["1", "1.50"])
def test_the_wire_is_read_by_wire_names_only(number: str) -> None:
    raw = (
        '{"event_ttl_seconds":"x","name":"n","version":1,'
        f'"date_created":{{"event_ttl_seconds":{number}}},"value":{number}}}'
    ).encode()
    thing: Thing = CODEC.decode(raw, "Thing")
    assert thing.event_ttl_seconds is None and thing.date_created is None
    assert "event_ttl_seconds" not in thing.model_fields_set
    for twin in (thing, copy.deepcopy(thing), pickle.loads(pickle.dumps(thing))):
        assert exact(CODEC.encode(twin)) == exact(raw) and twin == thing
    update = thing.to_update(event_ttl_seconds=5)
    assert exact(CODEC.encode(update)) == {**exact(raw), "eventTTLSeconds": ("n", "5")}
    assert Thing(event_ttl_seconds=6) == Thing.model_validate({"event_ttl_seconds": 6})


def test_to_update_loses_nothing_and_sends_nothing_else() -> None:
    raw = (
        b'{"id":"1","name":"n","version":3,"size":1.10,"value":-0,"selfUri":"/x","enabled":null,'
        b'"target":{"type":"New","more":1E400},"dateCreated":"2024-05-06T10:20:30Z","future":[2.50]}'
    )
    thing: Thing = CODEC.decode(raw, "Thing")
    update = thing.to_update(name="m", eventTTLSeconds=60)
    assert isinstance(update, UpdateThing)
    assert exact(CODEC.encode(update)) == exact(
        '{"name":"m","version":3,"size":1.10,"value":-0,"enabled":null,'
        '"target":{"type":"New","more":1E400},"dateCreated":"2024-05-06T10:20:30Z",'
        '"future":[2.50],"eventTTLSeconds":60}'
    )


def test_what_is_to_be_dropped_is_not_carried_over() -> None:
    thing = CODEC.decode(b'{"name":"n","version":3,"enabled":true,"future":1}', "Thing")
    update = project(thing, UpdateThing, {}, {"enabled", "future"})
    assert CODEC.encode(update) == b'{"name":"n","version":3}'


def test_to_update_refuses_what_it_cannot_make() -> None:
    thing = Thing(name="n")
    with pytest.raises(RequestError, match="requires what was not read: give version="):
        thing.to_update()
    with pytest.raises(TypeError, match="no member 'vresion'"):
        thing.to_update(vresion=3)


def test_bodies_are_models_or_equal_mappings() -> None:
    for body in (
        Thing(event_ttl_seconds=5, target=Target(type="Workflow")),
        {"event_ttl_seconds": 5, "target": {"type": "Workflow"}},
        {"eventTTLSeconds": 5, "target": Target(type="Workflow")},
    ):
        out = CODEC.encode(body, "Thing")
        assert json.loads(out) == {"eventTTLSeconds": 5, "target": {"type": "Workflow"}}


def test_absent_and_null_stay_apart() -> None:
    assert CODEC.encode(Thing(name=None)) == b'{"name":null}'
    thing = Thing()
    assert thing.name is None and CODEC.encode(thing) == b"{}"
    thing.name = None
    assert CODEC.encode(thing) == b'{"name":null}'


def test_plain_values_for_events() -> None:
    moment = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    out = CODEC.encode({"a": Decimal("1.10"), "b": Thing(size=2), "c": (1, moment)})
    assert out == b'{"a":1.10,"b":{"size":2},"c":[1,"2024-01-02T03:04:05.000Z"]}'
    for bad in (float("nan"), [float("inf")], object(), {1, object()}):
        with pytest.raises(ValueError, match=r"JSON cannot hold|serialize"):
            CODEC.encode(bad)


def test_strings_that_look_like_marks_stay_strings() -> None:
    assert CODEC.encode(["\x00:1.0", "1.10"]) == b'["\\u0000:1.0","1.10"]'


def test_fresh_datetimes_are_rfc_3339_and_naive_ones_refused() -> None:
    utc = dt.UTC
    assert rfc3339(dt.datetime(2024, 1, 2, tzinfo=utc)) == "2024-01-02T00:00:00.000Z"
    east = dt.timezone(dt.timedelta(hours=2))
    assert rfc3339(dt.datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=east)).endswith("05.000006+02:00")
    with pytest.raises(ValueError, match="time zone"):
        CODEC.encode(Thing(date_created=dt.datetime(2024, 1, 2)))


@given(st.datetimes(timezones=st.just(dt.UTC) | st.none()))
def test_wire_datetimes_behave_as_datetimes(moment: dt.datetime) -> None:
    text = moment.isoformat()
    wire = WireDateTime.from_wire(text)
    assert wire == moment and hash(wire) == hash(moment) and rfc3339(wire) == text
    for twin in (copy.copy(wire), copy.deepcopy(wire), pickle.loads(pickle.dumps(wire))):
        assert twin == wire and rfc3339(twin) == text
    moved = wire.replace(tzinfo=dt.UTC, microsecond=1000)
    assert rfc3339(moved).endswith("001Z")
    assert pickle.loads(pickle.dumps(moved)) == moved


@given(st.datetimes(timezones=st.timezones() | st.just(dt.UTC)))
def test_every_aware_datetime_comes_back_as_the_same_moment(moment: dt.datetime) -> None:
    text = json.dumps(rfc3339(moment)).encode()
    again = CODEC.decode(text, "DateTime")
    assert again.astimezone(dt.UTC) == moment.astimezone(dt.UTC)
    assert CODEC.encode(again, "DateTime") == text


def test_what_users_dump_themselves_holds_plain_numbers() -> None:
    thing = CODEC.decode(b'{"size": 1.10, "value": [1e5, {"n": -0}], "extra": 2.50}', "Thing")
    text = thing.model_dump_json(by_alias=True, exclude_unset=True)
    assert json.loads(text) == {"size": 1.1, "value": [100000.0, {"n": 0}], "extra": 2.5}
    assert "\\u0000" not in text
    dumped = thing.model_dump(mode="json", exclude_unset=True)
    assert dumped["size"] == 1.1 and dumped["extra"] == 2.5
    assert b"1.10" in CODEC.encode(thing)


def test_rfc_3339_in_lower_case_is_read_and_sent_back() -> None:
    text = b'{"dateCreated":"2024-05-06t10:20:30z"}'
    thing = CODEC.decode(text, "Thing")
    assert thing.date_created == dt.datetime(2024, 5, 6, 10, 20, 30, tzinfo=dt.UTC)
    assert CODEC.encode(thing) == text


def test_keys_that_are_no_text_are_written_as_python_writes_them() -> None:
    assert CODEC.encode({None: 1, True: 2, 3: [{1.5: 4}]}) == b'{"null":1,"true":2,"3":[{"1.5":4}]}'
    with pytest.raises(ValueError, match="must be text, not tuple"):
        CODEC.encode({(1,): 2})
