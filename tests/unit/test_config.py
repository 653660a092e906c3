"""Settings: what is not known is refused, with the place and a suggestion."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientgen.base.configuration import Config, load_config
from clientgen.base.diagnostics import InputError


def load(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "clientgen.toml"
    path.write_text(text, "utf-8")
    return load_config(path)


def test_our_own_settings() -> None:
    config = load_config(Path("spec/clientgen.toml"))
    assert config.package.name == "genesys_process_automation"
    assert config.package.emit == ["package", "docs", "project", "testing", "cli"]
    assert len(config.service.regions) == 18
    assert config.operations["postProcessautomationTriggerTest"].event_body


def test_nothing_is_needed(tmp_path: Path) -> None:
    found = load(tmp_path, "")
    assert found == Config(source=found.source)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[pakage]\n", "unknown setting 'pakage'; did you mean 'package'?"),
        ('[package]\nnmae = "x"\n', "unknown setting 'package.nmae'; did you mean 'name'?"),
        ("[service]\nzzz = 1\n", "unknown setting 'service.zzz'"),
        ('[[paging]]\nstyle = "next-uri"\nitmes = "x"\n', "did you mean 'items'?"),
        (
            '[operations.x.paging]\nstyle = "page"\nitmes = "x"\n',
            "unknown setting 'operations.x.paging.itmes'; did you mean 'items'?",
        ),
        ("[operations.x]\npaging = true\n", "setting 'operations.x.paging': Input should be False"),
        (
            "[operations.x]\nnam = 'a.b'\n",
            "unknown setting 'operations.x.nam'; did you mean 'name'?",
        ),
        ('[package]\nname = "a b"\n', "setting 'package.name': "),
        ('[package]\nversion = "1"\n', "setting 'package.version': "),
        ('[package]\nemit = ["everything"]\n', "setting 'package.emit.0': "),
        ("[package]\nout = 5\n", "setting 'package.out': "),
        ('[operations.x]\nname = "import os"\n', "setting 'operations.x.name': "),
        ("[service.regions]\n'a b' = 'x'\n", "setting 'service.regions."),
    ],
)
def test_what_is_wrong_is_told(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, text)
    assert message in str(caught.value)
    assert "clientgen.toml" in str(caught.value)


def test_a_mistake_in_the_toml_has_a_place(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"clientgen\.toml:2:\d+: "):
        load(tmp_path, "[package]\nname = \n")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        load_config(tmp_path / "none.toml")


def test_settings_cannot_change() -> None:
    with pytest.raises(Exception, match="frozen"):
        Config().package.name = "x"
