"""Verbs and nouns: what HTTP methods are called, and which words of a path are actions."""

from __future__ import annotations

from collections.abc import Container, Sequence

from clientgen.api import Operation
from clientgen.types.names import words

# Words that paths use for what is done, more often than for what it is done to.
ACTIONS = frozenset("""
    accept acknowledge activate add advance apply approve archive assign attach authenticate
    authorize ban batch block build bulk calculate cancel capture check clear clone close complete
    confirm connect convert copy create deactivate decline delete demote deploy detach disable
    disconnect dismiss download duplicate edit enable end estimate evaluate exchange execute expire
    export extend fetch finalize find finish follow forward generate get import init install invite
    invoke join kick leave list lock login logout lookup mark merge migrate move mute open parse
    patch pause pin post preview process promote provision publish purge put query read rebuild
    receive refresh refund regenerate register reject release reload remove rename render renew
    reopen replace replay reply rerun resend reset resolve restart restore resume retrieve retry
    reverse revoke rollback rotate run save search send set share sign simulate start stop submit
    subscribe suspend swap sync terminate test transfer trigger unarchive unassign unban unblock
    unfollow uninstall unlock unmute unpin unpublish unregister unsubscribe update upgrade upload
    upsert validate verify void
    """.split())
_READING = frozenset("""
    check download estimate export fetch find get list lookup preview query read render retrieve
    search test validate verify
    """.split())
_DELETING = frozenset({"clear", "delete", "purge", "remove"})
_SAME_IN_PLURAL = frozenset({"analytics", "canvas", "news", "series", "species"})
_CREATES = frozenset({"add", "adds", "create", "creates"})
_CHANGING = ("PUT", "PATCH", "POST")


def is_action(word: str, method: str) -> bool:
    """Tell whether a word of a path says what its HTTP method does there.

    Args:
        word: snake_case, for example ``post_message``.
        method: HTTP method; GET of a ``lock`` reads one, and DELETE removes it.

    Returns:
        Whether it is an action.
    """
    meant = {"GET": _READING, "HEAD": frozenset[str](), "DELETE": _DELETING}.get(method, ACTIONS)
    return word.partition("_")[0] in meant


def says_create(operation: Operation) -> bool:
    """Tell whether an operation says by its operationId or summary that it creates something."""
    identified = words(operation.id) if operation.has_id else []
    return bool(_CREATES & {*identified, *words(operation.summary or "")[:1]})


def item_verb(method: str, beside: Container[str]) -> str:
    """Name a method on one item.

    Args:
        method: HTTP method.
        beside: the HTTP methods of the same path.

    Returns:
        ``get``, ``delete``; ``update`` for the first of PUT, PATCH and POST that the path has;
        for every other the HTTP method itself.
    """
    if method == next((name for name in _CHANGING if name in beside), None):
        return "update"
    return method.lower()


def collection_verb(method: str, beside: Container[str]) -> str:
    """Name a method on a collection.

    Args:
        method: HTTP method.
        beside: the HTTP methods of the same path.

    Returns:
        ``list``, ``create``, ``delete_all``; ``update_all`` for PUT, and for PATCH without PUT.
    """
    if method in ("GET", "POST"):
        return {"GET": "list", "POST": "create"}[method]
    if method == "PATCH" and "PUT" not in beside:
        return "update_all"
    return {"PUT": "update_all", "PATCH": "patch_all", "DELETE": "delete_all"}.get(
        method, method.lower()
    )


def singular(word: str) -> str:
    """Give the singular of the last word of a snake_case noun.

    Args:
        word: for example ``project_briefs``.

    Returns:
        The noun, with only its last word changed.
    """
    rest, mark, last = word.rpartition("_")
    if last in _SAME_IN_PLURAL or not last.endswith("s") or last.endswith(("ss", "us", "is")):
        return word
    if last.endswith("ies") and len(last) > 4:
        last = f"{last[:-3]}y"
    elif last.endswith(("sses", "shes", "ches", "xes", "tuses")):
        last = last[:-2]
    elif any(char in "aeiouy" for char in last[:-2]):
        last = last[:-1]
    return f"{rest}{mark}{last}"


def without_owner(word: str, owner: str) -> str:
    """Drop the owner from a noun: ``project_briefs`` of ``projects`` are ``briefs``.

    Args:
        word: the noun in snake_case.
        owner: the resource above it.

    Returns:
        The rest; the whole noun where nothing would remain that can be a name.
    """
    rest = word.removeprefix(f"{singular(owner)}_")
    return rest if rest and not rest[0].isdigit() else word


def without_words(parts: Sequence[str], known: Container[str]) -> Sequence[str]:
    """Drop the leading words that are known, as long as one remains.

    Args:
        parts: words of an operationId.
        known: words of its resource.

    Returns:
        The other words.
    """
    while len(parts) > 1 and parts[0] in known:
        parts = parts[1:]
    return parts
