"""Typed dictionaries: checkers refuse slips in them, and what checkers take is what is sent."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import re
import shutil
import threading
import typing
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Config, load_config, parse_config
from clientgen.emit.pipeline import Generated, generate
from clientgen.types.writing import MEMBER, written
from tests.cases.cases import DOCUMENTS as CASES
from tests.corpus.packages import NAMES as CORPUS
from tests.corpus.packages import made as without_part
from tests.corpus.packages import path_of
from tests.corpus.serving import Recorder
from tests.support.documents import parsed
from tests.support.files import imported, write
from tests.support.programs import mypy
from tests.typing.dict_values import DictValues, bodies
from tests.typing.test_typing import expected, found_by_mypy, found_by_pyright
from tests.whole.test_names_of_ours import api as names_of_ours

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASE_NAMES = sorted(path.name for path in CASES.iterdir())
TURNS = range(6)


def settings() -> Config:
    return parse_config({"package": {"emit": ["package", "typed-dicts"]}}, "test")


@cache
def corpus_package(name: str) -> Generated:
    return generate(path_of(name), settings(), package=f"mapped_{name}")


def shop(folder: Path) -> Generated:
    """Write the package that the programs of this folder use."""
    found = generate(HERE / "shop.yaml", settings(), package="shop")
    write(found.files, folder)
    return found


def programs(folder: Path) -> tuple[Path, Path]:
    """Copy the program that is right and the one that is wrong beside the package."""
    good = Path(shutil.copy(HERE / "dictionaries.py.txt", folder / "dictionaries.py"))
    bad = Path(shutil.copy(HERE / "slips.py.txt", folder / "slips.py"))
    return good, bad


def test_mypy_finds_every_slip(tmp_path: Path) -> None:
    shop(tmp_path)
    good, bad = programs(tmp_path)
    lines = expected(bad)
    assert len(lines) > 15
    assert found_by_mypy(good, bad, packages=tmp_path) == {("slips.py", n) for n in lines}


@pytest.mark.slow
def test_pyright_finds_every_slip(tmp_path: Path) -> None:
    shop(tmp_path)
    good, bad = programs(tmp_path)
    found = found_by_pyright(good, bad, packages=tmp_path)
    assert found == {("slips.py", n) for n in expected(bad)}


def test_the_program_sends_what_it_says(tmp_path: Path) -> None:
    shop(tmp_path)
    programs(tmp_path)
    program: Any = imported("dictionaries", tmp_path)
    package: Any = imported("shop", tmp_path)
    with Recorder() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with package.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}") as client:
            program.calls(client)
        server.shutdown()
    sent = [json.loads(seen["body"]) for seen in server.seen if seen["body"][:1] in (b"{", b"[")]
    assert sent == program.SENT


def test_dictionaries_are_real(tmp_path: Path) -> None:
    shop(tmp_path)
    dictionaries: Any = imported("shop.typed_dicts", tmp_path)
    order = dictionaries.OrderDict
    assert order.__required_keys__ == {"item", "kind"}
    assert {"from", "@type", "list", "models"} <= order.__optional_keys__
    assert set(typing.get_type_hints(order)) == order.__required_keys__ | order.__optional_keys__
    # A class whose dictionary would have the name of `TypedDict` itself.
    assert dictionaries.TypedDict_.__name__ == "TypedDict_"


@pytest.mark.parametrize("name", CORPUS)
def test_what_checkers_take_is_sent_as_it_is(name: str, tmp_path: Path) -> None:
    made = corpus_package(name)
    write(made.files, tmp_path)
    package = made.plan.name
    codec: Any = imported(f"{package}._runtime.codec", tmp_path).Codec(f"{package}.models")
    models: Any = imported(f"{package}.models", tmp_path)
    entries: set[tuple[str, str]] = set()
    for turn in TURNS:
        values = DictValues(made.plan, turn)
        for path, argument, read_as in bodies(made.plan):
            value = values.of(argument)
            if value is None:
                continue
            mapping, sent = value
            kind = written(read_as, MEMBER)
            assert json.loads(codec.encode(mapping, kind)) == sent, (path, turn)
            model: Any = getattr(models, kind, None)
            if hasattr(model, "to_json"):
                assert json.loads(model.model_validate(mapping).to_json()) == sent, (path, turn)
        entries |= values.entries
    dictionaries = made.plan.typed_dicts.dictionaries
    assert bool(entries) == any(found.entries for found in dictionaries)


@pytest.mark.parametrize("name", CORPUS)
def test_the_part_changes_nothing_but_bodies(name: str) -> None:
    plain, typed = (
        {neutral(path): neutral(text) for path, text in made.files.items()}
        for made in (without_part(name), corpus_package(name))
    )
    changed = {p.partition("/")[2] for p in typed if typed[p] != plain.get(p) and p.endswith(".py")}
    assert "typed_dicts.py" in changed
    assert all(path == "typed_dicts.py" or path.startswith("resources/") for path in changed)
    lines = [line.strip() for text in typed.values() for line in text.splitlines()]
    imports = {line for line in lines if "typed_dicts" in line and "import" in line}
    assert imports <= {"from .. import models, typed_dicts"}


def neutral(text: str) -> str:
    """A path or text without the prefix that tells the two packages apart."""
    return re.sub(r"(corpus|mapped)([_-])", r"same\2", text, flags=re.IGNORECASE)


def test_the_page_shows_what_checkers_take(tmp_path: Path) -> None:
    page = (ROOT / "docs/runtime.md").read_text("utf-8")
    (program,) = (
        block for block in re.findall(r"```python\n(.*?)```", page, re.S) if "typed_dicts" in block
    )
    config = load_config(ROOT / "spec/clientgen.toml")
    config.package.emit.append("typed-dicts")
    spec, overlay = ROOT / "spec/processautomation.yaml", ROOT / "spec/overlay.yaml"
    write(generate(spec, config, overlay=overlay).files, tmp_path)
    head = "from genesys_process_automation import Client\n\nclient: Client\n"
    good, bad = tmp_path / "page.py", tmp_path / "wrong.py"
    good.write_text(head + program, "utf-8")
    bad.write_text(head + program.replace("topicName", "topic_name"), "utf-8")
    found = found_by_mypy(good, bad, packages=tmp_path)
    assert {name for name, _ in found} == {"wrong.py"}


@pytest.mark.slow
def test_packages_type_check(tmp_path: Path) -> None:
    packages: list[str] = []
    for name in (*CORPUS, *CASE_NAMES):
        source = path_of(name) if name in CORPUS else CASES / name
        package = "checked_" + re.sub(r"\W", "_", name)
        write(generate(source, settings(), package=package).files, tmp_path)
        packages.append(package)
    # Every name of this one is a name of ours.
    named = generate(parsed(names_of_ours()), settings(), package="checked_ours")
    write(named.files, tmp_path)
    packages.append("checked_ours")
    mypy(tmp_path, *packages, timeout=400)
    modules = [tmp_path / package / "typed_dicts.py" for package in packages]
    assert found_by_pyright(*modules, packages=tmp_path) == set()
