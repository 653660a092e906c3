"""What can be released: tag, version and changelog agree."""

from __future__ import annotations

import pytest

from tools.release import NotReadyError, notes

READY = """# Changelog

## [Unreleased]

## [1.2.0] - 2026-01-31

### Added

- A thing.

## [1.1.0] - 2026-01-01

- Older.
"""


def test_the_section_of_the_version() -> None:
    assert notes("v1.2.0", READY, "1.2.0") == "### Added\n\n- A thing.\n"
    assert notes("v1.1.0", READY, "1.1.0") == "- Older.\n"


@pytest.mark.parametrize(
    ("tag", "changelog", "message"),
    [
        ("v1.2.1", READY, "the version of the code is 1.2.0"),
        ("1.2.0", READY, "the version of the code is 1.2.0"),
        ("v1.2.0", READY.replace("[1.2.0] - 2026-01-31", "[1.2.0]"), "has no date"),
        ("v1.2.0", READY.replace("### Added\n\n- A thing.\n\n", ""), "is empty"),
        ("v1.2.0", READY.replace("[1.2.0]", "[1.2.9]"), "has no section 1.2.0"),
        ("v1.2.0", READY.replace("[Unreleased]", "[Unreleased]\n\n- New."), "no version names"),
    ],
)
def test_what_does_not_agree_is_not_released(tag: str, changelog: str, message: str) -> None:
    with pytest.raises(NotReadyError, match=message):
        notes(tag, changelog, "1.2.0")
