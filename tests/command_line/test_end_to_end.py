"""The command line of our own package, each call a process of its own, on the fake service."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from genesys_process_automation import models
from genesys_process_automation.testing import FakeService, ReceivedRequest, RefusedError

from tests.support.programs import process

PACKAGE = "genesys_process_automation"
_SECRET = "s3cr3t-t0ken"
_TOPIC = "v2.users.{id}.presence"


class Shell:
    """Runs commands on a service."""

    def __init__(self, repository: Path, fake: FakeService, url: str) -> None:
        self.fake = fake
        self.environment = {
            "PYTHONPATH": str(repository / "generated"),
            "GENESYSCLOUD_ACCESS_TOKEN": _SECRET,
            "GENESYSCLOUD_BASE_URL": url,
        }

    def run(
        self, *words: str, text: str = "", more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; nothing that it writes may hold the secret or a traceback."""
        command = (sys.executable, "-W", "error", "-m", PACKAGE, *words)
        done = process(*command, text=text, more={**self.environment, **(more or {})})
        for written in (done.stdout, done.stderr):
            assert _SECRET not in written
            assert "Traceback" not in written
        return done

    def ok(self, *words: str, text: str = "") -> str:
        """Run a command that succeeds. Returns what it writes."""
        done = self.run(*words, text=text)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


@pytest.fixture
def shell(repository: Path) -> Iterator[Shell]:
    fake = FakeService(page_size=2)
    for name in ("one", "two", "three"):
        fake.add(fake.example(models.Trigger, id=name, topic_name=_TOPIC, enabled=True))
    with fake.serve() as served:
        yield Shell(repository, fake, served.url)


def test_create_list_update_and_delete(shell: Shell) -> None:
    given = ("--name", "mine", "--enabled=true", "--topicName", _TOPIC)
    target = ("--target.type", "Workflow", "--target.id", "flow")
    made = json.loads(shell.ok("triggers", "create", *given, *target, "--match-criteria", "[]"))
    body = {**made, "enabled": False}
    words = ("triggers", "update", made["id"], "--body", "-", "--drop-unknown")
    updated = json.loads(shell.ok(*words, "--name=other", text=json.dumps(body)))

    assert (updated["name"], updated["enabled"], updated["version"]) == ("other", False, 2)
    lines = shell.ok("triggers", "list", "--enabled", "false", "-o", "jsonl").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [made["id"]]
    assert shell.ok("triggers", "delete", made["id"]) == ""
    assert len(json.loads(shell.ok("triggers", "list"))) == 3


def test_no_page_is_asked_for_that_is_not_needed(shell: Shell) -> None:
    for limit, pages in (("0", 0), ("2", 1), ("3", 2)):
        before = len(shell.fake.calls)
        lines = shell.ok("triggers", "list", "-o", "jsonl", "--limit", limit).splitlines()

        assert len(lines) == int(limit)
        assert len(shell.fake.calls) - before == pages


def test_pages_are_written_before_a_later_one_fails(shell: Shell) -> None:
    def page(request: ReceivedRequest) -> object:
        if "after" in request.query:
            raise RefusedError(404, "gone", "There is no such page.")
        return {"entities": [{"id": "1"}], "nextUri": "/x?after=2"}

    shell.fake.respond("triggers.list", page)
    written = {"table": "ID\n1\n", "jsonl": '{"id":"1"}\n', "json": "", "yaml": ""}
    for form, text in written.items():
        done = shell.run("triggers", "list", "-o", form)
        assert (done.returncode, done.stdout) == (4, text)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 7), (401, 3), (403, 3), (404, 4), (409, 5), (413, 7), (429, 6), (500, 8), (503, 8)],
)
def test_an_exit_code_for_each_kind_of_error(shell: Shell, status: int, code: int) -> None:
    shell.fake.fail("triggers.create", status)
    done = shell.run("triggers", "create", "--body", _body())

    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert str(status) in done.stderr


