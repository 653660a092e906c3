"""A document of several files is followed as one."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from clientgen.base.configuration import load_config
from clientgen.base.diagnostics import InputError
from clientgen.follow import (
    Update,
    compare_fragments,
    count_upstream_changes,
    fetch_upstream,
    prepare,
)

from . import tiny_api


def split(folder: Path) -> Path:
    """Write a document whose response is in a file of its own, which refers to a third."""
    value: dict[str, Any] = json.loads(tiny_api.document("2.0"))
    content = {"application/json": {"schema": {"$ref": "schemas/Thing.json"}}}
    value["paths"]["/d"] = {
        "get": {
            "operationId": "get_d",
            "responses": {"200": {"description": "ok", "content": content}},
        }
    }
    (folder / "schemas").mkdir(parents=True)
    (folder / "schemas" / "Thing.json").write_text(
        json.dumps({"type": "object", "properties": {"part": {"$ref": "Part.json"}}}), "utf-8"
    )
    part = {"type": "object", "properties": {"size": {"type": "integer"}}}
    (folder / "schemas" / "Part.json").write_text(json.dumps(part), "utf-8")
    (folder / "api.json").write_text(json.dumps(value), "utf-8")
    return folder / "api.json"


def followed(config: Path, upstream: Path) -> tuple[Update, int | None]:
    settings = load_config(config)
    source = fetch_upstream(str(upstream), config, settings)
    assert source is not None
    review = compare_fragments(settings, config)
    update = prepare(source, config, settings, review, today=datetime.date(2026, 11, 24))
    assert update is not None
    return update, count_upstream_changes(source, config, settings)


def test_what_files_hold_is_in_the_package(tmp_path: Path) -> None:
    config = tiny_api.make(tmp_path / "tree")
    update, _ = followed(config, split(tmp_path / "new"))
    names = {name for name in update.made.files if name.endswith("models.py")}
    text = "".join(update.made.files[name] for name in names)
    assert "class Thing" in text and "class Part" in text
    assert not update.made.diagnostics


def test_what_is_kept_is_one_file(tmp_path: Path) -> None:
    config = tiny_api.make(tmp_path / "tree")
    update, _ = followed(config, split(tmp_path / "new"))
    (path,) = [path for path in update.files if path.endswith("upstream.json")]
    kept = update.files[path]
    assert isinstance(kept, bytes)
    found = json.loads(kept)
    assert set(found["components"]["schemas"]) == {"Thing", "Part"}
    assert found["info"]["version"] == "2.0"


def test_a_file_outside_of_the_root_is_refused(tmp_path: Path) -> None:
    config = tiny_api.make(tmp_path / "tree")
    upstream = split(tmp_path / "new")
    text = upstream.read_text("utf-8").replace("schemas/Thing.json", "../outside.json")
    upstream.write_text(text, "utf-8")
    (tmp_path / "outside.json").write_text('{"type": "object"}', "utf-8")
    with pytest.raises(InputError, match="outside"):
        followed(config, upstream)
    # The root of the configuration is wide enough.
    given = config.read_text("utf-8").replace("[extract]", '[extract]\nroot = "../.."')
    config.write_text(given, "utf-8")
    assert followed(config, upstream)[0].after
