"""Check that the modules of a package fit together, without importing any of them.

Every relative import leads to a module that is there and to a name it defines; every name that a
module uses is defined, imported or a builtin. Nothing here knows what the modules are about, so a
vendored copy is held to the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from clientgen.emit.code_names import RelativeImport, Scopes, Use
from clientgen.emit.scopes import BUILTINS, read_scopes


class VerificationError(Exception):
    """The generated package is incomplete; nothing is written.

    Args:
        where: the module, with a line where there is one.
        what: what is wrong there.
    """

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}; nothing was written")


@dataclass(frozen=True, slots=True)
class Module:
    """One emitted module.

    Args:
        path: where it is written, below the output directory.
        name: the parts of its dotted name; a package's own, without ``__init__``.
        is_package: whether it is the ``__init__`` of a package.
        scopes: its names.
    """

    path: str
    name: tuple[str, ...]
    is_package: bool
    scopes: Scopes


def read_modules(
    files: Mapping[str, str], visit: Callable[[str, ast.Module], None] | None = None
) -> dict[tuple[str, ...], Module]:
    """Parse every Python file.

    Args:
        files: path → text; what is no Python file is passed over.
        visit: called with the path and the tree of each; trees are not kept, those of a big
            package are a hundred megabytes.

    Returns:
        Dotted name, as parts → module.

    Raises:
        VerificationError: there is none, or one does not parse.
    """
    found: dict[tuple[str, ...], Module] = {}
    for path, text in files.items():
        if not path.endswith(".py"):
            continue
        parts = tuple(path.removesuffix(".py").split("/"))
        is_package = parts[-1] == "__init__"
        try:
            tree = ast.parse(text)
            scopes = read_scopes(text, tree)
        except (SyntaxError, ValueError) as error:
            raise VerificationError(path, f"does not parse: {error}") from error
        name = parts[:-1] if is_package else parts
        found[name] = Module(path, name, is_package, scopes)
        if visit is not None:
            visit(path, tree)
    if not found:
        raise VerificationError("the package", "has no module at all")
    return found


def verify_modules(modules: Mapping[tuple[str, ...], Module]) -> None:
    """Check that every import resolves and every name is defined.

    Args:
        modules: all modules of a package, as `read_modules` gives them.

    Raises:
        VerificationError: an import leads nowhere, a name is not defined, or is defined twice, or
            a member of a class hides a type or a decorator.
    """
    for module in modules.values():
        leads_to = dict(_imported(module, modules))
        _verify_names(module, leads_to)


def _imported(
    module: Module, modules: Mapping[tuple[str, ...], Module]
) -> Iterator[tuple[str, Module]]:
    """Check the relative imports; give those that bind a module."""
    for found in module.scopes.imports:
        where = f"{module.path}:{found.line}"
        target = _target(module, found)
        if target is None or target not in modules:
            raise VerificationError(where, f"imports {_shown(found)}, a module that is not there")
        submodule = modules.get((*target, found.name))
        if submodule is not None:
            yield found.bound, submodule
            continue
        if found.name == "*":
            raise VerificationError(where, "imports everything, so its names cannot be checked")
        scopes = modules[target].scopes
        if found.name not in (scopes.static if found.is_static else scopes.importable):
            raise VerificationError(
                where, f"imports {found.name!r} from {modules[target].path}, which has no such name"
            )


def _target(module: Module, found: RelativeImport) -> tuple[str, ...] | None:
    """The module that a relative import names; None where it leads out of the package."""
    package = module.name if module.is_package else module.name[:-1]
    if found.level > len(package):
        return None
    base = package[: len(package) - found.level + 1]
    return (*base, *(found.module.split(".") if found.module else ()))


def _shown(found: RelativeImport) -> str:
    return repr("." * found.level + found.module)


def _verify_names(module: Module, leads_to: Mapping[str, Module]) -> None:
    scopes = module.scopes
    for use in scopes.repeated:
        raise VerificationError(f"{module.path}:{use.line}", f"defines the name {use.name!r} twice")
    for use in scopes.captured:
        raise VerificationError(
            f"{module.path}:{use.line}", f"a member of the class hides {use.name!r}"
        )
    missing = sorted(scopes.used - scopes.runtime - BUILTINS)
    if missing:
        raise VerificationError(module.path, f"the name {missing[0]!r} is used and not defined")
    for use in (*scopes.annotated, *scopes.members):
        if use.name not in scopes.static and use.name not in BUILTINS:
            raise VerificationError(
                f"{module.path}:{use.line}", f"the name {use.name!r} is used and not defined"
            )
        if use.attribute and use.name in leads_to:
            _verify_attribute(module, use, leads_to[use.name])
    for name in scopes.exported:
        if name not in scopes.static:
            raise VerificationError(module.path, f"exports {name!r} and does not define it")


def _verify_attribute(module: Module, use: Use, target: Module) -> None:
    if use.attribute not in target.scopes.static:
        raise VerificationError(
            f"{module.path}:{use.line}",
            f"uses {use.name}.{use.attribute}, which {target.path} does not define",
        )
