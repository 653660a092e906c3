"""What one measured process does; runs in the peer's own environment and imports nothing of ours.

    python programs.py CLIENT import
    python programs.py CLIENT first URL
    python programs.py CLIENT calls URL COUNT
    python programs.py CLIENT async URL COUNT IN_FLIGHT
    python programs.py CLIENT decode FILE COUNT      encode likewise
    python programs.py CLIENT memory FILE

Each prints one JSON object. A client is a function that gives its ways to list the triggers.
"""

# ruff: noqa: D102 (what the methods of a client do is told above)
import asyncio
import gc
import json
import resource
import sys
import time
import tracemalloc

PATH = "/api/v2/processautomation/triggers"
TOKEN = "benchmark-token"


class Ours:
    """The package of this repository."""

    def load(self):
        import genesys_process_automation as package

        self.package = package

    def connect(self, url):
        client = self.package.Client(access_token=TOKEN, base_url=url)
        return lambda: list(client.triggers.list())

    def connect_async(self, url):
        client = self.package.AsyncClient(access_token=TOKEN, base_url=url)

        async def call():
            return [item async for item in client.triggers.list()]

        return call

    def decoder(self):
        from genesys_process_automation._runtime.codec import Codec

        self.codec = Codec("genesys_process_automation.models")
        return lambda data: self.codec.decode(data, "TriggerEntityListing")

    def encode(self, value):
        return self.codec.encode(value, "TriggerEntityListing")


class Sdk:
    """The official SDK."""

    def load(self):
        import PureCloudPlatformClientV2 as package

        self.package = package

    def connect(self, url):
        client = self.package.api_client.ApiClient(host=url)
        client.access_token = TOKEN
        api = self.package.ProcessAutomationApi(client)
        return lambda: api.get_processautomation_triggers().entities

    def decoder(self):
        client = self.package.api_client.ApiClient(host="http://127.0.0.1")

        class Answer:
            def __init__(self, data):
                self.data = data

            def getheader(self, name):
                return "application/json"

        self.client = client
        return lambda data: client.deserialize(Answer(data), "TriggerEntityListing")

    def encode(self, value):
        return json.dumps(self.client.sanitize_for_serialization(value)).encode()


class OpenapiPythonClient:
    """What openapi-python-client makes."""

    def load(self):
        from pa_opc.api.process_automation import get_processautomation_triggers
        from pa_opc.client import AuthenticatedClient

        self.client, self.call = AuthenticatedClient, get_processautomation_triggers

    def connect(self, url):
        client = self.client(base_url=url, token=TOKEN)
        return lambda: self.call.sync(client=client).entities

    def connect_async(self, url):
        client = self.client(base_url=url, token=TOKEN)

        async def call():
            return (await self.call.asyncio(client=client)).entities

        return call

    def decoder(self):
        from pa_opc.models.trigger_entity_listing import TriggerEntityListing

        return lambda data: TriggerEntityListing.from_dict(json.loads(data))

    def encode(self, value):
        return json.dumps(value.to_dict()).encode()


class OpenapiGenerator:
    """What openapi-generator makes."""

    def load(self):
        import pa_og

        self.package = pa_og

    def connect(self, url):
        settings = self.package.Configuration(host=url, access_token=TOKEN)
        api = self.package.ProcessAutomationApi(self.package.ApiClient(settings))
        return lambda: api.get_processautomation_triggers().entities

    def decoder(self):
        listing = self.package.TriggerEntityListing
        return lambda data: listing.from_json(data)

    def encode(self, value):
        return value.to_json().encode()


class DatamodelCodeGenerator:
    """What datamodel-code-generator's --generate-client makes, with pydantic models."""

    def load(self):
        import pa_client

        self.package = pa_client

    def connect(self, url):
        client = self.package.Client(base_url=url, pure_cloud_o_auth=TOKEN)
        return lambda: client.process_automation.get_processautomation_triggers().entities

    def connect_async(self, url):
        client = self.package.AsyncClient(base_url=url, pure_cloud_o_auth=TOKEN)

        async def call():
            return (await client.process_automation.get_processautomation_triggers()).entities

        return call

    def decoder(self):
        from pa_models import TriggerEntityListing

        return lambda data: TriggerEntityListing.model_validate_json(data)

    def encode(self, value):
        return value.model_dump_json(by_alias=True, exclude_unset=True).encode()


