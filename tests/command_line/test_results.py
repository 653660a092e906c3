"""Results on standard output, where something is null, a number, lost, or closed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from tests.command_line.small_service import SmallService, members, operation
from tests.support.programs import process

_PATHS = {
    "/any": {"get": operation("getAny")},
    "/none": {"delete": {**operation("deleteNone"), "responses": {"204": {"description": ""}}}},
    "/things": {"post": operation("createThing", body=members(name={"type": "string"}))},
}


class _Handler(BaseHTTPRequestHandler):
    def respond(self) -> None:
        server: Any = self.server
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        status, content = server.responses.pop(0)
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = respond

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


@pytest.fixture
def server() -> Iterator[Any]:
    found: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = Thread(target=found.serve_forever)
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SmallService:
    return SmallService(tmp_path_factory.mktemp("results"), "resulting", _PATHS)


def _run(
    service: SmallService, server: Any, *words: str, responses: list[tuple[int, bytes]]
) -> tuple[int, str, str]:
    server.responses = [*responses]
    done = service.run(*words, f"--base-url=http://127.0.0.1:{server.server_port}")
    return done.code, done.out, done.err


@pytest.mark.parametrize("form", ["json", "yaml", "jsonl", "table"])
def test_what_was_created_before_an_error_is_written(
    service: SmallService, server: Any, tmp_path: Path, form: str
) -> None:
    lines = tmp_path / "lines"
    lines.write_text('{"name":"x"}\n' * 4, "utf-8")
    responses = [(201, b'{"id":"a"}'), (201, b'{"id":"b"}'), (422, b"{}")]
    words = ("things", "create", f"--each={lines}", "-o", form)
    code, out, err = _run(service, server, *words, responses=responses)
    assert code == 7
    assert "line 3: 422" in err
    found: Any = [line.lower() for line in out.splitlines()]
    if form == "json":
        found = ["id", *(each["id"] for each in json.loads(out))]
    elif form == "yaml":
        found = ["id", *(each["id"] for each in yaml.safe_load(out))]
    elif form == "jsonl":
        found = ["id", *(json.loads(line)["id"] for line in out.splitlines())]
    assert found == ["id", "a", "b"]


@pytest.mark.parametrize("form", ["json", "yaml", "jsonl", "table"])
def test_null_is_a_result_and_nothing_is_none(
    service: SmallService, server: Any, form: str
) -> None:
    words = ("any", "get", "-o", form)
    assert _run(service, server, *words, responses=[(200, b"null")]) == (0, "null\n", "")
    done = _run(service, server, "none", "delete", "-o", form, responses=[(204, b"")])
    assert done == (0, "", "")
    if form == "jsonl":
        found = _run(service, server, *words, responses=[(200, b"[1,null,2]")])
        assert found == (0, "1\nnull\n2\n", "")


@pytest.mark.parametrize("form", ["json", "yaml", "jsonl", "table"])
@pytest.mark.parametrize("number", ["1.10", "1E400", "-0", "9" * 40, "12345678901234567.89"])
def test_a_number_is_written_as_it_came(
    service: SmallService, server: Any, form: str, number: str
) -> None:
    content = f'[{{"n":{number}}}]'.encode()
    _, out, _ = _run(service, server, "any", "get", "-o", form, responses=[(200, content)])
    assert number in out


def test_a_table_holds_items_of_every_kind(service: SmallService, server: Any) -> None:
    content = b'[{"a":1,"b":2},"s",[3,4]]'
    _, out, _ = _run(service, server, "any", "get", "-o", "table", responses=[(200, content)])
    assert out.splitlines()[1:] == ["1  2", "s", "[3,4]"]


@pytest.mark.skipif(sys.platform == "win32", reason="streams are closed by a POSIX shell")
@pytest.mark.parametrize(
    ("words", "closed", "code"),
    [
        ("any get", ">&-", 4),
        ("any get", "2>&-", 4),
        ("any get", "2>/dev/full", 4),
        ("things create --body -", "<&-", 2),
        ("things create --body -", "<&- >&- 2>&-", 2),
    ],
)
def test_a_stream_that_is_closed(
    service: SmallService, server: Any, words: str, closed: str, code: int
) -> None:
    server.responses = [(404, b"{}")]
    python = f"{sys.executable} -m {service.package}"
    command = f"{python} {words} --base-url http://127.0.0.1:{server.server_port} {closed}"
    done = process("sh", "-c", command, folder=service.folder)
    assert done.returncode == code
    assert "unexpected" not in done.stderr
