"""Follow upstream: turn a new document into a new fragment, package and version.

Everything is made in memory first. After the last step all files, those of the specification and
those of the package, are replaced together.
"""

from __future__ import annotations

from clientgen.follow.apply import apply
from clientgen.follow.fetch import UpstreamDocument, fetch_upstream
from clientgen.follow.prepare import Update, prepare
from clientgen.follow.review import Review, compare_fragments, count_upstream_changes
from clientgen.follow.version import bumped

__all__ = [
    "Review",
    "Update",
    "UpstreamDocument",
    "apply",
    "bumped",
    "compare_fragments",
    "count_upstream_changes",
    "fetch_upstream",
    "prepare",
]
