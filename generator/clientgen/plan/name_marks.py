"""Marks for names that read badly, and proposals for the configuration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from clientgen.base.toml_file import toml_key, toml_string
from clientgen.plan.package import Method, PackagePlan
from clientgen.plan.paths import PARAMETER, read_routes
from clientgen.plan.verbs import is_action, singular
from clientgen.types.names import is_hashed

LONG_METHOD = 40
"""Characters of a method's own name, above which it is marked."""
LONG_CLASS = 80
"""Characters of a class name, above which it is marked."""


@dataclass(frozen=True, slots=True)
class NamedMethod:
    """A method and what it sends.

    Args:
        name: dotted name from the client.
        method: HTTP method.
        path: path template.
        id: operationId.
        marks: what reads badly: ``over-long``, ``repeated``, ``hashed``, ``verb-as-resource``,
            ``swapped``; ``not-paged`` for a listing that is read in one piece.
        better: a name to propose instead; empty without one.
    """

    name: str
    method: str
    path: str
    id: str
    marks: tuple[str, ...]
    better: str = ""


@dataclass(frozen=True, slots=True)
class NamedClass:
    """A class of the models.

    Args:
        name: its name.
        schema: key of its schema.
        marks: what reads badly: ``over-long``, ``hashed``.
    """

    name: str
    schema: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamesReport:
    """The names of a package.

    Args:
        methods: all methods, by name.
        classes: all classes, by name.
        resources: number of resources that have methods.
        single: number of those that have one method.
        listings: number of GET operations with a GET of one item below them.
    """

    methods: tuple[NamedMethod, ...]
    classes: tuple[NamedClass, ...]
    resources: int
    single: int
    listings: int

    @property
    def marks(self) -> Mapping[str, int]:
        """The number of names that have each mark."""
        marks = [*(item.marks for item in self.methods), *(item.marks for item in self.classes)]
        return dict(sorted(Counter(chain.from_iterable(marks)).items()))

    def proposals(self) -> str:
        """Write what reads badly as lines for the configuration, with a better name if there is.

        Returns:
            TOML; empty where everything reads well.
        """
        tables = [
            f"# {', '.join(method.marks) or 'goes with its resource'}\n"
            f"[operations.{toml_key(method.id)}]\n"
            f"name = {toml_string(method.better or method.name)}\n"
            for method in self.methods
            if (method.better or set(method.marks) - {"not-paged"})
            # The configuration names methods of resources.
            and "." in method.name
        ]
        lines = [
            f"{toml_key(item.schema)} = {toml_string(item.name)}  # {', '.join(item.marks)}\n"
            for item in self.classes
            if item.marks
        ]
        return "\n".join([*tables, *(["[names.schemas]\n" + "".join(lines)] if lines else [])])


def report_names(plan: PackagePlan) -> NamesReport:
    """Look at the names of a package.

    Args:
        plan: the plan of the package.

    Returns:
        All names, with marks.
    """
    swapped, listings = _listings(plan.methods)
    better = _better_names(plan.methods)
    methods = tuple(
        NamedMethod(
            method.path,
            method.operation.method,
            method.operation.path,
            method.operation.id,
            tuple(_method_marks(method, swapped)),
            better.get(method.path, ""),
        )
        for method in plan.methods
    )
    classes = tuple(
        NamedClass(name, key, tuple(_class_marks(name, key)))
        for key, name in sorted(plan.models.classes.items(), key=lambda item: item[1])
    )
    groups = Counter(method.path.rpartition(".")[0] for method in plan.methods)
    single = sum(count == 1 for count in groups.values())
    return NamesReport(methods, classes, len(groups), single, listings)


def _method_marks(method: Method, swapped: frozenset[str]) -> Iterator[str]:
    parts = method.path.split(".")
    if len(method.name) > LONG_METHOD:
        yield "over-long"
    if _repeated(parts) is not None:
        yield "repeated"
    if any(map(is_hashed, parts)):
        yield "hashed"
    if _is_verb_as_resource(method):
        yield "verb-as-resource"
    if method.path in swapped:
        yield "swapped"
    if method.operation.method == "GET" and method.name == "list" and method.paging is None:
        yield "not-paged"


def _class_marks(name: str, key: str) -> Iterator[str]:
    if len(name) > LONG_CLASS:
        yield "over-long"
    if is_hashed(name, key):
        yield "hashed"


def _repeated(parts: Sequence[str]) -> int | None:
    """Find a resource or method that only says again what its owner says."""
    pairs = enumerate(pairwise(parts), start=1)
    return next((at for at, (one, two) in pairs if singular(one) == singular(two)), None)


def _is_verb_as_resource(method: Method) -> bool:
    """Tell whether a resource is named after what its POST does, as ``orders.cancel.create``."""
    parts = method.path.split(".")
    http = method.operation.method
    return (
        http == "POST" and parts[-1] == "create" and len(parts) > 2 and is_action(parts[-2], http)
    )


def _listings(methods: Sequence[Method]) -> tuple[frozenset[str], int]:
    """Find the methods that list and get by each other's names, and count the listings."""
    routes = read_routes(method.operation.path for method in methods)
    reading = {
        routes[method.operation.path].key: method
        for method in methods
        if method.operation.method == "GET"
    }
    swapped: set[str] = set()
    listings = 0
    for key, listing in reading.items():
        item = reading.get((*key, PARAMETER))
        if item is None or key[-1:] == (PARAMETER,):
            continue
        listings += 1
        if listing.name == "get" or item.name == "list":
            swapped |= {listing.path, item.path}
    return frozenset(swapped), listings


def _better_names(methods: Sequence[Method]) -> dict[str, str]:
    """Propose names, none of which is in use."""
    names = {method.path for method in methods}
    resources = {
        name.rsplit(".", count)[0] for name in names for count in range(1, name.count(".") + 1)
    }
    verbs = {method.path.rpartition(".")[0] for method in methods if _is_verb_as_resource(method)}
    # What a resource named after a verb holds besides its own methods keeps it in place.
    verbs -= {resource.rpartition(".")[0] for resource in resources}
    found: dict[str, str] = {}
    taken = names | (resources - verbs)
    for method in methods:
        parts = method.path.split(".")
        at = _repeated(parts)
        if method.path.rpartition(".")[0] in verbs:
            # The resource goes: its action takes its name, and the others say what they act on.
            action = _is_verb_as_resource(method)
            name = ".".join([*parts[:-2], parts[-2] if action else f"{parts[-1]}_{parts[-2]}"])
        elif at is not None and len(parts) > 2:
            name = ".".join([*parts[:at], *parts[at + 1 :]])
        else:
            continue
        if name not in taken:
            taken.add(name)
            found[method.path] = name
    return found
