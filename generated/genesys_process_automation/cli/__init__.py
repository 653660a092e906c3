"""The command line: ``python -m PACKAGE``. Nothing else of the package imports it."""

from .program import main

__all__ = ["main"]
