"""A configuration small enough to be generated hundreds of times, and two versions of its API."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path

from clientgen.base.configuration import load_config
from clientgen.document.extract.text import fragment_text
from clientgen.document.load import parse
from clientgen.emit.pipeline import generate
from clientgen.files.owned_files import write
from clientgen.follow import Update, compare_fragments, fetch_upstream, prepare
from tests.support import documents

CONFIG = """\
# Kept by hand.
[extract]
upstream = "upstream.json"
prefix = "/"
fragment = "api.yaml"
history = "past"

[package]
name = "tiny"
version = "1.0.0"
out = "../generated"
"""


def document(version: str, paths: tuple[str, ...] = ("a", "b", "c")) -> bytes:
    """An OpenAPI document with one operation for each path.

    Args:
        version: of the API; it shows in a description too.
        paths: names of the paths.
    """
    items = {
        f"/{name}": {
            "get": {
                "operationId": f"get_{name}",
                "summary": f"Get {name} of version {version}.",
                "responses": {"200": {"description": "done"}},
            }
        }
        for name in paths
    }
    info = {"title": "Tiny", "version": version}
    return json.dumps(documents.document(items, info=info)).encode()


def make(tree: Path, version: str = "1.0", config: str = CONFIG) -> Path:
    """Make a checkout in which one version is in force.

    Args:
        tree: the directory, made if need be.
        version: the version of the API.
        config: text of the configuration.

    Returns:
        The configuration, old enough not to be in doubt for the run cache.
    """
    spec = tree / "spec"
    spec.mkdir(parents=True)
    path = spec / "clientgen.toml"
    path.write_text(config, "utf-8")
    settings = load_config(path)
    data = document(version)
    (spec / "upstream.json").write_bytes(data)
    text, _, _ = fragment_text(parse(data, "upstream.json"), settings.extract.prefix, {})
    fragment = spec / settings.extract.fragment
    fragment.write_text(text, "utf-8")
    made = generate(fragment, settings)
    write((spec / settings.package.out).resolve(), made.plan.name, made.files)
    for file in spec.iterdir():
        os.utime(file, (1, 1))
    return path


def prepared(config: Path, data: bytes) -> Update:
    """Prepare the update to another document.

    Args:
        config: the configuration.
        data: the document.
    """
    new = config.parent.parent / "new.json"
    new.write_bytes(data)
    settings = load_config(config)
    source = fetch_upstream(str(new), config, settings)
    assert source is not None
    review = compare_fragments(settings, config)
    update = prepare(source, config, settings, review, today=datetime.date(2026, 11, 24))
    assert update is not None
    return update
