"""Shared foundations: diagnostics, configuration, prose and small tools."""
