"""The wire verdict held against the truth: what a server and the old package make of messages."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from clientgen.compare import Report, compare_versions, prepare_version
from clientgen.document.load import read
from tests.diff.pairs import PAIRS, SHAPES, Pair
from tests.diff.tiny import base, compare, edited
from tests.diff.wire_proof import Proof, WireProof
from tests.real.calls.package import Package

CASES = Path(__file__).parent / "cases"
OLD = [*CASES.glob("*.old.*")]
# No schema shows it: what servers do with it, and what they respond, is known to them alone.
_NOT_IN_SCHEMAS = {
    "operation-removed", "path-removed", "operation-removed-after-deprecation", "path-changed",
    "http-method-changed", "param-in-changed", "param-style-changed", "param-explode-changed",
    "param-schema-to-content", "param-empty-refused", "resp-body-removed", "resp-success-removed",
    "resp-mediatype-removed", "resp-header-removed-required", "resp-header-type-changed",
    "discriminator-mapping-changed", "discriminator-prop-changed", "scope-added-op",
    "permission-ext-changed", "security-added-op", "security-alternative-removed",
    "security-scheme-type", "token-url-changed", "server-url-changed", "server-basepath-changed",
    "server-removed", "security-key-renamed",
}  # fmt: skip


class Packages:
    """The package of each old document, made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, Package] = {}

    def proof(self, old: Any, new: Any) -> Proof:
        """Look for messages that two documents judge differently."""
        path = self._written(old)
        if path.stem not in self._made:
            self._made[path.stem] = Package(path, f"p{path.stem}", self._folder)
        plain = [self._written(_with_any_of(document)) for document in (old, new)]
        return WireProof(plain[0], self._made[path.stem], plain[1]).run()

    def _written(self, document: Any) -> Path:
        text = json.dumps(document)
        path = self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
        path.write_text(text, "utf-8")
        return path


def _with_any_of(document: Any) -> Any:
    """A document whose unions may overlap: a server refuses no value that fits two variants."""
    return json.loads(json.dumps(document).replace('"oneOf":', '"anyOf":'))


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    return Packages(tmp_path_factory.mktemp("packages"))


def disagreements(report: Report, proof: Proof) -> list[str]:
    """Tell where the verdict denies what was met."""
    breaks = {r for f in report.findings if f.wire == "breaks" for r in f.readers}
    told = {r for f in report.findings for r in f.readers}
    found: list[str] = []
    if proof.refused and "server" not in told:
        found.append(f"refused: {proof.refused[:2]}")
    if proof.misread and "code" not in told:
        found.append(f"misread: {proof.misread[:2]}")
    if proof.unknown and not told & {"code", "strict"}:
        found.append(f"unknown: {proof.unknown[:2]}")
    rules = {rule for f in report.findings for rule in (f.id, *f.also)}
    if rules & _NOT_IN_SCHEMAS:
        return found
    if "server" in breaks and not (proof.refused or proof.ignored):
        found.append("nothing was refused, and nothing is ignored")
    if "code" in breaks and not (proof.misread or proof.absent):
        found.append("nothing was misread, and nothing is absent")
    return found


_QUICK = {
    "param-enum-value-removed", "req-prop-required-added", "resp-prop-renamed", "resp-enum-added",
    "resp-prop-nullable", "resp-map-value-type", "oneof-added-response", "shared-prop-removed",
}  # fmt: skip


@pytest.mark.parametrize("pair", [p for p in PAIRS if p.rule in _QUICK], ids=lambda pair: pair.rule)
def test_the_wire_verdict_is_what_happens(pair: Pair, packages: Packages) -> None:
    _hold(pair, packages)


@pytest.mark.slow
@pytest.mark.parametrize(
    "pair", [p for p in (*PAIRS, *SHAPES) if p.rule not in _QUICK], ids=lambda pair: pair.rule
)
def test_every_wire_verdict_is_what_happens(pair: Pair, packages: Packages) -> None:
    _hold(pair, packages)


@pytest.mark.parametrize("name", sorted({path.name.split(".old")[0] for path in OLD}))
def test_a_case_is_what_happens(name: str, packages: Packages) -> None:
    old, new = (read(next(CASES.glob(f"{name}.{side}.*"))) for side in ("old", "new"))
    report = compare_versions(prepare_version(old), prepare_version(new))

    assert not disagreements(report, packages.proof(old.value, new.value))


@pytest.mark.slow
def test_versions_in_the_history_are_what_happens(packages: Packages, repository: Path) -> None:
    paths = sorted((repository / "spec" / "history").glob("*.yaml"))
    assert len(paths) > 1
    for old, new in pairwise(map(read, paths)):
        report = compare_versions(prepare_version(old), prepare_version(new))
        assert not disagreements(report, packages.proof(old.value, new.value)), new.source


def _hold(pair: Pair, packages: Packages) -> None:
    old = edited(base(), pair.old)
    new = edited(old, pair.new)

    proof = packages.proof(old, new)

    assert proof.judged
    assert not disagreements(compare(old, new), proof)
