"""Every decision the output needs, taken before anything is rendered."""

from clientgen.plan.build import plan_package
from clientgen.plan.package import (
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
