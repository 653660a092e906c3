"""Every decision the output needs, taken before anything is rendered."""

from generator.plan.build import plan_package
from generator.plan.package import (
    Argument,
    Method,
    PackagePlan,
    PagingPlan,
    Resource,
    ServicePlan,
    StylePlan,
)

__all__ = [
    "Argument",
    "Method",
    "PackagePlan",
    "PagingPlan",
    "Resource",
    "ServicePlan",
    "StylePlan",
    "plan_package",
]
