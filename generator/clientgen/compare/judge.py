"""From facts and surface changes to findings: every verdict is settled here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientgen.base.numbers import is_number
from clientgen.compare.classes import Travels
from clientgen.compare.engine import Compared, compare_apis, reachable
from clientgen.compare.facts import Fact
from clientgen.compare.findings import Finding, Place, Report, ordered
from clientgen.compare.rules import BUMPS, RULES, Bump, Rule, Verdict, biggest, worst
from clientgen.compare.sides import Side
from clientgen.compare.surface import Item, compare_surfaces
from clientgen.compare.views import Views, replaced
from clientgen.types import collect

_MOST_SENTENCES = 6
_NEIGHBOURS = {
    "method": "python-method-moved",
    "class": "python-class-renamed",
    "attribute": "python-attribute-changed",
}


def compare_sides(old: Side, new: Side, *, whole: tuple[Views, Views] | None = None) -> Report:
    """Compare two documents.

    Args:
        old: the old document.
        new: the new one.
        whole: the documents these are parts of, to tell how much changed around them.

    Returns:
        The report, nothing waived yet.
    """
    compared = compare_apis(old.views, new.views)
    catalog = collect(new.api)
    items = compare_surfaces(
        old.plan,
        new.plan,
        compared.pairs,
        [node for node, pair in compared.graph.pairs.items() if not replaced(pair.old, pair.new)],
        Travels(catalog.answered, catalog.sent, new.plan.models.classes),
    )
    findings = list(_Judge(old, new, compared, items).findings())
    edits = None
    if whole is not None:
        edits = len(compare_apis(*whole).facts)
    return Report(
        old=old.label,
        new=new.label,
        old_version=old.version,
        new_version=new.version,
        findings=tuple(ordered(findings)),
        operations=len(compared.pairs),
        touched=len({line for finding in findings for line in finding.operations}),
        api_wide=edits,
        prefix=new.prefix,
    )


class _Judge:
    def __init__(self, old: Side, new: Side, compared: Compared, items: Sequence[Item]) -> None:
        self._old = old
        self._new = new
        self._compared = compared
        self._items = items
        self._methods = {
            pair.index: (
                old.methods.get(pair.shown.id, pair.shown.id)
                if pair.old
                else new.methods.get(pair.shown.id, pair.shown.id)
            )
            for pair in compared.pairs
        }

    def findings(self) -> Iterator[Finding]:
        """Every finding."""
        owned, left = self._owned()
        for index, fact in enumerate(self._compared.facts):
            items = owned.get(index, [])
            if fact.only_named and not items:
                continue
            if RULES[fact.rule].seen_through:
                continue
            yield self._finding(fact, items)
        for item in left:
            if item.verdict != "safe":
                yield self._neighbour(item)

    def _owned(self) -> tuple[dict[int, list[Item]], list[Item]]:
        """Which fact explains which change of the surface, and what no fact explains."""
        by_key: dict[tuple[str, ...], list[int]] = {}
        for index, fact in enumerate(self._compared.facts):
            for key in fact.keys:
                by_key.setdefault(key, []).append(index)
        owned: dict[int, list[Item]] = {}
        unexplained: list[Item] = []
        for item in self._items:
            indices = sorted({index for key in item.keys for index in by_key.get(key, ())})
            if not indices:
                # What a method answers decides whether it is called a listing.
                answers = [
                    (side, "returns", *at) for side, kind, *at in item.keys if kind == "method"
                ]
                indices = sorted({index for key in answers for index in by_key.get(key, ())})
            for index in self._likeliest(indices):
                owned.setdefault(index, []).append(item)
            if not indices:
                unexplained.append(item)
        return owned, list(self._by_subtree(unexplained, owned))

    def _likeliest(self, indices: list[int]) -> list[int]:
        """Words and examples touch the same places as types do, but explain no change of code."""
        facts = self._compared.facts
        telling = [i for i in indices if RULES[facts[i].rule].source != "safe"]
        telling = telling or [i for i in indices if RULES[facts[i].rule].bump != "patch"]
        return telling or indices[:1]

    def _by_subtree(self, items: list[Item], owned: dict[int, list[Item]]) -> Iterator[Item]:
        """Give classes that come or go to the edit that lets them; yield what is left."""
        lost = self._reached("old")
        gained = self._reached("new")
        for item in items:
            index = None
            for side, kind, *where in item.keys:
                if kind == "class":
                    index = (lost if side == "old" else gained).get(where[0], index)
            # A class on both sides has no edit that made it come or go.
            if index is None or len(item.keys) > 1:
                yield item
            else:
                owned.setdefault(index, []).append(item)

    def _reached(self, side: str) -> dict[str, int]:
        """Pointer of each schema that comes or goes → the first fact that leads to it."""
        seen: set[str] = set()
        found: dict[str, int] = {}
        views = self._compared.old if side == "old" else self._compared.new
        for index, fact in enumerate(self._compared.facts):
            roots = fact.lost if side == "old" else fact.gained
            for pointer, _ in reachable(roots, views, seen):
                found[pointer] = index
        return found

    def _finding(self, fact: Fact, items: Sequence[Item]) -> Finding:
        rule = RULES[fact.rule]
        judged = [judge(RULES[name], items) for name in (fact.rule, *fact.also)]
        source, bump = worst(v for v, _ in judged), biggest(b for _, b in judged)
        wire = fact.wire or worst([rule.wire, *(RULES[other].wire for other in fact.also)])
        operations = sorted(fact.operations)
        shown = max(items, key=lambda item: BUMPS.index(item.bump), default=None)
        return Finding(
            id=fact.rule,
            subject=fact.subject,
            wire=wire,
            source=source,
            bump=bump,
            operations=tuple(self._line(index) for index in operations),
            methods=tuple(self._methods[index] for index in operations),
            old=_place(self._old, fact.old),
            new=_place(self._new, fact.new),
            before=fact.before,
            after=fact.after,
            python=_sentences(items),
            python_before=shown.before if shown else "",
            python_after=shown.after if shown else "",
            directions=fact.directions,
            also=fact.also,
            evidence=fact.evidence,
            note=rule.deviation if source != rule.source else "",
            places=self._pointers(fact),
        )

    def _pointers(self, fact: Fact) -> tuple[str, ...]:
        olds = {self._old.document.origin(old) for old, _ in fact.places if old is not None}
        news = {self._new.document.origin(new) for _, new in fact.places if new is not None}
        return tuple(sorted(olds | news))

    def _neighbour(self, item: Item) -> Finding:
        kinds = {key[1] for key in item.keys}
        rule = RULES[
            next(
                (_NEIGHBOURS[k] for k in sorted(kinds) if k in _NEIGHBOURS),
                "python-signature-changed",
            )
        ]
        old = next((key for key in item.keys if key[0] == "old"), None)
        new = next((key for key in item.keys if key[0] == "new"), None)
        touched = sorted({int(key[2]) for key in item.keys if is_number(key[2])})
        return Finding(
            id=rule.id,
            subject=item.text.replace("`", ""),
            wire="safe",
            source=item.verdict,
            bump=item.bump,
            operations=tuple(self._line(index) for index in touched),
            methods=tuple(self._methods[index] for index in touched),
            old=self._key_place(self._old, old, "old"),
            new=self._key_place(self._new, new, "new"),
            python=(item.text,),
            python_before=item.before,
            python_after=item.after,
        )

    def _key_place(self, side: Side, key: tuple[str, ...] | None, name: str) -> Place | None:
        if key is None:
            return None
        if key[2].startswith("/"):
            return _place(side, key[2])
        pair = self._compared.pairs[int(key[2])]
        operation = pair.old if name == "old" else pair.new
        return _place(side, operation.pointer) if operation else None

    def _line(self, index: int) -> str:
        operation = self._compared.pairs[index].shown
        return f"{operation.method} {operation.path}"


def judge(rule: Rule, items: Sequence[Item]) -> tuple[Verdict, Bump]:
    """Settle the source verdict and the version step of a fact.

    Args:
        rule: its rule.
        items: the changes of the Python surface it explains.

    Returns:
        What the table says when the rule is fixed. Otherwise ``safe`` when the surface loses
        nothing; else the table's verdict, or the surface's where that is graver.
    """
    seen = worst(item.verdict for item in items)
    step = biggest(item.bump for item in items)
    if rule.fixed:
        return worst([rule.source, seen]), biggest([rule.bump, step])
    if seen == "safe":
        # No code has to change, so the version need not say that it has.
        spared: Bump = "patch" if rule.wire == "safe" else "minor"
        return "safe", biggest([spared if rule.bump == "major" else rule.bump, step])
    verdict = worst([rule.source, seen])
    if verdict == rule.source:
        # No graver than the table expects: its step holds.
        return verdict, rule.bump
    return verdict, biggest([rule.bump, step])


def _sentences(items: Sequence[Item]) -> tuple[str, ...]:
    ranked = sorted(items, key=_rank)
    told = list(dict.fromkeys(item.text for item in ranked))
    if len(told) > _MOST_SENTENCES:
        more = len(told) - _MOST_SENTENCES
        return (*told[:_MOST_SENTENCES], f"and {more} more of the kind")
    return tuple(told)


def _rank(item: Item) -> tuple[int, bool, str]:
    """Graver first, and methods before the classes that come with them."""
    return -BUMPS.index(item.bump), any(key[1] == "class" for key in item.keys), item.text


def _place(side: Side, pointer: str | None) -> Place | None:
    if pointer is None:
        return None
    document = side.document
    return Place(side.label, document.origin(pointer), document.position(pointer))
