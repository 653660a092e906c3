"""The docstring of a method."""

from __future__ import annotations

from clientgen.base.prose import LINE, docstring_lines
from clientgen.plan.arguments import EVENT
from clientgen.plan.package import Argument, Method
from clientgen.types.expressions import optional

_WIDTH = LINE - 8 - 3


def method_docstring(method: Method) -> tuple[str, ...]:
    """Write the docstring of a method.

    Args:
        method: the method, everything else about it settled.

    Returns:
        Lines without quotes and indent, wrapped and escaped.
    """
    operation = method.operation
    summary = about(method)
    lines = docstring_lines(summary, _WIDTH)
    if operation.deprecated:
        lines += ["", "Deprecated."]
    if operation.description and operation.description != summary:
        lines += ["", *docstring_lines(operation.description, _WIDTH)]
    lines += ["", *docstring_lines(f"`{operation.method} {operation.path}`", _WIDTH)]
    if method.audience != "public":
        lines += [f"{method.audience.capitalize()} operation: it may change or go without notice."]
    if method.permissions:
        text = (" or " if method.permissions_mode == "ANY" else " and ").join(method.permissions)
        lines += docstring_lines(f"Needs permission {text}.", _WIDTH)
    if method.arguments:
        lines += ["", "Args:"]
        for argument in method.arguments:
            lines += _entry(argument.name, argument_text(argument))
        for argument in method.arguments:
            for old in argument.old:
                lines += _entry(
                    old.old, f"Deprecated: use `{old.new}`; it stays until {old.until}."
                )
    lines += ["", "Returns:", *_indented(_answer(method))]
    if method.errors:
        text = ", ".join(f"{name} ({status})" for status, name, _ in method.errors)
        lines += ["", "Raises:", *_indented(f"{text}; TransportError, DecodeError.")]
    return tuple(lines)


def about(method: Method) -> str:
    """The method's summary on one line, raw."""
    operation = method.operation
    return operation.summary or operation.description or operation.id


def argument_text(argument: Argument) -> str:
    """Say what an argument is and which values it takes, raw."""
    parts = [argument_description(argument), *(fact.raw for fact in argument.facts)]
    return " ".join(
        part if part.endswith((".", "!", "?", ":")) else f"{part}." for part in parts if part
    )


def argument_description(argument: Argument) -> str:
    """Describe an argument as the document does, or in our words where it repeats the name."""
    return own_description(argument) or substitute_description(argument, argument.wire)


def own_description(argument: Argument) -> str:
    """The document's description of an argument; empty where it only repeats the name."""
    description = argument.doc.raw.strip()
    if " " in description or description.casefold() not in {argument.wire.casefold(), "eventbody"}:
        return description
    return ""


def substitute_description(argument: Argument, wire: str) -> str:
    """Describe an argument in our words.

    Args:
        argument: the argument.
        wire: its name on the wire, as a code span shows it.

    Returns:
        One sentence.
    """
    if argument.location != "body":
        return f"`{wire}` of the {argument.location}."
    if argument.type in (EVENT, optional(EVENT)):
        return "Any JSON: a mapping or list is encoded once, text and bytes go as they are."
    return "What to send: the model, or a mapping with its members."


def _answer(method: Method) -> str:
    if method.paging is not None:
        return f"The items, `{method.item}`, page after page."
    return "Nothing." if method.returned == "None" else f"`{method.returned}`."


def _entry(name: str, text: str) -> list[str]:
    first, *rest = docstring_lines(f"{name}: {text}" if text else f"{name}:", _WIDTH - 8) or [name]
    return [f"    {first}", *(f"        {line}" for line in rest)]


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in docstring_lines(text, _WIDTH - 4)]
