"""The table of targets says what the figures say, and a failing peer costs only itself."""

from __future__ import annotations

import json
import ssl
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import trustme
from genesys_process_automation import Client

from benchmarks import baseline
from benchmarks.axes.published import NAMES
from benchmarks.axes.serving import serving
from benchmarks.clients import BY_HAND, EVERY, PEERS
from benchmarks.measure import Failed, Work, once, rounds
from benchmarks.misses import REASONS, missed
from benchmarks.profile import library_of_compiled
from benchmarks.report import page
from benchmarks.server import listing, odd_listing
from benchmarks.targets import TARGETS
from tests.real.documents import documents

_KEYS = ("cpu", "wall", "peak_mb", "told_cpu", "told_modules", "told_bytes", "generated", "code")


def table(**values: float) -> dict[str, Any]:
    """Clients or commands, and what each of their figures is."""
    samples = {
        name.replace("_", "-"): [
            {
                **dict.fromkeys(_KEYS, value),
                "callable": 10.0,
                "operations": 10.0,
                "kilobytes": 1.0,
                "told_keeps": float(name != "sdk"),
                **dict.fromkeys(("files", "lines", "bytes"), value),
            }
        ]
        for name, value in values.items()
    }
    return {"samples": samples, "refused": {}}


def axes(ours: float) -> dict[str, Any]:
    """Figures of a run in which every peer takes one second, and ours what is given."""
    floors = (BY_HAND, "floor-http.client-json", "floor-http.client-msgspec")
    peers = dict.fromkeys((*PEERS, *floors), 1.0)
    clients = table(ours=ours, ours_reqwest=ours, **peers)
    whole = {"whole-ours": ours, "whole-openapi-generator": 1.0, "whole-baseline": 1.0}
    lines = {"our fragment, its own settings": 2999 * ours, "one operation": 2000 * ours}
    return {
        "cold start": {"import": table(bare_python=0.1, **{BY_HAND: 1.0}), "first answer": clients},
        "per call": {
            "sync, 1": clients,
            "async, 200, 50 in flight": clients,
            "async, 25, 500 in flight": table(ours=100.0, ours_reqwest=ours, **peers),
        },
        "reading": dict.fromkeys(
            ("decode", "decode, one odd member", "encode", "memory", "keeps"), clients
        ),
        "generation": {
            "cold": clients,
            "nothing changed": table(ours=ours * ours),
            "floors": table(**{"importing alone": 0.1, "the command line alone": 0.1}),
        },
        "whole": {
            "whole document": table(ours=ours, **peers),
            "floors": table(**{"reading alone": 0.1}),
            "import": table(**whole),
            "first call": table(**whole),
        },
        "published": {
            "documents": table(one=10.0, other=10.0),
            "one": clients,
            "other": {**table(ours=100.0), "refused": {"openapi-python-client": "no"}},
        },
        "following": {
            "whole document": table(
                **{"diff with the version before": 8 * ours, "reading both alone": 0.1}
            )
        },
        "growth": {"diff": table(**{"1x": 1.0, "10x": 12 * ours})},
        "size": {"size": clients, "ours": table(**lines)},
    }


def rows(found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [target.row(found) for target in TARGETS]


def test_quick_figures_meet_the_targets() -> None:
    assert [row for row in rows(axes(0.1)) if row[3] != "met"] == []


def test_slow_figures_do_not() -> None:
    found = rows(axes(4))
    # Whether an operation can be called is no matter of speed.
    assert [row[0] for row in found if row[3] != "**not met**"] == [
        "the ten documents: operations that cannot be called"
    ]
    assert found[1] == (
        "first answer, default",
        "at most 0.11× the official SDK",
        "4.00×",
        "**not met**",
    )


def test_a_target_of_less_is_missed_by_as_much() -> None:
    verdicts = {row[:2]: row[3] for row in rows(axes(1))}
    assert verdicts["first answer, Rust transport", "below 1.00× every peer's"] == "**not met**"
    by_hand = "at most 1.00× httpx2 + pydantic by hand"
    assert verdicts["first answer, default", by_hand] == "met"


def test_the_worst_counts_and_is_named() -> None:
    found = axes(0.1)
    found["per call"]["sync, 1"] = table(ours=3.0, ours_reqwest=0.1, **{BY_HAND: 1.0, "sdk": 1.0})
    by_name = {row[0]: row for row in rows(found)}
    call = by_name["a call, default: every size, sync and async, 1 and 50 in flight"]
    assert call[2:] == ("3.00× (sync, 1)", "**not met**")


def test_only_peers_that_keep_what_they_do_not_know_count_at_200() -> None:
    found = axes(0.5)
    # The SDK keeps nothing unknown, so that it is quicker is no miss.
    calls = {**dict.fromkeys(PEERS, 1.0), "sdk": 0.1}
    found["per call"]["async, 200, 50 in flight"] = table(ours_reqwest=0.5, **calls)
    by_name = {row[0]: row for row in rows(found)}
    assert by_name["a call, Rust transport: 200 entities"][3] == "met"


def test_operations_without_a_method_are_counted() -> None:
    found = axes(0.1)
    found["published"]["one"] = table(**{"openapi-python-client": 1.0})
    by_name = {row[0]: row for row in rows(found)}
    missing = by_name["the ten documents: operations that cannot be called"]
    assert missing[2:] == ("10 (of 20)", "**not met**")


def test_what_was_not_measured_is_not_judged() -> None:
    assert {row[2:] for row in rows({})} == {("not measured", "**not measured**")}


def test_every_miss_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = axes(4)
    found["published"]["one"] = {**found["published"]["one"], "refused": {"sdk": "stops | here"}}
    misses: dict[str, Any] = {}
    for name, figure in missed(found):
        reason = REASONS[name]
        misses[name] = {"floor": reason.floor(found, figure), "profiles": {}}
        assert all(each for work in reason.profiles(figure) for each in work[:1])
    assert REASONS.keys() - misses.keys() == {"callable"}
    machine = dict.fromkeys(("cpu", "cores", "memory_gb", "system", "python", "load"), "1")
    monkeypatch.setattr(page, "WORK", tmp_path)
    page.write_page({"machine": machine, "axes": found, "misses": misses}, to_docs=False)
    text = (tmp_path / "benchmarks.md").read_text("utf-8")
    assert all(f"**{name}**: " in text for name in misses)
    assert "| refused |" in text and "- one, official SDK: refused, `stops | here`" in text
    assert (tmp_path / "benchmarks" / "cold-start.svg").is_file()
    assert "wrote" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "library"),
    [
        ("<method 'send' of 'builtins.SyncConsumedRequest' objects>", "pyreqwest"),
        ("<built-in method pydantic_core._pydantic_core.to_json>", "pydantic_core"),
        ("<method 'send' of '_socket.socket' objects>", ""),
        ("<built-in method builtins.isinstance>", ""),
        ("<method 'append' of 'list' objects>", ""),
    ],
)
def test_compiled_code_is_charged_to_its_library(name: str, library: str) -> None:
    assert library_of_compiled(name) == library


