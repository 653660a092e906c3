"""The reason of an error, found in whatever body the service gives it."""

from __future__ import annotations

from typing import Any

from .values import is_array, is_object

# RFC 9457 and what is usual: FastAPI gives a list as `detail`, others put all into `error`.
_NAMES = (
    "title", "detail", "message", "msg", "error_description", "error", "reason", "description",
    "errors", "extra",
)  # fmt: skip
_WHERE = ("loc", "field", "key", "path", "pointer", "param", "name")
_MOST = 5


def reason(body: Any, level: int = 0) -> str:
    """Find the sentences of an error body.

    Args:
        body: parsed JSON.
        level: how deep in the body it is.

    Returns:
        What the service says, each part once; empty where it says nothing.
    """
    if isinstance(body, str):
        return body.strip()
    if level > 3:
        return ""
    if is_array(body):
        return "; ".join(_unique(reason(item, level + 1) for item in body[:_MOST]))
    if not is_object(body):
        return ""
    known = _unique(reason(body.get(name), level + 1) for name in _NAMES)
    if not known:
        # Frameworks that name the members that are wrong: {"name": ["This field is required."]}.
        found = ((name, reason(value, level + 1)) for name, value in list(body.items())[:_MOST])
        is_list = [is_array(value) or is_object(value) for value in body.values()]
        return "; ".join(f"{name}: {text}" for name, text in found if text) if any(is_list) else ""
    where = next((_place(body[name]) for name in _WHERE if level and body.get(name)), "")
    return f"{where}: {': '.join(known)}" if where else ": ".join(known)


def _unique(texts: Any) -> list[str]:
    found: list[str] = []
    for text in texts:
        if text and not any(text in other for other in found):
            found.append(text)
    return found


def _place(where: Any) -> str:
    parts = where if is_array(where) else [where]
    return ".".join(str(part) for part in parts if isinstance(part, str | int))
