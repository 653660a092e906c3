"""Verification refuses what is not whole, and code that no template writes."""

from __future__ import annotations

import ast
import shutil
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.api import Api
from clientgen.base.configuration import Config
from clientgen.emit.code_names import Scopes
from clientgen.emit.pipeline import generate
from clientgen.emit.render import render
from clientgen.emit.scopes import BUILTINS, read_scopes
from clientgen.emit.verify_modules import read_modules, verify_modules
from clientgen.emit.verify_output import VerificationError, verify
from clientgen.plan import PackagePlan, Resource
from clientgen.plan.package import MediaPlan
from clientgen.types.expressions import Container, Of, Ref, Scalar, TypeExpr, union
from tests.support.programs import clientgen, process

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "tests/golden/bodies/spec.yaml"
RENDERED = ("models.py", "client.py", "operations.py", "resources/notes.py")


@cache
def made() -> tuple[dict[str, str], Api, PackagePlan]:
    found = generate(SPEC, Config(), package="pkg")
    return found.files, found.api, found.plan


def refused(path: str, text: str, match: str) -> None:
    files, api, plan = made()
    with pytest.raises(VerificationError, match=match):
        verify({**files, f"pkg/{path}": text}, api, plan)


def test_what_we_render_is_whole() -> None:
    verify(*made())


@pytest.mark.parametrize("path", RENDERED)
@pytest.mark.parametrize(
    ("code", "match"),
    [
        ("import os", "'os' was never planned"),
        ("from os import system", "'os' was never planned"),
        ("__import__('os')", "'__import__' was never planned"),
        ("eval('1')", "'eval' was never planned"),
        ("exec('1')", "'exec' was never planned"),
        ("open('x')", "'open' was never planned"),
        ("evil = 1", "'evil' was never planned"),
        ("def evil(): ...", "'evil' was never planned"),
        ("class Evil: ...", "'Evil' was never planned"),
        ("Any(evil=1)", "'evil' was never planned"),
        ("x = Any.evil", "never planned"),
        ("while True: pass", "a While no template writes"),
        ("for name in []: pass", "a For no template writes"),
        ("with Any: pass", "a With no template writes"),
        ("try: pass\nexcept Exception: pass", "a Try no template writes"),
        ("del Any", "a Delete no template writes"),
        ("global Any", "a Global no template writes"),
        ("assert True", "a Assert no template writes"),
        ("async def name(): pass", "a AsyncFunctionDef no template writes"),
        ("(lambda: 1)()", "a Lambda no template writes"),
        ("[1 for name in []]", "a ListComp no template writes"),
        ("(name := 1)", "a NamedExpr no template writes"),
        ("match Any:\n case name: pass", "a Match no template writes"),
        ("# a comment of the document", "a comment no template wrote"),
        ("x = 'not closed", "does not parse"),
        ("\x00", "does not parse"),
    ],
)
def test_smuggled_code(path: str, code: str, match: str) -> None:
    files, _, _ = made()
    refused(path, files[f"pkg/{path}"] + f"\n{code}\n", match)


@pytest.mark.parametrize("path", ["errors.py", "_runtime/engine.py"])
def test_a_changed_runtime_module_is_held_to_the_same(path: str) -> None:
    files, _, _ = made()
    refused(path, files[f"pkg/{path}"] + "\nevil = 1\n", "no template|never planned")


def test_a_new_module_is_held_to_the_same() -> None:
    refused("extra.py", "import socket\n", "'socket' was never planned")


@given(st.data())
def test_a_name_nobody_planned_anywhere(data: st.DataObject) -> None:
    """Replace one planned name by another: whatever it is, it is seen."""
    import re

    files, _, _ = made()
    path = data.draw(st.sampled_from(RENDERED))
    text = files[f"pkg/{path}"]
    code = re.sub(r'""".*?"""|"[^"\n]*"', lambda m: " " * len(m[0]), text, flags=re.S)
    spots = [m.span() for m in re.finditer(r"(?<![\w.])[A-Z][a-z]\w+", code)]
    start, end = data.draw(st.sampled_from(spots))
    refused(path, f"{text[:start]}Smuggled{text[end:]}", "'Smuggled' was never planned")


def replaced(path: str, old: str, new: str, match: str) -> None:
    files, _, _ = made()
    assert old in files[f"pkg/{path}"]
    refused(path, files[f"pkg/{path}"].replace(old, new), match)


def without(path: str, match: str) -> None:
    files, api, plan = made()
    with pytest.raises(VerificationError, match=match):
        verify({name: text for name, text in files.items() if name != f"pkg/{path}"}, api, plan)


MODULES = sorted(path.removeprefix("pkg/") for path in made()[0] if path.endswith(".py"))


@pytest.mark.parametrize("path", MODULES)
def test_no_module_may_be_missing(path: str) -> None:
    without(path, "is missing|not there|has no|no method")


