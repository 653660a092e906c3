"""Turns document changes and surface changes into findings; every verdict is decided here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientgen.base.prose import flat
from clientgen.compare.attribution import Attribution, is_documentation
from clientgen.compare.class_changes import Usage
from clientgen.compare.document_changes import DocumentChange, Key
from clientgen.compare.engine import ApiComparison, compare_apis, reachable
from clientgen.compare.findings import Finding, Report, SourceLocation, ordered
from clientgen.compare.resolved_schemas import SchemaResolver, replaced
from clientgen.compare.rules import (
    BUMPS,
    READERS,
    RULES,
    Bump,
    Reader,
    Rule,
    Verdict,
    biggest,
    worst,
)
from clientgen.compare.surface import compare_surfaces
from clientgen.compare.surface_change import ChangedName, SurfaceChange
from clientgen.compare.versions import Version
from clientgen.types import ModelsPlan, collect
from clientgen.types.expressions import is_nullable

_NEIGHBOURS = {
    "method": "python-method-moved",
    "resource": "python-class-renamed",
    "class": "python-class-renamed",
    "attribute": "python-attribute-changed",
}
_GONE = {
    "python-method-moved": "python-method-removed",
    "python-class-renamed": "python-class-removed",
    "python-attribute-changed": "python-attribute-removed",
}
_NEW_OPERATIONS = frozenset({"path-added", "operation-added"})


def compare_versions(
    old: Version, new: Version, *, whole: tuple[SchemaResolver, SchemaResolver] | None = None
) -> Report:
    """Compare two documents.

    Args:
        old: the old document.
        new: the new one.
        whole: the documents these are parts of, to tell how much changed around them.

    Returns:
        The report, nothing waived yet.
    """
    compared = compare_apis(old.resolver, new.resolver)
    catalog = collect(new.api)
    surface_changes = compare_surfaces(
        old.plan,
        new.plan,
        compared.pairs,
        [node for node, pair in compared.graph.pairs.items() if not replaced(pair.old, pair.new)],
        Usage(catalog.answered, catalog.sent, new.plan.models.classes),
    )
    findings = list(_Judge(old, new, compared, surface_changes).findings())
    return Report(
        old=old.label,
        new=new.label,
        old_version=old.version,
        new_version=new.version,
        findings=tuple(ordered(findings)),
        operations=len(compared.pairs),
        touched=len({name for finding in findings for name in finding.operations}),
        api_wide=None if whole is None else len(compare_apis(*whole).changes),
        prefix=new.prefix,
        only=tuple(dict.fromkeys((*old.only, *new.only))),
    )


class _Judge:
    def __init__(
        self,
        old: Version,
        new: Version,
        compared: ApiComparison,
        surface_changes: Sequence[SurfaceChange],
    ) -> None:
        self._old = old
        self._new = new
        self._compared = compared
        self._surface_changes = surface_changes
        self._methods = {
            pair.index: (old if pair.old else new).methods.get(pair.shown.id, pair.shown.id)
            for pair in compared.pairs
        }

    def findings(self) -> Iterator[Finding]:
        """Every finding."""
        owned, left = self._assign()
        for index, change in enumerate(self._compared.changes):
            surface_changes = owned.get(index, [])
            if change.only_named and not surface_changes:
                continue
            if RULES[change.rule].seen_through:
                continue
            yield self._finding(change, surface_changes)
        for surface_change in left:
            if surface_change.verdict != "safe":
                yield self._unexplained_finding(surface_change)

    def _assign(self) -> tuple[dict[int, list[SurfaceChange]], list[SurfaceChange]]:
        """Assign each surface change to the document change that explains it."""
        by_key: dict[Key, list[int]] = {}
        for index, change in enumerate(self._compared.changes):
            for key in change.keys:
                by_key.setdefault(key, []).append(index)
        owned: dict[int, list[SurfaceChange]] = {}
        unexplained: list[SurfaceChange] = []
        attribution = Attribution(self._compared.changes)
        for surface_change in self._surface_changes:
            indices = sorted(
                {index for key in surface_change.keys for index in by_key.get(key, ())}
            )
            if not indices:
                # The response of a method decides whether it is named as a listing.
                returns = [
                    k._replace(kind="returns") for k in surface_change.keys if k.kind == "method"
                ]
                indices = sorted({index for key in returns for index in by_key.get(key, ())})
            if not indices:
                indices = attribution.arguments_of(surface_change)
            if surface_change.verdict != "safe" and self._are_texts(indices):
                above = attribution.renames_above(surface_change)
                indices = above or (attribution.changes_below(surface_change) if indices else [])
            for index in self._likeliest(indices):
                owned.setdefault(index, []).append(surface_change)
            if not indices:
                unexplained.append(surface_change)
        return owned, list(self._by_subtree(unexplained, owned))

    def _are_texts(self, indices: list[int]) -> bool:
        return all(is_documentation(self._compared.changes[index]) for index in indices)

    def _likeliest(self, indices: list[int]) -> list[int]:
        """Prefer changes that can alter code over changes of descriptions and examples."""
        changes = self._compared.changes
        telling = [i for i in indices if RULES[changes[i].rule].source != "safe"]
        telling = telling or [i for i in indices if RULES[changes[i].rule].bump != "patch"]
        return telling or indices[:1]

    def _by_subtree(
        self, surface_changes: list[SurfaceChange], owned: dict[int, list[SurfaceChange]]
    ) -> Iterator[SurfaceChange]:
        """Assign added and removed classes to the change that causes them; yield the rest."""
        causes = {version: self._causes(version) for version in ("old", "new")}
        for surface_change in surface_changes:
            # A class in both versions was neither added nor removed.
            index = None
            if len(surface_change.keys) == 1:
                (key,) = surface_change.keys
                is_own = key.kind in ("class", "attribute")
                index = causes[key.version].get(key.owner) if is_own else None
            if index is None:
                yield surface_change
            else:
                owned.setdefault(index, []).append(surface_change)

    def _causes(self, version: str) -> dict[int | str, int]:
        """Map the pointer of each added or removed schema to the first change that leads to it."""
        seen: set[str] = set()
        found: dict[int | str, int] = {}
        resolver = self._compared.old if version == "old" else self._compared.new
        for index, change in enumerate(self._compared.changes):
            roots = change.removed_schemas if version == "old" else change.added_schemas
            for pointer, _ in reachable(roots, resolver, seen):
                found[pointer] = index
        return found

    def _finding(self, change: DocumentChange, surface_changes: Sequence[SurfaceChange]) -> Finding:
        rule = RULES[change.rule]
        judged = [judge(RULES[name], surface_changes) for name in (change.rule, *change.also)]
        source, bump = worst(v for v, _ in judged), biggest(b for _, b in judged)
        wire = change.wire or worst([rule.wire, *(RULES[other].wire for other in change.also)])
        operations = sorted(change.operations)
        readers = self._readers(change) if wire != "safe" else ()
        shown = max(
            surface_changes,
            key=lambda surface_change: BUMPS.index(surface_change.bump),
            default=None,
        )
        before, after = (shown.before, shown.after) if shown else ("", "")
        if change.evidence and before and not after:
            # A rename on the wire is a name that is gone and another that is new.
            after = next((s.after for s in surface_changes if s.after and not s.before), "")
        return Finding(
            id=change.rule,
            subject=change.subject,
            wire=wire,
            source=source,
            bump=bump,
            operations=tuple(self._operation_name(index) for index in operations),
            methods=tuple(self._methods[index] for index in operations),
            old=_location(self._old, change.old),
            new=_location(self._new, change.new),
            before=change.before,
            after=change.after,
            python=_messages(surface_changes),
            python_before=before,
            python_after=after,
            directions=change.directions,
            also=change.also,
            evidence=change.evidence,
            note=rule.deviation if source != rule.source else "",
            pointers=self._pointers(change),
            names=_names(surface_changes),
            summaries=self._summaries(change),
            readers=readers,
            reading=rule.reading if set(readers) & {"code", "strict"} else "",
        )

    def _summaries(self, change: DocumentChange) -> tuple[str, ...]:
        if change.rule not in _NEW_OPERATIONS:
            return ()
        added = (self._compared.pairs[index].shown for index in sorted(change.operations))
        return tuple(flat(operation.summary or "") for operation in added)

    def _readers(self, change: DocumentChange) -> tuple[Reader, ...]:
        """Tell who breaks on the wire by a change."""
        rules = [RULES[name] for name in (change.rule, *change.also)]
        found = {reader for rule in rules for reader in rule.readers(change.directions)}
        if change.rule == "resp-prop-nullable" and takes_null(self._old.plan.models, change):
            found = {"strict" if reader == "code" else reader for reader in found}
        return tuple(reader for reader in READERS if reader in found)

    def _pointers(self, change: DocumentChange) -> tuple[str, ...]:
        olds = {self._old.document.origin(old) for old, _ in change.pointers if old is not None}
        news = {self._new.document.origin(new) for _, new in change.pointers if new is not None}
        return tuple(sorted(olds | news))

    def _unexplained_finding(self, surface_change: SurfaceChange) -> Finding:
        keys = surface_change.keys
        kinds = sorted(key.kind for key in keys if key.kind in _NEIGHBOURS)
        touched = sorted({key.owner for key in keys if isinstance(key.owner, int)})
        rule = _NEIGHBOURS[kinds[0]] if kinds else "python-signature-changed"
        if surface_change.before and not surface_change.after:
            rule = _GONE.get(rule, rule)
        return Finding(
            id=rule,
            subject=surface_change.text.replace("`", ""),
            wire="safe",
            source=surface_change.verdict,
            bump=surface_change.bump,
            operations=tuple(self._operation_name(index) for index in touched),
            methods=tuple(self._methods[index] for index in touched),
            old=self._key_location(self._old, keys, "old"),
            new=self._key_location(self._new, keys, "new"),
            python=(surface_change.text,),
            python_before=surface_change.before,
            python_after=surface_change.after,
            names=surface_change.names,
        )

    def _key_location(
        self, version: Version, keys: frozenset[Key], which: str
    ) -> SourceLocation | None:
        owner = next((key.owner for key in keys if key.version == which), None)
        if not isinstance(owner, int):
            # Some declarations are known by a name, which is no place in the document.
            return _location(version, owner) if owner and owner.startswith("/") else None
        pair = self._compared.pairs[owner]
        operation = pair.old if which == "old" else pair.new
        return _location(version, operation.pointer) if operation else None

    def _operation_name(self, index: int) -> str:
        operation = self._compared.pairs[index].shown
        return f"{operation.method} {operation.path}"


def judge(rule: Rule, surface_changes: Sequence[SurfaceChange]) -> tuple[Verdict, Bump]:
    """Decide the source verdict and the version step of a change.

    Args:
        rule: its rule.
        surface_changes: the changes of the Python surface it explains.

    Returns:
        What the table says when the rule is fixed. Otherwise ``safe`` when the surface loses
        nothing; else the table's verdict, or the surface's where that is worse.
    """
    seen = worst(surface_change.verdict for surface_change in surface_changes)
    step = biggest(surface_change.bump for surface_change in surface_changes)
    if rule.fixed:
        return worst([rule.source, seen]), biggest([rule.bump, step])
    if seen == "safe":
        # No code has to change, so the version need not say that it has.
        spared: Bump = "patch" if rule.wire == "safe" else "minor"
        return "safe", biggest([spared if rule.bump == "major" else rule.bump, step])
    verdict = worst([rule.source, seen])
    if verdict == rule.source:
        # No worse than the table expects: its step holds.
        return verdict, rule.bump
    return verdict, biggest([rule.bump, step])


def takes_null(models: ModelsPlan, change: DocumentChange) -> bool:
    """Tell whether the members that became nullable could be None in the old package already.

    Args:
        models: those of the old package.
        change: the change, with the attributes whose type it makes.

    Returns:
        False where it is a value in a list or map, a whole response, or a member that has to be.
    """
    fields = {(m.schema.pointer, f.wire): f for m in models.models for f in m.fields}
    found = [
        fields.get((str(key.owner), key.name)) if key.kind == "attribute" else None
        for key in change.keys
        if key.version == "old" and key.kind in {"attribute", "returns"}
    ]
    return bool(found) and all(
        field is not None and is_nullable(field.type) and field.schema.pointer == change.old
        for field in found
    )


def _messages(surface_changes: Sequence[SurfaceChange]) -> tuple[str, ...]:
    ranked = sorted(surface_changes, key=_rank)
    return tuple(dict.fromkeys(surface_change.text for surface_change in ranked))


def _names(surface_changes: Sequence[SurfaceChange]) -> tuple[ChangedName, ...]:
    return tuple(dict.fromkeys(name for change in surface_changes for name in change.names))


def _rank(surface_change: SurfaceChange) -> tuple[int, bool, str]:
    """Sort key: biggest version step first, methods before their classes."""
    return (
        -BUMPS.index(surface_change.bump),
        any(key.kind == "class" for key in surface_change.keys),
        surface_change.text,
    )


def _location(version: Version, pointer: str | None) -> SourceLocation | None:
    if pointer is None:
        return None
    document = version.document
    return SourceLocation(version.label, document.origin(pointer), document.position(pointer))
