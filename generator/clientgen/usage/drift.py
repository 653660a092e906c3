"""Records of drift that running clients wrote, held against findings.

The emitted runtime tells each way in which a response differs from its document as ``Drift``: an
operation, a JSON pointer into the response, and a kind; the usage page of a package shows how to
write it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clientgen.api import Schema
from clientgen.base.diagnostics import InputError, Position
from clientgen.base.pointers import tokens_of
from clientgen.base.untyped import as_list, as_map
from clientgen.compare import Finding, Report, Version
from clientgen.compare.your_code import SeenDrift
from clientgen.usage.attach import meets

_LOGGED = re.compile(
    r"(?P<operation>[\w.]+): (?P<kind>unknown member|unknown value|wrong type|missing member)"
    r" at (?P<pointer>.*)"
)
_TIMES = ("time", "timestamp", "asctime", "at", "@timestamp")
_KINDS = frozenset({"unknown member", "unknown value", "wrong type", "missing member"})


@dataclass(frozen=True, slots=True)
class DriftRecord:
    """One record.

    Args:
        operation: dotted name from the client.
        pointer: JSON pointer into the response; ``*`` stands for any item or key.
        kind: what differs.
        times: how often it was met.
        time: when it was met last; empty where that is not known.
    """

    operation: str
    pointer: str
    kind: str
    times: int = 1
    time: str = ""


def read_drift(path: Path) -> tuple[DriftRecord, ...]:
    """Read records of drift.

    Args:
        path: JSON lines: an object with ``operation``, ``pointer`` and ``kind``, and maybe
            ``count`` and ``time``; a list of the three; or a log record in JSON whose ``message``
            is the runtime's.

    Returns:
        The records; lines of other loggers are passed over.

    Raises:
        InputError: the file cannot be read, or a line is no JSON.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"cannot read the drift records: {reason}", source=str(path)) from error
    found: list[DriftRecord] = []
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for number, line in lines:
        try:
            record = _record(json.loads(line))
        except (ValueError, RecursionError) as error:
            at = Position(number, 1)
            raise InputError("this line is no JSON", source=str(path), position=at) from error
        if record is not None:
            found.append(record)
    if lines and not found:
        raise InputError(
            "holds no record of drift: the usage page of the package shows one", source=str(path)
        )
    return tuple(found)


def _record(value: object) -> DriftRecord | None:
    listed = as_list(value)
    named: Mapping[str, Any] = as_map(value) or {}
    if listed is not None:
        # A named tuple in JSON.
        named = dict(zip(("operation", "pointer", "kind"), listed, strict=False))
    time = next((str(named[key]) for key in _TIMES if named.get(key) is not None), "")
    if not {"operation", "pointer", "kind"} <= named.keys():
        logged = _LOGGED.fullmatch(str(named.get("message", named.get("msg", ""))).strip())
        if logged is None:
            return None
        pointer = "" if logged["pointer"] == "the root" else logged["pointer"]
        return DriftRecord(logged["operation"], pointer, logged["kind"], 1, time)
    texts = [named[key] for key in ("operation", "pointer", "kind")]
    if not all(isinstance(text, str) for text in texts) or texts[2] not in _KINDS:
        return None
    count = named.get("count", 1)
    times = count if isinstance(count, int) and count > 0 else 1
    return DriftRecord(str(texts[0]), str(texts[1]), str(texts[2]), times, time)


def mark_drift(
    report: Report, records: Sequence[DriftRecord], old: Version, new: Version
) -> Report:
    """Mark the findings that running clients have met.

    Args:
        report: the report.
        records: what they met.
        old: the old version, which the clients were made from.
        new: the new one.

    Returns:
        The report; its warnings tell how many records no finding explains.
    """
    places = [_places(record, old) | _places(record, new) for record in records]
    explained: set[int] = set()
    findings: list[Finding] = []
    for finding in report.findings:
        mine = [index for index, found in enumerate(places) if meets(finding, found)]
        explained.update(mine)
        if mine:
            times = sum(records[index].times for index in mine)
            last = max(records[index].time for index in mine)
            finding = replace(finding, drift=SeenDrift(times, last))
        findings.append(finding)
    unexplained = len(records) - len(explained)
    warnings = report.warnings
    if unexplained:
        text = f"{unexplained} of {len(records)} records of drift are explained by no finding"
        warnings = (*warnings, text)
    return replace(report, findings=tuple(findings), warnings=warnings)


def _places(record: DriftRecord, version: Version) -> set[str]:
    """Find the schemas in the document that describe the position of a record."""
    planned = (*version.plan.methods, *version.plan.aliases)
    operation = next((m.operation for m in planned if m.path == record.operation), None)
    if operation is None:
        return set()
    roots = [
        media.schema
        for response in operation.responses
        if response.is_success
        for media in response.content
        if media.schema is not None
    ]
    tokens = tokens_of(record.pointer)
    found = {p for root in roots for p in _below(root, tokens, version, is_root=not tokens)}
    return {version.document.origin(pointer) for pointer in found}


def _below(
    schema: Schema, tokens: Sequence[str], version: Version, *, is_root: bool
) -> Iterator[str]:
    resolved = version.resolver.resolve(schema)
    if not tokens:
        # A schema that many share is the position only where it is what differs itself.
        yield schema.pointer
        if is_root or resolved.schema.enum is not None:
            yield resolved.pointer
        return
    token, rest = tokens[0], tokens[1:]
    variants = [*resolved.schema.one_of, *resolved.schema.any_of]
    for variant in variants:
        yield from _below(variant, tokens, version, is_root=False)
    for member in resolved.schema.properties:
        if member.name == token:
            yield from _below(member.schema, rest, version, is_root=False)
    if token == "*" or token.isdecimal():
        for inner in (resolved.schema.items, resolved.schema.additional):
            if isinstance(inner, Schema):
                yield from _below(inner, rest, version, is_root=False)