@pytest.mark.parametrize("path", MODULES)
def test_no_module_may_be_empty(path: str) -> None:
    if path.endswith("/__init__.py"):
        return  # these hold nothing but a docstring
    refused(path, "", "no such name|not defined|no method|not define|no attribute|not export")


def test_the_mark_of_types_may_not_be_missing() -> None:
    without("py.typed", "is missing")


def test_an_import_of_everything() -> None:
    files = {"a/__init__.py": "", "a/b.py": "from . import *"}
    with pytest.raises(VerificationError, match="imports everything"):
        verify_modules(read_modules(files))


def test_no_module_at_all() -> None:
    with pytest.raises(VerificationError, match="has no module at all"):
        read_modules({"README.md": "x"})


@pytest.mark.parametrize(
    ("path", "old", "new", "match"),
    [
        ("client.py", "from .operations import SERVICE", "", "'SERVICE' is used and not defined"),
        (
            "client.py",
            "from .operations import",
            "from .servers import",
            "a module that is not there",
        ),
        (
            "client.py",
            "from .operations import",
            "from ...operations import",
            "a module that is not",
        ),
        ("operations.py", "import Operation, Service", "import Operation", "'Service' is used"),
        ("models.py", "class Note(", "class Notes(", "exports 'Note' and does not define it"),
        ("models.py", "from ._runtime.model import", "from ._runtime.wire import", "no such name"),
        ("resources/notes.py", "models.Note", "models.RequestMedia", "does not define"),
        ("resources/notes.py", "    from .. import models\n", "", "'models' is used"),
        ("resources/notes.py", "def update(", "def create(", "has no method of its own"),
        ("client.py", "def notes(", "def update(", "has no attribute 'notes'"),
        ("client.py", "from .operations import SERVICE", "from .errors import *", "never planned"),
        ("client.py", "class Client(", "SERVICE = 1\n\n\nclass Client(", "twice"),
        ("errors.py", "import builtins\n", "", "'builtins' is used|never planned|no template"),
        ("_runtime/wire.py", "import TYPE_CHECKING", "import cast", "no such|not defined|planned"),
    ],
)
def test_what_does_not_fit_together(path: str, old: str, new: str, match: str) -> None:
    replaced(path, old, new, match)


def changed(match: str, **of_first_method: Any) -> None:
    files, api, plan = made()
    first, *others = plan.methods
    broken = replace(plan, methods=(replace(first, **of_first_method), *others))
    with pytest.raises(VerificationError, match=match):
        verify(files, api, broken)


@pytest.mark.parametrize(
    "expr",
    [
        Ref("Nobody"),
        Of(Container.LIST, Ref("Nobody")),
        Of(Container.MAP, Ref("Nobody")),
        union((Ref("Note"), Ref("Nobody"))),
    ],
)
def test_a_type_that_cannot_be_built(expr: TypeExpr) -> None:
    changed("'Nobody', which is not defined", result=expr)
    changed("'Nobody', which is not defined", body_type=expr)
    changed(
        "'Nobody', which is not defined",
        responses=(MediaPlan("200", "application/json", "json", expr, False, (), {}),),
    )


def test_a_type_of_methods_alone_is_none_for_the_runtime() -> None:
    changed("'Stream', which is not defined", result=Of(Container.STREAM, Scalar.STRING))


def test_an_operation_without_a_method() -> None:
    files, api, plan = made()
    with pytest.raises(VerificationError, match="has no method"):
        verify(files, api, replace(plan, modules=()))


def test_a_type_that_only_checkers_know() -> None:
    files, _, _ = made()
    text = files["pkg/models.py"]
    line = next(line for line in text.splitlines() if line.startswith("from ._runtime.model"))
    hidden = f"from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    {line}\n"
    refused("models.py", text.replace(f"{line}\n", hidden), "'Model' is used and not defined")


def scopes_of(text: str) -> Scopes:
    return read_scopes(text, ast.parse(text))


