"""Every way in which our client and the SDK are known to differ, with the reason.

A difference that matches nothing here fails the test; so does one that nothing matches any more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from .findings import ABSENT, Finding
from .shapes import is_array

_BODILESS = re.compile("get|delete")
_OUTDATED = "outdated_sdk_version"


@dataclass(frozen=True)
class Difference:
    """One known difference.

    Args:
        where: the part of request or answer, as the page calls it.
        ours: what our client does.
        sdk: what the SDK does.
        reason: why ours is as it is.
        covers: tells whether a finding is an instance of it; as narrow as can be.
    """

    where: str
    ours: str
    sdk: str
    reason: str
    covers: Callable[[Finding], bool]


def _header(name: str, sdk: str, ours: Callable[[object], bool]) -> Callable[[Finding], bool]:
    def covers(found: Finding) -> bool:
        return (found.kind, found.place, found.sdk) == ("header", name, sdk) and ours(found.ours)

    return covers


def _sends_no_body(found: Finding) -> bool:
    return _BODILESS.match(found.case.operation) is not None or found.case.form == "none"


def _is_joined_list(found: Finding) -> bool:
    given = found.case.query.get("topic_name")
    return (
        found.kind == "query"
        and is_array(given)
        and found.ours == [("topicName", text) for text in given]
        and found.sdk == [("topicName", ",".join(given))]
    )


DIFFERENCES = (
    Difference(
        "header `purecloud-sdk`",
        "not sent",
        "`269.0.0`",
        "It tells the service which official SDK calls; we are none.",
        _header("purecloud-sdk", "269.0.0", lambda ours: ours is ABSENT),
    ),
    Difference(
        "header `User-Agent`",
        "package and version",
        "`PureCloud SDK/python`",
        "Says truthfully who calls; can be set with `headers=`.",
        _header(
            "user-agent",
            "PureCloud SDK/python",
            lambda ours: str(ours).startswith("genesys_process_automation/"),
        ),
    ),
    Difference(
        "header `Accept-Encoding`",
        "`gzip, deflate`, and more where the libraries are installed",
        "`identity`",
        "Compressed answers are smaller; httpx2 decodes them.",
        _header("accept-encoding", "identity", lambda ours: str(ours).startswith("gzip, deflate")),
    ),
    Difference(
        "header `Content-Type`, requests without a body",
        "not sent",
        "`application/json`",
        "There is no content whose type could be told.",
        lambda found: (
            _header("content-type", "application/json", lambda ours: ours is ABSENT)(found)
            and _sends_no_body(found)
        ),
    ),
    Difference(
        "path parameter with a slash",
        "`a%2Fb`",
        "`a/b`",
        "Unencoded, the slash splits the parameter and the request reaches another path.",
        lambda found: (
            found.kind == "path"
            and any("/" in str(value) for value in found.case.path)
            and found.ours != found.sdk
            and found.ours.replace("%2F", "/") == found.sdk
        ),
    ),
    Difference(
        "path parameter that is empty, `.` or `..`",
        "refused with `RequestError`, nothing is sent",
        "sent; the request reaches another path, such as the listing",
        "No id is any of these, and `..` climbs out of the API's path.",
        lambda found: (
            (found.kind, found.ours, found.sdk) == ("requests", 0, 1)
            and found.case.path[0] in ("", ".", "..")
        ),
    ),
    Difference(
        "space in a query",
        "`%20`",
        "`+`",
        "`%20` is a space in every URL, `+` only in those of forms. Decoded they are equal.",
        lambda found: (
            found.kind == "query text"
            and found.ours != found.sdk
            and [(name, text.replace("%20", "+")) for name, text in found.ours] == found.sdk
        ),
    ),
    Difference(
        "order of query parameters",
        "that of the method's signature",
        "that of the upstream document",
        "Without meaning.",
        lambda found: found.kind == "query order",
    ),
    Difference(
        "a list given for `topic_name`",
        "repeated: `topicName=a&topicName=b`; empty: not sent",
        "joined: `topicName=a%2Cb`; empty: `topicName=`",
        "The parameter is one text with commas in it, and typed so: a list is not offered. "
        "Lists are sent as the document's `explode` says.",
        _is_joined_list,
    ),
    Difference(
        "test operations without an event",
        "no body",
        "the body `null`",
        "The body is optional upstream; leaving it out is what that means.",
        lambda found: (
            (found.kind, found.place) == ("body", "")
            and found.case.form == "none"
            and found.ours is ABSENT
            and found.sdk is None
        ),
    ),
    Difference(
        "event given as text",
        "sent as it is",
        "quoted: a JSON string that holds the text",
        "The published examples send the event itself, and so do the JavaScript SDK and the CLI.",
        lambda found: (
            (found.kind, found.place) == ("body", "")
            and found.case.form == "event"
            and found.sdk == found.case.body
            and found.ours == json.loads(found.case.body)
        ),
    ),
    Difference(
        "spelling of JSON bodies",
        "compact UTF-8, members in the model's order",
        "spaces after `,` and `:`, ASCII escapes",
        "Without meaning; ours is shorter. Read as JSON the bodies are equal.",
        lambda found: found.kind == "body text",
    ),
    Difference(
        "member set to `None` in a request model",
        "sent as `null`",
        "dropped",
        "Not given and null are two things; what was set is sent. Leave it away to send nothing.",
        lambda found: (
            found.kind == "body"
            and found.case.form == "model"
            and found.ours is None
            and found.sdk is ABSENT
        ),
    ),
    Difference(
        "member of a request model that the document does not know",
        "sent",
        "dropped",
        "Nothing the server sent is lost on the way back through an older client.",
        lambda found: (
            (found.kind, found.place, found.sdk) == ("body", "/fresh", ABSENT)
            and found.case.form == "model"
            and found.ours == found.case.body["fresh"]
        ),
    ),
    Difference(
        "enum value of a request model that the document does not know",
        "sent as it is",
        f"replaced by `{_OUTDATED}`",
        "Enumerations grow without notice; a placeholder would overwrite the real value.",
        lambda found: found.kind == "body" and _is_placeholder(found),
    ),
    Difference(
        "member of an answer that the document does not know",
        "kept, readable and sent back",
        "dropped",
        "As above.",
        lambda found: (found.kind, found.place, found.sdk) == ("answer", "/fresh", ABSENT),
    ),
    Difference(
        "enum value of an answer that the document does not know",
        "kept",
        f"replaced by `{_OUTDATED}`",
        "As above.",
        lambda found: found.kind == "answer" and _is_placeholder(found),
    ),
)


def _is_placeholder(found: Finding) -> bool:
    return (
        found.place.endswith("/operator") and found.sdk == _OUTDATED and found.ours == "StartsWith"
    )
