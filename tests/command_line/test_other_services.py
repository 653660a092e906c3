"""Commands of other services: credentials of every kind, forms and files, texts that do harm."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from clientgen.base.configuration import parse_config
from clientgen.emit.pipeline import generate
from tests.support.files import write
from tests.support.programs import Ran, process

_HARM = "50% %(prog)s %s\x1b[2J\r\n\u202e$(touch harm)"


def _operation(name: str, scheme: str, **more: Any) -> dict[str, Any]:
    responses = {
        "200": {"description": "", "content": {"text/plain": {"schema": {"type": "string"}}}}
    }
    needs: list[dict[str, list[str]]] = [{scheme: []}] if scheme else []
    return {
        "operationId": name,
        "summary": _HARM,
        "responses": responses,
        "security": needs,
        **more,
    }


def _parameter(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": _HARM, "schema": schema}


_FORM = {
    "type": "object",
    "description": _HARM,
    "properties": {
        "limit": {"type": "integer"},
        "avatar": {"type": "string", "format": "binary"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": _HARM, "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/header": {"get": _operation("viaHeader", "header")},
        "/query": {"get": _operation("viaQuery", "query")},
        "/cookie": {"get": _operation("viaCookie", "cookie")},
        "/basic": {"get": _operation("viaBasic", "basic")},
        "/bearer": {"get": _operation("viaBearer", "bearer")},
        "/open": {
            "get": _operation(
                "open",
                "",
                parameters=[
                    _parameter("body", type="string"),
                    _parameter("limit", type="integer"),
                    _parameter("kind", type="string", enum=["plain", _HARM]),
                    {"name": "X-Api-Key", "in": "header", "schema": {"type": "string"}},
                ],
            )
        },
        "/form": {
            "post": _operation(
                "form",
                "",
                parameters=[_parameter("limit", type="integer")],
                requestBody={
                    "required": True,
                    "content": {"multipart/form-data": {"schema": _FORM}},
                },
            )
        },
    },
    "components": {
        "securitySchemes": {
            "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "query": {"type": "apiKey", "in": "query", "name": "key"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            "basic": {"type": "http", "scheme": "basic"},
            "bearer": {"type": "http", "scheme": "bearer"},
        }
    },
}


class _Program:
    def __init__(self, folder: Path) -> None:
        document = folder / "openapi.yaml"
        document.write_text(yaml.safe_dump(_DOCUMENT), "utf-8")
        config = parse_config({"package": {"emit": ["package", "cli"]}}, "test")
        made = generate(document, config, package="other")
        write(made.files, folder)
        self.folder = folder
        self.paths = {
            m.operation.id: m.path.replace("_", "-").split(".") for m in made.plan.methods
        }
        self.variables = {s.argument: s.variable for s in made.plan.service.arguments}

    def run(self, operation: str, *words: str) -> Ran:
        """Run the command of an operation, or of none."""
        command = [*self.paths.get(operation, []), *words]
        secrets = dict.fromkeys(self.variables.values(), "s3cr3t:s3cr3t")
        more = {"PYTHONPATH": str(self.folder), **secrets}
        done = process(sys.executable, "-m", "other", *command, folder=self.folder, more=more)
        shown = done.stdout + done.stderr
        assert not [c for c in shown if c != "\n" and not c.isprintable()]
        assert "s3cr3t" not in shown
        return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> _Program:
    return _Program(tmp_path_factory.mktemp("other"))


@pytest.mark.parametrize(
    ("operation", "masked", "argument"),
    [
        ("viaHeader", "X-Key: ***", "header"),
        ("viaQuery", "?key=***", "query"),
        ("viaCookie", "session=***", "cookie"),
        ("viaBasic", "Authorization: Basic ***", "basic"),
        ("viaBearer", "Authorization: Bearer ***", "bearer"),
    ],
)
def test_every_kind_of_credential_is_masked(
    program: _Program, operation: str, masked: str, argument: str
) -> None:
    assert masked in program.run(operation, "--dry-run").out
    command = program.run(operation, "--curl").out
    found = [v for a, v in program.variables.items() if argument in a]
    assert any(variable in command for variable in found or program.variables.values())
    assert "not-a-secret" not in command


def test_a_secret_that_was_typed_is_masked(program: _Program) -> None:
    assert "X-Api-Key: ***\n" in program.run("open", "--x-api-key", "typed", "--dry-run").out
    assert '"X-Api-Key: ${X_API_KEY}"' in program.run("open", "--x-api-key=typed", "--curl").out


def test_names_of_ours_are_typed_with_their_location(program: _Program) -> None:
    # Neither a listing nor a body: the names are free.
    out = program.run("open", "--limit", "5", "--body", "b", "--dry-run").out
    assert "body=b" in out
    assert "limit=5" in out
    out = program.run("form", "--limit", "5", "--body.limit", "6", "--dry-run").out
    assert "?limit=5\n" in out
    assert 'name="limit"' in out


def test_a_file_is_a_member_of_a_form(program: _Program, tmp_path: Path) -> None:
    picture = tmp_path / "picture"
    picture.write_bytes(b"PNG picture")
    out = program.run("form", f"--avatar=@{picture}", "--tags", "a", "--tags=b", "--dry-run").out
    assert "PNG picture" in out, program.run("form", f"--avatar=@{picture}", "--dry-run").err
    assert 'filename="picture"' in out
    assert out.count('name="tags"') == 2


def test_texts_of_the_document_do_no_harm(program: _Program) -> None:
    for operation in ("", *program.paths):
        help_text = program.run(operation, "--help")
        assert (help_text.code, help_text.err) == (0, "")
        assert "50% %(prog)s %s" in help_text.out
    refused = program.run("open", "--limit", "other")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    words = [*program.paths["open"], "--kind", ""]
    assert program.run("", "--complete", *words).out == "plain\n"
    assert not (program.folder / "harm").exists()
