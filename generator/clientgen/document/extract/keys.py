"""Component keys: Swagger 2.0 allows anything, OpenAPI 3 letters, digits, dot, dash, underscore."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from clientgen.base.untyped import Json, as_list, as_map

VERSION = "3.1.1"
"""The version of the standard that every document is converted to."""
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


def requirements_renamed(requirements: Json, keys: Mapping[str, str]) -> Json:
    """Name the security schemes of requirements by their new keys.

    Args:
        requirements: a list of requirement objects; anything else stays as it is.
        keys: old key → new one.

    Returns:
        The requirements.
    """
    listed = as_list(requirements)
    if listed is None:
        return requirements
    return [
        (
            {keys.get(name, name): scopes for name, scopes in requirement.items()}
            if (requirement := as_map(item)) is not None
            else item
        )
        for item in listed
    ]
