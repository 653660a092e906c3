"""What the pages about configuration and customising promise."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clientgen.base.configuration import Config, config_schema, parse_config
from clientgen.base.diagnostics import InputError
from clientgen.emit.pipeline import generate
from clientgen.emit.render import sources
from tests.support.programs import clientgen
from tools import configuration

ROOT = Path(__file__).resolve().parents[2]
PETS = """
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: "https://pets.example.com"}]
paths:
  /petstore/pets:
    get:
      operationId: listPets
      parameters:
        - {name: tag_id, in: query, schema: {type: string}}
        - {name: pageNumber, in: query, schema: {type: integer}}
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  entities: {type: array, items: {type: string}}
  /petstore/owners:
    get: {operationId: listOwners, responses: {"204": {description: ok}}}
"""


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    path = tmp_path / "pets.yaml"
    path.write_text(PETS)
    return path


def _block(page: str, language: str) -> str:
    text = (ROOT / "docs" / page).read_text("utf-8")
    found = re.findall(rf"```{language}\n(.*?)```", text, re.S)
    assert len(found) == 1, f"{page} has {len(found)} blocks of {language}"
    return str(found[0])


def test_the_published_schema_is_the_configuration() -> None:
    published = json.loads((ROOT / "docs" / "clientgen.schema.json").read_text("utf-8"))
    assert published == config_schema()
    jsonschema.Draft202012Validator.check_schema(published)


def test_the_page_is_the_schema_with_its_defaults() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert text == configuration.page()
    assert text.count('| `token_path` | text | `"/oauth/token"` |') == 1


@pytest.mark.parametrize(
    ("raw", "fits"),
    [
        ({"package": {"name": "a"}}, True),
        ({"package": {"nam": "a"}}, False),
        ({"package": {"version": "1"}}, False),
        ({"paging": [{"style": "page"}]}, True),
        ({"paging": [{"style": "pages"}]}, False),
        ({"operations": {"x": {"paging": True}}}, False),
        ({"service": {"env": {"planet": "X"}}}, False),
    ],
)
def test_the_schema_judges_as_the_generator_does(raw: dict[str, Any], fits: bool) -> None:
    validator = jsonschema.Draft202012Validator(config_schema())
    assert validator.is_valid(raw) is fits
    if fits:
        parse_config(raw, "test")
    else:
        with pytest.raises(InputError):
            parse_config(raw, "test")


def test_the_configuration_in_force_fits_the_schema() -> None:
    raw = tomllib.loads((ROOT / "spec" / "clientgen.toml").read_text("utf-8"))
    jsonschema.validate(raw, config_schema())


def test_the_example_of_the_page_does_what_it_says(pets: Path) -> None:
    raw = tomllib.loads(_block("configuration.md", "toml"))
    made = generate(pets, parse_config(raw, "page"))
    assert (made.plan.name, made.plan.version) == ("pets", "1.2.0")
    (listing,) = [method for method in made.plan.methods if method.path == "pets.all"]
    assert listing.paging is not None and listing.paging.style == "page"
    assert "tag" in [argument.name for argument in listing.arguments]


def test_one_template_is_laid_over_ours(tmp_path: Path) -> None:
    overlay = tmp_path / "mine"
    (overlay / "project").mkdir(parents=True)
    (overlay / "project" / "README.md.jinja").write_text(_block("customising.md", "jinja"))
    raw = tomllib.loads((ROOT / "spec" / "clientgen.toml").read_text("utf-8"))
    config = parse_config(raw, "test")
    spec = ROOT / "spec" / "processautomation.yaml"
    ours = generate(spec, config).files
    mine = generate(spec, config, templates=overlay).files
    changed = {path for path in ours if ours[path] != mine[path]}
    assert ours.keys() == mine.keys()
    assert {Path(path).name for path in changed} == {"README.md", "clientgen.json"}
    assert "Its releases are announced beforehand." in mine["README.md"]
    assert "* `client.triggers`" in mine["README.md"]


def test_a_template_may_hold_any_statement_but_no_text_of_the_document(
    pets: Path, tmp_path: Path
) -> None:
    (tmp_path / "t" / "package").mkdir(parents=True)
    file = tmp_path / "t" / "package" / "operations.py.jinja"
    ours = sources()["package/operations.py.jinja"].read_text("utf-8")
    file.write_text(ours + "\nwith open(__file__) as mine:\n    pass\n")
    with pytest.raises(Exception, match="open"):  # Never, whoever writes it.
        generate(pets, Config(), templates=tmp_path / "t")
    file.write_text(ours + "\nfor number in range(3):\n    pass\n")
    made = generate(pets, Config(), templates=tmp_path / "t")
    assert "for number in range(3)" in made.files["pets/operations.py"]
    file.write_text("{{ plan.title }}")
    with pytest.raises((InputError, TypeError)):
        generate(pets, Config(), templates=tmp_path / "t")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("package/opreations.py.jinja", "did you mean 'package/operations.py.jinja'"),
        ("else.txt", "stands for no template"),
    ],
)
def test_a_file_that_stands_for_no_template_is_refused(
    name: str, says: str, pets: Path, tmp_path: Path
) -> None:
    path = tmp_path / "t" / name
    path.parent.mkdir(parents=True)
    path.write_text("x")
    with pytest.raises(InputError, match=says):
        generate(pets, Config(), templates=tmp_path / "t")
    with pytest.raises(InputError, match="no such directory"):
        generate(pets, Config(), templates=tmp_path / "nowhere")


def test_a_broken_template_is_one_message(pets: Path, tmp_path: Path) -> None:
    path = tmp_path / "t" / "package" / "operations.py.jinja"
    path.parent.mkdir(parents=True)
    path.write_text("{% for %}")
    ran = clientgen("generate", pets, "--out", tmp_path / "o", "--templates", path.parents[1])
    assert ran.code == 2 and "operations.py.jinja" in ran.err
    assert not (tmp_path / "o").exists()


def test_code_of_ones_own_survives(pets: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    arguments = ("generate", pets, "--package", "pets", "--out", out)
    assert clientgen(*arguments).code == 0
    own = out / "pets" / "helpers.py"
    own.write_text(_block("customising.md", "python"))
    pets.write_text(PETS.replace("/petstore/owners", "/petstore/keepers"))
    assert clientgen(*arguments).code == 0
    assert own.read_text() == _block("customising.md", "python")
    assert (out / "pets" / "resources" / "keepers.py").exists()
    assert not (out / "pets" / "resources" / "owners.py").exists()
