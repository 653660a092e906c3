"""Limits on the size of an input."""

from __future__ import annotations

from dataclasses import dataclass, replace

# A value takes at least as many bytes in all but contrived documents.
_BYTES_PER_NODE = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds every input is held to, so that a hostile one costs bounded time and memory.

    Args:
        size: largest input in bytes, counted after decompression.
        depth: deepest nesting of objects and arrays that is read at all.
        kept_depth: deepest nesting that is kept; what is below is left out.
        nodes: most values in one document, aliases counted as often as they are used.
        alias_nodes: most values that YAML aliases may add.
        references: longest chain of references that lead to references.
        seconds: longest time a download may take.
    """

    size: int = 64 * 1024 * 1024
    depth: int = 512
    kept_depth: int = 128
    nodes: int = 5_000_000
    alias_nodes: int = 100_000
    references: int = 64
    seconds: float = 120.0

    @classmethod
    def of_size(cls, mebibytes: int | None) -> Limits:
        """Make the limits of a bigger or smaller input; how much it may hold grows alike.

        Args:
            mebibytes: the largest input in MiB; None for the default.

        Returns:
            The limits.
        """
        if mebibytes is None:
            return DEFAULT
        size = mebibytes * 1024 * 1024
        return replace(DEFAULT, size=size, nodes=max(DEFAULT.nodes, size // _BYTES_PER_NODE))


DEFAULT = Limits()
