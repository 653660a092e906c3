"""The comparison of security requirements and schemes, servers, and document metadata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from clientgen.api import Api, SecurityScheme, Server
from clientgen.base.untyped import mapping
from clientgen.compare.document_changes import (
    SERVERS,
    ChangeCollector,
    DocumentChange,
    Key,
    differing_members,
    same,
    scheme_keys,
)
from clientgen.compare.matching import match
from clientgen.compare.operation_changes import OperationChanges
from clientgen.plan.servers_and_webhooks import base_url

_Add = Callable[[str, str, str, Any, Any], None]
_Needs = tuple[Mapping[str, tuple[str, ...]], ...]
# What an extraction notes about its source is no change of the API.
# What a scheme tells readers only.
_TEXTS = ("bearerFormat", "description")
_PROVENANCE = ("x-source-", "x-upstream-")


def compare_requirements(found: OperationChanges) -> None:
    """Compare who may call an operation.

    Args:
        found: receives the changes.
    """
    old, new = _alternatives(found.old.security), _alternatives(found.new.security)
    if old == new:
        return

    # Not named after the operation: what all inherit from the top of the document is one change.
    named = (names | {""} for names in (_named(found.old.security), _named(found.new.security)))
    owned = scheme_keys(*named)

    def add(rule: str, before: list[str], after: list[str]) -> None:
        found.add(rule, "security", found.at, before, after, keys=owned)

    texts = _requirement_texts(found.old.security), _requirement_texts(found.new.security)
    was_public, is_public = _is_public(old), _is_public(new)
    if was_public != is_public:
        add("security-added-op" if was_public else "security-removed-op", *texts)
        return
    scoped = _singles(old) & _singles(new)
    for schemes in sorted(scoped, key=sorted):
        before, after = _scopes(old, schemes), _scopes(new, schemes)
        if after - before:
            add("scope-added-op", sorted(before), sorted(after))
        if before - after:
            add("scope-removed-op", sorted(before), sorted(after))
    # Who has all that an alternative asks for has what a part of it asks for.
    if any(need.schemes not in scoped and not _is_served(need, new) for need in old):
        add("security-alternative-removed", *texts)
    if any(need.schemes not in scoped and not _is_served(need, old) for need in new):
        add("security-alternative-added", *texts)


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
        owned = frozenset[Key]()
        if at == "/servers":
            owned = frozenset(SERVERS.values())
        elif rule.startswith(("security-scheme-", "token-url-")):
            owned = scheme_keys(("", subject), ("", subject))
        changes.add(DocumentChange(rule, subject, at, at, before, after, owned, set(reach)))

    _servers(old.servers, new.servers, add)
    for name in sorted(old.security_schemes.keys() | new.security_schemes.keys()):
        schemes = [api.security_schemes.get(name) for api in (old, new)]
        _scheme(schemes[0], schemes[1], add)
    if old.version != new.version:
        add("info-version-changed", "info.version", "/info/version", old.version, new.version)
    for key, before, after in differing_members(old.info, new.info):
        if key != "version" and not key.startswith(_PROVENANCE):
            add("info-changed", f"info.{key}", f"/info/{key}", before, after)
    # In lists: a tag without a description is not a missing one.
    tags = ({name: [text] for name, text in api.tags.items()} for api in (old, new))
    for name, before, after in differing_members(*tags):
        texts = (listed and (listed[0] or name) for listed in (before, after))
        add("tag-description-changed", f"tag {name}", "/tags", *texts)
    for key, before, after in differing_members(old.extensions, new.extensions):
        if not key.startswith(("x-sdk-version", "x-date", *_PROVENANCE)):
            add("extension-changed", key, f"/{key}", before, after)


def _scheme(old: SecurityScheme | None, new: SecurityScheme | None, add: _Add) -> None:
    shown = old or new
    assert shown is not None
    types = old and old.type, new and new.type
    if old is None or new is None:
        rule = "security-scheme-added" if old is None else "security-scheme-removed"
        add(rule, shown.name, shown.pointer, *types)
        return
    if _kind(old) != _kind(new):
        add("security-scheme-type", old.name, old.pointer, *types)
        return
    names = [scheme.raw.get("name") for scheme in (old, new)]
    if _key_name(old) != _key_name(new):
        add("security-key-renamed", old.name, old.pointer, *names)
        return
    texts = [{name: scheme.raw.get(name) for name in _TEXTS} for scheme in (old, new)]
    for name, before, after in differing_members(*texts):
        add("info-changed", f"{name} of {old.name}", f"{old.pointer}/{name}", before, after)
    details, tokens = zip(*map(_scheme_details, (old, new)), strict=True)
    if any(tokens[0][name] != tokens[1][name] for name in tokens[0].keys() & tokens[1].keys()):
        add("token-url-changed", old.name, f"{old.pointer}/flows", *tokens)
    if not same(*details):
        add("security-scheme-changed", old.name, old.pointer, *details)


def _kind(scheme: SecurityScheme) -> list[Any]:
    # RFC 9110, section 11.1: the names of HTTP schemes have no case.
    return [scheme.type, str(scheme.raw.get("scheme")).lower(), scheme.raw.get("in")]


def _key_name(scheme: SecurityScheme) -> str | None:
    """The name of a key; that of a header has no case (RFC 9110, section 5.1)."""
    name = scheme.raw.get("name")
    return name.lower() if isinstance(name, str) and scheme.raw.get("in") == "header" else name


def _scheme_details(scheme: SecurityScheme) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a scheme says but for its token URLs, and those by flow."""
    flows = {name: dict(mapping(f)) for name, f in mapping(scheme.raw.get("flows")).items()}
    tokens = {name: flow.pop("tokenUrl", None) for name, flow in flows.items()}
    seen = {*_TEXTS, "flows", "name", "scheme"}
    rest = {name: value for name, value in scheme.raw.items() if name not in seen}
    return {**rest, **flows}, tokens


