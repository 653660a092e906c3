"""How each generated client lists the triggers; run by `run.py` in the client's environment."""

# ruff: noqa: D102 (what the methods of a client do is told in `run.py`)
import json
import os

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
        # What a response of this operation is read with, whatever the transport.
        from genesys_process_automation._runtime.codec import Codec

        self.codec = Codec("genesys_process_automation.models")
        return lambda data: self.codec.decode(data, "TriggerEntityListing")

    def encode(self, value):
        return self.codec.encode(value, "TriggerEntityListing")


class OursReqwest(Ours):
    """The same over the optional transport in Rust."""

    def connect(self, url):
        # The roots of the machine are its default; those of the benchmark have to be named.
        verify = os.environ["SSL_CERT_FILE"] if url.startswith("https") else True
        transport = self.package.ReqwestTransport(verify=verify)
        client = self.package.Client(access_token=TOKEN, base_url=url, transport=transport)
        return lambda: list(client.triggers.list())

    def connect_async(self, url):
        # As many connections as the default transport opens.
        transport = self.package.AsyncReqwestTransport()
        client = self.package.AsyncClient(access_token=TOKEN, base_url=url, transport=transport)

        async def call():
            return [item async for item in client.triggers.list()]

        return call


class Sdk:
    """The official SDK."""

    def load(self):
        import PureCloudPlatformClientV2 as package

        self.package = package

    def connect(self, url):
        # Read when a client is made; None leaves the roots of certifi.
        self.package.configuration.ssl_ca_cert = os.environ.get("SSL_CERT_FILE")
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
        roots = os.environ.get("SSL_CERT_FILE")
        settings = self.package.Configuration(host=url, access_token=TOKEN, ssl_ca_cert=roots)
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
        # Of 500 calls in flight the last one waits long for a connection.
        client = self.package.AsyncClient(base_url=url, pure_cloud_o_auth=TOKEN, timeout=60)

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
