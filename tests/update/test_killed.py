"""A run killed at any operation on the disk, whatever command follows: old or new, never a mixture.

The quick tests take samples of the operations, the slow ones all of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clientgen.base.diagnostics import InputError
from clientgen.files.atomic import locked
from clientgen.files.journal import FOLDER, find_unfinished
from clientgen.files.replace import finish, undo
from clientgen.follow import Update, apply
from tests.support.files import snapshot
from tests.support.programs import clientgen, process
from tests.update.disk import Stop, fsync, reset, stopping
from tests.update.tiny_api import CONFIG, document, make, prepared

DATE = ("--date", "2026-11-24")
WRITERS = {
    "generate": ("generate",),
    "generate --force": ("generate", "--force"),
    "extract": ("extract",),
    "update": ("update", "new.json", *DATE),
    "vendor": ("vendor", "../copies"),
    "vendor --package": ("vendor", "../copies", "--package", "generated/tiny"),
    "generate SPEC": ("generate", "spec/api.yaml", "--config", "spec/clientgen.toml"),
    "extract UPSTREAM": ("extract", "spec/upstream.json", "-o", "spec/api.yaml"),
}
WITHOUT_CONFIGURATION = ("vendor --package",)
READERS = {
    "generate --check": ("generate", "--check"),
    "extract --check": ("extract", "--check"),
    "diff": ("diff", "spec/api.yaml", "new.json"),
    "names": ("names", "spec/api.yaml"),
    "validate": ("validate", "spec/api.yaml"),
    "update --dry-run": ("update", "new.json", "--dry-run"),
    "vendor --check": ("vendor", "../current", "--check"),
}


@dataclass
class World:
    """A checkout, an update of it, and what it is before and after."""

    tree: Path
    update: Update
    before: dict[str, bytes]
    after: dict[str, bytes]
    operations: list[str]

    def kill(self, at: int) -> Stop:
        """Start from the old state and kill the update at one operation."""
        reset(self.tree, self.before)
        with stopping(self.tree.parent, at) as stop:
            apply(self.update, self.reports)
        return stop

    @property
    def reports(self) -> dict[Path, str]:
        return {self.tree / "reports" / "update.md": "reviewed\n"}

    @property
    def armed(self) -> range:
        """The operations during which the journal stands."""
        first = self.operations.index("os.rename") + 1
        renamed = max(i for i, event in enumerate(self.operations) if event == "os.fsync")
        return range(first, renamed + 2)

    def journal_stands(self) -> bool:
        return (self.tree / "spec" / FOLDER / "journal").exists()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    tree = tmp_path_factory.mktemp("killed").resolve() / "checkout"
    update = prepared(make(tree), document("2.0", ("a", "b", "d")))
    before = snapshot(tree)
    found = World(tree, update, before, {}, [])
    found.operations = found.kill(10**9).seen
    found.after = snapshot(tree)
    return found


@pytest.fixture(autouse=True)
def inside(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reset(world.tree, world.before)
    monkeypatch.setattr("os.fsync", fsync)
    monkeypatch.chdir(world.tree)


def without_reports(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: text for path, text in files.items() if not path.startswith("reports/")}


def without_journal(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: text for path, text in files.items() if FOLDER not in path}


def samples(world: World, step: int) -> Iterator[int]:
    total = len(world.operations)
    edges = (world.armed.start, world.armed.start + 1, world.armed[-1], world.armed.stop, total - 1)
    yield from sorted({*range(0, total, step), *(edge for edge in edges if edge < total)})


def check(world: World, name: str, points: Iterable[int]) -> int:
    """Kill the update at some operations, run a command, and look at what is left."""
    count = told = 0
    for at in points:
        world.kill(at)
        stands, half = world.journal_stands(), snapshot(world.tree)
        code, _, err = clientgen(*(WRITERS | READERS)[name])
        left, case = snapshot(world.tree), f"{name} after {at}: {err}"
        if name in READERS:
            # A command that only reads refuses while the journal stands.
            assert left == half, case
            assert ("was interrupted here while it was writing" in err) == stands, case
            if stands:
                assert code == 2 and len(err.splitlines()) == 1, case
            elif name != "vendor --check":  # where there is no copy to look at
                assert code == 0, case
        else:
            notes = [line for line in err.splitlines() if line.startswith("note: ")]
            assert code == 0 and len(notes) == stands, case
            if not stands and name in WITHOUT_CONFIGURATION:
                # What was staged and never begun stays until a command reads the configuration.
                left = without_journal(left)
            if name == "update":
                assert without_reports(left) == without_reports(world.after), case
            else:
                assert left in (world.before, world.after), case
        count, told = count + 1, told + stands
    assert told > 3
    return count


@pytest.mark.parametrize("name", [*WRITERS, *READERS])
def test_a_command_follows(world: World, name: str) -> None:
    check(world, name, samples(world, 24))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*WRITERS, *READERS])
def test_every_operation_and_every_command(world: World, name: str) -> None:
    count = check(world, name, range(len(world.operations)))
    assert count == len(world.operations) > 120


def test_every_operation_and_the_recovery_alone(world: World) -> None:
    ends = {"before": 0, "undone": 0, "finished": 0, "after": 0}
    for at in range(len(world.operations)):
        world.kill(at)
        journal = find_unfinished(world.tree / "spec")
        assert find_unfinished(world.tree / "generated") == journal
        if journal is not None:
            said = finish(journal)
            assert snapshot(world.tree) in (world.before, world.after), at
            ends["finished" if said.startswith("finished an update") else "undone"] += 1
        else:
            left = without_journal(snapshot(world.tree))
            assert left in (world.before, world.after), at
            ends["before" if left == world.before else "after"] += 1
    assert all(ends.values()), ends
    assert ends["finished"] > 20, ends


@pytest.mark.parametrize("act", [finish, undo])
def test_a_recovery_that_is_killed_is_finished_by_the_next(world: World, act: object) -> None:
    middle = world.armed[len(world.armed) // 2]
    world.kill(middle)
    half = snapshot(world.tree)
    killed = 0
    for at in range(200):
        reset(world.tree, half)
        journal = find_unfinished(world.tree / "spec")
        assert journal is not None
        with stopping(world.tree.parent, at) as stop:
            (finish if act is finish else undo)(journal)
        if not stop.reached:
            break
        journal = find_unfinished(world.tree / "spec")
        if journal is not None:
            finish(journal)
        left = without_journal(snapshot(world.tree))
        assert left in (world.before, world.after), at
        killed += 1
    assert killed > 15


def test_a_disk_that_refuses_at_any_operation(world: World) -> None:
    refused = 0
    for at in range(len(world.operations)):
        reset(world.tree, world.before)
        inodes = {path: (world.tree / path).stat().st_ino for path in world.before}
        if (message := failing(world, at)) is None:
            # Links are replaced by copies, and litter may stay.
            left = without_journal(snapshot(world.tree))
            assert left == world.after, at
            continue
        assert "No space left on device" in message
        assert snapshot(world.tree) == world.before, at
        assert {p: (world.tree / p).stat().st_ino for p in world.before} == inodes, at
        assert not (world.tree / "reports").exists(), at
        refused += 1
    assert refused > 60


def failing(world: World, at: int) -> str | None:
    """Apply the update on a disk that refuses one operation; give the message, if there is one."""
    try:
        with stopping(world.tree.parent, at, OSError(28, "No space left on device")):
            apply(world.update, world.reports)
    except InputError as problem:
        return str(problem)
    return None


EDITS: dict[str, bytes | None] = {
    "generated/tiny/operations.py": b"# mine\n",
    "generated/tiny/resources/c.py": b"# mine\n",
    "generated/tiny/resources/d.py": b"# mine\n",
    "spec/clientgen.toml": None,
    "spec/api.yaml": None,
    "spec/past/1.0.yaml": b"mine: true\n",
}


def edit(tree: Path, path: str) -> None:
    """Change, make or remove a file as a user might."""
    text = EDITS[path]
    (tree / path).parent.mkdir(parents=True, exist_ok=True)
    if text is not None:
        (tree / path).write_bytes(text)
    elif path.endswith(".toml"):
        (tree / path).write_bytes((tree / path).read_bytes() + b"# mine\n")
    else:
        (tree / path).unlink()


@pytest.mark.parametrize("path", EDITS)
@pytest.mark.parametrize("point", [0.0, 0.3, 0.6, 0.95])
def test_a_file_changed_in_between_is_never_overwritten(
    world: World, path: str, point: float
) -> None:
    world.kill(world.armed[int(point * (len(world.armed) - 1))])
    edit(world.tree, path)
    left = snapshot(world.tree)
    for name, arguments in {**WRITERS, **READERS}.items():
        code, _, err = clientgen(*arguments)
        assert code == 2, (name, err)
        assert "clientgen update --undo" in err, (name, err)
        assert len(err.splitlines()) == 1, (name, err)
        if name in WRITERS:
            assert path in err and "nothing was overwritten" in err, (name, err)
        assert snapshot(world.tree) == left, name

    code, _, err = clientgen("update", "--undo")
    assert code == 0, err
    expected = dict(world.before)
    expected.pop(path, None)
    if path in left:
        expected[path] = left[path]
    assert snapshot(world.tree) == expected


def test_a_file_that_is_none_of_the_targets_may_change(world: World) -> None:
    world.kill(world.armed[len(world.armed) // 2])
    (world.tree / "notes.txt").write_text("mine", "utf-8")
    code, _, err = clientgen("generate")
    assert code == 0 and "finished an update" in err
    assert snapshot(world.tree) == {**world.after, "notes.txt": b"mine"}


def test_a_package_is_found_half_replaced_without_its_configuration(world: World) -> None:
    world.kill(world.armed[len(world.armed) // 2])
    arguments = ("generate", "spec/api.yaml", "--out", "generated", "--package", "tiny")
    code, _, err = clientgen(*arguments, "--check")
    assert code == 2 and "was interrupted here" in err
    code, _, err = clientgen(*arguments)
    assert code == 0 and "finished an update" in err


def test_undo_gives_the_update_up(world: World) -> None:
    for at in world.armed[::7]:
        world.kill(at)
        code, _, err = clientgen("update", "--undo")
        assert (code, err) == (0, "")
        assert snapshot(world.tree) == world.before, at


def test_a_run_that_is_still_writing_is_left_alone(world: World) -> None:
    world.kill(world.armed[len(world.armed) // 2])
    left = snapshot(world.tree)
    undo_it = {"undo": ("update", "--undo")}
    with locked(world.tree / "spec"):
        for name, arguments in {**WRITERS, **READERS, **undo_it}.items():
            code, _, err = clientgen(*arguments)
            assert code == 2 and "another run is writing here; try again" in err, (name, err)
            assert snapshot(world.tree) == left, name


@pytest.mark.parametrize("more", ["--dry-run", "new.json"])
def test_undo_takes_nothing_else(world: World, more: str) -> None:
    world.kill(world.armed[len(world.armed) // 2])
    left = snapshot(world.tree)
    code, _, err = clientgen("update", "--undo", more)
    assert code == 2 and "--undo takes neither" in err
    assert snapshot(world.tree) == left


def test_nothing_to_undo(world: World) -> None:
    code, out, _ = clientgen("update", "--undo")
    assert code == 0 and "no update is unfinished" in out
    assert snapshot(world.tree) == world.before


def test_files_put_back_by_version_control_are_the_old_state(world: World) -> None:
    world.kill(world.armed[len(world.armed) // 2])
    for path, content in world.before.items():
        (world.tree / path).parent.mkdir(parents=True, exist_ok=True)
        (world.tree / path).write_bytes(content)
    code, _, err = clientgen("generate")
    assert code == 0, err
    assert snapshot(world.tree) in (world.before, world.after)


@pytest.mark.parametrize("damage", ["record", "staged"])
def test_a_damaged_journal_is_not_trusted(world: World, damage: str) -> None:
    world.kill(world.armed[len(world.armed) // 2])
    folder = world.tree / "spec" / FOLDER
    if damage == "record":
        (folder / "journal").write_text('{"files": 5}', "utf-8")
    else:
        for copy in [*(folder / "new").iterdir(), *(folder / "old").iterdir()]:
            copy.unlink()
            copy.write_bytes(b"something else")
    left = snapshot(world.tree)
    code, _, err = clientgen("generate")
    assert code == 2 and FOLDER in err and len(err.splitlines()) == 1
    assert snapshot(world.tree) == left


@pytest.mark.parametrize("target", ["../../outside.txt", "../linked/victim.txt"])
def test_a_journal_that_came_with_a_checkout_writes_nowhere_else(world: World, target: str) -> None:
    outside = world.tree.parent / "outside.txt"
    outside.unlink(missing_ok=True)
    folder = world.tree / "spec" / FOLDER
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "0").write_bytes(b"x")
    (folder / "new" / "1").write_bytes(b"x")
    (world.tree / "spec" / "there").write_bytes(b"x")
    if "linked" in target:
        (world.tree / "linked").symlink_to(world.tree.parent)
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    record = {
        "task": "update",
        "markers": ["../.."],
        "made": [],
        "files": [[target, None, digest], ["there", None, digest]],
    }
    (folder / "journal").write_text(json.dumps(record), "utf-8")
    code, _, err = clientgen("generate")
    assert code == 2 and "outside of its directories" in err
    assert not outside.exists() and not (world.tree.parent / "victim.txt").exists()


REAL = """
import os, sys
sys.path.insert(0, sys.argv[1])
from clientgen.cli.app import main
left = int(sys.argv[2])
def watch(event, arguments):
    global left
    if event not in ("os.rename", "os.remove", "os.link", "os.mkdir"):
        return
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
sys.addaudithook(watch)
main(["update", "new.json", "--date", "2026-11-24"])
"""


@pytest.mark.slow
def test_a_real_process_killed_for_real(world: World, repository: Path) -> None:
    ends = {-9: 0, 0: 0}
    for at in range(0, 200, 6):
        reset(world.tree, world.before)
        done = process(sys.executable, "-c", REAL, repository, str(at), folder=world.tree)
        ends[done.returncode] += 1
        code, _, err = clientgen("generate")
        assert code == 0, err
        left = without_reports(snapshot(world.tree))
        assert left in (world.before, without_reports(world.after)), at
        if done.returncode == 0:
            break
    assert ends[-9] > 10 and ends[0] == 1, ends


def test_targets_in_many_places_are_recovered_together(tmp_path: Path) -> None:
    whole = tmp_path.resolve()
    text = CONFIG.replace('"past"', '"../../elsewhere/past"').replace('"api.yaml"', '"../api.yaml"')
    config = make(whole / "checkout", config=text + 'changelog = "../../notes/CHANGES.md"\n')
    update = prepared(config, document("2.0", ("a", "b", "d")))
    before = snapshot(whole)
    apply(update)
    after = snapshot(whole)
    finished, left = 0, before
    for at in range(300):
        reset(whole, before)
        with stopping(whole, at) as stop:
            apply(update)
        journal = find_unfinished(config.parent)
        # From the fragment, which lies elsewhere, and from the package.
        for place in ("api.yaml", "generated/tiny"):
            assert find_unfinished(whole / "checkout" / place, above=True) == journal, at
        if journal is not None:
            finish(journal)
            finished += 1
        left = without_journal(snapshot(whole))
        assert left in (before, after), at
        if not stop.reached:
            break
    assert finished > 20 and left == after
