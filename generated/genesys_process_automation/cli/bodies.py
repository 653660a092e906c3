"""The body of a request: of a file, of standard input, or member by member."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .._runtime.values import is_array, is_object, parse
from .commands import JSON_KINDS, Command, CommandTable, UsageError, Value
from .kinds import alternatives, is_composed
from .options import Option
from .parsing import Invocation, read_option
from .values import content, convert, from_json


def bodies(invocation: Invocation, table: CommandTable) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make the bodies that were typed: one, or one for each line of a file.

    Args:
        invocation: what was typed.
        table: knows the members of classes.

    Yields:
        Where the body comes from, and the arguments of the method that stand for it.

    Raises:
        UsageError: it is no such body, or missing.
    """
    command, settings = invocation.command, invocation.settings
    if command is None or command.body is None:
        yield "", {}
        return
    body, members = command.body, invocation.members
    media = _medium(command, invocation.arguments, bool(members) or settings.each is not None)
    if settings.each is not None:
        if settings.body is not None:
            raise UsageError("--body and --each cannot be given together")
        raw = content(settings.each if settings.each == "-" else f"@{settings.each}")
        text = raw if isinstance(raw, str) else raw.decode("utf-8", "surrogateescape")
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    found = from_json(line.strip())
                except ValueError as error:
                    raise UsageError(f"line {number}: {error}") from None
                found = _completed(found, settings, media, members, table, body.type)
                yield f"line {number}", {body.name: found}
        return
    if settings.body is None and not members:
        if body.required and (media is None or media["kind"] != "nothing"):
            ways = ["--body", *(["the options of its members"] if table.members(body.type) else [])]
            raise UsageError(f"the body is missing: give {' or '.join(ways)}")
        yield "", {}
        return
    value: Any = {}
    if settings.body is not None:
        try:
            value = _whole(settings.body, body, media)
        except ValueError as error:
            raise UsageError(f"--body: {error}") from None
    yield "", {body.name: _completed(value, settings, media, members, table, body.type)}


def typed_files(invocation: Invocation) -> list[tuple[str, bytes]]:
    """Read the files that a body was typed as, or parts of it.

    Args:
        invocation: what was typed.

    Returns:
        Name and content of each; a pipe, which can be read but once, is none.
    """
    texts = [text for _, texts in invocation.members for text in texts]
    texts += [invocation.settings.body] if invocation.settings.body else []
    paths = [Path(text[1:]) for text in texts if text.startswith("@")]
    return [(str(path), path.read_bytes()) for path in paths if path.is_file()]


def _medium(
    command: Command, arguments: Mapping[str, Any], is_json: bool
) -> Mapping[str, Any] | None:
    """The representation that is asked for, else the first that fits what was given."""
    if not command.media:
        return None
    asked = next((a for a in command.arguments if a.wire == "Content-Type"), None)
    name = arguments.get(asked.name) if asked is not None else None
    fitting = [media for media in command.media if media["name"] == name]
    if not fitting and is_json:
        fitting = [m for m in command.media if m["kind"] in JSON_KINDS]
    return (fitting or [*command.media])[0]


def _whole(text: str, body: Value, media: Mapping[str, Any] | None) -> Any:
    """Read the body that was given whole."""
    kind = "json" if media is None else media["kind"]
    if kind == "lines":
        return [parse(line) for line in content(text).splitlines() if line.strip()]
    if kind == "binary":
        raw = content(text)
        return raw.encode() if isinstance(raw, str) else raw
    if kind == "text":
        raw = content(text)
        return raw if isinstance(raw, str) else raw.decode()
    if media is None and "bytes" in alternatives(body.type):  # JSON that goes as it is.
        raw = content(text)
        parse(raw)  # Refuses what is no JSON.
        return raw
    return from_json(text)


def _completed(
    value: Any,
    settings: Any,
    media: Mapping[str, Any] | None,
    members: Sequence[tuple[Option, tuple[str, ...]]],
    table: CommandTable,
    kind: Any,
) -> Any:
    """Leave out members that are not known, and set those that were given one by one."""
    kind = kind if media is None else media["type"]
    if settings.drop_unknown:
        value = known_members(value, kind, table)
    if members and not is_object(value):
        raise UsageError("the body is no JSON object, so that it has no members to set")
    read = _part if media is not None and media["kind"] == "multipart" else convert
    for option, texts in members:
        node: Any = value
        *above, last = option.path
        for name in above:
            inner: Any = node.setdefault(name, {})
            node = inner
            if not is_object(inner):
                raise UsageError(f"{option.flag}: {name} is no JSON object")
        node[last] = read_option(option, texts, read)
        if node[last] is None and media is not None and media["kind"] != "json":
            raise UsageError(f"{option.flag.rstrip(':')}: a form cannot hold null")
    for option, _ in members:
        _check_member(option, [other.path for other, _ in members], value, kind, table)
    return value


def _check_member(
    option: Option, paths: Sequence[tuple[str, ...]], value: Any, kind: Any, table: CommandTable
) -> None:
    """Check that one class of a union declares what was typed; its tags choose it."""
    for depth, name in enumerate(option.path):
        classes = table.fitting(kind, value)
        known = {each for members in classes.values() for each in members}
        if classes and name not in known:
            raise UsageError(f"{option.flag}: {' or '.join(classes)} has no member {name}")
        beside = [path for path in paths if path[:depth] == option.path[:depth]]
        typed = {path[depth] for path in beside if len(path) > depth}
        if typed <= known and not any(typed.issubset(each) for each in classes.values()):
            names = " and ".join(sorted(typed))
            raise UsageError(f"no class of {', '.join(classes)} has the members {names} together")
        kind = next((m.type for m in table.members(kind) if m.wire == name), "any")
        value = value[name]


def _part(kind: Any, text: str) -> Any:
    """Read a part of a form: a file with its name, or a value."""
    kinds = [each for item in alternatives(kind) for each in _items(item)]
    if text.startswith("@") and ("any" in kinds or "binary-file" in kinds):
        return os.path.basename(text[1:]), content(text)
    return convert(kind, text)


def _items(kind: Any) -> Iterator[Any]:
    """The types of a list's items; another type itself."""
    if is_composed(kind) and "list" in kind:
        yield from alternatives(kind["list"])
    else:
        yield kind


def known_members(value: Any, kind: Any, table: CommandTable) -> Any:
    """Leave out the members that a class does not have, also of what is inside.

    Args:
        value: JSON.
        kind: what it may be, as the table says it.
        table: knows the members of classes.

    Returns:
        The rest; where there is no class, or a choice of classes, the value as it is.
    """
    found = [each for each in alternatives(kind) if is_composed(each)]
    if is_array(value):
        items = [each["list"] for each in found if "list" in each]
        return [known_members(item, items[0], table) for item in value] if items else value
    if not is_object(value):
        return value
    classes = [*table.fitting(kind, value)]
    if len(classes) != 1:
        return value
    members = {n: m for m in table.members({"model": classes[0]}) for n in (m.name, m.wire)}
    return {
        name: known_members(inner, members[name].type, table)
        for name, inner in value.items()
        if name in members
    }
