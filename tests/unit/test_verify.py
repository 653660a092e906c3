"""Verification refuses what is not whole, and code that no template writes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.api import Api
from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from clientgen.emit.verify_output import VerificationError, verify
from clientgen.plan import PackagePlan

SPEC = Path(__file__).resolve().parents[1] / "golden/bodies/spec.yaml"
RENDERED = ("models.py", "client.py", "operations.py", "service.py", "resources/notes.py")


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


def test_text_in_literals_is_no_code() -> None:
    files, api, plan = made()
    text = files["pkg/models.py"] + '\n"import os; eval(1)  # comment"\n'
    verify({**files, "pkg/models.py": text, "README.md": "import os"}, api, plan)
