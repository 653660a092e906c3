"""Attaches what a checker refuses, and what no checker sees, to the findings that explain it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from clientgen.compare import Finding
from clientgen.compare.surface_change import ChangedName
from clientgen.compare.your_code import CodeNote, CodePosition
from clientgen.usage.calls import CodeFile, end_of
from clientgen.usage.checkers import CheckerMessage
from clientgen.usage.marks import MarkedName
from clientgen.usage.uses import FileUses, NameUse

_EXACT = 100


def added_messages(
    old: Iterable[CheckerMessage], new: Iterable[CheckerMessage]
) -> list[CheckerMessage]:
    """Select the messages that a checker adds, compared by file, position and code.

    Args:
        old: what it said before.
        new: what it says now.

    Returns:
        The messages beyond those that there were; of several at one position those whose text is
        new.
    """
    old = list(old)
    counts = Counter(_key(message) for message in old)
    texts = {(*_key(message), message.text) for message in old}
    added: list[CheckerMessage] = []
    # What was said in the same words takes what was there first.
    for message in sorted(new, key=lambda m: ((*_key(m), m.text) not in texts, m)):
        if counts[_key(message)] > 0:
            counts[_key(message)] -= 1
        else:
            added.append(message)
    return sorted(added)


def first_line(message: CheckerMessage) -> str:
    """Return the first line of a message."""
    lines = message.text.strip().splitlines()
    return lines[0] if lines else message.code


def _key(message: CheckerMessage) -> tuple[str, int, int, str]:
    return str(message.path), message.line, message.column, message.code


@dataclass(slots=True)
class Attachment:
    """Notes by finding, as they are collected.

    Args:
        findings: the findings.
    """

    findings: Sequence[Finding]
    notes: dict[int, set[CodeNote]] = field(default_factory=dict[int, set[CodeNote]], init=False)
    changes: set[CodeNote] = field(default_factory=set[CodeNote], init=False)
    unexplained: set[CodeNote] = field(default_factory=set[CodeNote], init=False)

    def add(self, index: int, note: CodeNote) -> None:
        """Add a note to a finding.

        Args:
            index: number of the finding.
            note: the note.
        """
        self.notes.setdefault(index, set()).add(note)
        if note.effect == "change":
            self.changes.add(note)

    def add_explained(self, indices: Collection[int], note: CodeNote) -> None:
        """Add a change to the findings that explain it, or to those that none explains.

        Args:
            indices: numbers of the findings.
            note: the note.
        """
        for index in indices:
            self.add(index, note)
        if not indices:
            self.changes.add(note)
            self.unexplained.add(note)

    def attach_errors(self, uses: FileUses, messages: Sequence[CheckerMessage]) -> None:
        """Attach what a checker refuses in one file.

        Args:
            uses: the uses in the file.
            messages: the errors that the new package adds.
        """
        for message in messages:
            use, indices = self._explaining(uses, message)
            call = _call_around(uses, message)
            if call is None and use is not None and use.name.kind == "method":
                call = uses.file.at(use.node)
            position = uses.file.position(message.line, message.column)
            note = CodeNote(position, "change", first_line(message), message.code, call)
            self.add_explained(indices, note)

    def _explaining(
        self, uses: FileUses, message: CheckerMessage
    ) -> tuple[NameUse | None, list[int]]:
        """Find the findings that explain an error, and the use of the name they change."""
        best: tuple[int, NameUse | None, list[int]] = (0, None, [])
        for use in _uses_near(uses, message):
            nearness = _nearness(uses.file, use, message)
            scores = {
                index: score
                for index, finding in enumerate(self.findings)
                if (score := relevance(finding, use, uses.file.call_of(use.node)))
            }
            if not scores:
                continue
            top = max(scores.values())
            if nearness + top > best[0]:
                best = nearness + top, use, [i for i, score in scores.items() if score == top]
        return best[1], best[2]

    def attach_calls(self, uses: FileUses) -> None:
        """Tell of each call which findings reach it.

        Args:
            uses: the calls of one file, resolved or not.
        """
        resolved = {use.node for use in uses.operations}
        for use in (*uses.operations, *uses.unresolved):
            for index, finding in enumerate(self.findings):
                # A checker tells whether a call suffers from what changes in Python only.
                in_python = finding.wire == "safe" and finding.source != "safe"
                if not reaches(finding, use.method) or (in_python and use.node in resolved):
                    continue
                told = self.notes.get(index, set())
                if not any(note.call == use.position for note in told):
                    text = f"calls `{use.method}()`"
                    self.add(index, CodeNote(use.position, "call", text, "", use.position))

    def noted(self) -> tuple[Finding, ...]:
        """Return the findings with their notes."""
        return tuple(
            replace(finding, notes=tuple(sorted(self.notes.get(index, ()), key=_note_key)))
            for index, finding in enumerate(self.findings)
        )


def _note_key(note: CodeNote) -> tuple[int, CodePosition, str]:
    return ("change", "check", "call").index(note.effect), note.position, note.text


def reaches(finding: Finding, method: str) -> bool:
    """Tell whether a finding is about an operation.

    Args:
        finding: the finding.
        method: the name of the operation in the old package.

    Returns:
        True where it is.
    """
    return method in finding.methods or any(
        method == (name.owner if name.kind == "argument" else name.old)
        for name in finding.names
        if name.kind in ("method", "argument")
    )


def meets(finding: Finding, places: Collection[str]) -> bool:
    """Tell whether a finding is about one of several positions in the documents.

    Args:
        finding: the finding.
        places: JSON pointers, as the documents were read.

    Returns:
        True where it stands at one of them or below.
    """
    own = {location.pointer for location in (finding.old, finding.new) if location}
    return any(
        pointer == place or pointer.startswith(f"{place}/")
        for pointer in own | set(finding.pointers)
        for place in places
    )


def relevance(finding: Finding, use: NameUse, call: ast.Call | None) -> int:
    """Score how well a finding explains that a use of a name is refused.

    Args:
        finding: the finding.
        use: the use.
        call: the call of it, if it is called.

    Returns:
        0 where it does not.
    """
    given = {keyword.arg for keyword in call.keywords} if call is not None else set[str | None]()
    # An import suffers from what becomes of the class, not of its members.
    names = [
        changed
        for changed in finding.names
        if changed.kind == "class" or not isinstance(use.node, ast.ImportFrom)
    ]
    scores = [_score(changed, use.name, given) for changed in names]
    score = max(scores, default=0)
    if not score and not _is_of_dictionaries(finding, use.name):
        return 0
    return score + {"breaks": 10, "may": 5, "safe": 0}[finding.source]


def _is_of_dictionaries(finding: Finding, name: MarkedName) -> bool:
    """Tell whether a finding is about members that a call may name in a typed dictionary."""
    return (
        name.kind == "method"
        and "request" in finding.directions
        and any(changed.kind == "attribute" for changed in finding.names)
        and reaches(finding, name.name)
    )


def _score(changed: ChangedName, name: MarkedName, given: set[str | None]) -> int:
    if name.kind == "attribute":
        is_it = (changed.kind, changed.owner, changed.old) == ("attribute", name.owner, name.name)
        return 4 if is_it else 0
    if changed.kind == name.kind and changed.old == name.name:
        return 4 if changed.is_rename or not changed.new else 2
    owned = {"method": "argument", "class": "attribute", "update": "attribute"}.get(name.kind)
    if changed.kind != owned or changed.owner != name.name:
        return 0
    if not changed.old:
        return 2
    return 4 if changed.old in given else 1


def _uses_near(uses: FileUses, message: CheckerMessage) -> Iterator[NameUse]:
    """Yield the uses in the statement of an error, nested statements left out."""
    start = message.line, message.column
    for use in uses.names:
        if use.name.kind == "resource":
            continue
        statement = uses.file.statement(use.node)
        if isinstance(statement, ast.stmt) and _begin(statement) <= start <= end_of(statement):
            inner = [
                node
                for node in ast.walk(statement)
                if isinstance(node, ast.stmt)
                and node is not statement
                and _begin(node) <= start <= end_of(node)
            ]
            if not inner and _is_of_import(use, message):
                yield use


def _is_of_import(use: NameUse, message: CheckerMessage) -> bool:
    """Tell whether an error on an import is about the name that a use stands for there."""
    if not isinstance(use.node, ast.ImportFrom):
        return True
    start, end = (message.line, message.column), (message.end_line, message.end_column)
    inside = {
        alias.name
        for alias in use.node.names
        if (alias.lineno, alias.col_offset) <= start
        and end <= (alias.end_lineno or alias.lineno, alias.end_col_offset or alias.col_offset)
    }
    # mypy tells the position of the statement only, and the name in quotes.
    named = inside or {a.name for a in use.node.names if f'"{a.name}"' in message.text}
    return not named or use.name.name in named


def _call_around(uses: FileUses, message: CheckerMessage) -> CodePosition | None:
    """Find the innermost call of an operation that an error stands in."""
    start = message.line, message.column
    around = [
        use
        for use in uses.operations
        if use.call is not None and _begin(use.call) < start < end_of(use.call)
    ]
    return max(around, key=lambda use: _begin(use.node)).position if around else None


def _begin(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _nearness(file: CodeFile, use: NameUse, message: CheckerMessage) -> int:
    """Score how near a use is to an error."""
    start, end = (message.line, message.column), (message.end_line, message.end_column)
    if end_of(use.node) == end:
        return _EXACT
    call = file.call_of(use.node)
    if call is not None and _begin(call) <= start and end <= end_of(call):
        # The smaller call is the nearer one.
        return _EXACT // 2 - min(end_of(call)[0] - call.lineno, 20)
    if start <= _begin(use.node) and end_of(use.node) <= end:
        return 20
    return 1
