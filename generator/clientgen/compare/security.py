"""The comparison of security requirements and schemes, servers, and what stands around paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from clientgen.api import Api, Operation, SecurityScheme, Server
from clientgen.base.untyped import mapping
from clientgen.compare.facts import Fact, Facts, OperationPair, same
from clientgen.compare.operation_facts import OperationFacts

_Needs = tuple[Mapping[str, tuple[str, ...]], ...]
# What an extraction notes about its source is no change of the API.
_PROVENANCE = ("x-source-", "x-upstream-")


def compare_requirements(
    found: OperationFacts, pair: OperationPair, old: Operation, new: Operation
) -> None:
    """Compare who may call an operation.

    Args:
        found: receives what is found.
        pair: the operations.
        old: its old side.
        new: its new side.
    """
    mine, other = _alternatives(old.security), _alternatives(new.security)
    if mine == other:
        return
    at = (old.pointer, new.pointer)
    # Not named after the operation: what all inherit from the top of the document is one edit.
    subject = "security"
    told = [_words(op.security) for op in (old, new)]
    open_ = [not needs or frozenset() in needs for needs in (mine, other)]
    if open_[0] != open_[1]:
        rule = "security-added-op" if open_[0] else "security-removed-op"
        found.add(pair, rule, subject, *at, *told)
        return
    if mine.keys() - other.keys():
        found.add(pair, "security-alternative-removed", subject, *at, *told)
    if other.keys() - mine.keys():
        found.add(pair, "security-alternative-added", subject, *at, *told)
    for schemes in sorted(mine.keys() & other.keys(), key=sorted):
        for rule, scopes in (
            ("scope-added-op", other[schemes] - mine[schemes]),
            ("scope-removed-op", mine[schemes] - other[schemes]),
        ):
            if scopes:
                before, after = (sorted(needs[schemes]) for needs in (mine, other))
                found.add(pair, rule, subject, *at, before, after)


def compare_service(old: Api, new: Api, facts: Facts, everywhere: set[int]) -> None:
    """Compare what holds for the whole API: servers, security schemes, titles, tags.

    Args:
        old: the old API.
        new: the new one.
        facts: receives what is found.
        everywhere: indices of the operations on both sides.
    """

    def add(rule: str, subject: str, at: str, before: Any, after: Any) -> None:
        reach = everywhere if at.startswith(("/servers", "/components")) else set[int]()
        facts.add(Fact(rule, subject, at, at, before, after, operations=set(reach)))

    _servers(old.servers, new.servers, add)
    for name in sorted(old.security_schemes.keys() | new.security_schemes.keys()):
        one, two = old.security_schemes.get(name), new.security_schemes.get(name)
        at = (one or two).pointer  # type: ignore[union-attr]
        if one is None or two is None:
            rule = "security-scheme-added" if one is None else "security-scheme-removed"
            add(rule, name, at, one and one.type, two and two.type)
        else:
            _scheme(one, two, add)
    if old.version != new.version:
        add("info-version-changed", "info.version", "/info/version", old.version, new.version)
    for key in sorted(old.info.keys() | new.info.keys()):
        before, after = old.info.get(key), new.info.get(key)
        if key != "version" and not key.startswith(_PROVENANCE) and not same(before, after):
            add("info-changed", f"info.{key}", f"/info/{key}", before, after)
    for name in sorted(old.tags.keys() | new.tags.keys()):
        before, after = old.tags.get(name, False), new.tags.get(name, False)
        if before != after:
            told = [None if words is False else words or name for words in (before, after)]
            add("tag-description-changed", f"tag {name}", "/tags", *told)
    for key in sorted(old.extensions.keys() | new.extensions.keys()):
        before, after = old.extensions.get(key), new.extensions.get(key)
        if not key.startswith(("x-sdk-version", "x-date", *_PROVENANCE)) and not same(
            before, after
        ):
            add("extension-changed", key, f"/{key}", before, after)


def _scheme(old: SecurityScheme, new: SecurityScheme, add: Any) -> None:
    before, after = dict(old.raw), dict(new.raw)
    kind = (old.type, before.get("scheme"), before.get("in"), before.get("name"))
    if kind != (new.type, after.get("scheme"), after.get("in"), after.get("name")):
        add("security-scheme-type", old.name, old.pointer, old.type, new.type)
        return
    flows = mapping(before.pop("flows", None)), mapping(after.pop("flows", None))
    tokens = [
        {name: mapping(flow).get("tokenUrl") for name, flow in side.items()} for side in flows
    ]
    shared = tokens[0].keys() & tokens[1].keys()
    if any(tokens[0][name] != tokens[1][name] for name in shared):
        add("token-url-changed", old.name, f"{old.pointer}/flows", *tokens)
    rest = [
        {name: {k: v for k, v in mapping(f).items() if k != "tokenUrl"} for name, f in side.items()}
        for side in flows
    ]
    if not same(*rest) or not same(before, after):
        add(
            "security-scheme-changed",
            old.name,
            old.pointer,
            {**before, **rest[0]},
            {**after, **rest[1]},
        )


def _servers(old: tuple[Server, ...], new: tuple[Server, ...], add: Any) -> None:
    mine = {server.url: server for server in old}
    other = {server.url: server for server in new}
    gone = [url for url in mine if url not in other]
    come = [url for url in other if url not in mine]
    for url in list(gone):
        moved = next((u for u in come if urlsplit(u)[:2] == urlsplit(url)[:2]), None)
        if moved is not None:
            gone.remove(url)
            come.remove(moved)
            add("server-basepath-changed", url, "/servers", url, moved)
    if len(gone) == 1 and len(come) == 1:
        add("server-url-changed", gone[0], "/servers", gone.pop(), come.pop())
    for url in gone:
        add("server-removed", url, "/servers", url, None)
    for url in come:
        add("server-added", url, "/servers", None, url)
    for url in sorted(mine.keys() & other.keys()):
        told = [[s.description, dict(s.variables)] for s in (mine[url], other[url])]
        if not same(*told):
            add("server-changed", url, "/servers", *told)


def _alternatives(needs: _Needs) -> dict[frozenset[str], frozenset[str]]:
    return {
        frozenset(need): frozenset(f"{name}:{s}" for name, scopes in need.items() for s in scopes)
        for need in needs
    }


def _words(needs: _Needs) -> list[str]:
    return [" and ".join(sorted(need)) or "nothing" for need in needs]
