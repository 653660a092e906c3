"""Values of options and of members of bodies: what is sent is what was typed, or nothing is."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from tests.command_line.small_service import SmallService, members, operation, query

_EITHER = {"oneOf": [{"type": "integer"}, {"type": "string"}]}
_DECIMAL = {"type": "number", "format": "decimal"}
_INTEGERS = {"type": "array", "items": {"type": "integer"}}
_BODY = members(either=_EITHER, amount=_DECIMAL, number={"type": "number"}, whole=_INTEGERS)
_PATHS = {
    "/values": {
        "get": operation(
            "listValues",
            query("price", {"type": "number"}),
            query("fee", _DECIMAL),
            query("text", {"type": "string", "format": "decimal"}),
            query("either", _EITHER),
            query("count", {"type": "integer"}),
            query("csv", _INTEGERS, explode=False),
            query("codes", {"type": "array", "items": _EITHER}),
        ),
        "post": operation("createValue", body=_BODY),
    },
    "/form": {
        "post": operation(
            "createForm", body=members(either=_EITHER), media="application/x-www-form-urlencoded"
        )
    },
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SmallService:
    return SmallService(tmp_path_factory.mktemp("typed"), "typed_values", _PATHS)


@pytest.mark.parametrize(
    "number",
    ["0", "1.10", "-0", "1E-7", "1E+400", "1234567890123456.78", "12345678901234567.89", "9" * 60],
)
def test_a_number_keeps_its_text(service: SmallService, number: str) -> None:
    for name in ("price", "fee", "text"):
        assert service.sent("values", "get", f"--{name}", number)[0] == f"{name}={quote(number)}"
    sent = service.sent("values", "create", "--number", number, "--amount", number)
    assert sent[1] == f'{{"amount":{number},"number":{number}}}'


def test_an_exponent_keeps_its_text(service: SmallService) -> None:
    assert service.sent("values", "get", "--price", "1e5")[0] == "price=1e5"
    assert service.sent("values", "create", "--number", "1e400")[1] == '{"number":1e400}'
    assert service.sent("values", "create", "--amount", "1e-7")[1] == '{"amount":1E-7}'


@pytest.mark.parametrize("text", ["1_000.5", " 1.5 ", "١.٥", ".5", "5.", "+5", "007", "inf", "0x1"])
def test_only_numbers_of_json_are_numbers(service: SmallService, text: str) -> None:
    for name in ("price", "fee", "text"):
        assert "expected a number" in service.refused("values", "get", f"--{name}={text}")
    assert "expected a whole number" in service.refused("values", "get", f"--count={text}")


@pytest.mark.parametrize(("text", "body"), [("00123", '"00123"'), ("-0", '"-0"'), ("12", "12")])
def test_a_text_beside_an_integer_is_not_rewritten(
    service: SmallService, text: str, body: str
) -> None:
    assert service.sent("values", "get", "--either", text)[0] == f"either={text}"
    assert service.sent("values", "create", "--either", text)[1] == f'{{"either":{body}}}'
    assert service.sent("form", "create", "--either", text)[1] == f"either={text}"


@pytest.mark.parametrize("text", ['["x"]', '["5"]', "[1.5]", "[null]", "[[1]]", "[true]"])
def test_items_of_a_json_array_are_checked(service: SmallService, text: str) -> None:
    assert "--csv: expected" in service.refused("values", "get", "--csv", text)
    assert "--whole: expected" in service.refused("values", "create", "--whole", text)


def test_items_of_a_json_array_stay_of_their_kind(service: SmallService) -> None:
    assert service.sent("values", "get", "--csv", "[5,6]")[0] == "csv=5,6"
    assert service.sent("values", "get", "--codes", '["007",2]')[0] == "codes=007&codes=2"
    body = service.sent("values", "create", "--whole", "[5, 6]")[1]
    assert json.loads(body) == {"whole": [5, 6]}
