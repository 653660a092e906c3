"""What an update keeps of earlier versions, when it asks again, and what it asks about first."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from clientgen.base.configuration import load_config
from clientgen.base.diagnostics import InputError
from clientgen.compare import resolve_document
from clientgen.document.history import (
    document_suffix,
    file_stem,
    find_version,
    known_versions,
    version_of,
)
from clientgen.document.load import read
from clientgen.follow import apply, fetch_upstream
from tests.support.files import snapshot
from tests.support.programs import clientgen
from tests.update.disk import reset
from tests.update.tiny_api import CONFIG, document, make, prepared
from tests.update.upstream import follow, serving

YAML = b"""\
openapi: 3.1.0
info: {title: Tiny, version: '2.0'}
paths:
  /a: {get: {responses: {'200': {description: d}}}}
"""


def test_a_rolled_back_update_can_be_repeated(tmp_path: Path) -> None:
    tree = tmp_path / "checkout"
    config = make(tree)
    before = snapshot(tree)
    with serving() as state:
        state.body = document("2.0", ("a", "b", "d"))

        def followed() -> bool:
            update = follow(tree, state)
            if update is not None:
                apply(update)
            return update is not None

        assert followed()
        after = snapshot(tree)
        fetched = after["spec/fetched.json"]
        assert not followed(), "nothing changed since"
        assert "If-None-Match" in state.asked[-1]

        # As `git checkout spec generated` does, which leaves what git does not know.
        reset(tree, {**before, "spec/fetched.json": fetched})
        assert followed()
        assert "If-None-Match" not in state.asked[-1]
        assert snapshot(tree) == after

        for path in ("spec/api.yaml", "spec/upstream.json"):
            reset(tree, {**after, path: before[path]})
            settings = load_config(config)
            fetch_upstream(state.url, config, settings, client=state.client, pause=0.0)
            assert "If-None-Match" not in state.asked[-1], path

        other = after["spec/clientgen.toml"].replace(b'prefix = "/"', b'prefix = "/a"')
        reset(tree, {**after, "spec/clientgen.toml": other})
        assert fetch_upstream(
            state.url, config, load_config(config), client=state.client, pause=0.0
        )
        assert "If-None-Match" not in state.asked[-1]


@pytest.mark.parametrize(
    ("left", "drastic"), [(("a", "b", "d"), False), (("a", "d", "e"), True), (("d",), True)]
)
def test_many_operations_are_not_removed_unasked(
    left: tuple[str, ...], drastic: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("new.json").write_bytes(document("2.0", left))
    before = snapshot(tmp_path)

    code, out, err = clientgen("update", "new.json", "--dry-run")
    assert (code, err) == (0, "")
    assert ("--yes is needed" in out) == drastic
    assert snapshot(tmp_path) == before

    code, out, err = clientgen("update", "new.json")
    if drastic:
        removed = 3 - len({"a", "b", "c"} & set(left))
        assert code == 2 and out == "" and len(err.splitlines()) == 1
        assert f"{removed} of 3 operations, more than a third" in err and "GET /c" in err
        assert "--yes" in err
        assert snapshot(tmp_path) == before
        code, out, err = clientgen("update", "new.json", "--yes")
    assert (code, err) == (0, "")
    assert "tiny 1.0.0 -> 2.0.0" in out


def test_a_renamed_path_parameter_removes_nothing(tmp_path: Path) -> None:
    config = make(tmp_path)
    fragment = tmp_path / "spec" / "api.yaml"
    fragment.write_text(fragment.read_text("utf-8").replace("/c:", "'/c/{x}':"), "utf-8")
    update = prepared(config, document("2.0", ("a", "b", "c/{y}")))
    assert update.removed_operations == () and update.operations == 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("upstream.json", document("2.0", ("a", "b", "d"))),
        ("kept/Upstream.JSON", document("2.0", ("a", "b", "d"))),
        ("upstream.yaml", YAML),
        ("upstream.yml", document("2.0", ("a", "b", "d"))),
        ("upstream.json.gz", document("2.0", ("a", "b", "d"))),
        ("upstream.yaml.gz", YAML),
        ("upstream", YAML),
    ],
)
def test_what_was_fetched_is_kept_as_it_is(tmp_path: Path, name: str, data: bytes) -> None:
    config = make(tmp_path, config=CONFIG.replace("upstream.json", name))
    old = (tmp_path / "spec" / "upstream.json").read_bytes()
    (tmp_path / "spec" / "upstream.json").unlink()
    kept = tmp_path / "spec" / name
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(gzip.compress(old, mtime=0) if name.endswith(".gz") else old)
    first = kept.read_bytes()
    apply(prepared(config, data))
    now = kept.read_bytes()
    assert now.startswith(b"\x1f\x8b") == name.endswith(".gz")
    assert (gzip.decompress(now) if name.endswith(".gz") else now) == data
    archive = tmp_path / "spec" / "past" / "upstream"
    assert [path.name for path in archive.iterdir()] == [f"1.0{document_suffix(name)}"]
    assert next(archive.iterdir()).read_bytes() == first


def test_yaml_is_not_kept_under_a_name_of_json(tmp_path: Path) -> None:
    config = make(tmp_path)
    before = snapshot(tmp_path)
    with pytest.raises(InputError, match=r"what was fetched is YAML.*name it \.yaml"):
        prepared(config, YAML)
    assert {p: c for p, c in snapshot(tmp_path).items() if p != "new.json"} == before


VERSIONS = (
    "2024-10-01", "v1", "1.0.0-beta+build", "1.0", "2", "1.0 (draft)", "a/b\\c", "../escape",
    ".hidden", "con", "NUL.1", "ends.", "ümlaut 日本", "100%", "1~2", "x" * 300, "v1.json",
)  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_any_version_is_found_again(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tmp_path / "checkout"
    config = make(tree, version, CONFIG.replace('"past"', '"../kept/past"'))
    apply(prepared(config, document("now", ("a", "b", "d"))))
    history = tree / "kept" / "past"
    kept = find_version(history, version)
    assert kept is not None and kept.parent == history
    assert version_of(read(kept)) == version
    assert sorted(path.name for path in tree.iterdir()) == ["generated", "kept", "new.json", "spec"]
    monkeypatch.chdir(tree)
    code, out, err = clientgen("diff", version, "now", "--format", "json")
    assert code == 0, err
    assert json.loads(out)["bump"] == "major"


def test_history_and_changelog_may_lie_anywhere(tmp_path: Path) -> None:
    tree = tmp_path / "a" / "checkout"
    text = CONFIG.replace('"past"', '"../../../past"')
    text += 'changelog = "../../../notes/CHANGES.md"\n'
    config = make(tree, config=text)
    before = snapshot(tmp_path)
    update = prepared(config, document("2.0", ("a", "b", "d")))
    apply(update)
    assert (tmp_path / "past" / "1.0.yaml").read_bytes() == before["a/checkout/spec/api.yaml"]
    assert (tmp_path / "notes" / "CHANGES.md").is_file()
    assert not [path for path in snapshot(tmp_path) if "unfinished" in path]


def test_no_two_versions_share_a_name() -> None:
    names = {file_stem(version) for version in VERSIONS}
    assert len(names) == len(VERSIONS)
    for name in names:
        assert name.isascii() and len(name) < 140
        assert not set('/\\:*?"<>| ') & set(name) and name[0] != "." and name[-1] != "."


def test_versions_of_today_keep_their_names() -> None:
    for version in ("269.0.0", "178.2.0-internal", "1.0.0-beta+build"):
        assert file_stem(version) == version


def test_an_api_that_never_raises_its_version_keeps_its_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = make(tmp_path)
    for paths in (("a", "b", "d"), ("a", "b", "e"), ("a", "b", "d"), ("a", "b", "f")):
        apply(prepared(config, document("1.0", paths)))
    history = tmp_path / "spec" / "past"
    names = known_versions(history)
    # The third fragment is the first of the later ones once more.
    assert len(names) == 3 and names[0] == "1.0" and all(n.startswith("1.0~") for n in names[1:])
    monkeypatch.chdir(tmp_path)
    code, out, err = clientgen("diff", names[0], names[1], "--format", "json")
    assert code == 0, err
    assert json.loads(out)["bump"] == "major"


def test_a_version_that_is_not_kept_is_told_what_is_near(tmp_path: Path) -> None:
    (tmp_path / "2024-10-01.yaml").write_text("x", "utf-8")
    with pytest.raises(InputError, match="near it are 2024-10-01"):
        resolve_document("2024-10-02", history=tmp_path)
    with pytest.raises(InputError, match="no such file, and no version of that name"):
        resolve_document("x" * 5000, history=tmp_path)


def test_a_directory_of_the_same_name_hides_no_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "past").mkdir()
    (tmp_path / "past" / "v1.yaml").write_bytes(document("v1"))
    (tmp_path / "v1").mkdir()
    monkeypatch.chdir(tmp_path)
    assert version_of(resolve_document("v1", history=tmp_path / "past")) == "v1"


def test_a_file_edited_while_the_update_is_prepared_is_not_overwritten(tmp_path: Path) -> None:
    config = make(tmp_path)
    update = prepared(config, document("2.0", ("a", "b", "d")))
    config.write_text(CONFIG + "# mine\n", "utf-8")
    before = snapshot(tmp_path)
    with pytest.raises(InputError, match="changed while the update was prepared"):
        apply(update)
    assert snapshot(tmp_path) == before
