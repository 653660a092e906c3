"""Run an example against a service on this machine and show what went over the wire.

make demo                            create_update_test_delete
make demo EXAMPLE=async_fan_out      another one
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from genesys_process_automation.testing import ReceivedRequest
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from examples.support.organisation import BASE, environment, is_object, organisation

HERE = Path(__file__).resolve().parent
EXAMPLES = sorted(path.stem for path in HERE.glob("*.py") if path.name != "demo.py")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def main(name: str, console: Console) -> int:
    """Run one example.

    Args:
        name: the program's name, without ``.py``.
        console: where to show it.

    Returns:
        Exit code: that of the program; 2 when there is no such example.
    """
    if name not in EXAMPLES:
        console.print(Text(f"error: no example {name!r}; there are {', '.join(EXAMPLES)}", "red"))
        return 2
    fake = organisation()
    with fake.serve() as served:
        paths = [str(HERE.parent / "generated"), os.environ.get("PYTHONPATH", "")]
        with console.status(f"running examples/{name}.py"):
            done = subprocess.run(
                [sys.executable, str(HERE / f"{name}.py")],
                env={
                    **os.environ,
                    **environment(served.url),
                    "PYTHONPATH": os.pathsep.join(filter(None, paths)),
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=60,
                check=False,
            )
        console.print(Panel(Text(done.stdout.rstrip()), title=f"examples/{name}.py", expand=False))
        console.print(_wire(fake.calls))
    return done.returncode


def _wire(calls: list[ReceivedRequest]) -> Table:
    table = Table(title=f"{len(calls)} requests over the wire", title_justify="left")
    for column in ("request", "status", "sent", "answered"):
        table.add_column(column, no_wrap=column == "status", overflow="fold")
    for one in calls:
        colour = "green" if one.status < 400 else "yellow"
        # Ids are long, and their ends tell them apart.
        path = _ID.sub(lambda found: f"…{found[0][-4:]}", one.url.partition(BASE)[2])
        table.add_row(
            Text(f"{one.method} {path}"),
            Text(str(one.status), style=colour),
            Text(_brief(one.content)),
            Text(_brief(one.response)),
        )
    return table


def _brief(body: bytes) -> str:
    """The members of a body, by name; a form or nothing as it is."""
    try:
        value = json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
    return ", ".join(value) if is_object(value) else str(value)


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "create_update_test_delete"
    sys.exit(main(asked, Console()))
