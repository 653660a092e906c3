"""``docs/diff.md`` shows a run as it is printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.support.programs import clientgen

_VERSION = re.compile(r"mypy [\d.]+")


def test_the_run_on_the_page_is_real(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    page = (repository / "docs" / "diff.md").read_text("utf-8")
    code = re.search(r"^`shop.py`:\n\n```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    run = re.search(
        r"^```console\n\$ clientgen ([^\n]*)\n(.*?)^```", page, re.DOTALL | re.MULTILINE
    )
    assert code is not None and run is not None
    for name in ("old.yaml", "new.yaml"):
        shutil.copy(repository / "tests" / "usage" / "page" / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("shop.py").write_text(code.group(1), "utf-8")

    ran = clientgen(*run.group(1).split())

    assert ran.code == 0, ran.err
    assert _VERSION.sub("mypy", ran.out) == _VERSION.sub("mypy", run.group(2))
