"""The command line: ``python -m PACKAGE``. Nothing else of the package imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import __version__
from .program import Program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..client import Client

__all__ = ["main"]


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        words: what follows the program's name; that of the process when None.

    Returns:
        The exit code; 0 where all went well.
    """
    package = (__package__ or "genesys_process_automation.cli").rpartition(".")[0]
    return Program(package, __version__, _client_class).main(words)


def _client_class() -> type[Client]:
    from ..client import Client  # Help and completion have no use for it.

    return Client
