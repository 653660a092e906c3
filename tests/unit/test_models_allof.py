"""A reference wrapped in allOf is that reference, wherever it stands."""

from __future__ import annotations

import json

from clientgen.api import build_api
from clientgen.base.configuration import Config
from clientgen.document.load import parse
from clientgen.plan import PackagePlan, plan_package
from clientgen.types.expressions import Ref, optional

WRAPPED = {"allOf": [{"$ref": "#/components/schemas/Owner"}], "description": "Whose it is."}


def planned(owner: object) -> PackagePlan:
    pet = {"$ref": "#/components/schemas/Pet"}
    answer = {"description": "ok", "content": {"application/json": {"schema": pet}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "pets", "version": "1"},
        "paths": {"/pets/{id}": {"get": {"responses": {"200": answer}}}},
        "components": {
            "schemas": {
                "Pet": {"type": "object", "properties": {"owner": owner}},
                "Owner": {"type": "object", "properties": {"name": {"type": "string"}}},
            }
        },
    }
    return plan_package(build_api(parse(json.dumps(document).encode(), "pets.json")), Config())


def test_the_wrapped_class_is_kept_and_its_words_too() -> None:
    plan = planned(WRAPPED)
    assert [model.name for model in plan.models.models] == ["Owner", "Pet"]
    pet = plan.models.models[1]
    assert pet.fields[0].type == optional(Ref("Owner"))
    assert pet.fields[0].doc.raw == "Whose it is."


def test_it_is_what_a_plain_reference_is() -> None:
    plain = planned({"$ref": "#/components/schemas/Owner"})
    types = [[field.type for field in model.fields] for model in plain.models.models]
    wrapped = planned(WRAPPED).models.models
    assert [[field.type for field in model.fields] for model in wrapped] == types
