"""The resource tree: which Python name each operation gets, derived from its path.

Every word of a path is a level, and the operations at a word are its methods. Then a leaf with one
method becomes a method of its parent, and a level without methods gives way to its only child.
Where two operations want one name, the longer path falls back to a name from its operationId.
``docs/names.md`` describes the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from clientgen.api import Operation
from clientgen.base.configuration import Config
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.plan.paths import PARAMETER, Route, read_routes
from clientgen.plan.settling import settle, short_id
from clientgen.plan.verbs import (
    collection_verb,
    is_action,
    item_verb,
    says_create,
    singular,
    without_owner,
)
from clientgen.types.names import client_member, member_name, method_name, note_renamed, snake

_UNGROUPED = "api"


@dataclass(slots=True)
class _Level:
    """A resource while the tree is built.

    Args:
        word: its word in snake_case; empty for the root.
        children: the levels below it, by word.
        verbs: the operations at this level, with their verbs.
        methods: the leaves that became methods of it: name → operation.
    """

    word: str
    children: dict[str, _Level] = field(default_factory=dict[str, "_Level"])
    verbs: list[tuple[str, Operation]] = field(default_factory=list[tuple[str, Operation]])
    methods: dict[str, Operation] = field(default_factory=dict[str, Operation])

    @property
    def is_empty(self) -> bool:
        """Tell whether it has no methods."""
        return not self.verbs and not self.methods

    def has(self, name: str) -> bool:
        """Tell whether a name is in use at this level."""
        verbs = (verb for verb, _ in self.verbs)
        return name in self.children or name in self.methods or name in verbs


@dataclass(frozen=True, slots=True)
class OperationNames:
    """The names of all operations.

    Args:
        names: operationId → dotted name such as ``triggers.topics.list``.
        kept: those of them that are kept from an earlier version of the document, where the rules
            would give another today.
    """

    names: Mapping[str, str]
    kept: Mapping[str, str]


def name_operations(
    operations: Sequence[Operation],
    config: Config,
    lists: frozenset[str],
    diagnostics: DiagnosticCollector,
    in_force: Mapping[str, str] | None = None,
) -> OperationNames:
    """Give every operation its dotted name.

    Args:
        operations: all operations.
        config: names chosen by the user, which always win.
        lists: ids of the GET operations that return a collection.
        diagnostics: collects a note for every name changed because it is reserved.
        in_force: operationId → the name that users know it by, of all that have one.

    Returns:
        The names; every method belongs to a resource.
    """
    derived = _Names(operations, config.names.words, lists).derived()
    wanted = {op.id: _legal(derived[op.id], op, diagnostics) for op in operations}
    chosen = {
        operation.id: found.name
        for operation in operations
        if (found := config.operations.get(operation.id)) is not None and found.name
    }
    known = {key: name for key, name in (in_force or {}).items() if key not in chosen}
    kept: dict[str, str] = {}
    while True:
        # A name that is kept may take the one that the rules give to another operation.
        names = settle(operations, wanted, {**chosen, **kept})
        changed = {key: name for key, name in known.items() if names.get(key, name) != name}
        if not changed.keys() - kept.keys():
            return OperationNames(names, kept)
        kept |= changed


def is_named_by_tag(name: str, operation: Operation) -> bool:
    """Tell whether the resource of a method is named after the tag of its operation.

    Args:
        name: the dotted name of the method.
        operation: its operation.

    Returns:
        False where a word of the path is the resource.
    """
    resource = name.partition(".")[0].rstrip("_")
    words = (snake(word, {}) for word in operation.path.split("/"))
    return resource == snake(_group(operation), {}).rstrip("_") and resource not in words


def _group(operation: Operation) -> str:
    """The resource of an operation whose path has none."""
    return operation.tags[0] if operation.tags else _UNGROUPED


class _Names:
    """Derives the names of one document's operations.

    Args:
        operations: all operations.
        known: run-together word → its snake_case form.
        lists: ids of the GET operations that return a collection.
    """

    def __init__(
        self, operations: Sequence[Operation], known: Mapping[str, str], lists: frozenset[str]
    ) -> None:
        self._operations = sorted(operations, key=lambda op: (op.path, op.method))
        self._known = known
        self._routes = read_routes(operation.path for operation in operations)
        self._beside: dict[tuple[str, ...], set[str]] = {}
        for operation in operations:
            self._beside.setdefault(self._route(operation).key, set()).add(operation.method)
        self._collections = {
            key[:depth]
            for key in self._beside
            for depth, level in enumerate(key)
            if level == PARAMETER
        } | {self._route(op).key for op in operations if op.method == "GET" and op.id in lists}

    def derived(self) -> dict[str, Sequence[str]]:
        """Build the tree, and read the names off it.

        Returns:
            operationId → the words of its name.
        """
        root = _Level("")
        for operation in self._operations:
            level = root
            for text in self._route(operation).words or (_group(operation),):
                word = snake(text, self._known)
                level = level.children.setdefault(word, _Level(word))
            level.verbs.append((self._verb(operation), operation))
        self._fold(root)
        self._group_actions(root)
        return {op.id: name for name, op in _listed(root, [])}

    def _route(self, operation: Operation) -> Route:
        return self._routes[operation.path]

    def _verb(self, operation: Operation) -> str:
        route = self._route(operation)
        if not route.words:
            return short_id(operation, [snake(_group(operation))])
        beside = self._beside[route.key]
        if route.ends_in_parameter:
            return "create" if self._creates(operation) else item_verb(operation.method, beside)
        # A word with no item below it is one thing of its owner, such as a user's avatar.
        is_collection = route.key in self._collections or operation.method == "POST"
        return (collection_verb if is_collection else item_verb)(operation.method, beside)

    def _creates(self, operation: Operation) -> bool:
        return operation.method == "POST" and says_create(operation)

    def _fold(self, level: _Level) -> None:
        """Make leaves with one method methods of their owners, and replace levels without any."""
        for child in level.children.values():
            self._fold(child)
        for child in list(level.children.values()) if level.word else ():
            operation = _only_operation(child)
            name = self._leaf_method(level, child, operation) if operation is not None else ""
            if operation is not None and (name == child.word or not level.has(name)):
                del level.children[child.word]
                level.methods[name] = operation
        only_children = {
            word: next(iter(child.children.values()))
            for word, child in level.children.items()
            if child.is_empty and len(child.children) == 1
        }
        wanted = Counter(child.word for child in only_children.values())
        for word, child in only_children.items():
            if child.word == word or (wanted[child.word] == 1 and not level.has(child.word)):
                del level.children[word]
                level.children[child.word] = child

    def _leaf_method(self, owner: _Level, level: _Level, operation: Operation) -> str:
        """Name the only operation of a leaf as a method of its owner."""
        if is_action(level.word, operation.method):
            return level.word
        noun = without_owner(level.word, owner.word)
        if self._creates(operation):
            return f"create_{singular(noun)}"
        if operation.method == "POST" and not self._route(operation).ends_in_parameter:
            return level.word
        verb = level.verbs[0][0]
        return f"{verb}_{singular(noun) if self._route(operation).ends_in_parameter else noun}"

    def _group_actions(self, root: _Level) -> None:
        """Make an action at the top a method of the resource named after its tag."""
        for level in list(root.children.values()):
            operation = _only_operation(level)
            if operation is None or not is_action(level.word, operation.method):
                continue
            word = snake(_group(operation), self._known)
            group = root.children.get(word) or _Level(word)
            if group is not level and not group.has(level.word):
                del root.children[level.word]
                root.children[word] = group
                group.methods[level.word] = operation


def _only_operation(level: _Level) -> Operation | None:
    """The operation of a leaf that has but one."""
    if level.children or level.methods or len(level.verbs) != 1:
        return None
    return level.verbs[0][1]


def _listed(level: _Level, path: Sequence[str]) -> Iterable[tuple[Sequence[str], Operation]]:
    """List the operations at a level and below it, with the words of their names."""
    for name, operation in (*level.verbs, *level.methods.items()):
        yield (*path, name), operation
    for child in level.children.values():
        yield from _listed(child, (*path, child.word))


def _legal(name: Sequence[str], operation: Operation, diagnostics: DiagnosticCollector) -> str:
    """Write a name without the words that are Python's or the package's own."""
    renamed = note_renamed(diagnostics, "{} in the name of a method", operation.pointer)
    first, *middle, last = (member_name(word, {}, renamed) for word in name)
    return ".".join([client_member(first), *middle, method_name(last)])
