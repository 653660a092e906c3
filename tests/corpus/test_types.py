"""What the types of the corpus hold: unions, families, tuples; read and sent back alike."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest

from .serving import Opener, Recorder


def test_unknown_variants_are_kept(opened: Opener, server: Recorder) -> None:
    animals = b'[{"kind":"dog","bark":true},{"kind":"fox","tail":1.50}]'
    server.answer = (200, "application/json", animals)
    with opened("compositions") as client:
        dog, fox = client.animals.list()
    assert (type(dog).__name__, dog.bark) == ("Dog", True)
    assert (type(fox).__name__, fox.kind, fox.tail) == ("Model", "fox", 1.5)


PETS = [
    ({"petType": "kitty", "lives": 9, "friends": [{"petType": "Puppy", "weeks": 3}]}, "Cat"),
    ({"petType": "Dog", "bark": "loud"}, "Dog"),
    ({"petType": "Puppy", "bark": "low", "weeks": 7}, "Puppy"),
    ({"petType": "Fish", "fins": 2}, "Pet"),
    ({"name": "nobody knows"}, "Pet"),
]


@pytest.mark.parametrize(("pet", "kind"), PETS)
def test_a_value_of_a_base_schema_is_what_it_says_it_is(
    pet: dict[str, object], kind: str, opened: Opener, server: Recorder
) -> None:
    server.answer = (200, "application/json", json.dumps(pet).encode())
    with opened("families") as client:
        found = client.pets.get("1")
        assert type(found).__name__ == kind
        client.pets.update("1", found.to_update(name="Tom"))
    assert json.loads(server.seen[-1]["body"]) == {**pet, "name": "Tom"}
    if found.friends:
        assert type(found.friends[0]).__name__ == "Puppy"


def test_what_is_made_of_a_base_schema_can_be_sent(opened: Opener, server: Recorder) -> None:
    server.answer = (201, "application/json", b"{}")
    with opened("families") as client:
        models: Any = importlib.import_module("corpus_families.models")
        client.pets.create(models.Cat(pet_type="kitty", lives=9))
        assert json.loads(server.seen[-1]["body"]) == {"petType": "kitty", "lives": 9}
        client.pets.create({"pet_type": "Puppy", "weeks": 3})
        assert json.loads(server.seen[-1]["body"]) == {"petType": "Puppy", "weeks": 3}


def test_lists_of_a_fixed_length_are_tuples(opened: Opener, server: Recorder) -> None:
    sent = (
        b'{"loose":["c",1e2],"nested":["d",["e",2]],"pair":["a",1],"pairs":{"x":["f",3]},'
        b'"triple":["b","red",{"x":1.50}]}'
    )
    server.answer = (200, "application/json", sent)
    with opened("compositions") as client:
        found = client.api.echo("k", {"id": "1"})
        assert found.pair == ("a", 1)
        assert found.triple == ("b", "red", {"x": 1.5})
        assert found.nested == ("d", ("e", 2))
        assert found.pairs == {"x": ("f", 3)}
        assert found.loose == ["c", 100.0]
        client.api.echo("k", found)
    assert server.seen[-1]["body"] == sent
