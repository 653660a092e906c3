"""Looking at what a generator wrote: files, lines, code, operations, and what a change changes."""

from __future__ import annotations

import difflib
import sys
import tempfile
from pathlib import Path

from benchmarks.clients import HERE
from benchmarks.measure import Failed, Sample, Work, once
from benchmarks.peers import python
from tests.real.measure import inspect
from tests.real.operations import operations
from tests.support.sizes import client_modules, code_lines

_COUNT_OURS = """
import json
from pa_ours.operations import OPERATIONS
print(json.dumps({"generated": len(OPERATIONS)}))
"""


def weigh(place: Path, after: Path | None = None, *, count_code: bool = True) -> Sample:
    """Count the Python of a client, and the lines that differ from another one's.

    Args:
        place: the folder of the client.
        after: that of another one.
        count_code: count the lines that hold code, too; takes long for millions of them.

    Returns:
        ``files``, ``lines``, ``bytes``, and ``code`` and ``changed`` where they were asked for.
    """
    files = client_modules(place)
    texts = {path.relative_to(place): path.read_text("utf-8") for path in files}
    sample: Sample = {
        "files": len(files),
        "lines": sum(text.count("\n") for text in texts.values()),
        "bytes": sum(len(text.encode()) for text in texts.values()),
    }
    if count_code:
        sample["code"] = sum(map(code_lines, texts.values()))
    if after is not None:
        others = {
            path.relative_to(after): path.read_text("utf-8") for path in client_modules(after)
        }
        changed = 0
        for path in texts.keys() | others.keys():
            old, new = texts.get(path, ""), others.get(path, "")
            if old != new:
                changed += _changed(old.splitlines(), new.splitlines())
        sample["changed"] = changed
    return sample


def _changed(old: list[str], new: list[str]) -> int:
    lines = difflib.unified_diff(old, new, n=0, lineterm="")
    return sum(line[:1] in "+-" and line[:3] not in ("+++", "---") for line in lines)


def count_operations(peer: str, out: Path, document: Path) -> Sample:
    """Count the operations of a client, and those that can be called.

    Args:
        peer: who made it.
        out: the folder it was written to.
        document: the document it was made of.

    Returns:
        ``generated`` and ``callable``: of ours, operations that a reachable method sends.

    Raises:
        Failed: the client cannot even be imported.
    """
    if peer != "ours":
        program = HERE / "programs" / "count_operations.py"
        venv = peer if peer.startswith("openapi") else "floors"
        arguments = [str(python(venv)), str(program), peer]
        sample = once(Work(peer, arguments, {"PYTHONPATH": str(out)}))
        return {"generated": sample["told_generated"], "callable": sample["told_callable"]}
    command = [sys.executable, "-c", _COUNT_OURS]
    counted = once(Work(peer, command, {"PYTHONPATH": str(out)}))
    with tempfile.TemporaryDirectory() as folder:
        found = inspect(out, "pa_ours", Path(folder))
    if "failure" in found:
        raise Failed(str(found["failure"]))
    reached = {(method, path) for method, path in found["reached"]}
    return {"generated": counted["told_generated"], "callable": len(reached & operations(document))}
