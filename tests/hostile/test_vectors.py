"""No string of a document becomes code, markup or settings, wherever it lands."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from clientgen.base.configuration import parse_config
from clientgen.base.diagnostics import InputError
from clientgen.emit.pipeline import Generated, generate
from tests.support.documents import parsed
from tests.support.files import write
from tests.support.programs import python

from .vectors import CANARY, VECTORS, document

CONFIG = parse_config(
    {
        "package": {"emit": ["package", "docs", "project"]},
        "service": {"permissions_extension": "x-permissions"},
    },
    "test",
)
_CALLS = {"open", "eval", "exec", "compile", "__import__", "__import__('builtins').open"}
PLACES = ("both", "text", "name")
CASES = [(vector, place) for vector in VECTORS for place in PLACES]
# In one document both ways in the everyday run; each way by itself in the long one.
PARAMS = [
    pytest.param(vector, place, marks=() if place == "both" else pytest.mark.slow)
    for vector, place in CASES
]
# Trips on whatever importing a package of data has no business with.
CANARY_RUN = """
import importlib, os, pkgutil, sys
import pydantic, httpx2, typing_extensions, anyio
root = os.getcwd()
BANNED = ("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn",
          "os.remove", "os.rename", "os.mkdir", "shutil.", "ctypes.", "urllib.")
def watch(event, arguments):
    if event.startswith(BANNED):
        raise SystemExit(f"CANARY: {event} {arguments!r}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise SystemExit(f"CANARY: {event} {arguments!r}")
sys.dont_write_bytecode = True
sys.addaudithook(watch)
sys.path.insert(0, root)
for name in sorted(os.listdir(root)):
    package = importlib.import_module(name)
    for found in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(found.name)
    models = importlib.import_module(name + ".models")
    for model in models.__all__:
        value = getattr(models, model)
        if hasattr(value, "model_rebuild"):
            value.model_rebuild()
    codec = importlib.import_module(name + "._runtime.codec").Codec(models.__name__)
    for operation in package.OPERATIONS.values():
        for hint in filter(None, (operation.result, operation.body_type)):
            codec.adapter(hint)
print("quiet")
"""


@cache
def made(vector: str, place: str) -> Generated | None:
    """The package of a vector in all texts or all names; None where the document is refused."""
    text = VECTORS[vector] if place != "name" else "some text"
    name = VECTORS[vector] if place != "text" else "thing"
    package = f"p{CASES.index((vector, place))}"
    try:
        return generate(parsed(document(text, name), "hostile.json"), CONFIG, package=package)
    except InputError:
        return None


@pytest.mark.parametrize(("vector", "place"), PARAMS)
def test_strings_stay_strings(vector: str, place: str) -> None:
    found = made(vector, place)
    # Only these can be refused with reason: a name that no reference or path can be made of.
    assert found is not None or place != "text"
    if found is None:
        return
    calm = made("chinese", "text")
    assert calm is not None
    for path, text in found.files.items():
        assert _is_plain(path), path
        if not path.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and "_runtime" not in path:
                assert ast.unparse(node.func) not in _CALLS, f"{path}:{node.lineno}"
    wanted = {p.rpartition("/")[2] for p in found.files}
    assert {"pyproject.toml", "README.md", "models.py"} <= wanted


def _is_plain(path: str) -> bool:
    """Whether a path is safe on every system: no way up, no device, nothing but plain letters."""
    for part in path.split("/"):
        stem = part.partition(".")[0].lower()
        if part in ("", ".", "..") or len(part) > 100 or stem in ("con", "nul", "aux", "prn"):
            return False
        if any(not (char.isalnum() or char in "._-") for char in part):
            return False
    return True


@pytest.mark.parametrize(("vector", "place"), PARAMS)
def test_settings_stay_settings(vector: str, place: str) -> None:
    found, calm = made(vector, place), made("chinese", "text")
    if found is None:
        return
    assert calm is not None
    given, plain = (tomllib.loads(item.files["pyproject.toml"]) for item in (found, calm))
    assert _keys(given) == _keys(plain)
    assert given["build-system"] == plain["build-system"]


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {re.sub(r"^p\d+$", "p", key): _keys(item) for key, item in value.items()}
    return type(value)


@pytest.mark.slow
@pytest.mark.parametrize("vector", VECTORS)
def test_pages_keep_their_shape(vector: str) -> None:
    found, calm = made(vector, "text"), made("chinese", "text")
    assert found is not None and calm is not None
    pages = {path for path in calm.files if path.endswith(".md")}
    for path in pages:
        given, plain = (_without_variables(item.files[path]) for item in (found, calm))
        assert _shape(given) == _shape(plain), path


def _without_variables(page: str) -> str:
    # A key whose header has no name is none, so that no variable holds it.
    page = re.sub(r"^\| `\w+` \| `P\d+_[A-Z_]+` \|.*\n", "", page, flags=re.MULTILINE)
    # A variable that has no name in Python is in no program.
    return re.sub(r"^The address is put together.*?^```$", "", page, flags=re.M | re.S)


@pytest.mark.parametrize("vector", VECTORS)
def test_pages_have_no_markup_of_the_document(vector: str) -> None:
    found = made(vector, "both")
    for path, text in found.files.items() if found else ():
        if path.endswith(".md"):
            tokens = _shape(text)
            assert not tokens["image"], path
            html = {kind: count for kind, count in tokens.items() if kind.startswith("html")}
            assert set(html) <= {"html_block"}, path
            assert "<script" not in text.replace("\\<", "").lower() or "`" in text


def _shape(text: str) -> Counter[str]:
    """How often each kind of markup stands on a page."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
    wrapping = {"text", "softbreak", "text_special", "inline", "code_inline"}
    wrapping |= {"paragraph_open", "paragraph_close"}
    return Counter(token.type for token in flat if token.type not in wrapping)


@pytest.mark.parametrize(
    "place", [pytest.param(p, marks=() if p == "both" else pytest.mark.slow) for p in PLACES]
)
def test_importing_them_all_trips_no_canary(place: str, tmp_path: Path) -> None:
    for vector in VECTORS:
        found = made(vector, place)
        files = found.files if found else {}
        write({p: text for p, text in files.items() if p.startswith("p") and "/" in p}, tmp_path)
    assert python("-c", CANARY_RUN, folder=tmp_path, timeout=300).strip() == "quiet"
    assert not (tmp_path / CANARY).exists()
