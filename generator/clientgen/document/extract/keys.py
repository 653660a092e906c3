"""Component keys: Swagger 2.0 allows anything, OpenAPI 3 letters, digits, dot, dash, underscore."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

UPSTREAM_NAME = "x-upstream-name"
_ALLOWED = re.compile(r"[a-zA-Z0-9._-]+\Z")
_REFUSED = re.compile(r"[^a-zA-Z0-9._-]+")


def renamed(names: Iterable[str]) -> dict[str, str]:
    """Find keys that OpenAPI 3 takes. Depends on the set of names only, not on their order.

    Args:
        names: the keys of one container.

    Returns:
        For each name the key to use: itself where it is allowed, else with every refused run
        replaced by ``_``, and with a few digits of its hash where two names would meet.
    """
    every = list(names)
    proposed = {name: _REFUSED.sub("_", name).strip("_") or "_" for name in every}
    result: dict[str, str] = {}
    for name in every:
        if _ALLOWED.match(name):
            result[name] = name
            continue
        key = proposed[name]
        rivals = sum(1 for other in every if key in (other, proposed[other]))
        if rivals > 1:
            key = f"{key}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        result[name] = key
    return result
