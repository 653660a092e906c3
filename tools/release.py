"""Tells whether a tag can be released, and prints what its release says.

`python -m tools.release v0.2.0` is what the workflow of releases runs before anything is built.
"""

from __future__ import annotations

import re
import sys

import clientgen
from tools.versions import ROOT

_HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d{2}-\d{2}))?$", re.M)


class NotReadyError(Exception):
    """The tag cannot be released; the message says why."""


def notes(tag: str, changelog: str, version: str = clientgen.__version__) -> str:
    """Find the section of the changelog that a tag releases.

    Args:
        tag: the tag, ``v`` and a version.
        changelog: the whole changelog.
        version: of the generator, as the code has it.

    Returns:
        The section without its heading, in Markdown.

    Raises:
        NotReadyError: tag, version and changelog do not agree.
    """
    if tag != f"v{version}":
        raise NotReadyError(f"the tag is {tag}, but the version of the code is {version}")
    headings = list(_HEADING.finditer(changelog))
    for found, following in zip(headings, [*headings[1:], None], strict=True):
        end = following.start() if following else len(changelog)
        text = changelog[found.end() : end].strip()
        if found["version"] == "Unreleased" and text:
            raise NotReadyError("the changelog has changes that no version names: give them one")
        if found["version"] == version:
            if not found["date"]:
                raise NotReadyError(f"the section {version} of the changelog has no date")
            if not text:
                raise NotReadyError(f"the section {version} of the changelog is empty")
            return text + "\n"
    raise NotReadyError(f"the changelog has no section {version}")


if __name__ == "__main__":
    try:
        sys.stdout.write(notes(sys.argv[1], (ROOT / "CHANGELOG.md").read_text("utf-8")))
    except NotReadyError as error:
        sys.exit(f"error: {error}")
