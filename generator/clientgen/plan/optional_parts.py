"""The parts of a package that are emitted where ``emit`` of the configuration names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OptionalPart:
    """A part of the package that is emitted where ``emit`` names it.

    Args:
        name: as ``emit`` has it, and name of the extra that installs what it requires.
        roots: files below the package that nothing else imports; what they import follows.
        exports: module → names that the package exports.
        requires: requirements besides those of every package.
        data: files below the package that are no modules.
    """

    name: str
    roots: tuple[str, ...] = ()
    exports: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    requires: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


OPTIONAL_PARTS: Mapping[str, OptionalPart] = {
    part.name: part
    for part in (
        OptionalPart(
            "reqwest",
            exports={"_runtime.reqwest": ("AsyncReqwestTransport", "ReqwestTransport")},
            requires=("pyreqwest>=0.15.1,<0.16",),
        ),
        OptionalPart(
            "cli",
            roots=("__main__.py", "cli/__init__.py", "cli/commands.json"),
            requires=("pyyaml>=6,<7",),
            data=("cli/commands.json",),
        ),
        OptionalPart("editing"),
        OptionalPart(
            "testing",
            roots=("testing/__init__.py", "testing/contract.json"),
            requires=("jsonschema>=4.23,<5",),
            data=("testing/contract.json",),
        ),
        OptionalPart("typed-dicts", roots=("typed_dicts.py",)),
        OptionalPart("waiting", exports={"_runtime.waiting": ("wait_for",)}),
    )
}
"""Name in ``emit`` → the part."""
