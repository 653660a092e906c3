"""Questions to pyright's language server: what an editor shows at a place in a program."""

# What comes back is plain JSON.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_CURSOR = "|>"


class LanguageServer:
    """A language server of its own for one folder.

    Args:
        folder: where the programs are written.
        packages: the folder of the packages they use.
    """

    def __init__(self, folder: Path, packages: Path) -> None:
        self._folder, self._packages, self._count = folder, packages, 0

    def __enter__(self) -> Self:
        start = "import sys; from pyright.langserver import main; sys.exit(main('--stdio'))"
        self._process = subprocess.Popen(
            [sys.executable, "-c", start],
            cwd=self._folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        uri = self._folder.as_uri()
        folders = [{"uri": uri, "name": "folder"}]
        able = {
            "workspace": {"configuration": True},
            "textDocument": {"hover": {"contentFormat": ["plaintext"]}},
        }
        given = {"processId": None, "rootUri": uri, "workspaceFolders": folders}
        self._ask("initialize", {**given, "capabilities": able})
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def hover(self, program: str) -> str:
        """The text that is shown for what the cursor, written ``|>``, stands on."""
        found: str = self._at_cursor("hover", program)["contents"]["value"]
        return found

    def signature(self, program: str) -> str:
        """The signature that is shown within the brackets of a call."""
        found: str = self._at_cursor("signatureHelp", program)["signatures"][0]["label"]
        return found

    def completions(self, program: str) -> list[str]:
        """What is offered at the cursor."""
        return [item["label"] for item in self._at_cursor("completion", program)["items"]]

    def _at_cursor(self, question: str, program: str) -> Any:
        before, _, after = program.partition(_CURSOR)
        path = self._folder / f"program_{self._count}.py"
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1}
        opened = {"textDocument": {**document, "text": before + after}}
        self._send({"method": "textDocument/didOpen", "params": opened})
        *lines, last = before.split("\n")
        position = {"line": len(lines), "character": len(last)}
        at = {"textDocument": {"uri": path.as_uri()}, "position": position}
        return self._ask(f"textDocument/{question}", at)

    def _ask(self, method: str, given: Any) -> Any:
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": given})
        while True:
            message = self._read()
            if "method" not in message and message.get("id") == number:
                return message["result"]
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": self._settings(message)})

    def _settings(self, message: Any) -> Any:
        """What the server asks its editor for: settings, and nothing else that matters."""
        if message["method"] != "workspace/configuration":
            return None
        settings = {"pythonPath": sys.executable, "analysis": {"extraPaths": [str(self._packages)]}}
        return [settings for _ in message["params"]["items"]]

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()

    def _read(self) -> Any:
        out = self._process.stdout
        assert out is not None
        length = 0
        while (line := out.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(out.read(length))
