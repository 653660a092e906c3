"""Black itself, for what only black knows."""

from __future__ import annotations

import re
from functools import lru_cache

from clientgen.base.prose import LINE

_BLOCK = re.compile(r"(?:async |def |class |if |for |while |with |@)")


@lru_cache(4096)
def asked(bare: str, width: int) -> list[str]:
    """Format one statement with black.

    Args:
        bare: the statement without its indent.
        width: characters that fit on a line.

    Returns:
        The lines, without indent.
    """
    body = ""
    if bare.startswith("@"):
        body = "\ndef x():\n    pass"
    elif _BLOCK.match(bare):
        body = "\n    pass"
    lines = blacken(bare + body + "\n", width).rstrip("\n").split("\n")
    return lines[: len(lines) - body.count("\n")]


@lru_cache(4096)
def asked_member(member: str, opens: str, width: int) -> list[str]:
    """Format one member of a split bracket with black.

    Args:
        member: the member's text.
        opens: the bracket it stands in: ``(``, ``[`` or ``{``.
        width: characters that fit on a line.

    Returns:
        The lines, without indent.
    """
    # A neighbour no line can hold keeps the bracket open.
    neighbour = f'"{"_" * width}"'
    frame = ("{", f"{neighbour}: 0", "}") if opens == "{" else ("f(", neighbour, ")")
    text = f"{frame[0]}\n{member},\n{frame[1]},\n{frame[2]}\n"
    return blacken(text, width).rstrip("\n").split("\n")[1:-2]


def blacken(text: str, width: int = LINE) -> str:
    """Write Python the way black does, by asking it.

    Args:
        text: one or more whole statements.
        width: columns a line may have.

    Returns:
        What black makes of it.

    Raises:
        black.InvalidInput: the text is not Python.
    """
    import black
    from black.mode import TargetVersion

    mode = black.Mode(
        line_length=width, magic_trailing_comma=False, target_versions={TargetVersion.PY311}
    )
    return black.format_str(text, mode=mode)
