"""A reference wrapped in allOf is that reference, wherever it stands."""

from __future__ import annotations

from clientgen.api import build_api
from clientgen.base.configuration import Config
from clientgen.plan import PackagePlan, plan_package
from clientgen.types.expressions import Ref, optional
from tests.support.documents import TEXT, document, obj, parsed, ref, responses

WRAPPED = {"allOf": [ref("Owner")], "description": "Whose it is."}


def planned(owner: object) -> PackagePlan:
    paths = {"/pets/{id}": {"get": {"responses": responses(ref("Pet"))}}}
    schemas = {"Pet": obj(owner=owner), "Owner": obj(name=TEXT)}
    return plan_package(build_api(parsed(document(paths, schemas=schemas))), Config())


def test_the_wrapped_class_is_kept_and_its_words_too() -> None:
    plan = planned(WRAPPED)
    assert [model.name for model in plan.models.models] == ["Owner", "Pet"]
    pet = plan.models.models[1]
    assert pet.fields[0].type == optional(Ref("Owner"))
    assert pet.fields[0].doc.raw == "Whose it is."


def test_it_is_what_a_plain_reference_is() -> None:
    plain = planned(ref("Owner"))
    types = [[field.type for field in model.fields] for model in plain.models.models]
    wrapped = planned(WRAPPED).models.models
    assert [[field.type for field in model.fields] for model in wrapped] == types
