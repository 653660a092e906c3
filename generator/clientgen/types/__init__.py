"""Schemas as Python types: which become classes, what every place is annotated with."""

from clientgen.types.build import limits, plan_models
from clientgen.types.codegen import ModelsText, Probe, write_models
from clientgen.types.collect import Catalog, collect, is_class, property_of
from clientgen.types.order import ModelText
from clientgen.types.plan import AliasPlan, FieldPlan, ModelPlan, ModelsPlan, UpdatePlan
from clientgen.types.shapes import Shaper

__all__ = [
    "AliasPlan",
    "Catalog",
    "FieldPlan",
    "ModelPlan",
    "ModelText",
    "ModelsPlan",
    "ModelsText",
    "Probe",
    "Shaper",
    "UpdatePlan",
    "collect",
    "is_class",
    "limits",
    "plan_models",
    "property_of",
    "write_models",
]
