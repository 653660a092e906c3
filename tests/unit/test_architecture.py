"""The rooms of docs/architecture.md import only to their left; nothing points out of the house."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

# What each room may import besides itself: docs/architecture.md draws it.
_TO_THE_PLAN = ("base", "document", "api", "types", "plan")
ROOMS: dict[str, tuple[str, ...]] = {
    "base": (),
    "document": _TO_THE_PLAN[:1],
    "api": _TO_THE_PLAN[:2],
    "types": _TO_THE_PLAN[:3],
    "plan": _TO_THE_PLAN[:4],
    "files": ("base",),
    "emit": (*_TO_THE_PLAN, "files"),
    "compare": _TO_THE_PLAN,
    "usage": (*_TO_THE_PLAN, "files", "emit", "compare"),
    "follow": (*_TO_THE_PLAN, "files", "emit", "compare"),
    "cli": (*_TO_THE_PLAN, "files", "emit", "compare", "usage", "follow"),
    "__main__": ("cli",),
}

# anyio comes with httpx2, which is built on it.
RUNTIME_MAY_IMPORT = {
    "anyio",
    "httpcore2",
    "httpx2",
    "pydantic",
    "pydantic_core",
    "typing_extensions",
}


def imported(path: Path, package: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield every import of a module as line and absolute dotted name.

    Args:
        path: the module's file.
        package: the package it lives in, as the parts of its dotted name.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), path.name)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, tuple(name.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = above + tuple((node.module or "").split(".") if node.module else ())
            # `from .. import names` imports a room, `from ..names import x` a thing in one:
            # either way the room is the part right below `clientgen`.
            for name in node.names:
                yield node.lineno, (*base, name.name)


def modules(folder: Path) -> list[Path]:
    """List the Python files below a folder, in a stable order."""
    return sorted(folder.rglob("*.py"))


def room_of(path: Path, house: Path) -> str:
    """Say which room a module of the generator belongs to."""
    return path.relative_to(house).parts[0].removesuffix(".py")


def wrong_imports(house: Path) -> Iterator[str]:
    """Yield one line for each import that goes against the flow."""
    for path in modules(house):
        room = room_of(path, house)
        where = path.relative_to(house.parent)
        if room != "__init__" and room not in ROOMS:
            yield f"{where}: {room!r} has no place in the flow of docs/architecture.md"
            continue
        allowed = {room, *ROOMS.get(room, ()), "__version__"} - {"__init__"}
        package = ("clientgen", *path.relative_to(house).parts[:-1])
        for line, name in imported(path, package):
            if name[0] in ("templates", "generated", "generator", "tests"):
                yield f"{where}:{line}: {room} imports {'.'.join(name)}, no part of the tool"
            if name[0] == "clientgen" and len(name) > 1 and name[1] not in allowed:
                yield f"{where}:{line}: {room} imports {name[1]}, which is not to its left"


def test_rooms_import_only_to_their_left(repository: Path) -> None:
    house = repository / "generator" / "clientgen"

    assert len(modules(house)) > 50
    assert list(wrong_imports(house)) == []


def circles(root: Path, package: str) -> list[list[str]]:
    """Find modules that lead back to themselves by imports, lazy ones and those for types too."""
    files: dict[tuple[str, ...], Path] = {}
    for path in modules(root):
        parts = path.relative_to(root).with_suffix("").parts
        files[(package, *(parts[:-1] if parts[-1] == "__init__" else parts))] = path
    leads: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for name, path in files.items():
        inside = name if path.name == "__init__.py" else name[:-1]
        found = [target for _, target in imported(path, inside)]
        known = {part if part in files else part[:-1] for part in found}
        leads[name] = {target for target in known if target in files and target != name}
    reached = {name: _reached(name, leads) for name in leads}
    rings = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in leads
        if name in reached[name]
    }
    return sorted([sorted(".".join(name) for name in ring) for ring in rings])


def _reached(
    start: tuple[str, ...], leads: Mapping[tuple[str, ...], set[tuple[str, ...]]]
) -> set[tuple[str, ...]]:
    seen: set[tuple[str, ...]] = set()
    stack = list(leads[start])
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            stack.extend(leads[name])
    return seen


def test_no_module_leads_back_to_itself(repository: Path) -> None:
    assert circles(repository / "generator" / "clientgen", "clientgen") == []


def test_no_module_of_the_runtime_leads_back_to_itself(repository: Path) -> None:
    package = repository / "templates" / "package"

    assert len(modules(package)) > 20
    assert circles(package, "package") == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("from clientgen.two import b", "from clientgen.one import a"),
        ("from . import two", "def late():\n    from .one import a"),
        ("import clientgen.two", "if TYPE_CHECKING:\n    from clientgen import one"),
    ],
)
def test_a_circle_is_found(tmp_path: Path, one: str, two: str) -> None:
    for name, code in (("__init__", ""), ("one", one), ("two", two), ("other", one)):
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")

    assert circles(tmp_path, "clientgen") == [["clientgen.one", "clientgen.two"]]


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("document/load/text.py", "from clientgen.api import Api", "document imports api"),
        ("document/load/text.py", "from ... import api", "document imports api"),
        ("document/screen.py", "import clientgen.api.build", "document imports api"),
        (
            "document/screen.py",
            "def late():\n    from clientgen import cli",
            "document imports cli",
        ),
        ("compare/judge.py", "from ..emit.render import render", "compare imports emit"),
        ("emit/pipeline.py", "from clientgen.compare import Report", "emit imports compare"),
        ("files/atomic.py", "from clientgen.plan import Method", "files imports plan"),
        ("base/diagnostics.py", "from clientgen.document import screen", "base imports document"),
        ("__init__.py", "from .cli.app import main", "__init__ imports cli"),
        ("api/api.py", "from templates.package import errors", "no part of the tool"),
        ("attic.py", "", "'attic' has no place"),
    ],
)
def test_an_import_against_the_flow_is_found(
    tmp_path: Path, path: str, code: str, message: str
) -> None:
    module = tmp_path / "clientgen" / path
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(code, encoding="utf-8")

    assert any(message in line for line in wrong_imports(tmp_path / "clientgen"))


def test_imports_along_the_flow_are_allowed(tmp_path: Path) -> None:
    module = tmp_path / "clientgen" / "plan" / "build.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "from .. import __version__, base\nfrom ..api.api import Api\nfrom .tree import Tree\n",
        encoding="utf-8",
    )

    assert list(wrong_imports(tmp_path / "clientgen")) == []


def test_the_architecture_page_and_this_test_know_the_same_rooms(repository: Path) -> None:
    page = (repository / "docs" / "architecture.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `(\w+)/` ", page, re.MULTILINE)
    house = repository / "generator" / "clientgen"
    built = {room_of(path, house) for path in modules(house)} - {"__init__"}

    assert set(described) == set(ROOMS) - {"__main__"} == built - {"__main__"}


def test_the_runtime_stands_alone(repository: Path) -> None:
    package = repository / "templates" / "package"
    wrong: list[str] = []
    verbatim = modules(package)
    for path in verbatim:
        below = ("package", *path.relative_to(package).parts[:-1])
        for line, name in imported(path, below):
            if name[0] == "package":
                # Only what is copied beside it exists for sure in an emitted package.
                target = package.joinpath(*name[1:])
                known = (target, target.with_suffix(".py"), target.parent.with_suffix(".py"))
                ours = any(candidate.exists() for candidate in known)
            else:
                ours = name[0] in sys.stdlib_module_names or name[0] in RUNTIME_MAY_IMPORT
                ours = ours or (path.name == "reqwest.py" and name[0] == "pyreqwest")
            if not ours:
                wrong.append(f"{path.relative_to(repository)}:{line}: imports {'.'.join(name)}")

    assert len(verbatim) > 1
    assert wrong == []


def kept_files(repository: Path) -> list[Path]:
    """List the files that are, or are about to be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        timeout=60,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: no telling which files belong to the repository")
    paths = [repository / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]
    return [path for path in paths if path.is_symlink() or path.is_file()]


