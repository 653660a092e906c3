"""Tests of the runtime where it stands, as ``templates.package._runtime``."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false
