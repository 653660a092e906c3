"""The public versions kept in spec/history, in the order they came."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HISTORY = ROOT / "spec" / "history"


def versions() -> list[str]:
    """Names of the public versions, oldest first; the internal document is no version of theirs."""
    names = [path.stem for path in HISTORY.glob("*.yaml") if "internal" not in path.stem]
    return sorted(names, key=lambda name: [int(part) for part in name.split(".")])
