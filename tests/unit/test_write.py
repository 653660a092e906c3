"""Files on disk: only what is ours is touched, all of it or nothing, whatever happens."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clientgen.base.diagnostics import InputError
from clientgen.files.atomic import write_file
from clientgen.files.journal import FOLDER
from clientgen.files.owned_files import MANIFEST, compare, with_manifest, write
from tests.support.files import texts as tree
from tests.support.files import touched
from tests.update.disk import fsync, stopping

P = "pkg"
ONE = {"pkg/a.py": "a = 1\n", "pkg/sub/b.py": "b = 1\n", "docs/x.md": "x\n"}
TWO = {"pkg/a.py": "a = 2\n", "pkg/c.py": "c = 1\n", "docs/x.md": "x\n"}


def full(files: dict[str, str]) -> dict[str, str]:
    return with_manifest(files, P, {"version": "1"})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    write(folder, P, full(ONE))
    return folder


def test_first_run_writes_all(tmp_path: Path) -> None:
    outcome = write(tmp_path / "new/deep", P, full(ONE))
    assert tree(tmp_path / "new/deep") == full(ONE)
    assert (len(outcome.written), outcome.removed, outcome.unchanged) == (4, (), 0)


def test_second_run_touches_nothing(out: Path) -> None:
    before = touched(out)
    outcome = write(out, P, full(ONE))
    assert outcome.is_current and outcome.unchanged == 4
    assert touched(out) == before


def test_only_what_changed_is_replaced_and_the_rest_pruned(out: Path) -> None:
    kept = (out / "docs/x.md").stat()
    outcome = write(out, P, full(TWO))
    assert tree(out) == full(TWO)
    assert outcome.removed == ("pkg/sub/b.py",)
    assert outcome.written == ("pkg/a.py", "pkg/c.py", "pkg/clientgen.json")
    assert (out / "docs/x.md").stat().st_mtime_ns == kept.st_mtime_ns
    assert not (out / "pkg/sub").exists()


def test_who_reads_a_file_meanwhile_reads_all_of_it(out: Path) -> None:
    with open(out / "pkg/a.py") as old:
        write(out, P, full(TWO))
        assert old.read() == ONE["pkg/a.py"]


def test_own_files_beside_are_left_alone(out: Path) -> None:
    (out / "pkg/mine.py").write_text("mine")
    (out / "pkg/sub/mine.py").write_text("mine")
    write(out, P, full(TWO))
    assert (out / "pkg/mine.py").read_text() == (out / "pkg/sub/mine.py").read_text() == "mine"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("pkg/c.py", r"c\.py: .* none of this package's"),
        ("pkg/a.py", "edited by hand"),
        ("pkg/sub/b.py", "edited by hand"),
    ],
)
def test_a_file_that_is_not_ours_is_never_replaced_or_removed(
    path: str, said: str, out: Path
) -> None:
    (out / path).write_text("mine")
    before = tree(out)
    with pytest.raises(InputError, match=said):
        write(out, P, full(TWO))
    assert tree(out) == before
    write(out, P, full(TWO), force=True)
    assert tree(out) == full(TWO)


def test_a_deleted_file_comes_back(out: Path) -> None:
    (out / "pkg/a.py").unlink()
    assert compare(out, P, full(ONE)).written == ("pkg/a.py",)
    write(out, P, full(ONE))
    assert tree(out) == full(ONE)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 5}', '{"files": {"../../x": "y"}}'])
def test_a_broken_manifest_owns_nothing(text: str, out: Path) -> None:
    (out / "x").write_text("")
    (out / "pkg" / MANIFEST).write_text(text)
    with pytest.raises(InputError, match="none of this package's"):
        write(out, P, full(TWO))
    assert (out / "x").exists()


def test_a_manifest_cannot_name_files_elsewhere(out: Path) -> None:
    victim = out.parent / "victim"
    victim.write_text("v")
    manifest = json.loads((out / "pkg" / MANIFEST).read_text())
    digest = manifest["files"]["pkg/a.py"]
    manifest["files"] |= {"../victim": digest, str(victim): digest}
    (out / "pkg" / MANIFEST).write_text(json.dumps(manifest))
    write(out, P, full(TWO))
    assert victim.read_text() == "v"


@pytest.mark.parametrize(
    "path",
    ["../x.py", "/x.py", "pkg/../../x.py", "pkg/con.py", "NUL", "pkg/a:b.py", "a\\b", "pkg/a. ",
     "pkg/\x00", "pkg/a?", "lpt1.txt"],
)  # fmt: skip
def test_unsafe_paths(path: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not safe"):
        write(tmp_path / "out", P, {path: ""})
    assert not (tmp_path / "out").exists()


def test_paths_that_differ_in_case_only(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="case only"):
        write(tmp_path / "out", P, {"pkg/A.py": "", "pkg/a.py": ""})


@pytest.mark.parametrize("link", ["pkg/a.py", "pkg", "docs"])
def test_symbolic_links_are_not_followed(link: str, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (out / link).parent.mkdir(parents=True)
    (out / link).symlink_to(elsewhere)
    with pytest.raises(InputError, match="symbolic link"):
        write(out, P, full(ONE))
    assert not list(elsewhere.iterdir())


def test_the_output_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    write(tmp_path / "out", P, full(ONE))
    assert tree(tmp_path / "real") == full(ONE)


def test_a_file_where_a_folder_must_be(tmp_path: Path) -> None:
    (tmp_path / "pkg").write_text("a file")
    with pytest.raises(InputError):
        write(tmp_path, P, full(ONE))
    assert (tmp_path / "pkg").read_text() == "a file"


def test_a_read_only_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Taking the permission away would not stop root, who runs the tests in containers.
    def refuse(path: Path, *arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(InputError, match=r"out: cannot write: Permission denied"):
        write(tmp_path / "out", P, full(ONE))
    assert not (tmp_path / "out").exists()


def test_a_disk_that_refuses(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(out)

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(InputError, match="No space left on device"):
        write(out, P, full(TWO))
    assert tree(out) == before


def test_two_runs_at_once(out: Path) -> None:
    code = (
        "import fcntl, os, sys; h = os.open(sys.argv[1], os.O_RDONLY);"
        "fcntl.flock(h, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, out], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        before = tree(out)
        with pytest.raises(InputError, match="another run"):
            write(out, P, full(TWO))
        assert tree(out) == before
        other.communicate("", timeout=30)
    write(out, P, full(TWO))
    assert tree(out) == full(TWO)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk."""
    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("following", [ONE, TWO], ids=["old", "new"])
