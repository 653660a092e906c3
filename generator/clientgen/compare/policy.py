"""A team's policy on findings: severities of rules, waivers of single findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from clientgen.base.diagnostics import InputError
from clientgen.base.suggestions import suggestion
from clientgen.base.toml_file import read_toml
from clientgen.base.untyped import is_mapping, items
from clientgen.compare.findings import Finding, Report, Waiver, ordered
from clientgen.compare.rules import BUMPS, RULES, VERDICTS, Bump, Verdict

_SEVERITY = ("wire", "source", "bump")
_WAIVER = ("rule", "pointer", "reason", "expires")


@dataclass(frozen=True, slots=True)
class Severity:
    """Verdicts of a rule that overrule its own; None leaves one as it is.

    Args:
        wire: the wire verdict.
        source: the source verdict.
        bump: the version step.
    """

    wire: Verdict | None = None
    source: Verdict | None = None
    bump: Bump | None = None


@dataclass(frozen=True, slots=True)
class WaiverRule:
    """A waiver, keyed by rule and pointer, so that rewording a message voids none.

    Args:
        rule: id of the rule.
        pointer: JSON pointer into either document, as it is written.
        reason: why it is accepted.
        expires: the last day on which it holds.
    """

    rule: str
    pointer: str
    reason: str
    expires: date


@dataclass(frozen=True, slots=True)
class Policy:
    """All decisions.

    Args:
        severities: by rule id.
        waivers: in the order written.
    """

    severities: Mapping[str, Severity] = field(default_factory=dict[str, Severity])
    waivers: tuple[WaiverRule, ...] = ()


def load_policy(path: Path) -> Policy:
    """Read a policy file.

    Args:
        path: a TOML file with tables ``[severity.RULE]`` and ``[[waiver]]``.

    Returns:
        The policy.

    Raises:
        InputError: it cannot be read, or says something that is not known.
    """
    return parse_policy(read_toml(path, "policy"), str(path))


def parse_policy(data: Mapping[str, Any], source: str) -> Policy:
    """Check a parsed policy.

    Args:
        data: the parsed TOML.
        source: display name for messages.

    Returns:
        The policy.

    Raises:
        InputError: a rule, key or value is not known.
    """
    _refuse_unknown(data, ("severity", "waiver"), "", source)
    severities = {
        rule: _severity(rule, value, source)
        for rule, value in _table(data.get("severity", {}), "severity", source).items()
    }
    if not isinstance(data.get("waiver", []), list):
        raise InputError("'waiver' is a list of tables: write [[waiver]]", source=source)
    waivers = tuple(_waiver(item, source) for item in items(data.get("waiver")))
    return Policy(severities, waivers)


def apply_policy(report: Report, policy: Policy, today: date) -> Report:
    """Apply severities and waivers.

    Args:
        report: the report.
        policy: the decisions.
        today: the day waivers are held against.

    Returns:
        The report with both applied; its warnings name waivers that are expired, which hold no
        more, and waivers that meet no finding.
    """
    used: set[WaiverRule] = set()
    warnings: list[str] = []
    findings: list[Finding] = []
    for finding in report.findings:
        severity = policy.severities.get(finding.id)
        if severity is not None:
            finding = replace(
                finding,
                wire=severity.wire or finding.wire,
                source=severity.source or finding.source,
                bump=severity.bump or finding.bump,
            )
        for waiver in _meeting(finding, policy.waivers):
            used.add(waiver)
            if waiver.expires >= today:
                kept = Waiver(waiver.reason, waiver.expires.isoformat())
                finding = replace(finding, waiver=kept)
        findings.append(finding)
    for waiver in policy.waivers:
        named = f"waiver of {waiver.rule} at {waiver.pointer}"
        if waiver.expires < today:
            warnings.append(f"{named} expired on {waiver.expires.isoformat()}")
        elif waiver not in used:
            warnings.append(f"{named} meets no finding: remove it")
    return replace(
        report, findings=tuple(ordered(findings)), warnings=(*report.warnings, *warnings)
    )


def _meeting(finding: Finding, waivers: tuple[WaiverRule, ...]) -> Iterator[WaiverRule]:
    # A change made alike in many operations is one finding: its first place stands for all.
    places = {place.pointer for place in (finding.old, finding.new) if place is not None}
    for waiver in waivers:
        if waiver.rule == finding.id and waiver.pointer in places:
            yield waiver


def _severity(rule: str, value: Any, source: str) -> Severity:
    _known_rule(rule, source)
    found = _table(value, f"severity.{rule}", source)
    _refuse_unknown(found, _SEVERITY, f"severity.{rule}.", source)
    for key, allowed in (("wire", VERDICTS), ("source", VERDICTS), ("bump", BUMPS)):
        if key in found and found[key] not in allowed:
            message = f"severity.{rule}.{key} is one of {', '.join(allowed)}"
            raise InputError(message, source=source)
    return Severity(found.get("wire"), found.get("source"), found.get("bump"))


def _waiver(value: Any, source: str) -> WaiverRule:
    found = _table(value, "waiver", source)
    _refuse_unknown(found, _WAIVER, "waiver.", source)
    for key in _WAIVER:
        if key not in found or (key != "expires" and not str(found[key]).strip()):
            raise InputError(f"every waiver needs {key!r}", source=source)
    rule, expires = str(found["rule"]), found["expires"]
    _known_rule(rule, source)
    if isinstance(expires, str):
        try:
            expires = date.fromisoformat(expires)
        except ValueError:
            expires = None
    if type(expires) is not date:
        raise InputError(f"the waiver of {rule} expires on a date: 2030-12-31", source=source)
    return WaiverRule(rule, str(found["pointer"]).removeprefix("#"), str(found["reason"]), expires)


def _table(value: Any, name: str, source: str) -> dict[str, Any]:
    if not is_mapping(value):
        raise InputError(f"{name!r} is a table", source=source)
    return dict(value)


def _known_rule(rule: str, source: str) -> None:
    if rule not in RULES:
        raise InputError(f"there is no rule {rule!r}{suggestion(rule, RULES)}", source=source)


def _refuse_unknown(
    data: Mapping[str, Any], known: tuple[str, ...], where: str, source: str
) -> None:
    for key in data:
        if key not in known:
            hint = suggestion(key, known)
            raise InputError(f"unknown setting '{where}{key}'{hint}", source=source)
