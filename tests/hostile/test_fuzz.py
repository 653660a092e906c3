"""Mutated documents end in a package or in one message, never in a traceback or a hang."""

# Documents are plain JSON here: what is in them has no type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import copy
import json
import random
import socket
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clientgen.base.configuration import Config
from clientgen.base.diagnostics import InputError
from clientgen.document.load import parse
from clientgen.emit.pipeline import generate

from .vectors import VECTORS

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "documents"
NAMES = sorted(path.name for path in CORPUS.glob("*.yaml"))
_VALUES: list[Any] = [
    *(None, True, 0, -1, 1e300, "", [], {}, [[]], {"$ref": "#/"}, "object", 10**30),
    *({"$ref": "#/components/schemas/Pet"}, {"type": "object"}, {"allOf": []}, ["a", "a"]),
    *({"oneOf": [{}]}, {"properties": {"": {}}}, {"$ref": "#/paths"}, *VECTORS.values()),
]
_KEYS = """
    $ref type items properties allOf oneOf enum const required schema content parameters in name
    style discriminator format additionalProperties prefixItems security servers headers encoding
""".split()
_SEEN: list[str] = []


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.__new__", "socket.getaddrinfo", "subprocess.Popen", "os.system"}:
        _SEEN.append(f"{event} {arguments!r}")


sys.addaudithook(_listen)


@cache
def original(name: str) -> Any:
    return yaml.safe_load((CORPUS / name).read_text("utf-8"))


def mutated(name: str, seed: int, times: int) -> bytes:
    """A document with some of its parts replaced, removed, moved or renamed."""
    chance = random.Random(seed)
    root = copy.deepcopy(original(name))
    for _ in range(times):
        places: list[tuple[Any, Any]] = []
        stack: list[Any] = [root]
        while stack:
            node = stack.pop()
            pairs = node.items() if isinstance(node, dict) else enumerate(node)
            for key, value in pairs:
                places.append((node, key))
                if isinstance(value, dict | list):
                    stack.append(value)
        if not places:
            break
        node, key = chance.choice(places)
        other, other_key = chance.choice(places)
        match chance.randrange(5):
            case 0:
                node[key] = copy.deepcopy(chance.choice(_VALUES))
            case 1:
                del node[key]
            case 2:
                node[key] = copy.deepcopy(other[other_key])
            case 3 if isinstance(node, dict):
                node[chance.choice(_KEYS)] = node.pop(key)
            case _ if isinstance(node, dict):
                node[chance.choice([*_KEYS, *VECTORS.values()])] = copy.deepcopy(other[other_key])
            case _:
                node.append(copy.deepcopy(chance.choice(_VALUES)))
        if len(json.dumps(root)) > 200_000:
            break
    return json.dumps(root).encode()


def survives(name: str, seed: int, times: int) -> None:
    _SEEN.clear()
    refused = ""
    files: dict[str, str] = {}
    try:
        document = parse(mutated(name, seed, times), "fuzz.json")
        files = generate(document, Config(), package="fuzz").files
    except InputError as error:
        refused = str(error)
    assert bool(files) is not bool(refused)
    assert "Traceback" not in refused and "\n" not in refused
    for path, text in files.items():
        if path.endswith(".py"):
            compile(text, path, "exec")
    assert not _SEEN


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(st.sampled_from(NAMES), st.integers(0, 2**32), st.integers(1, 4))
@example("swagger2.yaml", 3820725302, 2)  # a key whose place is an object
@example("swagger2.yaml", 3984964218, 7)  # a separator that is an object
@example("openapi32.yaml", 2108253728, 8)  # an HTTP method that is code
@example("bodies.yaml", 1969210927, 6)  # a style that is an object
def test_a_few_mutations(name: str, seed: int, times: int) -> None:
    survives(name, seed, times)


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(st.sampled_from(NAMES), st.integers(0, 2**32), st.integers(1, 12))
def test_many_mutations(name: str, seed: int, times: int) -> None:
    survives(name, seed, times)


def test_the_listener_hears() -> None:
    _SEEN.clear()
    socket.socket().close()
    assert _SEEN
    _SEEN.clear()
