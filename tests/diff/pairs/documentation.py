"""Words and form: the edit that must fire, and one near it."""

from __future__ import annotations

from tests.diff.pairs.pair import ANSWER, OUT, P, Pair

PAIRS = [
    Pair("op-description-changed", {"LIST.summary": "Other"}, {f"{P}.q.description": "Other"}),
    Pair("param-description-changed", {f"{P}.q.description": "Other"}, {"LIST.summary": "Other"}),
    Pair(
        "prop-description-changed", {f"{OUT}.title.description": "Other"}, {"LIST.summary": "Other"}
    ),
    Pair("example-changed", {f"{OUT}.code.examples": ["a"]}, {f"{OUT}.code.description": "a"}),
    Pair("info-version-changed", {"info.version": "2"}, {"info.title": "Thinks"}),
    Pair(
        "error-code-doc",
        {"LIST.responses.404.x-error-codes": {"a": "A", "b": "B"}},
        {"LIST.responses.404.x-error-codes": {}},
        {"LIST.responses.404.x-error-codes": {"a": "A"}},
    ),
    Pair(
        "error-code-doc-removed",
        {"LIST.responses.404.x-error-codes": {}},
        {"LIST.responses.404.x-error-codes": {"a": "A", "b": "B"}},
        {"LIST.responses.404.x-error-codes": {"a": "A"}},
    ),
    Pair(
        "resp-description-changed",
        {f"{ANSWER}.description": "Fine."},
        {"LIST.description": "Fine."},
    ),
    Pair("info-changed", {"info.title": "Thinks"}, {"info.version": "2"}),
    Pair("tag-description-changed", {"tags.Things.description": "Other"}, {"LIST.tags": ["Other"]}),
    Pair(
        "other-changed",
        {"LIST.externalDocs": {"url": "https://x.example"}},
        {"LIST.description": "See there"},
    ),
]
