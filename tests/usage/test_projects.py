"""Projects as they are laid out: vendored copies, namespaces, scripts, broken files, no calls."""

from __future__ import annotations

import copy
import json
import os
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import pytest

from clientgen.compare.your_code import YourCode
from clientgen.usage import checkers, sources
from clientgen.usage import review as module
from clientgen.usage.review import ReviewSettings
from tests.support.files import write
from tests.support.programs import clientgen
from tests.usage.projects import Json, diff, new_document, old_document, project, review, told

_CALLS = """from {package} import Client


def run(client: Client) -> None:
    for thing in client.things.list(q="x"):
        print(thing.size)
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _simple(folder: Path, files: dict[str, str], old: Json | None = None) -> None:
    """A project of which one keyword is renamed."""
    old = old or old_document()
    new = copy.deepcopy(old)
    new["paths"]["/things"]["get"]["parameters"][0]["name"] = "words"
    project(folder, files, old, new)


def test_a_vendored_copy_is_exchanged_where_it_lies(here: Path) -> None:
    package = "myapp._vendor.acme"
    _simple(
        here,
        {
            "src/myapp/__init__.py": "",
            "src/myapp/_vendor/__init__.py": "",
            "src/myapp/job.py": _CALLS.format(package=package),
            "src/myapp/near.py": _CALLS.format(package="._vendor.acme"),
        },
    )
    made = clientgen("generate", "old.json", "--package", "acme_things", "--out", "gen")
    assert made.code == 0, made.err
    copied = clientgen(
        "vendor", "src/myapp/_vendor", "--name", "acme", "--package", "gen/acme_things"
    )
    assert copied.code == 0, copied.err

    report = review("--code", "src/myapp")

    assert told(report) == {
        ("src/myapp/job.py", 5, "change", "param-renamed"),
        ("src/myapp/near.py", 5, "change", "param-renamed"),
    }
    assert report["your_code"]["files"] == 4
    assert report["your_code"]["complete"] is True


@pytest.mark.slow
def test_scripts_of_one_name_and_packages_without_init(here: Path) -> None:
    code = _CALLS.format(package="acme_things")
    _simple(
        here,
        {
            "a/main.py": code,
            "b/main.py": code,
            "app/jobs/one.py": code,
            "app/jobs/two.py": "from app.jobs.one import run\n\nprint(run)\n",
        },
    )

    report = review("--code", ".")

    assert {line[0] for line in told(report)} == {"a/main.py", "b/main.py", "app/jobs/one.py"}


@pytest.mark.slow
def test_nothing_breaks_only_where_everything_was_judged(here: Path) -> None:
    good = _CALLS.format(package="acme_things").replace('q="x"', "limit=3")
    _simple(here, {"src/good.py": good})

    assert review("--code", "src")["your_code"]["headline"] == "None of your 1 call needs a change."

    write({"src/blind.py": "def run(client):\n    client.things.list()\n"}, here)
    report = review("--code", "src")

    assert report["your_code"]["complete"] is False
    assert report["your_code"]["headline"].startswith("No change was found")


@pytest.mark.slow
def test_findings_elsewhere_are_folded_and_pass_the_gate(here: Path) -> None:
    good = _CALLS.format(package="acme_things").replace('q="x"', "limit=3")
    old, new = old_document(), old_document()
    del new["paths"]["/pets"]
    project(here, {"src/good.py": good}, old, new)

    assert diff("--fail-on", "any").code == 1
    ran = diff("--code", "src", "--fail-on", "any")

    assert ran.code == 0, ran.out
    assert "Not in your code (1)" in ran.out
    assert "path-removed" not in ran.out

    write({"src/blind.py": "def run(client):\n    client.things.list()\n"}, here)

    assert diff("--code", "src", "--fail-on", "any").code == 1


@pytest.mark.slow
def test_code_without_calls_is_told_as_that(here: Path) -> None:
    _simple(here, {"src/other.py": "print(1)\n"})

    code = review("--code", "src")["your_code"]

    assert code["headline"] == "No call of acme_things was found in 1 file."
    assert code["complete"] is False


@pytest.mark.slow
def test_the_name_of_the_package_can_be_given(here: Path) -> None:
    _simple(here, {"src/job.py": _CALLS.format(package="shop_client")})

    assert told(review("--code", "src")) == {("src/job.py", 5, "unresolved", "")}
    named = review("--code", "src", "--package", "shop_client")
    assert told(named) == {("src/job.py", 5, "change", "param-renamed")}


@pytest.mark.slow
def test_files_that_cannot_be_read_are_told(here: Path) -> None:
    _simple(
        here,
        {
            "src/job.py": _CALLS.format(package="acme_things"),
            "src/broken.py": "def run(:\n",
            "elsewhere/far.py": _CALLS.format(package="acme_things"),
        },
    )
    (here / "src" / "latin.py").write_bytes(b"x = '\xff'\n")
    os.symlink(here / "elsewhere", here / "src" / "linked")
    os.symlink(here / "src", here / "src" / "round")

    code = review("--code", "src")["your_code"]
    reasons = {(item["file"], item["reason"]) for item in code["skipped"]}

    assert ("src/broken.py", "has a syntax error") in reasons
    assert {file for file, _ in reasons} == {
        "src/broken.py",
        "src/latin.py",
        "src/linked",
        "src/round",
    }
    assert code["calls"]["total"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--code", "nowhere"), "nowhere: there is no such code"),
        (("--code", "empty"), "empty: there is no Python file here"),
        (("--fix",), "--fix needs --code"),
        (("--code", "src", "--drift", "nowhere"), "nowhere: cannot read the drift records"),
    ],
)
def test_what_cannot_be_reviewed_is_one_message(
    here: Path, arguments: tuple[str, ...], message: str
) -> None:
    _simple(here, {"src/job.py": "print(1)\n"})
    (here / "empty").mkdir()

    ran = diff(*arguments)

    assert ran.code == 2
    assert message in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("module", "option", "install"),
    [
        ("mypy", "--code src", "process-automation-clientgen[review]"),
        ("pyright", "--code src --checker pyright", "pyright[nodejs]"),
        ("libcst", "--code src --fix", "process-automation-clientgen[review]"),
    ],
)
def test_a_missing_extra_is_one_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, module: str, option: str, install: str
) -> None:
    _simple(here, {"src/job.py": "print(1)\n"})
    find = find_spec

    def found(name: str) -> ModuleSpec | None:
        return None if name == module else find(name)

    monkeypatch.setattr(checkers, "find_spec", found)

    ran = diff(*option.split())

    assert ran.code == 2
    assert f"pip install '{install}'" in ran.err


def test_a_checker_that_does_not_end_is_stopped(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _simple(here, {"src/job.py": _CALLS.format(package="acme_things")})
    monkeypatch.setattr(module, "ReviewSettings", partial(ReviewSettings, timeout=0.01))

    ran = diff("--code", "src")

    assert ran.code == 2
    assert "mypy did not end within 0.01 s" in ran.err


@pytest.mark.slow
def test_a_checker_that_fails_is_one_message(here: Path) -> None:
    files = {
        "src/job.py": _CALLS.format(package="acme_things"),
        "mypy.ini": "[mypy]\nplugins = no\n",
    }
    _simple(here, files)

    ran = diff("--code", "src", "--format", "json")
    report = json.loads(ran.out)

    assert told(report) == {("src/job.py", 5, "change", "param-renamed")}
    assert report["your_code"]["warnings"] == [
        f"{here / 'mypy.ini'}: mypy cannot use it here, so it is left out"
    ]


def test_a_tree_that_is_too_large_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _simple(here, {f"src/m{number}.py": "" for number in range(4)})
    monkeypatch.setattr(sources, "MOST_FILES", 3)

    ran = diff("--code", "src")

    assert ran.code == 2
    assert "src: more than 3 files" in ran.err


@pytest.mark.slow
def test_errors_that_were_there_are_no_changes(here: Path) -> None:
    code = _CALLS.format(package="acme_things") + "    client.nothing.get()\n    undefined()\n"
    _simple(here, {"src/job.py": code})

    report = review("--code", "src")

    assert told(report) == {("src/job.py", 5, "change", "param-renamed")}


@pytest.mark.slow
def test_an_error_that_no_finding_explains_is_shown_on_its_own(here: Path) -> None:
    code = (
        _CALLS.format(package="acme_things")
        + "\n\ndef later(client: Client) -> None:\n"
        + "    prices = [thing.price for thing in client.things.list()]\n"
        + "    total: float = sum(p for p in prices if p)\n"
    )
    old = old_document()
    new = copy.deepcopy(old)
    new["components"]["schemas"]["Thing"]["properties"]["price"] = {"type": "string"}
    project(here, {"src/job.py": code}, old, new)

    report = review("--code", "src")
    unexplained = {item["line"] for item in report["your_code"]["unexplained"]}

    assert unexplained == {11}
    assert diff("--code", "src", "--fail-on", "source").code == 1
    assert "no finding explains it" in " ".join(diff("--code", "src").out.split())


def test_completeness_asks_for_calls() -> None:
    assert not YourCode("mypy", ("x",), 1, ()).is_complete
    assert new_document() != old_document()
