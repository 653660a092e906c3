"""The user's code: which files are judged, and which stand around them."""

from __future__ import annotations

import ast
import io
import json
import os
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clientgen.base.diagnostics import InputError
from clientgen.base.untyped import as_map
from clientgen.compare.your_code import CodePosition, UnseenCode
from clientgen.files.owned_files import MANIFEST

MOST_FILES = 20_000
"""More files than this are refused: a folder was named by mistake."""

_LARGEST = 4 * 1024 * 1024
_FOREIGN = frozenset({"__pycache__", "node_modules", "site-packages", "build", "dist"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the user's.

    Args:
        path: where it is.
        shown: its path as the user would name it.
        text: its content.
        encoding: how that is encoded.
        tree: its syntax tree.
        module: its path below the directory that imports of it begin at.
    """

    path: Path
    shown: str
    text: str
    encoding: str
    tree: ast.Module
    module: str = ""


@dataclass(frozen=True, slots=True)
class CodeBase:
    """The user's code.

    Args:
        root: the deepest directory that holds all of it.
        bases: directories that its absolute imports begin at.
        files: what is judged.
        context: further files of the same packages, which are only read.
        copies: directories of vendored copies of the package.
        skipped: files that are not judged.
        notebooks: how many notebooks lie among them, which are not read.
    """

    root: Path
    bases: tuple[Path, ...]
    files: tuple[SourceFile, ...]
    context: tuple[Path, ...]
    copies: tuple[Path, ...]
    skipped: tuple[UnseenCode, ...]
    notebooks: int = 0


def read_code(
    given: Sequence[Path], names: Sequence[str], texts: Mapping[Path, bytes] | None = None
) -> CodeBase:
    """Read the user's code.

    Args:
        given: files and directories, as the user names them.
        names: import names of the package, by which a vendored copy is recognised.
        texts: content of files that stands for what is on the disk.

    Returns:
        The code. Hidden directories, virtual environments and symbolic links are left out.

    Raises:
        InputError: a path does not exist, holds no Python, or holds too much.
    """
    roots = [_existing(path) for path in given]
    copies: set[Path] = set()
    skipped: list[UnseenCode] = []
    files: dict[Path, SourceFile] = {}
    notebooks = 0
    for path, root in zip(given, roots, strict=True):
        found = list(_python_files(root, path, skipped))
        for item in found:
            if item.name == MANIFEST and _is_copy(item, names):
                copies.add(item.parent)
        notebooks += sum(item.suffix == ".ipynb" for item in found)
        python = [item for item in found if item.suffix == ".py"]
        for item in python:
            if item in files or any(item.is_relative_to(copy) for copy in copies):
                continue
            shown = os.path.normpath(path / item.relative_to(root) if root.is_dir() else path)
            if (source := _source(item, shown, skipped, texts or {})) is not None:
                files[item] = source
        if not python:
            raise InputError("there is no Python file here", source=str(path))
    files = {
        path: source
        for path, source in sorted(files.items())
        if not any(path.is_relative_to(copy) for copy in copies)
    }
    imported = {name for source in files.values() for name in _imported(source.tree)}
    homes = {path: _base(path, roots, imported) for path in files}
    bases = tuple(sorted(set(homes.values()) or {_package_base(root) for root in roots}))
    context = _context(roots, names, copies)
    kept = tuple(
        replace(source, module=path.relative_to(homes[path]).as_posix())
        for path, source in files.items()
    )
    unread = {Path(os.path.realpath(item.position.file)) for item in skipped}
    return CodeBase(
        root=Path(os.path.commonpath(bases)),
        bases=bases,
        files=kept,
        context=tuple(sorted(set(context) - files.keys() - unread)),
        copies=tuple(sorted(copies)),
        skipped=tuple(sorted(set(skipped))),
        notebooks=notebooks,
    )


def _existing(path: Path) -> Path:
    try:
        return path.resolve(strict=True)
    except OSError as error:
        message = f"cannot read this code: {error.strerror or error}"
        raise InputError(message, source=str(path)) from error
    except RuntimeError as error:
        raise InputError("cannot read this code: links in a circle", source=str(path)) from error


def _package_base(path: Path) -> Path:
    """Find the directory that holds the package of a path."""
    folder = path if path.is_dir() else path.parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        folder = folder.parent
    return folder


def _base(path: Path, roots: Sequence[Path], imported: set[str]) -> Path:
    """Find the directory that absolute imports of a file begin at.

    A directory without ``__init__.py`` is a package all the same where some file imports it.
    """
    base = _package_base(path)
    root = next(root for root in roots if path.is_relative_to(root))
    for folder in (base, *base.parents):
        if not folder.is_relative_to(root):
            break
        if folder.name in imported and not (folder / folder.name).exists():
            base = folder.parent
    return base


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the top-level names that a module imports absolutely."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def _python_files(root: Path, shown: Path, skipped: list[UnseenCode]) -> Iterator[Path]:
    """Yield the files below a path that matter, its manifests before its modules."""
    if root.is_file():
        yield root
        return
    count = 0
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        linked = [name for name in sorted(folders) if (here / name).is_symlink()]
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in _FOREIGN
            and name not in linked
            and not (here / name / "pyvenv.cfg").exists()
        )
        for name in sorted(names, key=lambda name: (name != MANIFEST, name)):
            path = here / name
            if path.suffix not in {".py", ".pyi", ".ipynb"} and name != MANIFEST:
                continue
            if path.is_symlink():
                linked.append(name)
                continue
            count += 1
            if count > MOST_FILES:
                message = f"more than {MOST_FILES:,} files: name the folders of your own code"
                raise InputError(message, source=str(shown))
            yield path
        for name in linked:
            where = os.path.normpath(shown / (here / name).relative_to(root))
            if (here / name).is_dir() or name.endswith(".py"):
                skipped.append(_unseen(where, "a symbolic link: name what it leads to"))


def _is_copy(manifest: Path, names: Sequence[str]) -> bool:
    """Tell whether a manifest belongs to a copy of the package that is compared."""
    try:
        found = as_map(json.loads(manifest.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return False
    known = {str((found or {}).get(key)) for key in ("package", "vendored_from")}
    return bool(known & set(names)) and (manifest.parent / "__init__.py").is_file()


def _source(
    path: Path, shown: str, skipped: list[UnseenCode], texts: Mapping[Path, bytes]
) -> SourceFile | None:
    data = b""
    try:
        if path.stat().st_size > _LARGEST:
            skipped.append(_unseen(shown, "larger than 4 MiB"))
            return None
        data = texts[path] if path in texts else path.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
        return SourceFile(path, shown, text, encoding, ast.parse(data, shown))
    except OSError as error:
        skipped.append(_unseen(shown, f"cannot be read: {error.strerror or error}"))
    except SyntaxError as error:
        skipped.append(_unseen(shown, "has a syntax error", error.lineno or 1, error.offset or 1))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        skipped.append(_unseen(shown, f"is not {error.encoding}, which its text should be", line))
    except (ValueError, LookupError, RecursionError, MemoryError):
        skipped.append(_unseen(shown, "is no Python that can be read"))
    return None


def _unseen(shown: str, reason: str, line: int = 1, column: int = 1) -> UnseenCode:
    return UnseenCode(CodePosition(shown, line, max(column, 1)), reason)


def _context(roots: Sequence[Path], names: Sequence[str], copies: set[Path]) -> list[Path]:
    """List the files of the packages that the code is a part of; copies found are added."""
    found: list[Path] = []
    for root in roots:
        folder = root if root.is_dir() else root.parent
        base = _package_base(root)
        top = folder if folder == base else base / folder.relative_to(base).parts[0]
        if root.is_file() and folder == base:
            found += [path for path in sorted(folder.glob("*.py")) if not path.is_symlink()]
            continue
        for path in _python_files(top, top, []):
            if path.name == MANIFEST and _is_copy(path, names):
                copies.add(path.parent)
            if path.suffix in {".py", ".pyi"}:
                found.append(path)
    return [p for p in found if not any(p.is_relative_to(copy) for copy in copies)]
