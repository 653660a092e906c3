"""The comparison of the members of two objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from clientgen.api import Property
from clientgen.base.pointers import escape
from clientgen.compare.compared_pair import ComparedPair
from clientgen.compare.document_changes import attribute_keys
from clientgen.compare.graph import SchemaChange
from clientgen.compare.matching import match
from clientgen.compare.renames import NO_EVIDENCE, Evidence, Rename, pair_renamed, value_evidence
from clientgen.compare.resolved_schemas import ResolvedSchema, SchemaResolver
from clientgen.compare.subjects import place_name


def property_changes(pair: ComparedPair) -> Iterator[SchemaChange]:
    """Compare the members of two objects; those that belong together are the pair's children.

    Args:
        pair: the objects.

    Yields:
        One change for each member added, removed or renamed, and for each that became required or
        optional.
    """
    found = match(_members(pair.old), _members(pair.new))
    together = list(found.both.values())
    for rename in _renamed(pair, found.removed, found.added):
        old, new = found.removed.pop(rename.old), found.added.pop(rename.new)
        together.append((old, new))
        yield _change(pair, "prop-renamed", old, new, old.name, new.name, rename.evidence)
    for member in found.removed.values():
        code = "prop-removed-required" if _needs(pair.old_schemas, member).read else "prop-removed"
        described = _type_description(pair.old_schemas.resolve(member.schema))
        yield _change(pair, code, member, None, described, None)
    for member in found.added.values():
        described = _type_description(pair.new_schemas.resolve(member.schema))
        yield _change(pair, _added_code(pair, member), None, member, None, described)
    for old, new in sorted(together, key=lambda both: both[0].name):
        for code, is_needed in _requirement_changes(pair, old, new):
            yield _change(pair, code, old, new, *map(_requirement, (not is_needed, is_needed)))
        pair.child(old.schema, new.schema, "property", old.name)
        if new.name != old.name:
            pair.child(old.schema, new.schema, "property", new.name)


class _Needs(NamedTuple):
    """Where a member has to be: in requests unless read only, in responses unless write only."""

    sent: bool
    read: bool


def _needs(schemas: SchemaResolver, member: Property) -> _Needs:
    site = schemas.resolve(member.schema).site
    return _Needs(member.required and not site.read_only, member.required and not site.write_only)


def _requirement_changes(
    pair: ComparedPair, old: Property, new: Property
) -> Iterator[tuple[str, bool]]:
    """Yield the codes of a member that became required, or optional, and which of the two."""
    before, after = _needs(pair.old_schemas, old), _needs(pair.new_schemas, new)
    if before == (not after.sent, not after.read) and after.sent == after.read:
        yield f"became-{_requirement(after.sent)}", after.sent
        return
    if before.sent != after.sent:
        yield f"request-became-{_requirement(after.sent)}", after.sent
    if before.read != after.read:
        yield f"response-became-{_requirement(after.read)}", after.read


def _members(schema: ResolvedSchema) -> dict[str, Property]:
    return {member.name: member for member in schema.schema.properties}


def _renamed(
    pair: ComparedPair, removed: Mapping[str, Property], added: Mapping[str, Property]
) -> list[Rename]:
    def evidence(old: Property, new: Property) -> Evidence:
        if old.required != new.required:
            return NO_EVIDENCE
        old_schema = pair.old_schemas.resolve(old.schema)
        new_schema = pair.new_schemas.resolve(new.schema)
        descriptions = (old_schema.site.description, new_schema.site.description)
        return value_evidence(old.name, old_schema, new.name, new_schema, descriptions)

    return pair_renamed(removed, added, evidence)


def _added_code(pair: ComparedPair, member: Property) -> str:
    needs = _needs(pair.new_schemas, member)
    if not any(needs):
        return "prop-added"
    if not all(needs):
        return "prop-added-writeonly" if needs.sent else "prop-added-readonly"
    if pair.new_schemas.resolve(member.schema).site.has_default:
        return "prop-added-required-default"
    is_own = member.schema.pointer.startswith(f"{pair.new.pointer}/properties/")
    return "prop-added-required" if is_own else "prop-added-inherited"


def _change(
    pair: ComparedPair,
    code: str,
    old: Property | None,
    new: Property | None,
    before: Any,
    after: Any,
    evidence: str = "",
) -> SchemaChange:
    if old is not None:
        shown, owner = old, place_name(pair.old.pointer or pair.node.old, pair.old_schemas)
    else:
        assert new is not None
        shown, owner = new, place_name(pair.new.pointer or pair.node.old, pair.new_schemas)
    names = old.name if old else None, new.name if new else None
    missing = f"properties/{escape(shown.name)}"
    return SchemaChange(
        code,
        f"{owner}.{shown.name}",
        old.schema.pointer if old else f"{pair.old.pointer}/{missing}",
        new.schema.pointer if new else f"{pair.new.pointer}/{missing}",
        before,
        after,
        keys=attribute_keys(pair.node, *names),
        everywhere=False,
        evidence=evidence,
        removed_schemas=(old.schema,) if old and not new else (),
        added_schemas=(new.schema,) if new and not old else (),
    )


def _requirement(is_needed: bool) -> str:
    return "required" if is_needed else "optional"


def _type_description(schema: ResolvedSchema) -> str:
    kind = schema.name or schema.shown_kinds
    return f"{kind} ({schema.schema.format})" if schema.schema.format else kind
