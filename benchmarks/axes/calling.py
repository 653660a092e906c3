"""Cold starts and calls, beside every peer and the floors."""

from __future__ import annotations

from benchmarks.axes import Axis
from benchmarks.axes.serving import measured, serving, trusted_certificate

SIZES = {1: 400, 25: 200, 200: 50, 2000: 6}
"""Entities of a response → calls of a process."""
IN_FLIGHT = (1, 50, 500)
_HEAVY = 50_000
"""Entities in flight that are measured once."""
_QUICK_SIZES = {1: 200, 25: 100, 200: 20}
_QUICK_IN_FLIGHT = (1, 50)
# 500 responses of 2,000 entities would be a gigabyte in flight; those of 200 take minutes.
_SIZES_IN_FLIGHT = {500: (1, 25)}


def cold_start(quick: bool) -> Axis:
    """From the start of a process to the import, and to the first decoded response."""
    count = 2 if quick else 7
    found: Axis = {"import": measured("import", count=count, only=lambda client: True, warm=True)}
    with serving(1) as url:
        found["first answer"] = measured("first", url, count=count, warm=True)
        found["a second client"] = measured("second", url, 10, count=1 if quick else 3)
    certificate, trust = trusted_certificate()
    with serving(1, certificate) as url:
        few = 1 if quick else 4
        found["first answer, https"] = measured("first", url, count=few, environment=trust)
    return found


def per_call(quick: bool) -> Axis:
    """CPU of one call in a process that goes on: by size, sync and async, calls in flight."""
    found: Axis = {}
    for size, calls in (_QUICK_SIZES if quick else SIZES).items():
        with serving(size) as url:
            found[f"sync, {size}"] = measured("calls", url, calls, count=1 if quick else 4)
            for flight in _QUICK_IN_FLIGHT if quick else IN_FLIGHT:
                if size not in _SIZES_IN_FLIGHT.get(flight, SIZES):
                    continue
                found[f"async, {size}, {flight} in flight"] = measured(
                    "async",
                    url,
                    max(calls, flight if flight > 50 or size > 200 else 2 * flight),
                    flight,
                    count=1 if quick or size * flight > _HEAVY else 3,
                    only=lambda client: client.is_async,
                )
    return found
