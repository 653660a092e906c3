"""This project as it was before the work on the package of a big document began.

The target of issue 17 names *today's* package. What it took on another day and another machine
says nothing here, so the generator of that commit makes its package anew, and both are measured in
one run. Without the repository's history there is none.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

from benchmarks import documents
from benchmarks.clients import ROOT, WORK
from benchmarks.measure import Failed, Work, once

COMMIT = "c081cdb"


def baseline_package(document: Path) -> Path:
    """Make the package of a document with the generator of `COMMIT`.

    Args:
        document: the document.

    Returns:
        The folder that holds the package.

    Raises:
        Failed: the history is not here, or that generator does not run in this environment.
    """
    source, out = WORK / "baseline", WORK / "baseline-out"
    documents.remove(source, out)
    source.mkdir()
    archive = WORK / "baseline.tar"
    command = ["git", "archive", "-o", str(archive), COMMIT, "generator", "templates"]
    try:
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise Failed(f"commit {COMMIT} is not in this repository") from None
    with tarfile.open(archive) as packed:
        packed.extractall(source, filter="data")
    # As in a wheel; found before the editable installation of this working tree.
    (source / "templates").rename(source / "generator" / "clientgen" / "templates")
    arguments = [
        sys.executable,
        "-m",
        "clientgen",
        "generate",
        str(document),
        "--package",
        "pa_ours",
    ]
    environment = {
        "PYTHONPATH": str(source / "generator"),
        "XDG_CACHE_HOME": str(WORK / "baseline-cache"),
    }
    once(Work("baseline", [*arguments, "--out", str(out)], environment))
    return out
