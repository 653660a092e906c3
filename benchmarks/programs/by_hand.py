"""The floors: the same call as somebody would write it by hand; run by `run.py`."""

# ruff: noqa: D102 (what the methods of a client do is told in `run.py`)
import json

PATH = "/api/v2/processautomation/triggers"
TOKEN = "benchmark-token"
PATIENCE = 60


def items(listing):
    """The entities of a decoded page."""
    return listing["entities"] if isinstance(listing, dict) else listing.entities


class Httpx2Pydantic:
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
        headers = {"Authorization": f"Bearer {TOKEN}"}
        # Of 500 calls in flight the last one waits long for a connection.
        client = self.http.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE)
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
        scheme, _, host = url.partition("://")
        kind = self.http.HTTPSConnection if scheme == "https" else self.http.HTTPConnection
        connection = kind(host)

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
