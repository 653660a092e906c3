"""Print reports and documents to stdout."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from clientgen.compare import Report
    from clientgen.compare.report import Release


def show_report(report: Report, gate: str | None, release: Release | None) -> None:
    """Print a report: in colour and as wide as the terminal, or plain where it is piped.

    Args:
        report: the report.
        gate: the value of ``--fail-on``.
        release: size of the regenerated diff and versions; None where they are not known.
    """
    from clientgen.compare.report.text import show, to_text

    if sys.stdout.isatty():
        from rich.console import Console

        show(report, gate, release, Console(highlight=False))
    else:
        sys.stdout.write(to_text(report, gate, release))


def write_document(text: str) -> None:
    """Write a document to stdout as UTF-8, whatever the encoding of stdout: programs read it.

    Args:
        text: the document.
    """
    sys.stdout.flush()
    stream: BinaryIO | None = getattr(sys.stdout, "buffer", None)
    if stream is None:  # a replaced stdout that accepts text only
        sys.stdout.write(text)
        return
    stream.write(text.encode("utf-8", "backslashreplace"))
    stream.flush()
