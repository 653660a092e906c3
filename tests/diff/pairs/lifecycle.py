"""Life cycle and extensions: the edit that must fire, and one near it."""

from __future__ import annotations

from tests.diff.pairs.pair import OUT, P, Pair
from tests.diff.tiny import GONE, Edits

_LIST_OLD: Edits = {"LIST.x-preview": True, "LIST.x-stability-level": "stable"}

PAIRS = [
    Pair("prop-deprecated", {f"{OUT}.code.deprecated": True}, {f"{P}.q.deprecated": True}),
    Pair(
        "stability-decreased",
        {"LIST.x-stability-level": "beta"},
        {"LIST.x-preview": False},
        _LIST_OLD,
    ),
    Pair(
        "stability-increased",
        {"LIST.x-stability-level": "stable"},
        {"LIST.x-stability-level": "alpha"},
        {"LIST.x-stability-level": "beta"},
    ),
    Pair("sunset-added", {"LIST.x-sunset": "2030-01-01"}, {"LIST.deprecated": True}),
    Pair(
        "sunset-changed",
        {"LIST.x-sunset": "2031-01-01"},
        {"LIST.deprecated": True},
        {"LIST.x-sunset": "2030-01-01"},
    ),
    Pair(
        "preview-ext-removed",
        {"LIST.x-preview": GONE},
        {"LIST.x-stability-level": "beta"},
        _LIST_OLD,
    ),
    Pair("preview-ext-added", {"LIST.x-genesys-preview": True}, {"LIST.x-genesys-other": True}),
    Pair("rate-limit-ext-changed", {"LIST.x-rate-limit": 5}, {"LIST.x-other": 5}),
    Pair("extension-changed", {"LIST.x-other": 5}, {"LIST.x-rate-limit": 5}),
]
