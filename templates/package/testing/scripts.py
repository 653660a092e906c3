"""Rules of a test for what is to come: failures, delays, responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._runtime.messages import Operation


@dataclass
class Rule:
    """A rule for requests of one operation.

    Args:
        operation: its operationId; empty for every operation.
        kind: ``fail``, ``delay`` or ``respond``.
        times: how many requests it is for; None for all.
        status: HTTP status, or None for the usual one.
        value: seconds, an exception, the body, or a function that makes it.
        message: text of an error.
        code: stable key of an error.
        headers: added to the response.
    """

    operation: str
    kind: str
    times: int | None
    status: int | None
    value: Any
    message: str
    code: str
    headers: Mapping[str, str]


class Script:
    """The rules in force, oldest first."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        """Put a rule in force; one without end takes the place of an earlier one without end.

        Raises:
            ConfigurationError: it is for less than one request.
        """
        if rule.times is None:
            same = (rule.operation, rule.kind, None)
            self._rules = [r for r in self._rules if (r.operation, r.kind, r.times) != same]
        elif rule.times < 1:
            raise ConfigurationError("times must be 1 or more, or None for every request.")
        self._rules.append(rule)

    def take(self, operation: str, kind: str) -> Rule | None:
        """Find the rule for a request, and count it.

        Args:
            operation: the operationId.
            kind: of the rules to look at.

        Returns:
            The rule, or None.
        """
        for rule in self._rules:
            if rule.kind == kind and rule.operation in (operation, ""):
                if rule.times is not None:
                    rule.times -= 1
                    if not rule.times:
                        self._rules.remove(rule)
                return rule
        return None

    def clear(self) -> None:
        """Forget all rules."""
        self._rules.clear()


def find_operation(operations: Mapping[str, Operation], name: str) -> Operation:
    """Find an operation by name.

    Args:
        operations: all of them, by operationId.
        name: Python name such as ``"triggers.get"``, or operationId.

    Returns:
        The operation.

    Raises:
        ConfigurationError: there is none; the message says what was probably meant.
    """
    by_name = {operation.name: operation for operation in operations.values()}
    found = by_name.get(name) or operations.get(name)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(name, [*by_name, *operations], 1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise ConfigurationError(f"There is no operation {name!r}.{meant}")
    return found
