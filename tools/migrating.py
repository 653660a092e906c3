"""Writes the table of calls in docs/migrating.md: what replaces those of other clients."""

from __future__ import annotations

from clientgen.base.configuration import load_config
from clientgen.emit.pipeline import load_api
from clientgen.plan import plan_package
from clientgen.plan.package import Method
from clientgen.types.names import snake
from tools.versions import ROOT

PAGE = ROOT / "docs" / "migrating.md"
_HEAD = "\n## Call by call\n"


def page() -> str:
    """The page with its table written anew.

    Returns:
        Markdown.
    """
    text, _, _ = PAGE.read_text("utf-8").partition(_HEAD)
    lines = [
        "The operations, in the order of their paths. Official SDK and openapi-generator have"
        " a method of this name in a class for each tag, openapi-python-client a module of it."
        " Written by `make docs`.",
        "",
        "| there | here |",
        "|---|---|",
    ]
    config = load_config(ROOT / "spec" / "clientgen.toml")
    api, _, _ = load_api(ROOT / "spec" / "processautomation.yaml")
    methods = plan_package(api, config).methods
    for method in sorted(methods, key=lambda method: method.operation.path):
        lines.append(f"| `{snake(method.operation.id)}` | `{_call(method)}` |")
    return text + _HEAD + "\n" + "\n".join(lines) + "\n"


def _call(method: Method) -> str:
    """The call, without types and defaults: they are in the reference."""
    names = [argument.name for argument in method.positional]
    if method.keyword_only:
        names += ["*", *(argument.name for argument in method.keyword_only)]
    return f"client.{method.path}({', '.join(names)})"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
