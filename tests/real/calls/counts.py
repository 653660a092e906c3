"""How many operations of each document can be called: the committed counts never get worse."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ..documents import CACHE, ROOT, documents

COUNTS = Path(__file__).with_name("counts.json")
MEASURED = CACHE / "called"
PAGE = ROOT / "docs" / "real-calls.md"


@dataclass(frozen=True)
class Count:
    """What became of the operations of one document.

    Args:
        operations: how many it has.
        left_out: those that were not tried, as there are too many.
        called: those of which at least one request was accepted, and no request or response was
            got wrong.
        read: those of them that have a response with content, which was read without a loss.
        requests: requests that were judged.
        responses: responses that were judged.
        unsampled: what no value was found for.
        known: operations with a fault that is known and stays.
    """

    operations: int
    left_out: int
    called: int
    read: int
    requests: int
    responses: int
    unsampled: int
    known: int

    def losses(self, committed: Count) -> list[str]:
        """Tell what is worse than the committed count."""
        pairs = (("called", self.called, committed.called), ("read", self.read, committed.read))
        return [f"{what}: {old} before, {new} now" for what, new, old in pairs if new < old]


def read_counts(path: Path = COUNTS) -> dict[str, Count]:
    """Read counts by document; none without the file."""
    if not path.is_file():
        return {}
    return {name: Count(**value) for name, value in json.loads(path.read_text("utf-8")).items()}


def write_counts(counts: Mapping[str, Count], path: Path = COUNTS) -> None:
    """Write counts, one line a document."""
    lines = (f" {json.dumps(name)}: {json.dumps(asdict(counts[name]))}" for name in sorted(counts))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def store(name: str, count: Count, folder: Path = MEASURED) -> None:
    """Keep a measured count until the page is written."""
    folder.mkdir(parents=True, exist_ok=True)
    write_counts({name: count}, folder / f"{name}.json")


def load(names: Iterable[str], folder: Path = MEASURED) -> dict[str, Count]:
    """Read the measured counts of some documents; what was not measured is missing."""
    found: dict[str, Count] = {}
    for name in names:
        found |= read_counts(folder / f"{name}.json")
    return found


def render(counts: Mapping[str, Count]) -> str:
    """Return the page's text."""
    tried = sum(count.operations - count.left_out for count in counts.values())
    called = sum(count.called for count in counts.values())
    known = sum(count.known for count in counts.values())
    requests = sum(count.requests for count in counts.values())
    responses = sum(count.responses for count in counts.values())
    rows = (
        f"| {name} | {c.operations} | {c.operations - c.left_out} | {c.called} | {c.read}"
        f" | {c.requests} | {c.responses} |"
        for name, c in sorted(counts.items())
    )
    totals = f"{called} of {tried} operations that were tried, in {len(counts)} documents, are"
    return "\n".join(
        [
            *_HEAD,
            f"{totals}",
            f"called and read without a fault: {requests} requests and {responses} responses were",
            f"judged. {known} operations have a fault that is known and stays; see",
            "`tests/real/calls/known.py`. Of the rest no value was found that the schema allows,",
            "or the fault is mended and they were not called again.",
            "",
            "| document | operations | tried | called | response read | requests | responses |",
            "|---|--:|--:|--:|--:|--:|--:|",
            *rows,
            "",
        ]
    )


_HEAD = (
    "# Calls of published documents",
    "",
    "Written by `make real` from `tests/real/calls/counts.json`; do not edit.",
    "",
    "Every operation of [the published documents](real-documents.md) is called: with the",
    "parameters it needs, with all, and with other values and variants. Arguments are made",
    "from the document's own schemas and given as the signature says: models built with their",
    "constructors, sequences, mappings, typed scalars. What is sent is read back as the",
    "standard describes it, without any code of the generator, and compared with what was",
    "meant; openapi-schema-validator says which values and bodies are valid. A valid response",
    "has to be written back as it came and may not be reported as drift. Of documents with",
    "more than 150 operations 150 at most are taken, evenly, and per document no operation is",
    "begun after 60 seconds of processor time.",
    "",
)


def main() -> int:
    """Take over what was measured, write the page, return 0."""
    counts = read_counts() | load(document.name for document in documents())
    write_counts(counts)
    PAGE.write_text(render(counts), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
