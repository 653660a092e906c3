"""The comparison of security requirements and schemes, servers, and document metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from clientgen.api import Api, Operation, SecurityScheme, Server
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import ChangeCollector, DocumentChange, OperationPair, same
from clientgen.compare.operation_changes import OperationChanges

_Needs = tuple[Mapping[str, tuple[str, ...]], ...]
# What an extraction notes about its source is no change of the API.
_PROVENANCE = ("x-source-", "x-upstream-")


def compare_requirements(
    found: OperationChanges, pair: OperationPair, old: Operation, new: Operation
) -> None:
    """Compare who may call an operation.

    Args:
        found: receives the changes.
        pair: the operations.
        old: the old operation.
        new: the new operation.
    """
    old_alternatives, new_alternatives = _alternatives(old.security), _alternatives(new.security)
    if old_alternatives == new_alternatives:
        return
    at = (old.pointer, new.pointer)
    # Not named after the operation: what all inherit from the top of the document is one change.
    subject = "security"
    requirements = [_requirement_texts(op.security) for op in (old, new)]
    is_public = [
        not needs or frozenset() in needs for needs in (old_alternatives, new_alternatives)
    ]
    if is_public[0] != is_public[1]:
        rule = "security-added-op" if is_public[0] else "security-removed-op"
        found.add(pair, rule, subject, *at, *requirements)
        return
    if old_alternatives.keys() - new_alternatives.keys():
        found.add(pair, "security-alternative-removed", subject, *at, *requirements)
    if new_alternatives.keys() - old_alternatives.keys():
        found.add(pair, "security-alternative-added", subject, *at, *requirements)
    for schemes in sorted(old_alternatives.keys() & new_alternatives.keys(), key=sorted):
        for rule, scopes in (
            ("scope-added-op", new_alternatives[schemes] - old_alternatives[schemes]),
            ("scope-removed-op", old_alternatives[schemes] - new_alternatives[schemes]),
        ):
            if scopes:
                before, after = (
                    sorted(needs[schemes]) for needs in (old_alternatives, new_alternatives)
                )
                found.add(pair, rule, subject, *at, before, after)


def compare_service(old: Api, new: Api, changes: ChangeCollector, everywhere: set[int]) -> None:
    """Compare what holds for the whole API: servers, security schemes, titles, tags.

    Args:
        old: the old API.
        new: the new one.
        changes: receives the changes.
        everywhere: indices of the operations in both versions.
    """

    def add(rule: str, subject: str, at: str, before: Any, after: Any) -> None:
        reach = everywhere if at.startswith(("/servers", "/components")) else set[int]()
        changes.add(DocumentChange(rule, subject, at, at, before, after, operations=set(reach)))

    _servers(old.servers, new.servers, add)
    for name in sorted(old.security_schemes.keys() | new.security_schemes.keys()):
        old_scheme, new_scheme = old.security_schemes.get(name), new.security_schemes.get(name)
        at = (old_scheme or new_scheme).pointer  # type: ignore[union-attr]
        if old_scheme is None or new_scheme is None:
            rule = "security-scheme-added" if old_scheme is None else "security-scheme-removed"
            add(rule, name, at, old_scheme and old_scheme.type, new_scheme and new_scheme.type)
        else:
            _scheme(old_scheme, new_scheme, add)
    if old.version != new.version:
        add("info-version-changed", "info.version", "/info/version", old.version, new.version)
    for key in sorted(old.info.keys() | new.info.keys()):
        before, after = old.info.get(key), new.info.get(key)
        if key != "version" and not key.startswith(_PROVENANCE) and not same(before, after):
            add("info-changed", f"info.{key}", f"/info/{key}", before, after)
    for name in sorted(old.tags.keys() | new.tags.keys()):
        before, after = old.tags.get(name, False), new.tags.get(name, False)
        if before != after:
            descriptions = [None if text is False else text or name for text in (before, after)]
            add("tag-description-changed", f"tag {name}", "/tags", *descriptions)
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
        {name: mapping(flow).get("tokenUrl") for name, flow in flow_map.items()}
        for flow_map in flows
    ]
    shared = tokens[0].keys() & tokens[1].keys()
    if any(tokens[0][name] != tokens[1][name] for name in shared):
        add("token-url-changed", old.name, f"{old.pointer}/flows", *tokens)
    rest = [
        {
            name: {k: v for k, v in mapping(f).items() if k != "tokenUrl"}
            for name, f in flow_map.items()
        }
        for flow_map in flows
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
    old_by_url = {server.url: server for server in old}
    new_by_url = {server.url: server for server in new}
    removed = [url for url in old_by_url if url not in new_by_url]
    added = [url for url in new_by_url if url not in old_by_url]
    for url in list(removed):
        moved = next((u for u in added if urlsplit(u)[:2] == urlsplit(url)[:2]), None)
        if moved is not None:
            removed.remove(url)
            added.remove(moved)
            add("server-basepath-changed", url, "/servers", url, moved)
    if len(removed) == 1 and len(added) == 1:
        add("server-url-changed", removed[0], "/servers", removed.pop(), added.pop())
    for url in removed:
        add("server-removed", url, "/servers", url, None)
    for url in added:
        add("server-added", url, "/servers", None, url)
    for url in sorted(old_by_url.keys() & new_by_url.keys()):
        details = [[s.description, dict(s.variables)] for s in (old_by_url[url], new_by_url[url])]
        if not same(*details):
            add("server-changed", url, "/servers", *details)


def _alternatives(needs: _Needs) -> dict[frozenset[str], frozenset[str]]:
    return {
        frozenset(need): frozenset(f"{name}:{s}" for name, scopes in need.items() for s in scopes)
        for need in needs
    }


def _requirement_texts(needs: _Needs) -> list[str]:
    return [" and ".join(sorted(need)) or "nothing" for need in needs]
