"""Tests of the runtime where it stands, as ``templates.package._runtime``."""
