"""Addresses of the service that are put together from variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Server(NamedTuple):
    """A server of the document.

    Args:
        template: its URL, with ``{name}`` where a variable stands.
        defaults: variable to the value it has when none is given.
        allowed: variable to the only values it may have.
    """

    template: str
    defaults: Mapping[str, str] = {}
    allowed: Mapping[str, tuple[str, ...]] = {}

    def url(self, **variables: str) -> str:
        """Put the URL together, for the clients' ``base_url``.

        Args:
            variables: values that differ from the defaults.

        Returns:
            The URL.

        Raises:
            ConfigurationError: a variable or value that the document does not allow.
        """
        text = self.template
        for name, value in {**self.defaults, **variables}.items():
            if name not in self.defaults:
                known = ", ".join(self.defaults) or "none"
                raise ConfigurationError(f"The server has no variable {name!r}; it has {known}.")
            allowed = self.allowed.get(name, (value,))
            if value not in allowed:
                raise ConfigurationError(f"{name} must be one of {', '.join(allowed)}.")
            text = text.replace("{" + name + "}", value)
        return text