def _body() -> str:
    target = {"type": "Workflow", "id": "flow"}
    return json.dumps({"name": "x", "enabled": True, "topicName": _TOPIC, "target": target})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("trigers", "list"), "did you mean triggers?"),
        (("triggers", "lst"), "did you mean list?"),
        (("triggers",), "a command is missing after triggers"),
        (("triggers", "list", "--enabeld", "true"), "did you mean --enabled?"),
        (("triggers", "list", "--enabled", "yes"), "expected true or false, not 'yes'"),
        (("triggers", "list", "--page-size", "1.5"), "expected a whole number"),
        (("triggers", "list", "--page-size"), "--page-size needs a value"),
        (("triggers", "list", "--limit", "-1"), "expected a whole number"),
        (("triggers", "get"), "trigger-id"),
        (("triggers", "get", "one", "two"), "unrecognized arguments"),
        (("triggers", "create"), "the body is missing"),
        (("triggers", "create", "--body", "{"), "Invalid JSON"),
        (("triggers", "create", "--body", "@/nowhere"), "/nowhere"),
        (("triggers", "create", "--target.tipe", "x"), "did you mean --target.type?"),
        (("triggers", "create", "--enabled", "true"), "name: Field required"),
        (("triggers", "list", "--base-url", "http://example.com"), "--base-url must start with"),
        (("triggers", "list", "--region", "nowhere"), "--region"),
    ],
)
def test_what_makes_no_call_is_refused(shell: Shell, words: tuple[str, ...], message: str) -> None:
    done = shell.run(*words)

    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert shell.fake.calls == []


def test_nobody_responds_and_nobody_may_call(shell: Shell) -> None:
    done = shell.run("triggers", "list", "--base-url", "http://127.0.0.1:1", "--timeout", "1")
    assert done.returncode == 9
    done = shell.run("triggers", "list", more={"GENESYSCLOUD_ACCESS_TOKEN": ""})
    assert done.returncode == 3
    assert "GENESYSCLOUD_ACCESS_TOKEN" in done.stderr


def test_a_dry_run_sends_nothing_and_needs_no_credentials(shell: Shell) -> None:
    none = {"GENESYSCLOUD_ACCESS_TOKEN": ""}
    words = ("triggers", "create", "--body", _body())
    done = shell.run(*words, "--dry-run", more=none)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("POST http://127.0.0.1:")
    assert "Authorization: Bearer ***\n" in done.stdout
    assert json.loads(done.stdout.partition("\n\n")[2]) == json.loads(_body())
    assert shell.fake.calls == []


def test_the_curl_command_is_the_same_call(shell: Shell) -> None:
    body = json.dumps({**json.loads(_body()), "name": 'it\'s $HOME `x` "y"'})
    command = shell.ok("triggers", "create", "--body", body, "--curl")
    environment = {**os.environ, **shell.environment}
    called = ["sh", "-c", command.replace("curl ", "curl -sS ", 1)]
    done = subprocess.run(
        called, capture_output=True, text=True, env=environment, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    assert [call.operation for call in shell.fake.calls] == ["triggers.create"]
    assert json.loads(done.stdout)["name"] == 'it\'s $HOME `x` "y"'


def test_a_closed_pipe_is_quiet(shell: Shell) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", PACKAGE, "triggers", "list", "-o", "json"]
    environment = {**os.environ, **shell.environment}
    done = subprocess.run(
        command, stdout=theirs, stderr=subprocess.PIPE, env=environment, timeout=60, check=False
    )
    os.close(theirs)
    assert (done.returncode, done.stderr) == (141, b"")


def test_ctrl_c_is_quiet(shell: Shell) -> None:
    shell.fake.delay("triggers.list", 20)
    command = [sys.executable, "-m", PACKAGE, "triggers", "list", "-v"]
    environment = {**os.environ, **shell.environment}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as running:
        assert running.stderr is not None
        told = running.stderr.readline()  # The request is about to be sent.
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)

    assert told.startswith("> GET ")
    assert (running.returncode, out) == (130, "")
    assert "Traceback" not in err


