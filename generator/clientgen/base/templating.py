"""Jinja environments over the folder of the templates."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from clientgen.base.resources import TEMPLATES


def python_templates(
    overlay: Path | None = None, finalize: Callable[[Any], Any] | None = None
) -> jinja2.Environment:
    """Make an environment for templates whose output is no HTML.

    Args:
        overlay: a directory whose files stand for the templates of the same name.
        finalize: sees every value before it is printed.

    Returns:
        The environment.
    """
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([*([overlay] if overlay else []), TEMPLATES]),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
        finalize=finalize,
        # What a filter gives is never compiled in: it may change while its template does not.
        optimized=False,
        bytecode_cache=None if overlay else _Compiled(str(TEMPLATES / "__pycache__")),
    )


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Keeps compiled templates as Python keeps its modules: beside them, where it may write."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
