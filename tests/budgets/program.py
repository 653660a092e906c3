"""Run by the budget tests in a process of its own: does one thing with the package, counts, tells.

python program.py import|client|call|page [CALLS]
python program.py reqwest|many URL
"""

from __future__ import annotations

import gc
import json
import sys
from importlib import import_module
from typing import Any

ENTITY = {
    "id": "5f0f3f0a-6a3c-4a55-9f5e-2c6d5b8a1e10",
    "name": "one",
    "topicName": "v2.users.{id}.activity",
    "target": {"id": "b008976c-e085-43b7-b27d-9c0efd5fbfb5", "type": "Workflow"},
    "matchCriteria": [{"jsonPath": "mediaType", "operator": "Equal", "value": "CHAT"}],
    "version": 1,
    "enabled": True,
}
PAGE = json.dumps({"entities": [ENTITY] * 25}).encode()


def client() -> Any:
    """A client whose answers come from this process."""
    import genesys_process_automation as package
    import httpx2

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=PAGE, headers={"Content-Type": "application/json"})

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    return package.Client(access_token="token", http_client=http)


def modules() -> dict[str, int]:
    """Loaded modules that are not Python's own: ours, and everybody else's."""
    loaded = [name for name in sys.modules if name.partition(".")[0] not in sys.stdlib_module_names]
    own = sum(name.partition(".")[0] in ("genesys_process_automation", "many") for name in loaded)
    return {"own": own, "third party": len(loaded) - own}


def reqwest(url: str) -> Any:
    """A client over the optional transport, whose responses come from a server."""
    # Not the committed package, which comes without that transport.
    package: Any = import_module("genesys_process_automation")
    transport = package.ReqwestTransport()
    return package.Client(access_token="token", base_url=url, transport=transport)


def main(what: str, calls: str = "1") -> None:
    """Do it; where ``what`` needs a server, the second argument is its address."""
    before = modules()
    told: dict[str, int] = {}
    if what == "import":
        import_module("genesys_process_automation")
    elif what == "client":
        client()
    elif what == "call":
        used = client()
        for _ in range(int(calls)):
            assert len(list(used.triggers.list())) == 25
    elif what == "reqwest":
        assert len(list(reqwest(calls).triggers.list())) == 25
    elif what == "many":
        many: Any = import_module("many")
        assert many.Client(base_url=calls).group0.get_things0("x").id == "x"
    elif what == "page":
        used = client()
        page = list(used.triggers.list())
        del page
        gc.collect()
        start = sys.getallocatedblocks()
        page = list(used.triggers.list())
        gc.collect()
        told["blocks"] = sys.getallocatedblocks() - start
    told |= {key: value - before[key] for key, value in modules().items()}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
