"""Packages tried in a process of their own: all imports, all types build, nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

from clientgen.plan import PackagePlan
from tests.support.programs import python

_IMPORT_ALL = """
import importlib, pkgutil, sys
# pydantic needs about twelve calls for each class that leads to another one.
sys.setrecursionlimit(6000)
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not found.name.endswith(".reqwest"):
        importlib.import_module(found.name)
for name in package.__all__:
    getattr(package, name)
models = importlib.import_module(sys.argv[1] + ".models")
codec = importlib.import_module(sys.argv[1] + "._runtime.codec").Codec(models.__name__)
for operation in package.OPERATIONS.values():
    hints = [operation.result, operation.body_type]
    for several in (operation.request_body, operation.response_body):
        hints += [one.type for one in getattr(several, "media", ())]
    for hint in filter(None, hints):
        codec.adapter(hint)
from pydantic import BaseModel, TypeAdapter
for name in models.__all__:
    value = getattr(models, name)
    if isinstance(value, type) and issubclass(value, BaseModel):
        value.model_rebuild()
    else:
        TypeAdapter(value)
for client in (package.Client, package.AsyncClient):
    for name, value in vars(client).items():
        if hasattr(value, "attrname") and not name.startswith("_"):
            value.func(client.__new__(client))
print(len(package.OPERATIONS))
"""
# Every class is tried in a fork, so that nothing but itself was built before.
_UPDATE = """
import importlib, json, os, sys
models = importlib.import_module(sys.argv[1] + ".models")
VALUES = (
    "x", 1, True, [], {}, "2024-02-03T04:05:06.000Z", "2024-02-03", "04:05:06", "04:05:06Z", "PT1H",
    "b008976c-e085-43b7-b27d-9c0efd5fbfb5", "YQ==", "1.5",
)

def fitting(entity, wire):
    for value in VALUES:
        try:
            entity.model_validate({wire: value}, by_alias=True, by_name=False)
        except ValueError:
            continue
        return value
    raise SystemExit(f"nothing fits {entity.__name__}.{wire}")

def check(case):
    entity = getattr(models, case["entity"])
    given = {wire: fitting(entity, wire) for wire in case["shared"]} | {"zz-unknown": 1}
    made = entity.model_validate(given, by_alias=True, by_name=False)
    update = made.to_update(**{name: "x" for name in case["needed"]})
    kept = update.model_dump(mode="json", by_alias=True, exclude_unset=True)
    lost = sorted(given.keys() - kept.keys())
    if lost:
        raise SystemExit(f"{case['entity']}.to_update() loses {lost}")

for case in json.load(sys.stdin):
    child = os.fork()
    if child == 0:
        code = 1
        try:
            check(case)
            code = 0
        except BaseException as error:
            print(type(error).__name__, error, case, file=sys.stderr)
        finally:
            sys.stderr.flush()
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise SystemExit("something is lost")
"""


def import_everything(package: str, root: Path, timeout: int = 110) -> int:
    """Import every module and build every type of a package, in a process of its own.

    Args:
        package: its import name.
        root: the directory it is in.
        timeout: seconds.

    Returns:
        How many operations it has.
    """
    return int(python("-W", "error", "-c", _IMPORT_ALL, package, folder=root, timeout=timeout))


def updates(plan: PackagePlan) -> list[dict[str, object]]:
    """List the classes that become an update request, as `lose_nothing` takes them.

    Args:
        plan: the package.

    Returns:
        For each: its name, the wire names it shares with the request, and what it cannot give.
    """
    fields = {model.name: model.fields for model in plan.models.models}
    found: list[dict[str, object]] = []
    for model in plan.models.models:
        if model.update is not None:
            request = fields[model.update.target]
            own = {field.wire for field in model.fields}
            found.append(
                {
                    "entity": model.name,
                    "shared": sorted(own & {field.wire for field in request}),
                    "needed": [f.name for f in request if f.required and f.wire not in own],
                }
            )
    return found


def lose_nothing(package: str, root: Path, cases: list[dict[str, object]]) -> None:
    """Turn every entity into its update request before anything else was built.

    Args:
        package: its import name.
        root: the directory it is in.
        cases: what `updates` gave.
    """
    python("-W", "error", "-c", _UPDATE, package, folder=root, text=json.dumps(cases))
