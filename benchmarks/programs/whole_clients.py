"""How each client of the whole Genesys document lists the queues; run by `run.py`."""

# ruff: noqa: D102 (what the methods of a client do is told in `run.py`)
TOKEN = "benchmark-token"


class Ours:
    """The package that this project makes; `whole-baseline` is one of an earlier commit."""

    def load(self):
        import pa_ours

        self.package = pa_ours

    def connect(self, url):
        client = self.package.Client(access_token=TOKEN, base_url=url)
        return lambda: [next(iter(client.routing.queues.list()))]


class OpenapiPythonClient:
    """What openapi-python-client makes: one operation is imported, not the package."""

    def load(self):
        from pa_opc.api.routing import get_routing_queues
        from pa_opc.client import AuthenticatedClient

        self.client, self.call = AuthenticatedClient, get_routing_queues

    def connect(self, url):
        client = self.client(base_url=url, token=TOKEN)
        return lambda: self.call.sync(client=client).entities


class OpenapiGenerator:
    """What openapi-generator makes."""

    def load(self):
        import pa_og

        self.package = pa_og

    def connect(self, url):
        settings = self.package.Configuration(host=url, access_token=TOKEN)
        api = self.package.RoutingApi(self.package.ApiClient(settings))
        return lambda: api.get_routing_queues().entities
