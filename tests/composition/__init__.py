"""Compositions: what documents say of the members of values, against what is emitted."""
