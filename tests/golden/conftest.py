"""The option that takes what is generated today as what is expected."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-golden``; it is known when this folder is named on the command line."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden output")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden", default=False))
