"""Schemas as Python types: which become classes, and the type of every value as a value."""

from clientgen.types.build import limits, plan_models
from clientgen.types.choices import is_class
from clientgen.types.codegen import ModelText, write_models
from clientgen.types.collect import Catalog, collect, property_of
from clientgen.types.plan import AliasPlan, FieldPlan, ModelPlan, ModelsPlan, UpdatePlan
from clientgen.types.schema_typer import SchemaTyper

__all__ = [
    "AliasPlan",
    "Catalog",
    "FieldPlan",
    "ModelPlan",
    "ModelText",
    "ModelsPlan",
    "SchemaTyper",
    "UpdatePlan",
    "collect",
    "is_class",
    "limits",
    "plan_models",
    "property_of",
    "write_models",
]
