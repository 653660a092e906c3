"""Settings that may differ from call to call, and the checks of what a user gives for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ConfigurationError
from .parameters import check_header
from .wire import Timeout

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_MAY_BE_EMPTY = ("timeout", "deadline", "retries")

if TYPE_CHECKING:
    from typing import TypedDict

    import httpx2

    class CallOptions(TypedDict, total=False):
        """Keywords of ``send`` and ``with_options``; what is not given stays as it is.

        Args:
            timeout: seconds per phase of an attempt, or a `Timeout`; None for no limit.
            deadline: seconds for the whole call; None for no limit.
            headers: added to those of the client.
            retries: most attempts after the first.
            query: extra query parameters by wire name.
        """

        timeout: float | Timeout | httpx2.Timeout | None
        deadline: float | None
        headers: Mapping[str, str] | None
        retries: int
        query: Mapping[str, Any] | None


class Options(NamedTuple):
    """What may differ from call to call; see `CallOptions`."""

    timeout: Timeout = Timeout()
    deadline: float | None = 300.0
    headers: Mapping[str, str] = {}
    retries: int = 3
    query: Mapping[str, Any] = {}

    def merged(self, given: CallOptions) -> Options:
        """Give these options with changes; headers are added, those of equal name replaced.

        Raises:
            TypeError: there is no such option.
            ConfigurationError: a time makes no sense.
            RequestError: a header cannot be sent.
        """
        if not given:
            return self
        changes: dict[str, Any] = {n: v for n, v in given.items() if v or n in _MAY_BE_EMPTY}
        for name in given.keys() - set(self._fields):
            raise TypeError(f"There is no option {name!r}: give {', '.join(self._fields)}.")
        if "timeout" in changes:
            changes["timeout"] = as_timeout(changes["timeout"])
        deadline = changes.get("deadline")
        if deadline is not None and not deadline > 0:
            raise ConfigurationError("deadline must be above 0 seconds, or None.")
        if "headers" in changes:
            checked = {name: check_header(name, v) for name, v in changes["headers"].items()}
            again = {name.lower() for name in checked}
            kept = {n: v for n, v in self.headers.items() if n.lower() not in again}
            changes["headers"] = {**kept, **checked}
        return self._replace(**changes)

    def public(self) -> Options:
        """Give these options without the headers that look like secrets."""
        secret = ("authorization", "proxy-authorization", "cookie", "x-api-key")
        headers = {n: v for n, v in self.headers.items() if n.lower() not in secret}
        return self._replace(headers=headers)


def as_timeout(value: Any) -> Timeout:
    """Read a timeout: seconds, a `Timeout`, an ``httpx2.Timeout``, or None for no limit.

    Raises:
        ConfigurationError: it is none of these, or not above 0.
    """
    if value is None or isinstance(value, (int, float)):
        value = Timeout(value, value, value, value)
    try:
        parts = Timeout(value.connect, value.read, value.write, value.pool)
    except AttributeError:
        raise ConfigurationError("timeout must be seconds, a Timeout or None.") from None
    if any(part is not None and not part > 0 for part in parts):
        raise ConfigurationError("timeout must be above 0 seconds.")
    return parts


def secure(url: str, what: str) -> None:
    """Refuse an address that would show a token to the network.

    Raises:
        ConfigurationError: it is no plain address, or neither https nor on this machine.
    """
    host = url.partition("://")[2].partition("/")[0]
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if "@" in host or any(c <= " " for c in url) or "?" in url or "#" in url or not host:
        raise ConfigurationError(f"{what} is no plain address: scheme, host, port and path only.")
    if not url.startswith("https://") and not (url.startswith("http://") and name in _LOOPBACK):
        raise ConfigurationError(f"{what} must start with https:// (http only for this machine).")
