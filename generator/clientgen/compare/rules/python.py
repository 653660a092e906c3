"""Python names that change without a change of their own: rules in the notation of `rule.table`."""

from __future__ import annotations

from clientgen.compare.rules.rule import table

RULES = table("""
python-method-moved ✓ ✖ major [own] a method changes its name through its neighbours
    names are settled over all operations
python-class-renamed ✓ ✖ major [own] a class changes its name through its neighbours
    names are settled over all schemas
python-signature-changed ✓ ▲ major [own] a signature changes through its neighbours
    annotations and paging follow the whole document
python-attribute-changed ✓ ✖ major [own] an attribute changes through its neighbours
    what is required follows from where a schema is used
""")
