"""Runs a command within bounds of time and memory and reports what it cost.

A program of its own, standard library only: the peak memory that a system reports of a process
includes what its parent held when it was started, so the parent has to be small.

    python bounded.py REPORT CPU_SECONDS WALL_SECONDS BYTES COMMAND...
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

_PAUSE = 0.02


def main(arguments: list[str]) -> int:
    """Run the command, write the report as JSON, return 0."""
    report, cpu, wall, memory, *command = arguments
    parent = os.getppid()
    child = os.fork()
    if child == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (int(cpu), int(cpu)))
        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.execv(command[0], command)
    deadline = time.monotonic() + float(wall)
    late = False
    while True:
        done, status, usage = os.wait4(child, os.WNOHANG)
        if done:
            break
        # An orphan ends too: nobody would read what it measures.
        if not late and (time.monotonic() > deadline or os.getppid() != parent):
            late = True
            os.killpg(child, signal.SIGKILL)
        time.sleep(_PAUSE)
    code = os.waitstatus_to_exitcode(status)
    seconds = usage.ru_utime + usage.ru_stime
    # At the processor's limit a system sends SIGXCPU or, soft and hard limit being one, SIGKILL.
    timed_out = late or code == -signal.SIGXCPU
    timed_out = timed_out or (code == -signal.SIGKILL and seconds >= int(cpu) - 1)
    Path(report).write_text(
        json.dumps(
            {
                "exit_status": code,
                "timed_out": timed_out,
                "cpu_seconds": seconds,
                "memory_mb": usage.ru_maxrss / 1024,
            }
        ),
        "utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
