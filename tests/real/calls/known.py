"""What is known to go wrong, and why it stays."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, Mapping[str, str]] = {
    "box": {
        "GET /search": "two classes have the same members, none of them required: the first is"
        " taken, and the members of the other's items are reported, none is lost"
    },
    "slack": {
        "GET /users.identity": "the classes differ in a member of a member only: the first is"
        " taken, and the members of the other are reported, none is lost"
    },
    "vercel": {
        "GET /v1/webhooks": "of two kinds of lists the first is taken, and the member that only its"
        " items have to have is reported as missing, none is lost"
    },
}
"""Document → operation → reason."""
