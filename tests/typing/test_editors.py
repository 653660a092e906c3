"""What editors show, asked of pyright's language server: values to choose from, methods, texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from genesys_process_automation import Region

from tests.typing.language_server import LanguageServer
from tests.typing.test_typing import ROOT, run

HEAD = "from genesys_process_automation import AsyncClient, Client\n"
REGIONS = {f'"{text}"' for region in Region for text in (region.value, region.domain)}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(110)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    with LanguageServer(tmp_path_factory.mktemp("editor"), ROOT / "generated") as found:
        yield found


@pytest.mark.parametrize(
    "call", ["Client", "Client.from_env", "AsyncClient", "AsyncClient.from_env"]
)
def test_regions_are_offered(call: str, server: LanguageServer) -> None:
    assert set(server.completions(f'{HEAD}{call}(region="|>")\n')) == REGIONS


def test_methods_show_parameters_and_texts(server: LanguageServer) -> None:
    parameters = "(body: CreateTriggerRequest | Mapping[str, Any])"
    for client, kind in (("Client", "SyncMethod"), ("AsyncClient", "AsyncMethod")):
        head = f'{HEAD}client = {client}(access_token="t")\n'
        shown = server.hover(f"{head}client.triggers.crea|>te\n")
        assert f"create: {kind}[{parameters}, Trigger]" in shown
        assert "Create a Trigger" in shown and "Input used to create a Trigger." in shown
        signature = server.signature(f"{head}client.triggers.create(|>)\n")
        assert signature.startswith(f"{parameters} -> ") and signature.endswith(("Trigger", "]"))


def test_mypy_knows_the_regions(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(f"{HEAD}reveal_type(Client)\n", "utf-8")
    out = run("mypy", "--strict", "program.py", folder=tmp_path, packages=ROOT / "generated")
    shown = out[out.index("region:") : out.index("base_url:")].replace("'", '"')
    assert all(region in shown for region in REGIONS) and "str | None" in shown
