"""Example calls, and whole programs around them, for the pages of a package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clientgen.plan.example_source import Source, call, import_lines
from clientgen.plan.example_values import ExampleMaker
from clientgen.plan.package import Method, PackagePlan
from clientgen.types.expressions import Container, Of, Scalar
from clientgen.types.writing import Name

_PAD = "    "


class ExampleCalls:
    """Writes calls of a package's methods.

    Args:
        plan: the package.
    """

    def __init__(self, plan: PackagePlan) -> None:
        self._package = plan.name
        self.values = ExampleMaker(plan)

    def call(self, method: Method, *, request: bool = False) -> Source:
        """Write a call with what it has to be given.

        Args:
            method: what is called.
            request: make the request only, for ``client.send``.

        Returns:
            The call on ``client``.
        """
        path = f"client.{method.path}" + (".request" if request else "")
        return call(path, self.values.arguments(method))

    def program(self, method: Method, *, is_async: bool) -> list[str]:
        """Write a program that runs as it stands, given credentials in the environment.

        Args:
            method: what it calls.
            is_async: use the async client.

        Returns:
            Its lines.
        """
        found = self.call(method)
        indent = 8 if is_async else 4
        pad, wait = " " * indent, "await " if is_async else ""
        over = "async for" if is_async else "for"
        if method.paging is not None:
            body = [*found.lines(f"{over} item in ", ":", indent), f"{pad}{_PAD}print(item)"]
        elif method.returns is Scalar.NULL:
            body = found.lines(wait, "", indent)
        else:
            body = found.lines(f"answer = {wait}", "", indent)
            if isinstance(method.returns, Of) and method.returns.container is Container.STREAM:
                body += [f"{pad}{over} item in answer:", f"{pad}{_PAD}print(item)"]
            else:
                body.append(f"{pad}print(answer)")
        return self.around(body, [found], is_async=is_async)

    def around(
        self,
        body: Sequence[str],
        used: Iterable[Source] = (),
        *,
        is_async: bool = False,
        names: Iterable[str] = (),
        standard: Iterable[str] = (),
    ) -> list[str]:
        """Put statements into a program with a client.

        Args:
            body: the statements, indented as they stand in it.
            used: the expressions in them.
            is_async: use the async client.
            names: further names of the package.
            standard: further import lines, of the standard library.

        Returns:
            The lines of the program.
        """
        client = "AsyncClient" if is_async else "Client"
        start = f"with {client}.from_env() as client:"
        if not is_async:
            return [*self.imports([client, *names], used, standard), start, *body]
        return [
            *self.imports([client, *names], used, ["import asyncio", *standard]),
            "",
            "async def main() -> None:",
            f"{_PAD}async {start}",
            *body,
            "",
            "",
            "asyncio.run(main())",
        ]

    def imports(
        self, names: Iterable[str], used: Iterable[Source] = (), standard: Iterable[str] = ()
    ) -> list[str]:
        """Write the imports of a program, and the empty line after them.

        Args:
            names: of the package.
            used: the expressions in it.
            standard: lines that import from the standard library.

        Returns:
            The lines.
        """
        needed = frozenset[Name]().union(*(source.needs for source in used))
        ours = sorted({*names, *(name.name for name in needed if name.module == ".")})
        others = [*standard, *import_lines(frozenset(n for n in needed if n.module != "."))]
        lines = sorted(others, key=lambda line: (line.startswith("from "), line))
        return [
            *lines,
            *([""] if lines else []),
            f"from {self._package} import {', '.join(ours)}",
            "",
        ]