class DatamodelCodeGeneratorMsgspec(DatamodelCodeGenerator):
    """The same with msgspec models: nothing unknown is kept, no union of objects."""

    def decoder(self):
        import msgspec
        from pa_models import TriggerEntityListing

        self.encode = msgspec.json.encode
        return msgspec.json.Decoder(TriggerEntityListing).decode


class Floor:
    """httpx2 and pydantic, written by hand for this one call."""

    def load(self):
        import httpx2
        from floor_models import Listing

        self.http, self.listing = httpx2, Listing

    def connect(self, url):
        client = self.http.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"})
        listing = self.listing

        def call():
            answer = client.get(PATH)
            answer.raise_for_status()
            return listing.model_validate_json(answer.content).entities

        return call

    def connect_async(self, url):
        client = self.http.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"})
        listing = self.listing

        async def call():
            answer = await client.get(PATH)
            answer.raise_for_status()
            return listing.model_validate_json(answer.content).entities

        return call

    def decoder(self):
        return self.listing.model_validate_json

    def encode(self, value):
        return value.model_dump_json(by_alias=True, exclude_unset=True).encode()


class Stdlib:
    """http.client and json: no types, no validation."""

    def load(self):
        import http.client

        self.http = http.client

    def connect(self, url):
        host = url.removeprefix("http://")
        connection = self.http.HTTPConnection(host)

        def call():
            connection.request("GET", PATH, headers={"Authorization": f"Bearer {TOKEN}"})
            return items(self.decoder()(connection.getresponse().read()))

        return call

    def decoder(self):
        return json.loads

    def encode(self, value):
        return json.dumps(value).encode()


class Msgspec(Stdlib):
    """http.client and msgspec structs, written by hand: the fastest typed decoding there is."""

    def load(self):
        super().load()
        import msgspec
        from floor_structs import Listing

        self.decode = msgspec.json.Decoder(Listing).decode
        self.encode = msgspec.json.encode

    def decoder(self):
        return self.decode


class Bare:
    """Python itself."""

    def load(self):
        """Load nothing."""


CLIENTS = {
    "ours": Ours,
    "sdk": Sdk,
    "openapi-python-client": OpenapiPythonClient,
    "openapi-generator": OpenapiGenerator,
    "dcg-pydantic": DatamodelCodeGenerator,
    "dcg-msgspec": DatamodelCodeGeneratorMsgspec,
    "floor-httpx2-pydantic": Floor,
    "floor-http.client-json": Stdlib,
    "floor-http.client-msgspec": Msgspec,
    "bare-python": Bare,
}


def items(listing):
    """The entities of a decoded page."""
    return listing["entities"] if isinstance(listing, dict) else listing.entities


def timed(call, count):
    """CPU seconds of one call, after a warm-up."""
    for _ in range(max(3, count // 20)):
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


def main(name, mode, *rest):
    """Do one measured piece of work."""
    client = CLIENTS[name]()
    client.load()
    told = {}
    if mode == "first":
        told["entities"] = len(client.connect(rest[0])())
    elif mode == "calls":
        told["cpu"] = timed(client.connect(rest[0]), int(rest[1]))
    elif mode == "async":

        async def run():
            return await timed_async(client.connect_async(rest[0]), int(rest[1]), int(rest[2]))

        told["cpu"] = asyncio.run(run())
    elif mode in ("decode", "encode", "memory"):
        with open(rest[0], "rb") as file:
            data = file.read()
        decode = client.decoder()
        value = decode(data)
        if mode == "decode":
            told["cpu"] = timed(lambda: decode(data), int(rest[1])) / len(items(value))
        elif mode == "encode":
            told["cpu"] = timed(lambda: client.encode(value), int(rest[1])) / len(items(value))
        else:
            tracemalloc.start()
            value = decode(data)
            told["bytes"] = tracemalloc.get_traced_memory()[0] / len(items(value))
    told["modules"] = len(sys.modules)
    told["rss_kb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
