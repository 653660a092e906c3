"""The source verdict held against users: code written for the old package, checked with the new.

All pairs are checked in one run of the checker, so that it reads the runtime once.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clientgen.base.configuration import Config
from clientgen.compare import Report, Version, compare_versions
from clientgen.compare.rules import RULES
from clientgen.emit.render import render
from clientgen.plan import plan_package
from tests.diff.pairs import PAIRS, SHAPES, Pair
from tests.diff.tiny import base, edited, side
from tests.diff.user_code import user_code, write_package
from tests.support.programs import process

_QUICK = {
    "path-removed",
    "path-param-renamed",
    "param-optional-added",
    "param-became-required",
    "param-enum-value-removed",
    "param-reordered",
    "body-became-optional",
    "req-prop-removed",
    "req-prop-not-nullable",
    "resp-prop-nullable",
    "resp-prop-type-changed",
    "resp-prop-number-to-int",
    "resp-body-added",
    "schema-renamed",
    "oneof-added-response",
    "schema-composition-changed",
}
# A text is a sequence of texts to every checker, but no list of values to a server; and the code
# that is written for a pair receives no webhooks.
_NOT_SEEN = {"param-scalar-to-array", "webhook-removed", "webhook-body-changed"}
_MYPY = (
    *("mypy", "--strict", "--no-pretty", "--hide-error-context", "--no-error-summary"),
    *("--follow-imports", "silent", "--explicit-package-bases"),
)


@dataclass
class Case:
    """A pair, and what became of the code that was written for its old package.

    Args:
        pair: the pair.
        report: what is said of it.
        before: folder of the old package with its users' code.
        after: folder of the new package with the same code.
        lost: what checkers cannot see: keys of ``OPERATIONS`` gone, calls that now warn.
    """

    pair: Pair
    report: Report
    before: str
    after: str
    lost: list[str] = field(default_factory=list[str])


def emitted(found: Version) -> dict[str, str]:
    return render(plan_package(found.api, Config(), name="package"))


def written(pairs: Sequence[Pair], root: Path) -> list[Case]:
    """Write old and new packages; the same old one serves every pair that has it."""
    olds: dict[str, tuple[Version, dict[str, str], str, str]] = {}
    cases: list[Case] = []
    for number, pair in enumerate(pairs):
        old = edited(base(), pair.old)
        if (key := json.dumps(old, sort_keys=True)) not in olds:
            one = side(old, "old.json")
            olds[key] = (one, emitted(one), f"old{len(olds)}", user_code(one, emitted(one)))
            put(olds[key][1], olds[key][3], root / olds[key][2])
        one, before, name, code = olds[key]
        two = side(edited(old, pair.new), "new.json")
        after = emitted(two)
        put(after, code, root / f"new{number}")
        gone = operation_ids(before) - operation_ids(after)
        warns = deprecated(after) - deprecated(before)
        report = compare_versions(one, two)
        cases.append(Case(pair, report, name, f"new{number}", sorted(gone | warns)))
    return cases


def put(files: dict[str, str], code: str, folder: Path) -> None:
    write_package(files, folder)
    (folder / "user.py").write_text(code, encoding="utf-8")


def operation_ids(files: dict[str, str]) -> set[str]:
    """The keys of the emitted `OPERATIONS`, which users look operations up by."""
    return {
        str(ast.literal_eval(node.args[0]))
        for node in ast.walk(ast.parse(files["package/operations.py"]))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Operation"
    }


def deprecated(files: dict[str, str]) -> set[str]:
    """The methods that warn when they are called."""
    return {
        f"{path}:{node.name}"
        for path, text in files.items()
        if path.startswith("package/resources/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(mark).startswith("deprecated(") for mark in node.decorator_list)
    }


def mypy(root: Path, cases: Sequence[Case]) -> dict[str, list[str]]:
    """Folder → errors in the users' code."""
    out = run(root, *_MYPY, "--cache-dir", str(root / "cache"), *users(cases))
    found: dict[str, list[str]] = {}
    for line in out.splitlines():
        match = re.match(r"(\w+)/user\.py:\d+: error: (.*)", line)
        assert match or ": error:" not in line, line
        if match:
            found.setdefault(match[1], []).append(match[2])
    return found


def pyright(root: Path, cases: Sequence[Case]) -> dict[str, list[str]]:
    """Folder → errors in the users' code."""
    settings = {"include": users(cases), "typeCheckingMode": "standard"}
    (root / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    out = json.loads(run(root, "pyright", "--outputjson", "--pythonpath", sys.executable))
    found: dict[str, list[str]] = {}
    for told in out["generalDiagnostics"]:
        if told["severity"] == "error":
            found.setdefault(Path(told["file"]).parent.name, []).append(told["message"])
    return found


def users(cases: Sequence[Case]) -> list[str]:
    folders = {folder for case in cases for folder in (case.before, case.after)}
    return [f"{folder}/user.py" for folder in sorted(folders)]


def run(root: Path, *command: str) -> str:
    done = process(sys.executable, "-m", *command, folder=root, timeout=500)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return done.stdout


def disagreements(cases: Sequence[Case], errors: dict[str, list[str]]) -> list[str]:
    """Where the verdict and the checker do not say the same."""
    found = [f"{case.before}: {errors[case.before]}" for case in cases if case.before in errors]
    for case in cases:
        told = [*errors.get(case.after, ()), *case.lost]
        grave = {f.id for f in case.report.findings if f.source != "safe"}
        if told and not grave:
            found.append(f"{case.pair.rule} is called safe, but {told}")
        seen = {rule for rule in grave if not RULES[rule].fixed and rule not in _NOT_SEEN}
        if seen and not told:
            python = [finding.python for finding in case.report.findings]
            found.append(f"{case.pair.rule} is called {case.report.source}, unseen: {python}")
    return found


def test_user_code_agrees_with_the_verdict(tmp_path: Path) -> None:
    cases = written([pair for pair in PAIRS if pair.rule in _QUICK], tmp_path)

    assert {case.pair.rule for case in cases} == _QUICK
    assert disagreements(cases, mypy(tmp_path, cases)) == []
    assert {case.report.source for case in cases} == {"safe", "may", "breaks"}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_user_code_agrees_with_every_verdict(tmp_path: Path) -> None:
    cases = written([*PAIRS, *SHAPES], tmp_path)

    assert disagreements(cases, mypy(tmp_path, cases)) == []
    assert disagreements(cases, pyright(tmp_path, cases)) == []
