"""Reading, changing and updating an entity; again where somebody else was faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..errors import StatusError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")
R = TypeVar("R")
CONFLICTS = (409, 412)
"""Statuses of an update whose entity changed since it was read."""


def edit_entity(
    get: Callable[..., T],
    update: Callable[..., R],
    ids: tuple[object, ...],
    change: Callable[[T], object],
    attempts: int,
) -> R:
    """Read, change and update; again on a conflict.

    Args:
        get: reads the entity of the ids.
        update: sends the update of the ids and a body.
        ids: parameters of the path.
        change: makes the body of what was read.
        attempts: how often to try, at least once.

    Returns:
        What the update responds with.

    Raises:
        StatusError: the last conflict, where there is one at each attempt.
        APIError: a call failed otherwise; see the subclasses.
    """
    while True:
        try:
            return update(*ids, change(get(*ids)))
        except StatusError as error:
            attempts = _left(attempts, error)


async def edit_entity_async(
    get: Callable[..., Awaitable[T]],
    update: Callable[..., Awaitable[R]],
    ids: tuple[object, ...],
    change: Callable[[T], object],
    attempts: int,
) -> R:
    """Read, change and update; see `edit_entity`.

    Args:
        get: reads the entity of the ids.
        update: sends the update of the ids and a body.
        ids: parameters of the path.
        change: makes the body of what was read.
        attempts: how often to try, at least once.

    Returns:
        What the update responds with.

    Raises:
        StatusError: the last conflict, where there is one at each attempt.
        APIError: a call failed otherwise; see the subclasses.
    """
    while True:
        try:
            return await update(*ids, change(await get(*ids)))
        except StatusError as error:
            attempts = _left(attempts, error)


def _left(attempts: int, error: StatusError) -> int:
    if error.status not in CONFLICTS or attempts <= 1:
        raise error
    return attempts - 1