def _servers(old: tuple[Server, ...], new: tuple[Server, ...], add: _Add) -> None:
    sides = ({_place(server.url): server for server in servers} for servers in (old, new))
    found = match(*sides)
    removed, added = dict(found.removed), dict(found.added)
    for place, server in found.removed.items():
        moved = next((p for p in added if _is_move(place, p)), None)
        if moved is not None:
            del removed[place]
            # Where the document names no host, users give one, and the path stays as it is.
            is_same = place[2] == moved[2]
            rule = "server-changed" if is_same else "server-basepath-changed"
            add(rule, server.url, "/servers", server.url, added.pop(moved).url)
    if len(removed) == 1 and len(added) == 1:
        (gone,), (come,) = removed.values(), added.values()
        add("server-url-changed", gone.url, "/servers", gone.url, come.url)
        return
    # OpenAPI: without servers there is one, at "/".
    is_default = not (old and new)
    for place, server in removed.items():
        if not (is_default and place == _place("/")):
            add("server-removed", server.url, "/servers", server.url, None)
    for place, server in added.items():
        if not (is_default and place == _place("/")):
            add("server-added", server.url, "/servers", None, server.url)
    defaults = [base_url(servers[0]) if servers else "" for servers in (old, new)]
    if all(defaults) and defaults[0] != defaults[1] and _place(old[0].url) in found.both:
        # The first is what clients call where they are given none.
        add("server-default-changed", defaults[1], "/servers", *defaults)
    for servers in found.both.values():
        details = [[server.description, dict(server.variables)] for server in servers]
        if not same(*details):
            add("server-changed", servers[0].url, "/servers", *details)


_Place = tuple[str, str, str]
"""Scheme, host and path of a server."""


def _place(url: str) -> _Place:
    """Where a server is; what is relative, and a slash at the end, written in one way."""
    try:
        scheme, host, path = urlsplit(url)[:3]
    except ValueError:
        return "", "", url
    return scheme, host.lower(), f"/{path.removeprefix('./').strip('/')}"


def _is_move(old: _Place, new: _Place) -> bool:
    """Whether a server stands for another: on the same host, or on one that users give."""
    return old[:2] == new[:2] or (old[2] == new[2] and ("", "") in (old[:2], new[:2]))


class _Need(NamedTuple):
    """One alternative of a requirement: schemes, and their scopes as ``scheme:scope``."""

    schemes: frozenset[str]
    scopes: frozenset[str]


def _alternatives(needs: _Needs) -> frozenset[_Need]:
    return frozenset(
        _Need(
            frozenset(need),
            frozenset(f"{name}:{s}" for name, scopes in need.items() for s in scopes),
        )
        for need in needs
    )


def _singles(needs: frozenset[_Need]) -> set[frozenset[str]]:
    """The schemes that only one alternative asks for."""
    counts = Counter(need.schemes for need in needs)
    return {schemes for schemes, count in counts.items() if count == 1}


def _scopes(needs: frozenset[_Need], schemes: frozenset[str]) -> frozenset[str]:
    return next(need.scopes for need in needs if need.schemes == schemes)


def _is_public(needs: frozenset[_Need]) -> bool:
    return not needs or any(not need.schemes for need in needs)


def _is_served(need: _Need, by: frozenset[_Need]) -> bool:
    """Whether credentials that meet one alternative meet one of others, too."""
    return any(o.schemes <= need.schemes and o.scopes <= need.scopes for o in by)


def _named(needs: _Needs) -> set[str]:
    return {name for need in needs for name in need}


def _requirement_texts(needs: _Needs) -> list[str]:
    return [" and ".join(sorted(need)) or "nothing" for need in needs]
