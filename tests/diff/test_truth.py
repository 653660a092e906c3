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
from tests.diff.pairs.offers import OFFERS
from tests.diff.tiny import base, edited, side
from tests.support.files import write

# By the version's identity; the version itself is kept with it, so that no other takes its place.
_OLDS: dict[int, tuple[Version, griffe.Module, set[str]]] = {}
_OURS = ("client", "models", "operations", "resources", "servers", "webhooks")


def emitted(found: Version, folder: Path) -> griffe.Module:
    """Write the package of a document and read its API without running it."""
    files = render(plan_package(found.api, Config(), name="package"))
    write(files, folder)
    loaded = griffe.load("package", search_paths=[folder], allow_inspection=False)
    assert isinstance(loaded, griffe.Module)
    return loaded


def breakages(old: griffe.Module, new: griffe.Module) -> list[str]:
    """What griffe says is broken in what is generated of the document."""
    found: list[str] = []
    for part in _OURS:
        if part in old.members and part in new.members:
            one, two = old[part], new[part]
            found += [
                f"{b.kind.name} {b.obj.path}"
                for b in griffe.find_breaking_changes(one, two)
                if not _is_value(b)
            ]
        elif part in old.members:
            found.append(f"REMOVED {part}")
    return found


def _is_value(found: griffe.Breakage) -> bool:
    """Tables of the runtime, whose values are no API, and what only a module itself imports."""
    changed = found.kind is griffe.BreakageKind.ATTRIBUTE_CHANGED_VALUE
    return changed or found.obj.is_alias or found.obj.name in {"SCHEMES", "SERVICE"}


def judged(pair: Pair, folder: Path) -> tuple[Report, list[str], list[str]]:
    old = side(edited(base(), pair.old), "old.json")
    new = side(edited(edited(base(), pair.old), pair.new), "new.json")
    report = compare_versions(old, new)
    # Most pairs share their old document, and what is emitted for it.
    if id(old) not in _OLDS:
        at = folder / "old"
        _OLDS[id(old)] = (old, emitted(old, at), offers(at))
    _, package, offered = _OLDS[id(old)]
    packages = package, emitted(new, folder / "new")
    lost = [f"LOST {name}" for name in sorted(offered - offers(folder / "new"))]
    return report, [*breakages(*packages), *lost], for_checkers(*packages)


def offers(folder: Path) -> set[str]:
    """What a package offers besides what griffe compares."""
    ways = (operation_ids, exported, keywords, server_variables, update_members)
    return {name for offered in ways for name in offered(folder)}


def exported(folder: Path) -> set[str]:
    """The names in every `__all__` of a package."""
    found: set[str] = set()
    for path in sorted((folder / "package").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                home = path.relative_to(folder).as_posix()
                found |= {f"{home} {name}" for name in ast.literal_eval(node.value)}
    assert found
    return found


def keywords(folder: Path) -> set[str]:
    """The keywords that the clients' constructors name, as they are written or inherited.

    griffe takes a keyword for kept where a constructor takes any others.
    """
    trees = [
        ast.parse((folder / "package" / path).read_text("utf-8"))
        for path in ("client.py", "_runtime/client.py", "_runtime/auth.py")
        if (folder / "package" / path).exists()
    ]
    classes = {n.name: n for t in trees for n in ast.walk(t) if isinstance(n, ast.ClassDef)}

    def made(name: str) -> ast.FunctionDef | None:
        for node in classes[name].body if name in classes else ():
            if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                return node
        bases = classes[name].bases if name in classes else []
        found = (made(ast.unparse(base).partition("[")[0]) for base in bases)
        return next(filter(None, found), None)

    found: set[str] = set()
    for name in ("AsyncClient", "Client"):
        constructor = made(name)
        assert constructor is not None
        for argument in constructor.args.kwonlyargs:
            found.add(f"{name}({argument.arg})")
            if argument.arg != "auth" and argument.annotation is not None:
                accepted = ast.unparse(argument.annotation).split(" | ")
                found |= {f"{name}({argument.arg}: {text})" for text in accepted}
    return found


def server_variables(folder: Path) -> set[str]:
    """The variables that each of the `SERVERS` takes, and the values of each."""
    path = folder / "package" / "servers.py"
    tree = ast.parse(path.read_text("utf-8") if path.exists() else "")
    servers = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and len(n.args) == 3]
    found: set[str] = set()
    for index, server in enumerate(servers):
        defaults, allowed = (ast.literal_eval(argument) for argument in server.args[1:])
        found |= {f"SERVERS[{index}]", *(f"SERVERS[{index}] {name}" for name in defaults)}
        found |= {f"SERVERS[{index}] {n}={v}" for n, values in allowed.items() for v in values}
    return found


def update_members(folder: Path) -> set[str]:
    """The members of the typed dictionaries that `to_update()` takes."""
    tree = ast.parse((folder / "package" / "models.py").read_text("utf-8"))
    return {
        f"{node.name}.{member.target.id}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and "TypedDict" in map(ast.unparse, node.bases)
        for member in node.body
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name)
    }


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
        # What is given for a scheme means something else, though it is of the same type.
        fixed = pair.rule in {"security-scheme-type", "param-schema-to-content"}
        assert broken or retyped or fixed, [(f.id, f.python) for f in report.findings]


@pytest.mark.parametrize("pair", OFFERS, ids=[pair.rule for pair in OFFERS])
def test_what_a_package_offers_no_more_is_told(pair: Pair, tmp_path: Path) -> None:
    report, broken, retyped = judged(pair, tmp_path)

    assert broken or retyped
    assert report.source != "safe", [broken, retyped]
    # An operationId and a value of a variable are texts, that few write in their code.
    names = [name for name in broken if name.startswith("LOST package/") or "(" in name]
    assert report.source == "breaks" or not names, names
