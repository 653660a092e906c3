"""Put a transport of your own under the client: one that remembers answers for a while.

    GENESYSCLOUD_OAUTHCLIENT_ID=... GENESYSCLOUD_OAUTHCLIENT_SECRET=... \\
        python examples/custom_transport.py

GENESYSCLOUD_REGION names the region. PA_BASE_URL and PA_LOGIN_URL, where set, lead to another
server, such as the one `make demo` starts.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import httpx2
from genesys_process_automation import APIError, Client


class Remembering(httpx2.BaseTransport):
    """Answers a GET from memory while its answer is fresh, and sends everything else.

    Args:
        inner: does the sending.
        seconds: how long an answer is fresh.
        clock: tells the time in seconds.
    """

    def __init__(
        self,
        inner: httpx2.BaseTransport,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inner, self._seconds, self._clock = inner, seconds, clock
        self._kept: dict[str, tuple[float, int, httpx2.Headers, bytes]] = {}
        self.sent = self.remembered = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, or answer it from memory."""
        url, now = str(request.url), self._clock()
        if request.method != "GET":
            self._kept.clear()  # who changes something wants to see it changed
        elif url in self._kept and now - self._kept[url][0] < self._seconds:
            self.remembered += 1
            _, status, headers, content = self._kept[url]
            return httpx2.Response(status, headers=headers, content=content)
        self.sent += 1
        response = self._inner.handle_request(request)
        if request.method != "GET" or response.status_code != 200:
            return response
        try:
            response.read()
        finally:
            response.close()
        headers = httpx2.Headers(response.headers)
        for name in ("content-encoding", "content-length", "transfer-encoding"):
            headers.pop(name, None)  # the content is kept decoded
        self._kept[url] = (now, response.status_code, headers, response.content)
        return httpx2.Response(response.status_code, headers=headers, content=response.content)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def main() -> None:
    """List the triggers three times; only the first walk reaches the server."""
    with (
        # What was passed in stays ours to close.
        Remembering(httpx2.HTTPTransport(), seconds=60) as transport,
        Client.from_env(
            base_url=os.environ.get("PA_BASE_URL"),
            login_url=os.environ.get("PA_LOGIN_URL"),
            transport=transport,
        ) as client,
    ):
        for walk in (1, 2, 3):
            names = [trigger.name for trigger in client.triggers.list()]
            print(
                f"walk {walk}: {len(names)} triggers;"
                f" {transport.sent} requests sent, {transport.remembered} answered from memory"
            )


if __name__ == "__main__":
    try:
        main()
    except APIError as error:
        sys.exit(f"error: {error}")
