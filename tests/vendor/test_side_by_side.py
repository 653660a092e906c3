"""Two copies of the real package in one program, under two names, one of them nested."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.programs import clientgen, process

PROGRAM = """
import json
import httpx2
import left_api
from company.vendored import right_api

def answer(request):
    entity = {"id": "1", "name": request.headers["authorization"], "version": 2, "new": [1.10]}
    return httpx2.Response(200, json=entity)

def client(package):
    return package.Client(
        access_token=package.__name__,
        transport=httpx2.MockTransport(answer),
        base_url="http://127.0.0.1:9",
    )

with client(left_api) as left, client(right_api) as right:
    a, b = left.triggers.get("1"), right.triggers.get("1")
assert type(a) is left_api.models.Trigger and type(b) is right_api.models.Trigger
assert left_api.models.Trigger is not right_api.models.Trigger
assert left_api.NotFoundError is not right_api.NotFoundError
assert (a.name, b.name) == ("Bearer left_api", "Bearer company.vendored.right_api")
import sys
assert not [name for name in sys.modules if name.startswith("genesys_process_automation")]
print("ok")
"""


def test_two_names_in_one_program(tmp_path: Path) -> None:
    nested = tmp_path / "company" / "vendored"
    nested.mkdir(parents=True)
    for folder in (nested, nested.parent):
        (folder / "__init__.py").write_text("", "utf-8")
    assert clientgen("vendor", tmp_path, "--name", "left_api")[0] == 0
    assert clientgen("vendor", nested, "--name", "right_api")[0] == 0

    done = process(sys.executable, "-c", PROGRAM, folder=tmp_path)

    assert (done.stdout, done.stderr) == ("ok\n", "")
    # Importing leaves nothing behind that the check would call touched.
    assert clientgen("vendor", tmp_path, "--name", "left_api", "--check")[0] == 0
    assert clientgen("vendor", nested, "--name", "right_api", "--check")[0] == 0
