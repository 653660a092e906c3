"""What a terminal shows while a command works."""

from __future__ import annotations


class Progress:
    """One line on the terminal that names the stage under way; silent elsewhere.

    Args:
        stage: the first stage.
    """

    def __init__(self, stage: str) -> None:
        from rich.console import Console

        self._status = Console(stderr=True).status(stage)

    def __enter__(self) -> Progress:
        self._status.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._status.stop()

    def __call__(self, stage: str) -> None:
        """Name the next stage."""
        self._status.update(stage)
