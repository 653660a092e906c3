"""The axes: what is run for each, and how often. Each gives tables, by name."""

from __future__ import annotations

from benchmarks.measure import Table

Axis = dict[str, Table]
