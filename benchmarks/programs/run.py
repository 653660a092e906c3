"""What one measured process does; runs in the peer's own environment and imports nothing of ours.

    python run.py CLIENT import
    python run.py CLIENT first URL
    python run.py CLIENT second URL COUNT
    python run.py CLIENT calls URL COUNT
    python run.py CLIENT async URL COUNT IN_FLIGHT
    python run.py CLIENT decode FILE COUNT      encode likewise
    python run.py CLIENT memory FILE            keeps likewise

Each prints one JSON object. A client is a class whose methods give its ways to list the triggers.
"""

import asyncio
import gc
import json
import resource
import sys
import time
import tracemalloc
from importlib import import_module

CLIENTS = {
    "ours": "generated_clients:Ours",
    "ours-reqwest": "generated_clients:OursReqwest",
    "sdk": "generated_clients:Sdk",
    "openapi-python-client": "generated_clients:OpenapiPythonClient",
    "openapi-generator": "generated_clients:OpenapiGenerator",
    "dcg-pydantic": "generated_clients:DatamodelCodeGenerator",
    "dcg-msgspec": "generated_clients:DatamodelCodeGeneratorMsgspec",
    "floor-httpx2-pydantic": "by_hand:Httpx2Pydantic",
    "floor-http.client-json": "by_hand:Stdlib",
    "floor-http.client-msgspec": "by_hand:Msgspec",
    "bare-python": "by_hand:Bare",
    "whole-ours": "whole_clients:Ours",
    "whole-baseline": "whole_clients:Ours",
    "whole-openapi-python-client": "whole_clients:OpenapiPythonClient",
    "whole-openapi-generator": "whole_clients:OpenapiGenerator",
}


def items(listing):
    """The entities of a decoded page."""
    return listing["entities"] if isinstance(listing, dict) else listing.entities


def timed(call, count):
    """CPU seconds of one call, after a warm-up."""
    for _ in range(max(2, count // 20)):
        call()
    gc.collect()
    began = time.process_time()
    for _ in range(count):
        call()
    return (time.process_time() - began) / count


async def timed_async(call, count, in_flight):
    """CPU seconds of one call, so many in flight."""
    await asyncio.gather(*[call() for _ in range(in_flight)])
    gc.collect()
    began = time.process_time()
    for _ in range(count // in_flight):
        await asyncio.gather(*[call() for _ in range(in_flight)])
    return (time.process_time() - began) / (count // in_flight * in_flight)


def with_file(client, mode, file, count="1"):
    """Work on a page in a file, without HTTP."""
    with open(file, "rb") as stream:
        data = stream.read()
    decode = client.decoder()
    value = decode(data)
    if mode == "decode":
        return {"cpu": timed(lambda: decode(data), int(count)) / len(items(value))}
    if mode == "encode":
        return {"cpu": timed(lambda: client.encode(value), int(count)) / len(items(value))}
    if mode == "keeps":
        # Whether a member that no document names is still there when the page is written back.
        page = json.loads(data)
        page["entities"][0]["memberOfTomorrow"] = "kept"
        written = client.encode(decode(json.dumps(page).encode()))
        return {"keeps": int(b"memberOfTomorrow" in written)}
    tracemalloc.start()
    value = decode(data)
    return {"bytes": tracemalloc.get_traced_memory()[0] / len(items(value))}


def main(name, mode, *rest):
    """Do one measured piece of work."""
    module, _, kind = CLIENTS[name].partition(":")
    client = getattr(import_module(module), kind)()
    client.load()
    told = {}
    if mode == "first":
        told["entities"] = len(client.connect(rest[0])())
    elif mode == "second":
        client.connect(rest[0])()
        told["cpu"] = timed(lambda: client.connect(rest[0])(), int(rest[1]))
    elif mode == "calls":
        told["cpu"] = timed(client.connect(rest[0]), int(rest[1]))
    elif mode == "async":

        async def run():
            return await timed_async(client.connect_async(rest[0]), int(rest[1]), int(rest[2]))

        told["cpu"] = asyncio.run(run())
    elif mode != "import":
        told |= with_file(client, mode, *rest)
    told["modules"] = len(sys.modules)
    told["rss_kb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