def test_killed_at_any_operation(tmp_path: Path, following: dict[str, str], force: bool) -> None:
    old, new = full(ONE), full(TWO)
    killed = 0
    for at in range(200):
        out = tmp_path.resolve() / str(at)
        write(out, P, old)
        with stopping(out, at) as stop:
            write(out, P, new)
        for path, text in tree(out).items():
            assert FOLDER in path or text in (old.get(path), new.get(path)), f"{path} is torn"
        # Whatever happens next, a run that follows brings one whole state about.
        write(out, P, full(following), force=force)
        assert tree(out) == full(following), at
        if not stop.reached:
            break
        killed += 1
    assert killed > 40


@pytest.mark.usefixtures("quick")
def test_killed_and_then_edited_by_hand(tmp_path: Path) -> None:
    old, new = full(ONE), full(TWO)
    refused = 0
    for at in range(200):
        out = tmp_path.resolve() / str(at)
        write(out, P, old)
        with stopping(out, at) as stop:
            write(out, P, new)
        (out / "pkg/a.py").write_text("mine", "utf-8")
        before = tree(out)
        with pytest.raises(InputError) as problem:
            write(out, P, new)
        refused += "was interrupted while it was writing" in str(problem.value)
        left = tree(out).items() ^ before.items()
        assert not [path for path, _ in left if FOLDER not in path]
        assert "--force" in str(problem.value)
        write(out, P, new, force=True)
        assert tree(out) == new
        if not stop.reached:
            break
    assert refused > 5


def test_one_file_is_old_or_new_whenever_the_run_is_killed(tmp_path: Path) -> None:
    path = tmp_path.resolve() / "f.yaml"
    killed = 0
    for at in range(20):
        path.write_text("old", "utf-8")
        with stopping(tmp_path.resolve(), at) as stop:
            write_file(path, "new content")
        assert path.read_text("utf-8") in ("old", "new content")
        if not stop.reached:
            break
        killed += 1
    assert killed > 3
    write_file(path, "newest")
    assert list(tmp_path.iterdir()) == [path] and path.read_text("utf-8") == "newest"


def test_one_file_keeps_its_permissions_and_is_written_through_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "f.yaml", tmp_path / "link.yaml"
    path.write_text("old", "utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    write_file(link, "new")
    assert link.is_symlink() and path.read_text("utf-8") == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_file(Path("/dev/null"), "x")
    assert Path("/dev/null").is_char_device()
    with pytest.raises(InputError, match="No space left on device"):
        write_file(Path("/dev/full"), "x")


def test_files_on_another_disk_are_replaced_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = os.replace

    def across(source: Path, target: Path) -> None:
        if Path(source).parent.parent.name == FOLDER:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        rename(source, target)

    out = tmp_path / "out"
    write(out, P, full(ONE))
    monkeypatch.setattr(os, "replace", across)
    write(out, P, full(TWO))
    assert tree(out) == full(TWO)


WRITERS = ("atomic.py", "journal.py", "replace.py", "scratch.py")
CALLS = re.compile(
    r"\.write_(text|bytes)\(|\bos\.(replace|rename|remove|unlink|link|rmdir)\(|\.(unlink|rename)\("
    r"|\bshutil\.|\bopen\([^)\n]*[\"'][rwxa]b?\+?[\"']|O_CREAT"
)


def test_nothing_else_in_the_house_writes(repository: Path) -> None:
    house = repository / "generator" / "clientgen"
    found: list[str] = []
    modules = sorted(house.rglob("*.py"))
    for path in modules:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            # Reading, and the sink for what a closed stream cannot take, are no writing.
            harmless = '"rb"' in line or "os.devnull" in line
            if CALLS.search(line) and not harmless:
                found.append(f"{path.relative_to(house)}:{number}")
    ours = [name for name in found if name.startswith(tuple(f"files/{name}" for name in WRITERS))]
    assert len(modules) > 100 and len(ours) > 10
    assert found == ours
