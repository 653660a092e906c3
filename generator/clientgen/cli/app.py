"""Run the ``clientgen`` program; turn errors, signals and closed streams into exit codes."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Generator, Sequence
from types import FrameType
from typing import NoReturn

from clientgen.base.diagnostics import InputError
from clientgen.base.terminal import printable

# 128 + the signal's number, as a shell reports a process that a signal ended.
_INTERRUPTED = 128 + signal.SIGINT
_PIPE_CLOSED = 128 + 13


class _Interrupted(BaseException):
    """Ctrl-C; typer would turn a ``KeyboardInterrupt`` into an exit without a message."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and exit.

    Args:
        arguments: the command line without the program's name; None takes the real one.

    Raises:
        SystemExit: always. 0 is success, 1 a failed gate, 2 bad usage or bad input, 130 an
            interrupt from the keyboard, 141 a closed pipe behind stdout.
    """
    # Plugins of other installed packages must not change the output, and finding them takes as long
    # as reading our fragment.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A run allocates much and frees little: collecting less often saves a tenth of its time and
    # costs a fiftieth of its memory.
    gc.set_threshold(20_000, 20, 50)
    _prepare_streams()
    with _interruptible():
        raise SystemExit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    """Run a command; return the exit code."""
    try:
        code = _invoke(arguments)
        sys.stdout.flush()
        return code
    except _Interrupted:
        return _fail("interrupted", _INTERRUPTED)
    except InputError as problem:
        return _fail(f"error: {problem}")
    except BrokenPipeError:
        _discard_output()
        return _PIPE_CLOSED
    except OSError as problem:
        where = problem.filename or "standard output"
        return _fail(f"error: {where}: {problem.strerror or problem}")
    except MemoryError:
        # Free what the failed step held, so that the message can be printed.
        gc.collect()
        return _fail("error: this document is too large for the memory there is")
    except RecursionError:
        return _fail("error: this document is nested too deeply to be worked on")
    except Exception as problem:
        if type(problem) is RuntimeError and str(problem).startswith("Symlink loop from "):
            # pathlib before Python 3.13; later it is an OSError.
            path = str(problem).removeprefix("Symlink loop from ").strip("'")
            return _fail(f"error: {path}: the symbolic links lead in a ring")
        if os.environ.get("CLIENTGEN_DEBUG") == "1":
            raise
        summary = f"{type(problem).__name__}: {problem}".splitlines()[0]
        hint = "please report it; set CLIENTGEN_DEBUG=1 for the traceback"
        return _fail(f"internal error ({summary}), {hint}")


def _invoke(arguments: Sequence[str] | None) -> int:
    # Imported here, so that Ctrl-C is handled while it is imported.
    from clientgen.cli.program import app

    try:
        app(args=None if arguments is None else list(arguments), prog_name="clientgen")
    except SystemExit as done:
        # typer exits with 1 on a closed pipe, which would be our failed gate.
        if isinstance(done.__context__, BrokenPipeError):
            raise BrokenPipeError from None
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    return 0


def _fail(message: str, code: int = 2) -> int:
    """Print an error, if stderr can still be written to."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    with contextlib.suppress(OSError):
        print(printable(message), file=sys.stderr, flush=True)
    _discard_output()
    return code


def _discard_output() -> None:
    """Keep the interpreter from writing again, as it exits, what could not be written."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                sink = os.open(os.devnull, os.O_WRONLY)
                os.dup2(sink, stream.fileno())
                os.close(sink)


def _prepare_streams() -> None:
    """Make stdout and stderr accept any text: what they cannot encode becomes an escape."""
    # A stream that was closed before the start (`>&-`) is None.
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def _interruptible() -> Generator[None]:
    def interrupt(number: int, frame: FrameType | None) -> None:
        raise _Interrupted

    before = signal.getsignal(signal.SIGINT)
    ignored = before is signal.SIG_IGN  # as for a job in the background of a script
    if ignored or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
