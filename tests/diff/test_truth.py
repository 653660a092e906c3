"""The source verdict held against the truth: both packages are emitted and their APIs compared."""

from __future__ import annotations

import ast
from pathlib import Path

import griffe
import pytest

from clientgen.base.configuration import Config
from clientgen.compare import Report, Version, compare_versions
from clientgen.emit.render import render
from clientgen.plan import plan_package
from tests.diff.pairs import PAIRS, Pair
from tests.diff.tiny import base, edited, side

_OURS = ("resources", "models")


def emitted(found: Version, folder: Path) -> griffe.Module:
    """Write the package of a document and read its API without running it."""
    files = render(plan_package(found.api, Config(), name="package"))
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    loaded = griffe.load("package", search_paths=[folder], allow_inspection=False)
    assert isinstance(loaded, griffe.Module)
    return loaded


def breakages(old: griffe.Module, new: griffe.Module) -> list[str]:
    """What griffe says is broken in what is generated of the document."""
    found: list[str] = []
    for part in _OURS:
        if part in old.members and part in new.members:
            one, two = old[part], new[part]
            found += [f"{b.kind.name} {b.obj.path}" for b in griffe.find_breaking_changes(one, two)]
        elif part in old.members:
            found.append(f"REMOVED {part}")
    return found


def judged(pair: Pair, folder: Path) -> tuple[Report, list[str], list[str]]:
    old = side(edited(base(), pair.old), "old.json")
    new = side(edited(edited(base(), pair.old), pair.new), "new.json")
    report = compare_versions(old, new)
    packages = emitted(old, folder / "old"), emitted(new, folder / "new")
    lost = operation_ids(folder / "old") - operation_ids(folder / "new")
    return report, [*breakages(*packages), *sorted(lost)], for_checkers(*packages)


def operation_ids(folder: Path) -> set[str]:
    """The keys of the emitted `OPERATIONS`, which users look operations up by."""
    tree = ast.parse((folder / "package" / "operations.py").read_text("utf-8"))
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Operation"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def for_checkers(old: griffe.Module, new: griffe.Module) -> list[str]:
    """What griffe lets pass but a type checker or a constructor does not."""
    found: list[str] = []
    for part in _OURS:
        if part in old.members and part in new.members:
            one, two = typed(old[part]), typed(new[part])
            found += [f"TYPE {name}" for name in one if name in two and one[name] != two[name]]
            found += [f"NEEDED {n}" for n in two if n not in one and two[n].endswith(" needed")]
    return found


def typed(module: griffe.Object | griffe.Alias) -> dict[str, str]:
    """Every answer of a method and every attribute of a class, with its annotation."""
    found: dict[str, str] = {}
    for name, member in module.members.items():
        if isinstance(member, griffe.Module | griffe.Class):
            found.update({f"{name}.{inner}": text for inner, text in typed(member).items()})
        elif isinstance(member, griffe.Function):
            found[name] = str(member.returns)
        elif isinstance(member, griffe.Attribute):
            needed = " needed" if member.value is None else ""
            found[name] = f"{member.annotation}{needed}"
    return found


@pytest.mark.slow
@pytest.mark.parametrize("pair", PAIRS, ids=[pair.rule for pair in PAIRS])
def test_the_verdict_agrees_with_the_emitted_packages(pair: Pair, tmp_path: Path) -> None:
    report, broken, retyped = judged(pair, tmp_path)

    if broken:
        assert report.source != "safe", broken
    if report.source == "breaks":
        fixed = pair.rule in {"security-scheme-type", "param-schema-to-content"}
        assert broken or retyped or fixed, [(f.id, f.python) for f in report.findings]