def escapes(path: Path, text: str, root: Path) -> Iterator[str]:
    """Yield each path written in a file that leads out of the repository."""
    # A folder of somebody's machine.
    for found in re.finditer(r"(?<![\w.}~*-])/(?:home|work|root|Users)/[\w.-]+", text):
        yield found.group()
    # A relative path that climbs over the root, read from the folder of the file.
    depth = len(path.parent.relative_to(root).parts)
    for found in re.finditer(r"(?<![\w./%\\])(?:\.\./)+[\w-]+", text):
        if found.group().count("../") > depth:
            yield found.group()


def test_nothing_refers_to_a_folder_outside(repository: Path) -> None:
    outside: list[str] = []
    for path in kept_files(repository):
        name = path.relative_to(repository)
        if path.is_symlink() and not path.resolve().is_relative_to(repository):
            outside.append(f"{name} is a link to the outside")
            continue
        # Hostile documents and the tests that hold them are made of such paths.
        if name.parts[0] == "tests":
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        outside += [f"{name} names {escape}" for escape in escapes(path, text, repository)]

    assert outside == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see ../../../elsewhere/notes.md", True),
        ("see [the page](../../spec/x.yaml)", False),
        ("built in /" + "home/somebody/clone", True),
        ("GET /api/v2/users/{id}/home/x", False),
    ],
)
def test_a_path_to_the_outside_is_found(tmp_path: Path, text: str, found: bool) -> None:
    path = tmp_path / "docs" / "adr" / "page.md"

    assert bool(list(escapes(path, text, tmp_path))) is found
