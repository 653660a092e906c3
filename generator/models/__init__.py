"""Schemas as Python types: which become classes, what every place is annotated with."""

from generator.models.build import limits, plan_models
from generator.models.codegen import ModelsText, Probe, write_models
from generator.models.collect import Catalog, collect, is_class, property_of
from generator.models.order import ModelText
from generator.models.plan import AliasPlan, FieldPlan, ModelPlan, ModelsPlan, UpdatePlan
from generator.models.shapes import Shaper

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
