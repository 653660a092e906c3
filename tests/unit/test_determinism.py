"""The output depends on what a document says, not on how it is ordered or on the interpreter."""

# JSON has no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from clientgen.base.configuration import load_config
from clientgen.emit.pipeline import Generated, generate
from clientgen.files.owned_files import MANIFEST
from tests.support.programs import python

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "spec/processautomation.yaml"
OVERLAY = ROOT / "spec/overlay.yaml"
CONFIG = ROOT / "spec/clientgen.toml"
GOLDEN = sorted((ROOT / "tests/golden").glob("*/spec.yaml"))


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same mappings in another order; lists keep theirs, which means something."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


def comparable(made: Generated) -> dict[str, str]:
    """The files, without the one line that holds the hash of the document's bytes."""
    name = f"{made.plan.name}/{MANIFEST}"
    manifest = json.loads(made.files[name])
    assert manifest.pop("document_sha256")
    return {**made.files, name: json.dumps(manifest)}


@pytest.mark.parametrize("seed", range(4))
def test_order_of_keys_does_not_matter(seed: int, tmp_path: Path) -> None:
    config = load_config(CONFIG)
    document = yaml.load(SPEC.read_bytes(), Loader=yaml.CSafeLoader)
    other = tmp_path / "other.json"
    chance = random.Random(seed)
    other.write_text(json.dumps(shuffled(document, chance)), "utf-8")
    expected = generate(SPEC, config, overlay=OVERLAY)
    found = generate(other, config, overlay=OVERLAY)
    assert comparable(found) == comparable(expected)


@pytest.mark.parametrize("spec", GOLDEN, ids=lambda path: path.parent.name)
def test_nor_in_any_golden_case(spec: Path, tmp_path: Path) -> None:
    settings = spec.with_name("clientgen.toml")
    config = load_config(settings if settings.exists() else CONFIG)
    document = yaml.load(spec.read_bytes(), Loader=yaml.CSafeLoader)
    expected = comparable(generate(spec, config, package="same"))
    for seed in range(5):
        other = tmp_path / "other.json"
        other.write_text(json.dumps(shuffled(document, random.Random(seed))), "utf-8")
        assert comparable(generate(other, config, package="same")) == expected


def test_nor_does_the_hash_seed() -> None:
    code = (
        "import sys, hashlib, json, pathlib; from clientgen.base.configuration import load_config;"
        "from clientgen.emit.pipeline import generate;"
        "made = generate(sys.argv[1], load_config(pathlib.Path(sys.argv[2])), overlay=sys.argv[3]);"
        "print(hashlib.sha256(json.dumps(made.files, sort_keys=True).encode()).hexdigest())"
    )
    found = {
        python("-c", code, SPEC, CONFIG, OVERLAY, more={"PYTHONHASHSEED": seed}).strip()
        for seed in ("0", "1", "4242")
    }
    made = generate(SPEC, load_config(CONFIG), overlay=OVERLAY).files
    own = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()
    assert found == {own}
