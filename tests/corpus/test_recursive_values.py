"""Values of types that lead to themselves are read as strictly as all others, and kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientgen.base.configuration import Config
from clientgen.emit.pipeline import generate
from tests.support import files
from tests.support.documents import document, obj, parsed, ref, responses

INTEGER, FLAG = {"type": "integer"}, {"type": "boolean"}
SCHEMAS: dict[str, Any] = {
    "Holder": obj(list=ref("List"), map=ref("Map"), tree=ref("Tree")),
    "List": {"type": "array", "items": {"anyOf": [ref("List"), INTEGER, FLAG]}},
    "Map": {"type": "object", "additionalProperties": {"anyOf": [ref("Map"), FLAG, INTEGER]}},
    "Tree": {"anyOf": [ref("Branch"), {"type": "array", "items": INTEGER}, {"type": "number"}]},
    "Branch": obj(left=ref("Tree"), right={"type": "array", "items": ref("Tree")}),
}
VALUES = [
    '["1"]', '["true",1]', '[["1"],[[true,"x"]]]', "[1,true,[2]]", "[5.0]", "[1.50,[2.0]]",
    '{"a":"1"}', '{"a":{"b":"true","c":1}}', '{"a":5.0}', '{"left":["1"],"right":[1.10,["x"]]}',
    '{"left":{"right":[{"left":true}]}}', "1.10", '"1.10"',
]  # fmt: skip


@pytest.fixture(scope="module")
def codec(tmp_path_factory: pytest.TempPathFactory) -> Any:
    paths = {"/h": {"get": {"operationId": "h", "responses": responses(ref("Holder"))}}}
    made = generate(parsed(document(paths, schemas=SCHEMAS)), Config(), package="leads_back")
    folder = tmp_path_factory.mktemp("leads_back")
    files.write(made.files, folder)
    return files.imported("leads_back._runtime.codec", folder).Codec("leads_back.models")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("member", ["list", "map", "tree"])
def test_what_was_read_is_written_back(member: str, value: str, codec: Any) -> None:
    text = f'{{"{member}":{value}}}'
    read = codec.decode(text.encode(), "Holder")
    assert codec.encode(read).decode() == text
    assert json.dumps(read.to_dict()[member]) == json.dumps(json.loads(value))
