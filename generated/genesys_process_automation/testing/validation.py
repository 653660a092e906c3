"""Values held against the schemas of the contract, by the library ``jsonschema``."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .._runtime.values import is_object
from ..errors import ConfigurationError
from .patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .contract import Contract

_MOST = 5


class MessageValidator:
    """Holds requests and responses against the contract.

    Members that are read-only may be absent from requests, and write-only ones from responses,
    although they are required. Formats are not judged: JSON Schema calls them annotations.

    Args:
        contract: the contract.

    Raises:
        ConfigurationError: ``jsonschema`` is not installed.
    """

    def __init__(self, contract: Contract) -> None:
        try:
            found: Any = import_module("jsonschema")
            referencing: Any = import_module("referencing")
            dialect: Any = import_module("referencing.jsonschema")
        except ImportError:
            text = "The fake service needs jsonschema: install the extra [testing], or jsonschema."
            raise ConfigurationError(text) from None
        resource = referencing.Resource(contract.root, dialect.DRAFT202012)
        self._registry = referencing.Registry().with_resource("contract", resource)
        unresolved = import_module("referencing.exceptions").Unresolvable

        draft = found.Draft202012Validator

        def pattern(validator: Any, text: str, value: Any, schema: Any) -> Iterator[Any]:
            known = compiled(text)
            if isinstance(value, str) and known is not None and not known.search(value):
                yield found.ValidationError(f"{value!r} does not match {text!r}")

        def multiple_of(validator: Any, step: Any, value: Any, schema: Any) -> Iterator[Any]:
            if not _is_multiple(value, step):
                yield found.ValidationError(f"{value!r} is not a multiple of {step}")

        def guarded(name: str) -> Any:
            def judge(validator: Any, keyword: Any, value: Any, schema: Any) -> Iterator[Any]:
                try:
                    yield from draft.VALIDATORS[name](validator, keyword, value, schema)
                except (re.error, unresolved):  # This keyword is left out, the others are not.
                    return

            return judge

        names = ("$ref", "patternProperties", "additionalProperties", "unevaluatedProperties")
        common = {name: guarded(name) for name in names}
        common |= {"pattern": pattern, "multipleOf": multiple_of}

        def required_but(absent: str, more: dict[str, Any]) -> Any:
            def required(validator: Any, names: Any, value: Any, schema: Any) -> Iterator[Any]:
                if not is_object(value):
                    return
                known: Any = schema.get("properties", {})
                for name in names:
                    member = contract.flat(known.get(name, True)).keywords
                    if name not in value and not member.get(absent):
                        yield found.ValidationError(f"{name!r} is a required property")

            return found.validators.extend(draft, {**common, "required": required, **more})

        # Variants often overlap, and no service refuses what fits two of them.
        overlapping = {"oneOf": draft.VALIDATORS["anyOf"]}
        self._sent = required_but("readOnly", overlapping)
        self._received = required_but("writeOnly", {})

    def problems(self, schema: Any, value: Any, *, sent: bool = False) -> list[str]:
        """List the ways in which a value does not fit a schema.

        Args:
            schema: a schema of the contract.
            value: parsed JSON.
            sent: whether it is part of a request, instead of a response.

        Returns:
            A few sentences with the positions; none where it fits. Keywords that cannot be judged
            are left out.
        """
        kind = self._sent if sent else self._received
        told: list[str] = []
        try:
            for error in kind(schema, registry=self._registry).iter_errors(value):
                position = "/".join(map(str, error.absolute_path))
                told.append(f"{position}: {error.message}" if position else str(error.message))
                if len(told) == _MOST:
                    break
        except RecursionError:
            return told
        return told


def _is_multiple(value: Any, step: Any) -> bool:
    """Tell whether a number is a multiple, by the decimals that it is written with."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not step:
        return True
    if isinstance(value, float) and not math.isfinite(value):
        return False
    return (Fraction(str(value)) / Fraction(str(step))).denominator == 1
