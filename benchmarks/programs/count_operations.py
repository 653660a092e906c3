"""Counts the operations of a generated client, and those that can be called; imports it.

    python count_operations.py PEER

The client is on the import path. An operation of a peer can be called when its module imports and
its function is there; one of ours when a method reaches it, which `tests/real` finds out.
"""

import contextlib
import importlib
import json
import pkgutil
import sys


def modules(name):
    """The names of all modules below a package, those that cannot be imported too."""
    package = importlib.import_module(name)
    for found in pkgutil.iter_modules(package.__path__, f"{name}."):
        yield found.name
        if found.ispkg:
            yield from modules(found.name)


def openapi_python_client():
    """One module for each operation, with functions named alike in all of them."""
    generated = called = 0
    for name in modules("pa_opc.api"):
        if name.count(".") < 3:
            continue
        generated += 1
        with contextlib.suppress(Exception):
            called += callable(importlib.import_module(name).sync_detailed)
    return generated, called


def openapi_generator():
    """One method for each operation and tag, in classes of their own modules."""
    generated = called = 0
    for name in modules("pa_og.api"):
        module = importlib.import_module(name)
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == name:
                methods = [key for key in vars(kind) if key.endswith("_with_http_info")]
                generated += len(methods)
                called += sum(callable(getattr(kind, key)) for key in methods)
    return generated, called


def datamodel_code_generator():
    """One entry of a table for each operation; what sends them is not named after them."""
    operations = importlib.import_module("pa_client._operations")
    with open(operations.__file__, encoding="utf-8") as file:
        count = file.read().count("operation_id=")
    return count, count


COUNTS = {
    "openapi-python-client": openapi_python_client,
    "openapi-generator": openapi_generator,
    "dcg-pydantic": datamodel_code_generator,
    "dcg-msgspec": datamodel_code_generator,
}

if __name__ == "__main__":
    written, usable = COUNTS[sys.argv[1]]()
    print(json.dumps({"generated": written, "callable": usable}))
