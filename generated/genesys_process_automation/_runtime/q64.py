"""The ``q64`` form of a search: its JSON in base64, small enough for a query."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Model


def q64(request: Model | Mapping[str, Any] | str) -> str:
    """Write a search for the query.

    Args:
        request: the search as a model or a mapping with wire names; a text is taken to be the
            ``q64`` value already, as answers give it for the next page.

    Returns:
        Base64 of the search's JSON, or the text unchanged.
    """
    if isinstance(request, str):
        return request
    dump = getattr(request, "model_dump_json", None)
    if dump is not None:
        text = dump(by_alias=True, exclude_unset=True)
    else:
        text = json.dumps(request, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode("ascii")
