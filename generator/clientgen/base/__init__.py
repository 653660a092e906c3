"""Modules that every other subpackage may import: diagnostics, configuration, JSON, text."""
