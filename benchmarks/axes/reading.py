"""Decoding and encoding a page of 200 without any HTTP, and what the result holds in memory."""

from __future__ import annotations

from benchmarks.axes import Axis
from benchmarks.axes.serving import measured
from benchmarks.clients import WORK, Client, calls_something
from benchmarks.server import listing, odd_listing

_PAGE = 200


def reading(quick: bool) -> Axis:
    """A page, and one in which one member of one entity is not of the documented type."""
    file, odd = WORK / "listing.json", WORK / "listing-odd.json"
    file.write_bytes(listing(_PAGE))
    odd.write_bytes(odd_listing(_PAGE))
    count = 1 if quick else 5
    times = 20 if quick else 40
    return {
        "decode": measured("decode", file, times, count=count, only=_reads),
        "decode, one odd member": measured("decode", odd, times, count=count, only=_reads),
        "encode": measured("encode", file, times, count=count, only=_reads),
        "memory": measured("memory", file, count=1, only=_reads),
        "keeps": measured("keeps", file, count=1, only=_reads),
    }


def _reads(client: Client) -> bool:
    """Every client that reads in its own way: the two transports of ours read alike."""
    return calls_something(client) and client.name != "ours-reqwest"