def test_texts_of_the_service_move_no_cursor(shell: Shell) -> None:
    shell.fake.add(shell.fake.example(models.Trigger, id="evil", name="\x1b[2J\r\nrow\u202e"))
    for form in ("table", "json", "jsonl"):
        out = shell.ok("triggers", "get", "evil", "-o", form)
        assert "\x1b" not in out
        assert "\r" not in out


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_gets_a_table_that_fits(shell: Shell) -> None:
    import pty

    shell.fake.add(shell.fake.example(models.Trigger, id="evil", name="\x1b[2J\u202e" + "x" * 90))
    environment = {**os.environ, **shell.environment, "COLUMNS": "60"}
    shown: dict[str, str] = {}
    for form in ("", "--output=json"):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", PACKAGE, "triggers", "list", *filter(None, [form])]
        with subprocess.Popen(command, stdout=theirs, env=environment) as running:
            os.close(theirs)
            pieces: list[bytes] = []
            with contextlib.suppress(OSError):  # How a pseudo-terminal says that it is closed.
                while piece := os.read(ours, 65536):
                    pieces.append(piece)
        os.close(ours)
        assert running.returncode == 0
        shown[form] = b"".join(pieces).decode().replace("\r\n", "\n")

    lines = shown[""].splitlines()
    assert lines[0].split()[:2] == ["ID", "NAME"]
    assert len(lines) == 5
    assert max(map(len, lines)) <= 60
    assert not [c for text in shown.values() for c in text if c != "\n" and not c.isprintable()]
    names = [trigger["name"] for trigger in json.loads(shown["--output=json"])]
    assert names[-1] == "\x1b[2J\u202e" + "x" * 90


def test_options_may_stand_before_the_command(shell: Shell) -> None:
    words = ("-o", "jsonl", "--timeout", "5", "triggers", "list", "--limit=1")
    assert json.loads(shell.ok(*words))["id"] == "one"


def test_yaml_says_what_to_install(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise ImportError\n", "utf-8")
    path = f"{tmp_path}{os.pathsep}{shell.environment['PYTHONPATH']}"
    done = shell.run("triggers", "get", "one", "-o", "yaml", more={"PYTHONPATH": path})
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install" in done.stderr
    assert shell.ok("triggers", "get", "one", "-o", "yaml").startswith("id: one\n")


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_script_for_every_shell(shell: Shell, name: str) -> None:
    script = shell.ok("--completion", name)
    assert "genesys-process-automation" in script


def test_bash_completes(shell: Shell) -> None:
    script = shell.ok("--completion", "bash")
    typed = "COMP_WORDS=(x triggers list --ena); COMP_CWORD=3; _genesys_process_automation_complete"
    done = process("bash", "-c", f"{script}\n{typed}; echo $COMPREPLY", more=shell.environment)
    assert (done.stdout, done.stderr) == ("--enabled\n", "")


def test_help_imports_neither_models_nor_resources(shell: Shell) -> None:
    code = f"""
import sys
from {PACKAGE}.cli import main
main(["triggers", "create", "--help"])
print([name for name in sys.modules if name.startswith({PACKAGE!r} + ".")
       and not name.startswith({PACKAGE!r} + ".cli")], "pydantic" in sys.modules)
"""
    done = process(sys.executable, "-c", code, more=shell.environment)
    found = done.stdout.splitlines()[-1]
    assert "models" not in found
    assert "resources" not in found
    assert found.endswith("False")


@pytest.mark.parametrize(
    "region", ["eu_central_1", "eu-central-1", "EU-Central-1", "mypurecloud.de"]
)
def test_a_region_in_any_spelling(shell: Shell, region: str) -> None:
    more = {"GENESYSCLOUD_BASE_URL": ""}
    done = shell.run("triggers", "list", "--region", region, "--dry-run", more=more)
    assert done.stdout.startswith("GET https://api.mypurecloud.de/"), done.stderr
