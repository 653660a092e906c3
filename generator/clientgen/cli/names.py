"""``clientgen names``: show the names that a document's client gets."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientgen.cli.options import (
    ConfigOption,
    MaxSizeOption,
    OnlyOption,
    RootOption,
    SpecArgument,
    need_config,
    read_bundled,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientgen.plan import PackagePlan
    from clientgen.plan.name_marks import NamesReport


class Format(StrEnum):
    """The format of the output."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the program.
    """
    app.command(name="names")(run)


def run(
    spec: SpecArgument = None,
    only: OnlyOption = None,
    config: ConfigOption = None,
    root: RootOption = None,
    max_size: MaxSizeOption = None,
    format: Annotated[Format, typer.Option("--format", help="How to write the names.")] = (
        Format.text
    ),
    from_sdk: Annotated[
        str | None,
        typer.Option(
            metavar="CALL",
            help="Show what replaces a call of another client: its name, an operationId, or"
            " HTTP method and path.",
        ),
    ] = None,
) -> None:
    """Show the methods of a document's client, mark what reads badly, propose settings.

    A configuration is used only when SPEC is left out or --config is given. Writes nothing.
    """
    if spec is None:
        config = need_config(config, "name a document, as in `clientgen names openapi.yaml`")
    from clientgen.base.configuration import Config, load_config
    from clientgen.cli.report import write_document
    from clientgen.cli.unfinished import recover_unfinished
    from clientgen.emit.pipeline import load_api
    from clientgen.plan import plan_package
    from clientgen.plan.name_marks import report_names

    home = config.parent if config is not None else None
    recover_unfinished((home,), (spec,), read_only=True)
    settings = load_config(config) if config is not None else Config()
    chosen, base = settings.extract, home or Path()
    if root is None and chosen.root is not None:
        root = base / chosen.root
    api, _, _ = load_api(
        read_bundled(spec or str(base / chosen.fragment), root, max_size or chosen.max_size),
        base / chosen.overlay if spec is None and chosen.overlay is not None else None,
        prefix=chosen.prefix if not only else None,
        include=tuple(only or chosen.include),
    )
    plan = plan_package(api, settings)
    if from_sdk is not None:
        _show_calls(plan, from_sdk, format)
        return
    report = report_names(plan)
    if format is Format.json:
        value = {**asdict(report), "marks": report.marks, "proposals": report.proposals()}
        write_document(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
        return
    for line in _lines(report):
        _say(line)


def _show_calls(plan: PackagePlan, call: str, format: Format) -> None:
    """Show the methods that stand for a call of another client.

    Raises:
        InputError: there is none.
    """
    from clientgen.base.diagnostics import InputError
    from clientgen.base.suggestions import suggestion
    from clientgen.cli.report import write_document
    from clientgen.plan.other_clients import methods_of_call
    from clientgen.types.names import snake

    found = methods_of_call(plan, call)
    if not found:
        known = (snake(method.operation.id) for method in plan.methods)
        hint = suggestion(call.rpartition(".")[2], known)
        raise InputError(f"no operation is known as {call!r}{hint}", source=plan.service.title)
    if format is Format.json:
        values = [
            {
                "call": f"client.{method.path}",
                "signature": f"client.{method.signature}",
                "method": method.operation.method,
                "path": method.operation.path,
                "id": method.operation.id,
            }
            for method in found
        ]
        write_document(json.dumps(values, ensure_ascii=False, indent=2) + "\n")
        return
    for method in found:
        _say(f"client.{method.signature}")
        _say(f"  {method.operation.method} {method.operation.path}  {method.operation.id}")


def _lines(report: NamesReport) -> Iterator[str]:
    shown: list[str] = []
    for method in sorted(report.methods, key=lambda item: item.name.split(".")):
        *group, leaf = method.name.split(".")
        for depth, word in enumerate(group):
            if group[: depth + 1] != shown[: depth + 1]:
                yield f"{'  ' * depth}{word}"
        shown = group
        marks = f"  [{', '.join(method.marks)}]" if method.marks else ""
        yield f"{'  ' * len(group)}{leaf}  {method.method} {method.path}{marks}"
    yield ""
    for item in report.classes:
        if item.marks:
            yield f"models.{item.name}  [{', '.join(item.marks)}]"
    yield (
        f"{len(report.methods)} methods in {report.resources} resources, {report.single} of them "
        f"with one method; {len(report.classes)} classes"
    )
    yield from (f"  {mark}: {count}" for mark, count in report.marks.items())
    proposals = report.proposals()
    if proposals:
        yield ""
        yield "# For clientgen.toml, to be changed as you like:"
        yield from proposals.splitlines()


def _say(text: str) -> None:
    from clientgen.base.terminal import printable

    typer.echo(printable(text))
