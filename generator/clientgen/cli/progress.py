"""The progress line on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status


class Progress:
    """One line on the terminal with the current stage; nothing where stderr is no terminal.

    Args:
        stage: the first stage.
    """

    def __init__(self, stage: str) -> None:
        self._status: Status | None = None
        if sys.stderr.isatty():
            # rich is imported only on a terminal.
            from rich.console import Console

            self._status = Console(stderr=True).status(stage)

    def __enter__(self) -> Progress:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, stage: str) -> None:
        """Name the next stage."""
        if self._status is not None:
            self._status.update(stage)
