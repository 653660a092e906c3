"""Writes the rules in docs/diff.md: every kind of change, as the differ knows it."""

from __future__ import annotations

from clientgen.compare.rules import FAMILIES, Rule
from clientgen.compare.rules.rule import SIGNS
from tools.versions import ROOT

PAGE = ROOT / "docs" / "diff.md"
_HEAD = "\n## Rules\n"
_TITLES = {
    "operations": "Paths and operations",
    "parameters": "Parameters",
    "bodies": "Request bodies",
    "responses": "Responses",
    "schemas": "Named schemas and compositions",
    "service": "Security and servers",
    "lifecycle": "Life cycle and extensions",
    "documentation": "Words and form",
    "python": "Python names",
}
_SIGN_OF = {verdict: sign for sign, verdict in SIGNS.items()}


def page() -> str:
    """The page with its rules written anew.

    Returns:
        Markdown.
    """
    text, _, _ = PAGE.read_text("utf-8").partition(_HEAD)
    lines = [
        "`(ours)` marks rules beyond the table of 159 kinds, there so that no edit goes unseen."
        " Written by `make docs`.",
        "",
    ]
    for family, rules in FAMILIES.items():
        lines += [
            f"### {_TITLES[family]}",
            "",
            "| id | change | W | S | step | why, and where this generator differs |",
            "|---|---|:-:|:-:|---|---|",
            *map(_row, rules),
            "",
        ]
    return text + _HEAD + "\n" + "\n".join(lines).rstrip() + "\n"


def _row(rule: Rule) -> str:
    said = [rule.why, f"**Here:** {rule.deviation}" if rule.deviation else ""]
    why = " ".join(word for word in said if word) + (" (ours)" if rule.own else "")
    cells = (
        f"`{rule.id}`",
        rule.title,
        _SIGN_OF[rule.wire],
        _SIGN_OF[rule.source],
        rule.bump,
        why.strip().replace("|", "\\|"),
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
