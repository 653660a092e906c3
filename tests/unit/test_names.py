"""Names: readable, legal, free of clashes, and independent of what stands beside them."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.types import names

# NUL joins a parameter and its place in the keys of `parameter_names`.
WORDS = st.text(st.characters(exclude_characters="\0"), max_size=30) | st.sampled_from(
    ["class", "None", "list", "FOOBAR", "Foobar", "fooBar", "foo_bar", "FooBar", "foo-bar",
     "ſelf", "self", "K", "K"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("word", "snake", "pascal"),
    [
        ("eventTTLSeconds", "event_ttl_seconds", "EventTTLSeconds"),
        ("selfUri", "self_uri", "SelfUri"),
        ("v2.users", "v2_users", "V2Users"),
        ("HTTPServerURLs", "http_server_urls", "HTTPServerURLs"),
        ("X-Trace-Id", "x_trace_id", "XTraceId"),
        ("1st", "x_1st", "X1st"),
        ("été", "été", "Été"),
        ("ﬁeld", "field", "Field"),
        ("UserRoutingStatus", "user_routing_status", "UserRoutingStatus"),
        ("+1", "plus_1", "Plus1"),
        ("-1", "minus_1", "Minus1"),
        ("created>", "created_gt", "CreatedGt"),
        ("created >=", "created_gte", "CreatedGte"),
        ("DateCreated<", "date_created_lt", "DateCreatedLt"),
        ("a!=", "a_ne", "ANe"),
        ("Map<String>", "map_string", "MapString"),
        ("eu-west-1", "eu_west_1", "EuWest1"),
        ("2010-04-01", "x_2010_04_01", "X20100401"),
        ("*", "asterisk", "Asterisk"),
        ("<=", "less_than_sign_equals_sign", "LessThanSignEqualsSign"),
    ],
)
def test_readable(word: str, snake: str, pascal: str) -> None:
    assert names.snake(word) == snake
    assert names.pascal(word) == pascal


def test_known_words() -> None:
    known = {"scheduledtriggers": "scheduled_triggers"}
    assert names.snake("scheduledtriggers", known) == "scheduled_triggers"


@given(WORDS)
def test_every_word_gives_a_legal_name(word: str) -> None:
    for name in (names.snake(word), names.pascal(word)):
        assert name.isidentifier()
        assert not name.startswith("_")
    assert len(names.snake(word)) <= 64 and len(names.pascal(word)) <= 108
    assert names.snake(word) == names.snake(word).lower() or not names.snake(word).isascii()


SCOPES: dict[str, Callable[..., dict[str, str]]] = {
    "attributes": names.attribute_names,
    "parameters": names.parameter_names,
    "classes": names.class_names,
}


@pytest.mark.parametrize("scope", SCOPES)
@given(data=st.data())
def test_no_two_names_are_equal(scope: str, data: st.DataObject) -> None:
    found = data.draw(st.lists(WORDS, unique=True, max_size=12))
    given_names = SCOPES[scope](found)
    assert list(given_names) == found
    folded = [name.casefold() if scope == "classes" else name for name in given_names.values()]
    assert len(set(folded)) == len(found)
    for name in given_names.values():
        assert name.isidentifier() and not keyword.iskeyword(name)
        assert not name.startswith("_")
        if scope != "attributes":
            assert name not in dir(builtins)


@pytest.mark.parametrize("scope", SCOPES)
@given(data=st.data())
def test_order_does_not_matter(scope: str, data: st.DataObject) -> None:
    found = data.draw(st.lists(WORDS, unique=True, max_size=8))
    other = data.draw(st.permutations(found))
    assert SCOPES[scope](found) == SCOPES[scope](other)


@pytest.mark.parametrize("scope", SCOPES)
@given(data=st.data())
def test_a_new_word_renames_only_what_it_clashes_with(scope: str, data: st.DataObject) -> None:
    found = data.draw(st.lists(WORDS, unique=True, min_size=2, max_size=8))
    propose = names.pascal if scope == "classes" else names.snake
    added = found[-1]
    before, after = SCOPES[scope](found[:-1]), SCOPES[scope](found)
    for word in found[:-1]:
        if before[word] != after[word]:
            assert propose(word).casefold() == propose(added).casefold()
    # Who already is the name keeps it, whoever comes.
    for word in found[:-1]:
        if before[word] == word == propose(word):
            rivals = [w for w in found if propose(w).casefold() == word.casefold()]
            if rivals == [word] or scope != "classes":
                assert after[word] == word


def test_taken_names_are_avoided() -> None:
    taken = ["class", "copy", "model_fields", "to_update", "str", "dict"]
    found = names.attribute_names(taken)
    assert list(found) == taken
    assert found == {name: f"{name}_" for name in found}
    found = names.parameter_names(["self", "id", "from", "body"], taken=["body"])
    assert found == {name: f"{name}_" for name in ("self", "id", "from", "body")}
    found = names.class_names(["Exception", "Any", "Model", "Thing"])
    reserved = {name: f"{name}Model" for name in ("Exception", "Any", "Model")}
    assert found == {**reserved, "Thing": "Thing"}


def test_a_suffixed_name_that_is_taken_moves_on() -> None:
    found = names.attribute_names(["class", "class_", "class__"])
    assert len(set(found.values())) == 3


def test_the_configuration_has_the_last_word() -> None:
    found = names.attribute_names(["fooBar", "foo"], {"fooBar": "foo"})
    assert found["fooBar"] == "foo" and found["foo"] != "foo"


@pytest.mark.parametrize(
    "word", ["con", "NUL", "aux", "com1", "LPT9", "__init__", "match", "class"]
)
def test_modules_have_safe_file_names(word: str) -> None:
    name = names.module_name(word)
    assert name.isidentifier() and name == name.lower()
    assert name not in {"con", "nul", "aux", "com1", "lpt9", "init", "match", "class", "__init__"}


def test_long_class_names_lose_words_in_their_middle() -> None:
    name = names.pascal("update-subscription body " + "payment_settings " * 9 + "card_options")
    assert name.startswith("UpdateSubscriptionBodyPaymentSettings")
    assert name.endswith("PaymentSettingsCardOptions")
    assert len(name) <= 108
    assert re.sub("Update|Subscription|Body|Payment|Settings|Card|Options", "", name) == ""
    assert len(names.pascal("x" * 300)) == 108


def test_a_component_keeps_the_name_that_an_inline_schema_would_have() -> None:
    keys = ["pet owner", "pet_owner", "pet"]
    found = names.class_names(keys, components=["pet", "pet_owner"])
    assert found == {"pet owner": "PetOwnerInline", "pet_owner": "PetOwner", "pet": "Pet"}
    # It does so before the component has a class, which renames nothing then.
    assert names.class_names(["pet owner"], components=["pet", "pet_owner"]) == {
        "pet owner": "PetOwnerInline"
    }


def test_long_words_stay_apart() -> None:
    one, two = "a" * 300 + "x", "a" * 300 + "y"
    assert names.snake(one) != names.snake(two)
    assert len(names.snake(one)) <= 64


def test_no_attribute_has_the_wire_name_of_another() -> None:
    for wires in (["class", "class_"], ["from", "from_", "from__"], ["a", "_a", "a_"]):
        found = names.attribute_names(wires)
        assert len(set(found.values())) == len(wires)
        for wire, name in found.items():
            assert name == wire or name not in wires