def work(name: str, program: str) -> Work:
    return Work(name, [sys.executable, "-I", "-S", "-c", program], {}, limit=20)


def test_a_peer_that_fails_costs_only_itself(capsys: pytest.CaptureFixture[str]) -> None:
    folder = "/home/somebody/peers"
    fails = f"raise ValueError('no such thing in {folder}/pa_opc/models.py, sorry')"
    made = rounds([work("one", "print('{\"modules\": 3}')"), work("two", fails)], 2)
    assert [sample["told_modules"] for sample in made["samples"]["one"]] == [3, 3]
    assert made["samples"].keys() == {"one"}
    assert made["refused"] == {
        "two": "ValueError: no such thing in models.py, sorry (exit status 1)"
    }
    assert folder not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("class Late(BaseException): pass\nraise Late('too\\n  late')", "Late: too"),
        ("raise ValueError('two\\nare\\nwrong')", "ValueError: two"),
        ("print('fine\\nerror: bad input\\nbye'); raise SystemExit(2)", "error: bad input"),
        ("print('no, thanks\\nbye'); raise SystemExit(3)", "no, thanks"),
        ("raise SystemExit(4)", "nothing said"),
    ],
)
def test_the_words_of_a_failure_are_those_that_tell_most(program: str, words: str) -> None:
    with pytest.raises(Failed) as failure:
        once(work("fails", program))
    assert str(failure.value).startswith(f"{words} (exit status ")


def test_the_memory_of_the_benchmark_is_not_the_peers() -> None:
    ballast = bytearray(b"x") * (300 << 20)
    assert once(work("small", "pass"))["peak_mb"] < 100
    del ballast


def test_a_process_that_does_not_end_is_ended() -> None:
    with pytest.raises(Failed, match="its time was up"):
        once(Work("slow", [sys.executable, "-c", "import time; time.sleep(60)"], {}, limit=1))


def test_the_names_are_those_of_things() -> None:
    assert {document.name for document in documents()} >= set(NAMES)
    assert len(NAMES) == 10
    assert len({client.name for client in EVERY}) == len(EVERY)
    assert {target.miss for target in TARGETS} == REASONS.keys()


def test_without_the_history_there_is_no_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baseline, "WORK", tmp_path)
    monkeypatch.setattr(baseline, "COMMIT", "0000000")
    with pytest.raises(Failed, match="commit 0000000 is not in this repository"):
        baseline.baseline_package(tmp_path / "document.json")


def test_the_server_sends_pages_that_our_client_reads(tmp_path: Path) -> None:
    with serving(3) as url, Client(access_token="t", base_url=url) as client:
        assert [trigger.version for trigger in client.triggers.list()] == [0, 1, 2]
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    file = tmp_path / "server.pem"
    chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
    file.write_bytes(issued.private_key_pem.bytes() + chain)
    context = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    with serving("queues", file) as url:
        for _ in range(2):
            with urlopen(f"{url}/api/v2/routing/queues", context=context, timeout=20) as response:
                assert [queue["name"] for queue in json.load(response)["entities"]] == ["Returns"]


def test_one_member_of_the_odd_page_is_odd() -> None:
    fit, odd = json.loads(listing(5))["entities"], json.loads(odd_listing(5))["entities"]
    assert [a == b for a, b in zip(fit, odd, strict=True)] == [True, True, False, True, True]
    assert odd[2] == {**fit[2], "version": "seven"}
