"""``clientgen init``: begin a project with a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientgen.base.diagnostics import InputError
from clientgen.cli.options import CONFIG_PATHS, MaxSizeOption, OnlyOption, RootOption

if TYPE_CHECKING:
    from clientgen.plan import PackagePlan

SCHEMA = Path("clientgen.schema.json")
"""The JSON Schema of the configuration, which editors complete and check it by."""


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the program.
    """
    app.command(name="init")(run)


def run(
    spec: Annotated[
        str,
        typer.Argument(
            help="OpenAPI 3 or Swagger 2.0 document: path, https URL, or - (standard input).",
            show_default=False,
        ),
    ],
    package: Annotated[
        str | None, typer.Option(help="Import name of the package. Default: from the title.")
    ] = None,
    out: Annotated[str, typer.Option(help="The package goes to OUT/PACKAGE.")] = "generated",
    only: OnlyOption = None,
    root: RootOption = None,
    max_size: MaxSizeOption = None,
) -> None:
    """Write a configuration for a document, say what it holds, and generate its package.

    The folder must have no configuration yet. A document from elsewhere is kept beside it.
    """
    from clientgen.base.configuration import Config, config_schema
    from clientgen.cli import generate
    from clientgen.cli.options import read_bundled
    from clientgen.cli.report import write_document
    from clientgen.document.load import Limits, parse
    from clientgen.document.load.source import display_name, is_standard_input, is_url, read_bytes
    from clientgen.emit.pipeline import load_api
    from clientgen.files.atomic import remove, write_file
    from clientgen.plan import plan_package

    path = CONFIG_PATHS[0]
    for there in CONFIG_PATHS:
        if there.exists():
            raise InputError("is there already; `clientgen generate` uses it", source=str(there))
    data: bytes | None = None
    document = Path(spec)
    if is_url(spec) or is_standard_input(spec):
        # Read once, and kept: a configuration needs a document that stays.
        limits = Limits.of_size(max_size)
        data = read_bytes(spec, limits)
        parse(data, display_name(spec), limits=limits)
        document = Path("openapi.json" if data.lstrip()[:1] == b"{" else "openapi.yaml")
        if document.exists():
            raise InputError("is there already; name it instead", source=str(document))
    written: list[Path] = []
    try:
        if data is not None:
            write_file(document, data)
            written.append(document)
        api, _, _ = load_api(read_bundled(str(document), root, max_size), include=tuple(only or ()))
        plan = plan_package(api, Config(), name=package)
        text = _configuration(plan, document, spec if is_url(spec) else None, out, only, root)
        for at, content in ((SCHEMA, _schema(config_schema())), (path, text)):
            if at == SCHEMA and at.exists():
                continue
            write_file(at, content)
            written.append(at)
        generate.run(config=path)
    except (InputError, typer.Exit):
        # What cannot be generated leaves nothing behind.
        for at in written:
            remove(at)
        raise
    lines = (*_found(plan), f"{path}: change it as you like, then `clientgen generate`")
    write_document("".join(f"{line}\n" for line in lines))


def _schema(schema: dict[str, object]) -> str:
    return json.dumps(schema, indent=2) + "\n"


def _configuration(
    plan: PackagePlan,
    document: Path,
    url: str | None,
    out: str,
    only: list[str] | None,
    root: Path | None,
) -> str:
    from clientgen.base.toml_file import toml_string
    from clientgen.plan.name_marks import report_names

    def listed(texts: list[str]) -> str:
        return f"[{', '.join(map(toml_string, texts))}]"

    lines = [f"#:schema {SCHEMA}", "# Every key is described in that file.", "", "[extract]"]
    lines.append(f"fragment = {toml_string(document.as_posix())}")
    lines += [f"include = {listed(only)}"] if only else []
    lines += [f"root = {toml_string(root.as_posix())}"] if root is not None else []
    lines += [f"follow = {toml_string(url)}"] if url is not None else []
    lines += ["", "[package]", f"name = {toml_string(plan.name)}", f"out = {toml_string(out)}"]
    lines.append('emit = ["package"]  # "docs": a reference, "project": what pip installs')
    if proposals := report_names(plan).proposals():
        lines += ["", "# Names that read badly, with proposals; take away the marks to use them."]
        lines += [f"# {line}".rstrip() for line in proposals.splitlines()]
    return "\n".join(lines) + "\n"


def _found(plan: PackagePlan) -> Iterator[str]:
    """What a document holds, in the order in which a newcomer asks."""
    from clientgen.plan.name_marks import report_names

    names = report_names(plan)
    yield f"  credentials: {_credentials(plan)}"
    paged = sum(method.paging is not None for method in plan.methods)
    unpaged = [item.name for item in names.methods if "not-paged" in item.marks]
    more = f"; read in one piece: {_some(unpaged)}" if unpaged else ""
    yield f"  paging: {paged} listings are walked page by page{more}"
    badly = [item.name for item in names.methods if set(item.marks) - {"not-paged"}]
    badly += [f"models.{item.name}" for item in names.classes if item.marks]
    said = f"{len(badly)} read badly: {_some(badly)}" if badly else "all read well"
    yield f"  names: {said}"


def _credentials(plan: PackagePlan) -> str:
    service = plan.service
    if service.schemes is None:
        return "Client(client_id=..., client_secret=...), or Client(access_token=...)"
    known = [scheme for scheme in service.schemes if scheme.argument]
    if not known:
        return "none that the document names"
    return "; ".join(f"Client({s.argument}=...) or {s.variable}" for s in known)


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
