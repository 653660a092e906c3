"""Compares two documents and holds the result against both rendered packages.

    python -m tests.real.compare_pair OLD NEW REPORT

A process of its own, run within bounds. The report is JSON; see `PairReport`.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from clientgen.base.diagnostics import InputError
from clientgen.compare import Report, Version, compare_versions, prepare_version, resolve_document
from clientgen.compare.report import text_size
from clientgen.compare.versions import refuse_unrelated
from clientgen.document.load import Document
from clientgen.emit.render import render

from .public_names import Sentences, lost_names, public_names, without_version

_EXAMPLES = 12
# What a server does otherwise, or whom it lets in, is told by the documents, not by the package.
BEHAVIOUR = frozenset(
    "param-default-changed req-prop-default-changed body-mediatype-removed param-schema-to-content"
    " security-added-op security-alternative-removed security-scheme-type".split()
)


@dataclass
class PairReport:
    """What a pair shows.

    Args:
        refused: the message of a refusal; empty where both documents can be compared.
        operations: operations of both documents together.
        wire: findings by wire verdict.
        source: findings by source verdict.
        bump: the version step.
        rules: findings by rule.
        lines: changed lines of the regenerated package.
        lost: names lost, by kind.
        untold: those that no finding names.
        self_differences: findings of a document against itself.
        same_package: the packages are equal but for version lines.
        same_surface: the packages declare the same names alike.
        unfounded: findings that break user code though the surface is the same.
        cpu_seconds: processor time of the comparison alone.
    """

    refused: str = ""
    operations: int = 0
    wire: dict[str, int] = field(default_factory=dict[str, int])
    source: dict[str, int] = field(default_factory=dict[str, int])
    bump: str = ""
    rules: dict[str, int] = field(default_factory=dict[str, int])
    lines: int = 0
    lost: dict[str, int] = field(default_factory=dict[str, int])
    untold: list[str] = field(default_factory=list[str])
    self_differences: list[str] = field(default_factory=list[str])
    same_package: bool = False
    same_surface: bool = False
    unfounded: list[str] = field(default_factory=list[str])
    cpu_seconds: float = 0.0


def compare_pair(old_path: Path, new_path: Path) -> PairReport:
    """Compare two documents, and each with itself.

    Args:
        old_path: the older document.
        new_path: the newer one.
    """
    try:
        documents = resolve_document(str(old_path)), resolve_document(str(new_path))
        started = time.process_time()
        old = prepare_version(documents[0])
        new = prepare_version(documents[1], after=old)
        refuse_unrelated(old.resolver, new.resolver, (old_path.name, new_path.name))
    except InputError as error:
        return PairReport(refused=str(error).splitlines()[0])
    report = compare_versions(old, new)
    seconds = time.process_time() - started
    found = judged(report, render(old.plan, None), render(new.plan, None))
    found.cpu_seconds = round(seconds, 1)
    for document, version in zip(documents, (old, None), strict=True):
        found.self_differences += _differences_with_itself(document, version)
    return found


def _differences_with_itself(document: Document, version: Version | None) -> list[str]:
    first = version or prepare_version(document)
    second = prepare_version(document, after=first)
    report = compare_versions(first, second)
    return [f"{finding.id} {finding.subject}" for finding in report.findings[:_EXAMPLES]]


def judged(report: Report, old: Mapping[str, str], new: Mapping[str, str]) -> PairReport:
    """Hold a report against the rendered packages.

    Args:
        report: the report.
        old: the old package, path → text.
        new: the new package.
    """
    size = text_size(old, new)
    old_names, new_names = public_names(old), public_names(new)
    lost = lost_names(old_names, new_names)
    sentences = Sentences([text for finding in report.findings for text in finding.python])
    same_package = without_version(old) == without_version(new)
    return PairReport(
        operations=report.operations,
        wire=dict(Counter(finding.wire for finding in report.findings)),
        source=dict(Counter(finding.source for finding in report.findings)),
        bump=report.bump,
        rules=dict(Counter(finding.id for finding in report.findings).most_common()),
        lines=size.added + size.removed,
        lost=dict(Counter(name.kind for name in lost)),
        untold=[str(name) for name in lost if not sentences.tell(name)],
        same_package=same_package,
        same_surface=old_names == new_names,
        unfounded=unfounded(report, old_names == new_names),
    )


def unfounded(report: Report, same_surface: bool) -> list[str]:
    """Return the findings that break user code though nothing it sees has changed."""
    return [
        f"{finding.id} {finding.subject}: {finding.source}"
        for finding in report.findings
        if same_surface and finding.source != "safe" and finding.id not in BEHAVIOUR
    ]


def main(arguments: list[str]) -> int:
    """Write the report of a pair; return 0."""
    old, new, target = map(Path, arguments)
    Path(target).write_text(json.dumps(asdict(compare_pair(old, new))), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
