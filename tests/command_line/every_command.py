"""Every command of a document: its help, and the request that it writes for an example."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import re
import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clientgen.base.configuration import parse_config
from clientgen.base.untyped import mapping
from clientgen.emit.pipeline import generate
from tests.support.files import write

_BASE = "https://api.example.com/v1"


@dataclass
class Outcome:
    """What came of the commands of a document.

    Args:
        commands: how many there are.
        same: how many wrote the request that the method writes.
        refused: commands whose example the method refuses, and the command line too, or is not of
            the format that the document states.
        wrong: commands and what is wrong.
    """

    commands: int = 0
    same: int = 0
    refused: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])


def run_all(path: Path, package: str, folder: Path) -> Outcome:
    """Generate the package of a document, and run each of its commands without sending.

    Args:
        path: the document.
        package: import name.
        folder: where the package is written.

    Returns:
        What came of it.
    """
    config = parse_config({"package": {"emit": ["package", "testing", "cli"]}}, "test")
    made = generate(path, config, package=package)
    write(made.files, folder)
    sys.path.insert(0, str(folder))
    try:
        program: Any = importlib.import_module(f"{package}.cli")
        commands: Any = importlib.import_module(f"{package}.cli.commands")
        options_of: Any = importlib.import_module(f"{package}.cli.options")
        dry_run: Any = importlib.import_module(f"{package}.cli.dry_run")
        secrets: Any = importlib.import_module(f"{package}.cli.secrets")
        client: Any = importlib.import_module(f"{package}.client").Client
        fake: Any = importlib.import_module(f"{package}.testing").FakeService()
    finally:
        sys.path.remove(str(folder))
    table = commands.CommandTable(package)
    outcome = Outcome()
    for method in made.plan.methods:
        outcome.commands += 1
        words = method.path.replace("_", "-").split(".")
        for end in range(len(words) + 1):
            code, out, err = _run(program, [*words[:end], "--help"])
            if (
                code
                or err
                or (end == len(words) and method.operation.path not in out.replace("\\", ""))
            ):
                outcome.wrong.append(f"{method.path}: help ends with {code}: {err}")
        command = table.command(method.path)
        values = _examples(fake, method.operation, command)
        options = {
            o.value.name: o.flag for o in options_of.Options(command, table).shown if not o.path
        }
        kind = command.media[0]["kind"] if command.media else "json"
        typed = [
            word
            for value, example in values
            for word in _typed(value, example, options.get(value.name, ""), kind)
        ]
        given = {value.name: example for value, example in values}
        with (
            warnings.catch_warnings(),
            client(
                base_url=_BASE,
                transport=dry_run.RecordingTransport(),
                **secrets.placeholders(command, table),
            ) as called,
        ):
            try:
                warnings.simplefilter("ignore", DeprecationWarning)
                target: Any = called
                for name in method.path.split("."):
                    target = getattr(target, name)
                request = dry_run.recorded(called, target.request(**given))
                expected = dry_run.request_text(request, table)
            except Exception as error:
                expected = f"{type(error).__name__}: {error}"
                request = None
        code, out, err = _run(program, [*words, *typed, "--dry-run", f"--base-url={_BASE}"])
        if request is None:
            if code != 2:
                outcome.wrong.append(f"{method.path}: exit {code} where {expected}")
            outcome.refused.append(f"{method.path}: {expected[:200]}")
        elif code == 2 and re.search("expected a (date|UUID|time|duration)", err):
            # The document's own example is not of the format that it states.
            outcome.refused.append(f"{method.path}: {err}")
        elif code or _comparable(out) != _comparable(expected + "\n"):
            outcome.wrong.append(f"{method.path}: {typed}\n{expected}\n--- {code}\n{out}{err}")
        else:
            outcome.same += 1
    return outcome


def _run(program: Any, words: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = program.main(words)
    return code, out.getvalue(), err.getvalue()


def _comparable(text: str) -> str:
    """A request without the boundary of its parts, which is random."""
    found = re.search(r"boundary=(\S+)", text)
    return text.replace(found[1], "BOUNDARY") if found else text


def _examples(fake: Any, operation: Any, command: Any) -> list[tuple[Any, Any]]:
    """Examples of all parameters, and of the body."""
    contract, examples = fake._handler.contract, fake._handler.examples
    described = contract.operations[operation.id]
    schemas = {(p["in"], p["name"]): p for p in described["parameters"]}
    found: list[tuple[Any, Any]] = []
    for value in command.arguments:
        if value.location == "body":
            found.append((value, _body(examples, described, command)))
            continue
        parameter = schemas.get((value.location, value.wire))
        if parameter is None:
            continue
        schema = parameter.get("schema")
        if schema is None:
            schema = next(iter(parameter.get("content", {"": {}}).values())).get("schema", True)
        example = parameter.get("example")
        if example is None:
            example = examples.example(schema, sent=True)
        if value.location == "path" and example == {}:
            example = "text"  # Of any type.
        if example is not None:
            found.append((value, example))
    return found


def _body(examples: Any, described: Any, command: Any) -> Any:
    content = mapping(described["requestBody"].get("content"))
    if command.media:
        first = command.media[0]
        kind = first["kind"]
        if kind == "binary":
            return b"\x00binary"
        if kind == "text":
            return "text"
        schema = next(iter(content.values())).get("schema", True) if content else True
        value = examples.example(schema, sent=True)
        return [value, value] if kind == "lines" else value
    only = next((mapping(c).get("schema", True) for c in content.values()), True)
    return examples.example(only, sent=True)


def _typed(value: Any, given: Any, flag: str, kind: str) -> list[str]:
    """The words that a value is typed as."""
    if value.location == "path":
        return ["--", _text(given)] if _text(given).startswith("-") else [_text(given)]
    if value.location == "body":
        if isinstance(given, bytes):
            return ["--body", given.decode()]
        if kind == "lines":
            return ["--body", "\n".join(map(json.dumps, given))]
        return ["--body", given if kind == "text" else json.dumps(given)]
    if isinstance(given, list):
        items: list[Any] = [*given]
        if not items or any(isinstance(item, (list, dict)) for item in items):
            return [f"{flag}={json.dumps(items)}"]
        return [f"{flag}={_text(item)}" for item in items]
    return [f"{flag}={_text(given)}"]


def _text(given: Any) -> str:
    if isinstance(given, str):
        return given
    return json.dumps(given)
