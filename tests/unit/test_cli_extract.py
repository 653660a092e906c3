"""The program: what it writes, what it says, how it exits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from clientgen.base.diagnostics import InputError
from clientgen.cli.app import main
from clientgen.cli.program import COMMANDS
from clientgen.files.atomic import write_file
from tests.support.documents import TEXT, document, obj, ref, responses
from tests.support.programs import clientgen as run
from tests.support.programs import python

LATEST = "spec/upstream/processautomation.json.gz"
PREFIX = "/api/v2/processautomation"
FRAGMENT = Path("spec/processautomation.yaml")


def test_the_module_is_the_program() -> None:
    assert python("-m", "clientgen", "--version").startswith("clientgen ")


def test_help_of_every_command() -> None:
    for command in COMMANDS:
        code, out, _ = run(command, "--help")
        assert code == 0 and "Usage:" in out


def test_starting_is_light() -> None:
    heavy = ("yaml", "httpx2", "openapi_spec_validator", "jsonpath", "pydantic", "jinja2", "black")
    code = f"import sys, clientgen.cli.app; print([m for m in {heavy} if m in sys.modules])"
    assert python("-c", code).strip() == "[]"


def test_without_arguments_the_fragment_in_force_is_reproduced(tmp_path: Path) -> None:
    code, _, err = run("extract", "--check")
    assert code == 0 and "(unchanged)" in err
    spec = tmp_path / "spec"
    (spec / "upstream").mkdir(parents=True)
    shutil.copy(LATEST, spec / "upstream")
    shutil.copy("spec/clientgen.toml", spec)
    code, _, err = run("extract", "--config", spec / "clientgen.toml")
    assert code == 0 and "17 operations, 40 schemas" in err
    assert (spec / FRAGMENT.name).read_bytes() == FRAGMENT.read_bytes()


def test_options_take_the_place_of_the_config(tmp_path: Path) -> None:
    out = tmp_path / "o.yaml"
    trims = ("--trim", "User=id,name,selfUri", "--trim", "Queue=id, name ,selfUri")
    assert run("extract", LATEST, "--prefix", PREFIX, *trims, "-o", out)[0] == 0
    assert out.read_bytes() == FRAGMENT.read_bytes()
    code, _, err = run("extract", LATEST, "--prefix", PREFIX, "--full", "-o", out)
    assert code == 0 and "111 schemas" in err
    # The trims of the config belong to its prefix, not to any other.
    code, _, err = run("extract", LATEST, "--prefix", f"{PREFIX}/flows", "-o", out)
    assert code == 0 and "4 operations" in err
    assert "x-clientgen-trimmed" not in out.read_text()


def test_without_output_the_fragment_goes_to_stdout() -> None:
    code, out, _ = run("extract", LATEST)
    assert (code, out) == (0, FRAGMENT.read_text(encoding="utf-8"))


def test_check_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "o.yaml"
    code, _, err = run("extract", LATEST, "--check", "-o", out)
    assert code == 1 and "differs" in err and not out.exists()
    out.write_text("old")
    assert run("extract", LATEST, "--check", "-o", out)[0] == 1
    assert out.read_text() == "old"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("none.json",), "none.json: no such file"),
        (("http://127.0.0.1:1/x",), "only https"),
        ((LATEST, "--prefix", "/nope"), "no path lies under '/nope'"),
        ((LATEST, "--trim", "Uzer=id"), "did you mean 'User'"),
        ((LATEST, "--trim", "User"), "SCHEMA=PROP"),
        ((LATEST, "--trim", "User=id", "--full"), "contradict"),
        ((LATEST, "--check"), "--check needs a file"),
        (("--config", "none.toml"), "none.toml: cannot read the configuration"),
        (("--unknown",), "No such option"),
        (("README-does-not-exist/x.yaml",), "no such file"),
    ],
)
def test_bad_use_exits_2_and_writes_nothing(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    out = tmp_path / "o.yaml"
    extra = () if "--check" in arguments else ("-o", out)
    code, stdout, err = run("extract", *arguments, *extra)
    assert (code, stdout) == (2, "")
    assert message in " ".join(err.split())
    assert list(tmp_path.iterdir()) == []


def test_unwritable_output() -> None:
    code, _, err = run("extract", LATEST, "-o", "/proc/none/x.yaml")
    assert code == 2 and "error: /proc/none/x.yaml: cannot write: " in err


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write_file(path, b"new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_unexpected_errors_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("first\nsecond \x1b[31m")

    monkeypatch.setattr("clientgen.document.load.read", broken)
    monkeypatch.delenv("CLIENTGEN_DEBUG", raising=False)
    code, _, err = run("extract", LATEST, crashes=True)
    assert code == 2
    assert err.count("\n") == 1
    assert "internal error (RuntimeError: first)" in err
    monkeypatch.setenv("CLIENTGEN_DEBUG", "1")
    with pytest.raises(RuntimeError):
        main(["extract", LATEST])


def test_document_text_cannot_drive_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    schemas = {"\x1b]0;owned\x07\u202e\n": {"$ref": 5}}
    path.write_text(json.dumps(document(schemas=schemas)))
    code, _, err = run("validate", path)
    assert code == 2
    # Two problems, each on a line of its own.
    assert not {"\x1b", "\u202e"} & set(err) and err.count("\n") == 2


def test_validate(tmp_path: Path) -> None:
    code, _, err = run("validate", FRAGMENT, LATEST, "--overlay", "spec/overlay.yaml")
    assert code == 0
    assert err.count("valid OpenAPI 3.1.1, 17 operations") == 2
    bad = tmp_path / "bad.json"
    bad.write_text('{"openapi": "3.1.0", "info": {}, "paths": {}}')
    code, _, err = run("validate", bad, FRAGMENT)
    assert code == 2 and "spec-violation" in err
    assert f"{FRAGMENT}: valid" in err
    code, _, err = run("validate", "none.json", FRAGMENT)
    assert code == 2 and "error: none.json: no such file" in err
    assert f"{FRAGMENT}: valid" in err


def test_validate_strict_reports_idle_repairs(tmp_path: Path) -> None:
    overlay = tmp_path / "o.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: t, version: '1'}\n"
        "actions:\n- target: $.gone\n  remove: true\n"
    )
    arguments = ("validate", FRAGMENT, "--overlay", overlay)
    code, _, err = run(*arguments)
    assert code == 0
    assert f"{overlay}:4:3 (at #/actions/0): warning overlay-no-match" in err
    assert run(*arguments, "--strict")[0] == 1


def test_the_trims_of_the_config_cut_schemas(tmp_path: Path) -> None:
    user = {
        **obj(id=TEXT, name=TEXT, boss=ref("User"), team=ref("Team")),
        "required": ["id", "team"],
    }
    value = document(
        {"/users": {"get": {"responses": responses(ref("User"))}}},
        schemas={"User": user, "Team": obj(size={"type": "integer"})},
    )
    (tmp_path / "api.json").write_text(json.dumps(value), "utf-8")
    config = tmp_path / "clientgen.toml"

    def extracted(trims: str) -> Any:
        config.write_text(
            '[extract]\nupstream = "api.json"\nprefix = "/"\nfragment = "part.yaml"\n'
            f"[extract.trims]\n{trims}\n[package]\nname = 'p'\n",
            "utf-8",
        )
        code, _, err = run("extract", "--config", config)
        if code:
            return err
        return yaml.safe_load((tmp_path / "part.yaml").read_text("utf-8"))["components"]["schemas"]

    trimmed = extracted('User = ["id", "name"]')
    # What only a trimmed property led to is gone, and so is what it says is required.
    assert list(trimmed) == ["User"]
    assert list(trimmed["User"]["properties"]) == ["id", "name"]
    assert trimmed["User"]["required"] == ["id"]
    made = run("generate", "--config", config, "--out", tmp_path / "out")
    assert made.code == 0 and "class User" in (tmp_path / "out/p/models.py").read_text("utf-8")
    # A neighbour: what it names and the document lacks is not passed over.
    assert "no such property; did you mean 'name'" in extracted('User = ["nam"]')
