"""A long enumeration that stands in several places has one name; a short or single one has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from tests.diff.tiny import compare
from tests.support import files
from tests.support.documents import document, obj, parsed, ref, responses

Json = dict[str, Any]
CURRENCIES: Json = {
    "type": "string",
    "enum": ["aud", "chf", "dkk", "eur", "gbp", "jpy", "sek", "usd"],
}
SHORT: Json = {"type": "string", "enum": ["in", "out"]}


def _api(price: Json, **schemas: Json) -> Json:
    query = {"name": "currency", "in": "query", "schema": CURRENCIES}
    get = {"operationId": "list", "parameters": [query], "responses": responses(ref("Price"))}
    return document({"/prices": {"get": get}}, schemas={"Price": price, **schemas})


def _models(found: Json, name: str, folder: Path) -> tuple[str, Any]:
    made = generate(parsed(found), Config(), package=name)
    files.write(made.files, folder)
    return made.files[f"{name}/resources/prices.py"], files.imported(f"{name}.models", folder)


def test_one_name_for_all_places(tmp_path: Path) -> None:
    turned = {**CURRENCIES, "enum": [*reversed(CURRENCIES["enum"])], "description": "Of the bank"}
    nullable = {**CURRENCIES, "type": ["string", "null"]}
    price = obj(currency=turned, others={"type": "array", "items": nullable}, way=SHORT, back=SHORT)
    text, models = _models(_api(price), "currencies_shared", tmp_path)
    assert "currency: models.Currency | None" in text
    assert models.__all__ == ["Currency", "Price"]
    read = models.Price.model_validate_json('{"currency":"eur","others":["xxx",null]}')
    assert (read.currency, read.others) == ("eur", ["xxx", None])
    assert "Of the bank" in Path(models.__file__).read_text("utf-8")


@pytest.mark.parametrize("given", ["Currency", "currency"])
def test_a_component_keeps_its_name(given: str, tmp_path: Path) -> None:
    price = obj(currency=CURRENCIES, in_=ref(given))
    _, models = _models(_api(price, **{given: obj(code=SHORT)}), f"taken_by_{given}", tmp_path)
    assert models.__all__ == ["Currency", "ListCurrency", "Price"]
    assert issubclass(models.Currency, models.Price.__base__)


def test_one_place_has_no_name(tmp_path: Path) -> None:
    text, models = _models(_api(obj(amount={"type": "number"})), "currencies_single", tmp_path)
    assert models.__all__ == ["Price"]
    assert 'Literal["aud", "chf",' in text


def test_a_second_place_changes_no_code() -> None:
    single = _api(obj(amount={"type": "number"}))
    shared = _api(obj(amount={"type": "number"}, currency=CURRENCIES))
    for report in (compare(single, shared), compare(shared, shared)):
        assert report.source == "safe"
