"""Settings and overrides that match nothing in the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from clientgen.api import Api, Operation
from clientgen.base.configuration import Config, PagingSettings
from clientgen.base.diagnostics import Diagnostic, Position
from clientgen.base.pointers import pointer_of
from clientgen.base.suggestions import suggestion
from clientgen.plan.package import PackagePlan

CODE = "setting-no-match"


def unused_settings(config: Config, api: Api, plan: PackagePlan) -> list[Diagnostic]:
    """Find the settings that have no effect because the document has no such thing.

    Args:
        config: the user's settings.
        api: the API they are for.
        plan: the package that was planned with them.

    Returns:
        One warning for each, placed in the configuration.
    """
    if not config.source:
        return []
    return [
        Diagnostic(CODE, message, config.source, _position(config.source, keys), pointer_of(*keys))
        for keys, message in _found(config, api, plan)
    ]


def _found(
    config: Config, api: Api, plan: PackagePlan
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    operations = {operation.id: operation for operation in api.operations}
    for key, chosen in config.operations.items():
        operation = operations.get(key)
        if operation is None:
            yield ("operations", key), _missing("operation", key, operations)
            continue
        if (chosen.body or chosen.event_body) and operation.body is None:
            yield ("operations", key, "body" if chosen.body else "event_body"), (
                f"{key!r} has no body"
            )
        if isinstance(chosen.paging, PagingSettings) and not plan.is_paged(key):
            yield ("operations", key, "paging"), (
                f"{key!r} has not every member of this convention: it is not paged"
            )
        names = {parameter.name for parameter in operation.parameters}
        for name, override in chosen.parameters.items():
            at = ("operations", key, "parameters", name)
            if name not in names:
                yield at, _missing(f"parameter of {key!r}", name, names)
            elif override.encode_model and override.encode_model not in api.schemas:
                yield (*at, "encode_model"), _missing("schema", override.encode_model, api.schemas)
    yield from _names(config, api, plan)
    yield from _service(config, api)
    for index, paging in enumerate(config.paging):
        queries = {name for operation in api.operations for name in _query(operation)}
        if paging.style != "link" and paging.parameter and paging.parameter not in queries:
            yield ("paging", index, "parameter"), (
                _missing("query parameter of a GET operation", paging.parameter, queries)
            )


def _names(
    config: Config, api: Api, plan: PackagePlan
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for name in config.names.schemas:
        if name not in api.schemas and name not in plan.models.classes:
            yield ("names", "schemas", name), _missing("schema", name, api.schemas)
    members = {
        f"{model.key}.{field.wire}" for model in plan.models.models for field in model.fields
    }
    for name in config.names.properties:
        if name not in members:
            yield ("names", "properties", name), _missing("property", name, members)
    texts = [
        text.lower()
        for operation in api.operations
        for text in (operation.path, operation.id, *operation.tags)
    ]
    for word in config.names.words:
        if not any(word.lower() in text for text in texts):
            yield ("names", "words", word), f"no path, operationId or tag holds {word!r}"


def _service(config: Config, api: Api) -> Iterator[tuple[tuple[str | int, ...], str]]:
    given = config.service
    if given.error_model and given.error_model not in api.schemas:
        yield ("service", "error_model"), _missing("schema", given.error_model, api.schemas)
    extensions = {name for operation in api.operations for name in operation.extensions}
    of_responses = {
        name
        for operation in api.operations
        for response in operation.responses
        for name in response.extensions
    }
    permissions, codes = given.permissions_extension, given.error_codes_extension
    if permissions and permissions not in extensions:
        at = ("service", "permissions_extension")
        yield at, _missing("extension of an operation", permissions, extensions)
    if codes and codes not in of_responses:
        at = ("service", "error_codes_extension")
        yield at, _missing("extension of a response", codes, of_responses)
    if given.audience_extensions and extensions.isdisjoint(given.audience_extensions):
        first = given.audience_extensions[0]
        at = ("service", "audience_extensions")
        yield at, _missing("extension of an operation", first, extensions)


def _query(operation: Operation) -> Iterator[str]:
    if operation.method == "GET":
        yield from (item.name for item in operation.parameters if item.location == "query")


def _missing(what: str, name: str, known: Iterable[str]) -> str:
    return f"there is no {what} {name!r}{suggestion(name, sorted(known))}; the setting does nothing"


def _position(source: str, keys: tuple[str | int, ...]) -> Position | None:
    """Find the line that names the last of some keys, after those before it."""
    try:
        lines = Path(source).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    line = column = at = 0
    for key in (key for key in keys if isinstance(key, str)):
        pattern = re.compile(rf"(?<![\w-]){re.escape(key)}(?![\w-])")
        for number in range(line, len(lines)):
            start = column if number == line else 0
            if found := pattern.search(lines[number], start):
                line, column = number, found.end()
                at = found.start() + 1
                break
        else:
            return None
    return Position(line + 1, at)
