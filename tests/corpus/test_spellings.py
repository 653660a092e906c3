"""The wire names a document uses most are derived; only the others are emitted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from tests.support import files
from tests.support.documents import TEXT, document, obj, parsed, ref, responses

SPELLINGS = {
    "camel": ("Model", ["petName", "shoeSize", "id", "odd_one"]),
    "snake": ("SnakeModel", ["pet_name", "shoe_size", "id", "oddOne"]),
    "pascal": ("PascalModel", ["PetName", "ShoeSize", "Id", "odd_one"]),
    "none": ("Model", ["id"]),
    "upper": ("Model", ["PET-NAME", "SHOE SIZE"]),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_only_names_off_the_rule_are_emitted(spelling: str, tmp_path: Path) -> None:
    base, wires = SPELLINGS[spelling]
    paths = {"/pets": {"get": {"responses": responses(ref("Pet"))}}}
    found = document(paths, schemas={"Pet": obj(**dict.fromkeys(wires, TEXT))})
    name = f"spelled_{spelling}"
    made = generate(parsed(found), Config(), package=name)

    text = made.files[f"{name}/models.py"]
    assert f"class Pet({base}):" in text
    regular = {"camel": 3, "snake": 3, "pascal": 3, "none": 1, "upper": 0}[spelling]
    assert text.count("serialization_alias=") == len(wires) - regular
    assert (f"{name}/_runtime/spelling.py" in made.files) == (base != "Model")

    files.write(made.files, tmp_path)
    models = files.imported(f"{name}.models", tmp_path)
    sent = dict.fromkeys(wires, "x")
    by_wire = models.Pet(**sent)
    by_name = models.Pet(**dict.fromkeys(models.Pet.model_fields, "x"))
    assert json.loads(by_wire.to_json()) == by_name.to_dict() == sent
    assert {field.alias for field in models.Pet.model_fields.values()} == set(wires)
    with pytest.raises(TypeError, match="has no member"):
        models.Pet(nothing="x")
