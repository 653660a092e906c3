"""A loopback server that only sends canned bytes, so that the client is what is measured.

    python -m benchmarks.server PAGE [CERTIFICATE]

PAGE is how many triggers a response holds, or `queues` for a page of the whole document. It prints
its port and serves until it is ended, over TLS where a file with key and certificate is named. One
process, one epoll loop, nothing parsed: a request ends at its empty line (no client here sends a
body in the measured calls), and every request gets the same answer in one write.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
from typing import Any


def listing(entities: int) -> bytes:
    """The answer of `GET /api/v2/processautomation/triggers`.

    Its members keep to what every peer accepts: some refuse a match criterion with a value, or a
    relative address, both of which the real service sends.
    """
    found: list[dict[str, Any]] = [
        {
            "id": f"5f0f3f0a-6a3c-4a55-9f5e-{number:012x}",
            "name": f"Send a message after chats with odd disconnects {number}",
            "topicName": "v2.detail.events.conversation.{id}.customer.end",
            "target": {
                "id": "b008976c-e085-43b7-b27d-9c0efd5fbfb5",
                "type": "Workflow",
                "workflowTargetSettings": {"dataFormat": "Json"},
            },
            "version": number,
            "enabled": number % 2 == 0,
            "matchCriteria": [
                {"jsonPath": "mediaType", "operator": "Exists"},
                {"jsonPath": "disconnectType", "operator": "Exists"},
            ],
            "eventTTLSeconds": 120,
            "description": "When a chat has ended in a transfer, invoke the workflow",
            "dateCreated": "2026-01-02T03:04:05.678Z",
            "selfUri": f"https://api.example.com/api/v2/processautomation/triggers/{number}",
        }
        for number in range(entities)
    ]
    return json.dumps({"entities": found}, separators=(",", ":")).encode()


def odd_listing(entities: int) -> bytes:
    """The same page, of which one member of one entity is of another type than documented."""
    value = json.loads(listing(entities))
    value["entities"][entities // 2]["version"] = "seven"
    return json.dumps(value, separators=(",", ":")).encode()


def queues() -> bytes:
    """A response of `GET /api/v2/routing/queues` with one queue, all required members there."""
    queue = {
        "id": "5f0f3f0a-6a3c-4a55-9f5e-2c6d5b8a1e10",
        "name": "Returns",
        "version": 7,
        "dateCreated": "2018-01-02T03:04:05.678Z",
        "mediaSettings": {"call": {"alertingTimeoutSeconds": 30}},
        "acwSettings": {"wrapupPrompt": "OPTIONAL", "timeoutMs": 1000},
        "skillEvaluationMethod": "BEST",
    }
    page = {"entities": [queue], "pageSize": 25, "pageNumber": 1, "total": 1, "pageCount": 1}
    return json.dumps(page, separators=(",", ":")).encode()


def _context(certificate: str) -> Any:
    # Only here: who imports this module for its pages may be about to profile a client's imports.
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def serve(body: bytes, certificate: str = "") -> None:
    """Answer every request with the body, for ever.

    Args:
        body: what every response holds.
        certificate: a file with key and certificate, for https; empty for http.
    """
    tls = _context(certificate) if certificate else None
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        % len(body)
    ) + body
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print(listener.getsockname()[1], flush=True)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if tls is not None:
                    try:
                        connection = tls.wrap_socket(connection, server_side=True)
                    except OSError:
                        continue
                selector.register(connection, selectors.EVENT_READ, bytearray())
                continue
            connection = key.fileobj  # type: ignore[assignment]  # only sockets are registered
            try:
                got = connection.recv(65536)
                key.data.extend(got)
                while (end := key.data.find(b"\r\n\r\n")) >= 0:
                    del key.data[: end + 4]
                    connection.sendall(answer)
            except OSError:
                got = b""
            if not got:
                selector.unregister(connection)
                connection.close()


if __name__ == "__main__":
    page, *certificates = sys.argv[1:]
    serve(queues() if page == "queues" else listing(int(page)), *certificates)
