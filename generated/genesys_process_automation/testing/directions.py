"""Members of one direction: read-only ones leave requests, write-only ones leave responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._runtime.values import is_array, is_object

if TYPE_CHECKING:
    from .contract import Contract


def without(contract: Contract, schema: Any, value: Any, mark: str) -> Any:
    """Leave out the members that a schema marks, also those of members and items.

    Args:
        contract: the schemas.
        schema: of the value.
        value: parsed JSON.
        mark: ``readOnly`` or ``writeOnly``.

    Returns:
        The value without them; the same one where it has none inside.
    """
    if is_object(value):
        kept: dict[str, Any] = {}
        flat = contract.flat(schema)
        for name, inner in value.items():
            member = contract.member(flat, name)
            if not contract.flat(member).keywords.get(mark):
                kept[name] = without(contract, member, inner, mark)
        return kept
    if is_array(value) and not isinstance(value, (str, bytes)):
        items = contract.flat(schema).keywords.get("items", True)
        return [without(contract, items, item, mark) for item in value]
    return value
