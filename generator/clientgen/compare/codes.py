"""From a difference of two schemas to its rule, by the direction the schema travels in."""

from __future__ import annotations

import re

from clientgen.compare.graph import MessagePart
from clientgen.compare.rules import RULES, VERDICTS

# code: rule in a parameter | in a request body | in an answer. Of two, the first is for all that
# is sent; one holds everywhere.
_TABLE = """
prop-added: req-prop-optional-added | resp-prop-added
prop-added-required: req-prop-required-added | resp-prop-required-added
prop-added-inherited: allof-added-required | resp-prop-required-added
prop-added-required-default: req-prop-required-default-added | resp-prop-required-added
prop-removed: req-prop-removed | resp-prop-optional-removed
prop-removed-required: req-prop-removed | resp-prop-required-removed
prop-renamed: req-prop-renamed | resp-prop-renamed
became-required: req-prop-became-required | resp-prop-became-required
became-optional: req-prop-became-optional | resp-prop-became-optional
nullable: param-nullable-changed | req-prop-nullable | resp-prop-nullable
not-nullable: param-nullable-changed | req-prop-not-nullable | resp-prop-not-nullable
readonly: req-prop-readonly | resp-prop-readonly
not-readonly: req-prop-not-readonly | resp-prop-not-readonly
writeonly: resp-prop-readonly | resp-prop-writeonly
not-writeonly: resp-prop-not-writeonly
deprecated: param-deprecated | prop-deprecated | prop-deprecated
undeprecated: param-undeprecated | prop-undeprecated | prop-undeprecated
type-changed: param-type-changed | req-prop-type-changed | resp-prop-type-changed
item-type-changed: param-type-changed | req-prop-array-item-changed | resp-prop-type-changed
value-type-changed: param-type-changed | req-map-value-type | resp-map-value-type
int-to-number: param-type-widened | req-prop-type-widened | resp-prop-int-to-number
number-to-int: param-type-changed | req-prop-type-changed | resp-prop-number-to-int
type-widened: param-type-widened | req-prop-type-widened | resp-prop-type-changed
type-narrowed: param-type-changed | req-prop-type-changed | resp-prop-type-narrowed
scalar-to-array: param-scalar-to-array | req-prop-type-changed | resp-prop-type-changed
array-to-scalar: param-array-to-scalar | req-prop-type-changed | resp-prop-type-changed
array-to-object: param-type-changed | req-prop-type-changed | resp-array-to-object
object-to-array: param-type-changed | req-prop-type-changed | resp-object-to-array
replaced: param-type-changed | body-schema-replaced | resp-schema-ref-changed
format-int-widened: param-format-int-widened | req-prop-type-widened | resp-prop-format-changed
format-date: param-format-date | req-prop-type-changed | resp-prop-format-date
format-changed: param-format-changed | req-prop-format-changed | resp-prop-format-changed
enum-added: param-enum-value-added | req-prop-enum-added | resp-enum-added
enum-removed: param-enum-value-removed | req-prop-enum-removed | resp-enum-removed
item-enum-removed: param-array-item-enum-removed | req-prop-enum-removed | resp-enum-removed
became-enum: param-became-enum | req-prop-became-enum | resp-became-enum
enum-dropped: param-enum-dropped | req-prop-enum-dropped | resp-enum-dropped
const-changed: const-like-enum
maximum-tightened: param-max-decreased | req-prop-max-decreased | resp-limit-changed
maximum-loosened: param-max-increased | req-limit-loosened | resp-limit-changed
maxLength-tightened: param-maxlength-added | req-prop-maxlength-decreased | resp-limit-changed
maxLength-loosened: param-limit-loosened | req-limit-loosened | resp-maxlength-increased
pattern-tightened: param-pattern-added | req-limit-tightened | resp-limit-changed
maxItems-tightened: param-maxitems-decreased | req-prop-maxitems-set | resp-limit-changed
minItems-tightened: param-limit-tightened | req-prop-minitems-set | resp-limit-changed
uniqueItems-tightened: param-limit-tightened | req-prop-uniqueitems | resp-limit-changed
multipleOf-tightened: param-limit-tightened | req-prop-multipleof | resp-limit-changed
minProperties-tightened: param-limit-tightened | req-minprops | resp-limit-changed
limit-tightened: param-limit-tightened | req-limit-tightened | resp-limit-changed
limit-loosened: param-limit-loosened | req-limit-loosened | resp-limit-changed
default-changed: param-default-changed | req-prop-default-changed | resp-default-changed
default-added: param-default-added | req-prop-default-added | resp-default-changed
default-removed: param-default-removed | req-prop-default-removed | resp-default-changed
additional-closed: req-addprops-false | resp-addprops-removed
additional-opened: req-addprops-open | resp-addprops-added
variant-added: oneof-added-request | oneof-added-response
variant-removed: oneof-removed-request | oneof-removed-response
composition-changed: schema-composition-changed
discriminator-added: discriminator-added
discriminator-removed: discriminator-removed
discriminator-property: discriminator-prop-changed
discriminator-mapping: discriminator-mapping-changed
discriminator-mapping-added: discriminator-mapping-added
renamed: schema-renamed
inlined: schema-inlined
extracted: schema-extracted
description: param-description-changed | prop-description-changed | prop-description-changed
example: example-changed
extension: extension-changed
other: other-changed
rate-limit: rate-limit-ext-changed
"""


def _columns(cells: list[str]) -> tuple[str, str, str]:
    return cells[0], cells[len(cells) // 3], cells[-1]


_RULES = {
    code: _columns([cell.strip() for cell in cells.split("|")])
    for code, _, cells in (row.partition(":") for row in re.split(r"\n(?=\S)", _TABLE.strip()))
}
_COLUMN: dict[MessagePart, int] = {"parameter": 0, "request": 1, "response": 2}
# What a reader of a response header's text could trip over.
_HEADER = frozenset(
    "array-to-object array-to-scalar format-changed format-date int-to-number number-to-int"
    " object-to-array scalar-to-array type-changed type-narrowed type-widened".split()
)
_REQUEST: frozenset[MessagePart] = frozenset({"parameter", "request"})


def rules_for(code: str, message_parts: frozenset[MessagePart], *, recursive: bool) -> list[str]:
    """The rules a difference meets.

    Args:
        code: kind of difference.
        message_parts: where its schema travels; empty for one that nothing reaches.
        recursive: the schema leads back to itself.

    Returns:
        Rule ids, the worst first, each once.
    """
    found: set[str] = set()
    for message_part in message_parts:
        if message_part in _COLUMN:
            found.add(_RULES[code][_COLUMN[message_part]])
        else:
            found.add("resp-header-type-changed" if code in _HEADER else "other-changed")
    both = "response" in message_parts and bool(message_parts & _REQUEST)
    if code.startswith("prop-removed") and both:
        found.add("shared-prop-removed")
    if recursive and code == "prop-added":
        found.add("recursive-prop-added")
    if recursive and "type-changed" in code:
        found.add("recursive-type-changed")
    return sorted(found, key=_gravest)


_SPECIAL = ("shared-prop-removed", "recursive-prop-added", "recursive-type-changed")


def _gravest(rule: str) -> tuple[int, int, bool, str]:
    found = RULES[rule]
    return (-VERDICTS.index(found.wire), -VERDICTS.index(found.source), rule not in _SPECIAL, rule)