FUTURE = "from __future__ import annotations\n"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("x = 1\ndef f(a, *b, c=x, **d): return a, b, c, d, x", ""),
        ("def f(): return y", "y"),
        ("def f():\n    global g\n    g = 1\ndef h(): return g", ""),
        ("def f():\n    y = 1\ndef g(): return y", "y"),
        ("class A:\n    b = 1\n    c = b\n    def d(self): return b", "b"),
        ("z = [i for i in range(3) if i]", ""),
        ("z = [i for i in range(3)]\nprint(i)", "i"),
        ("if (n := 5): print(n)", ""),
        ("try: pass\nexcept ValueError as e: print(e)", ""),
        ("match 5:\n    case {'a': k, **rest}: k, rest\n    case [a, *b] as w: a, b, w", ""),
        ("with open('x') as (f, g): f, g", ""),
        ("for i, (j, *k) in (): print(i, j, k)", ""),
        ("import os.path as p, sys\np, sys", ""),
        ("f = lambda a, /, *, b=1: a + b + c", "c"),
        ("def f():\n    def g():\n        nonlocal v\n        v = 2\n    v = 1\n    return g", ""),
        ("class A:\n    def f(self): return __class__", ""),
        ("print(__name__, __file__, __doc__)", ""),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\nos", "os"),
        ("from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    os = 1\nos", ""),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING: os = 1\nelse: os = 2\nos", ""),
    ],
)
def test_scopes_are_those_of_python(text: str, missing: str) -> None:
    scopes = scopes_of(text)
    assert scopes.used - scopes.runtime - BUILTINS == ({missing} if missing else set())


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("def f(a: X) -> list[Y]: ...", {"X", "Y"}),
        ("def f(*a: X, **b: Y) -> None: ...", {"X", "Y"}),
        ("x: 'list[X]' = 1", {"X"}),
        ("x: Literal['X'] = 1\nfrom typing import Literal", set[str]()),
        ("from typing import Annotated\nx: Annotated['X', Y('Z')]", {"X", "Y"}),
        ("class A:\n    class B: ...\n    def f(self, b: B) -> C: ...", {"C"}),
        ("def f():\n    class A: ...\n    x: A | B", {"B"}),
        ("if TYPE_CHECKING:\n    from a import b\n    class T(D): c: b\nTYPE_CHECKING = 0", {"D"}),
        ("from typing_extensions import TypeAliasType\nA = TypeAliasType('A', 'list[B]')", {"B"}),
        ("async def f(a: X): ...", {"X"}),
    ],
)
def test_annotations_are_read(text: str, missing: set[str]) -> None:
    scopes = scopes_of(FUTURE + text if text.startswith(("def", "x", "class")) else text)
    uses = {use.name for use in (*scopes.annotated, *scopes.members)}
    assert uses - scopes.static - BUILTINS == missing


def test_a_member_may_not_hide_a_type() -> None:
    text = FUTURE + "class A:\n    def list(self) -> int: ...\n    def all(self) -> list[int]: ..."
    assert [use.name for use in scopes_of(text).captured] == ["list"]
    with pytest.raises(VerificationError, match="hides 'list'"):
        verify_modules(read_modules({"a/__init__.py": text}))


def test_a_member_may_not_hide_a_decorator() -> None:
    text = (
        "def x(f): return f\nclass A:\n    @x\n    def x(self): ...\n    @x\n    def y(self): ..."
    )
    with pytest.raises(VerificationError, match="hides 'x'"):
        verify_modules(read_modules({"a/__init__.py": text}))


@pytest.mark.parametrize("fault", ["import", "operation", "template"])
def test_nothing_is_written(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_modules(root: Resource) -> tuple[tuple[str, Resource], ...]:
        return ()

    def broken(plan: PackagePlan, overlay: Path | None = None) -> dict[str, str]:
        files = render(plan, overlay)
        del files["pkg/_runtime/wire.py"]
        return files

    templates: list[str] = []
    if fault == "import":
        monkeypatch.setattr("clientgen.emit.pipeline.render", broken)
    elif fault == "operation":
        monkeypatch.setattr("clientgen.plan.build._modules", no_modules)
    else:
        (tmp_path / "mine").mkdir()
        templates = ["--templates", str(tmp_path / "mine")]
    out = tmp_path / "out"
    options = ["--package", "pkg", "--out", str(out), *templates]
    ran = clientgen("generate", SPEC, *options, crashes=fault != "template")
    assert ran.code == 2 and not out.exists()
    if fault == "template":
        assert "there are no templates here" in ran.err
    else:
        assert "nothing was written" in ran.err and "please report it" in ran.err


def test_a_fault_of_ones_own_templates_is_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine/package").mkdir(parents=True)
    (tmp_path / "mine/package/operations.py.jinja").write_text("x = 1\n")
    mine, out = tmp_path / "mine", tmp_path / "out"
    ran = clientgen("generate", SPEC, "--package", "pkg", "--out", out, "--templates", mine)
    assert ran.err.startswith(f"error: {mine}: with these templates the package")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("missing", ["package", "models", "package/client.py.jinja", "docs"])
def test_an_installation_without_templates(missing: str, tmp_path: Path) -> None:
    house = tmp_path / "clientgen"
    shutil.copytree(
        ROOT / "generator/clientgen", house, ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "templates", house / "templates")
    gone = house / "templates" / missing
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    command = (sys.executable, "-m", "clientgen", "generate", SPEC, "--out", tmp_path / "out")
    done = process(*command, folder=tmp_path, more={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 2
    assert "template" in done.stderr and done.stderr.startswith("error: ")
    assert not (tmp_path / "out").exists()


def test_text_in_literals_is_no_code() -> None:
    files, api, plan = made()
    text = files["pkg/models.py"] + '\n"import os; eval(1)  # comment"\n'
    verify({**files, "pkg/models.py": text, "README.md": "import os"}, api, plan)
