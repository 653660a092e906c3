"""JSON with its numbers as written: what a lossless client must give back."""

# JSON has no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from genesys_process_automation._runtime.codec import Codec
from hypothesis import strategies as st

CODEC = Codec("genesys_process_automation.models")


@dataclass(frozen=True)
class Number:
    """A number as its text; equal to another only if the texts are."""

    text: str


NUMBERS = st.builds(
    Number,
    st.sampled_from(["1.10", "1E400", "-0", "-0.0", "0.0", "1.0", "1e5", "1e+2", "5e-324", "0"])
    | st.from_regex(
        r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
    ),
)


def read(text: bytes) -> Any:
    """Read JSON, every number as a `Number`."""
    return json.loads(text, parse_float=Number, parse_int=Number)


def write(value: Any) -> bytes:
    """Write JSON, every `Number` as its text."""
    return _text(value).encode()


def _text(value: Any) -> str:
    if isinstance(value, Number):
        return value.text
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
