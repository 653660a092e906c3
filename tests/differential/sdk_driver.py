"""Runs in the SDK's own environment: reads calls as JSON, makes them, writes what came back.

    python sdk_driver.py BASE_URL CALLS.json RESULTS.json

It imports nothing of this repository.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any


def main(base_url: str, calls: Path, results: Path) -> None:
    """Make all calls, one after the other."""
    sdk = import_module("PureCloudPlatformClientV2")
    rest = import_module("PureCloudPlatformClientV2.rest")
    client = sdk.api_client.ApiClient(host=base_url)
    client.access_token = "differential-token"
    api = sdk.ProcessAutomationApi(client)
    found: list[dict[str, Any]] = []
    for call in json.loads(calls.read_text("utf-8")):
        client.set_default_header(call["mark"], call["number"])
        arguments = list(call["path"])
        keywords = dict(call["query"])
        if call["form"] == "model":
            arguments.append(build(sdk.models, call["model"], call["body"]))
        elif call["form"] == "mapping":
            arguments.append(call["body"])
        elif call["form"] == "event":
            keywords["body"] = call["body"]
        try:
            value = getattr(api, call["method"])(*arguments, **keywords)
        except rest.ApiException as error:
            body = json.loads(error.body) if error.body else None
            found.append({"kind": "error", "status": error.status, "value": body})
        except Exception as error:
            found.append({"kind": "refused", "value": f"{type(error).__name__}: {error}"})
        else:
            found.append({"kind": "value", "value": plain(value)})
    results.write_text(json.dumps(found), "utf-8")


def build(models: Any, kind: str, value: Any) -> Any:
    """Make what the SDK wants for a body, as its user does: objects, attributes set one by one."""
    if value is None or kind in ("str", "int", "bool", "float", "object"):
        return value
    if kind.startswith("list["):
        return [build(models, kind[5:-1], item) for item in value]
    made = getattr(models, kind)()
    attributes = {wire: name for name, wire in made.attribute_map.items()}
    for wire, item in value.items():
        name = attributes.get(wire, wire)
        setattr(made, name, build(models, made.swagger_types.get(name, "object"), item))
    return made


def plain(value: Any) -> Any:
    """Write a decoded answer as JSON values, every member under its name on the wire."""
    kind: Any = value.__class__
    if kind is list:
        return [plain(item) for item in value]
    if kind is dict:
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if hasattr(value, "attribute_map"):
        read = {wire: getattr(value, name) for name, wire in value.attribute_map.items()}
        return {wire: plain(item) for wire, item in read.items() if item is not None}
    return value


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
