"""What the layout leaves is what black leaves: for whole packages, and for statements at random."""

from __future__ import annotations

import keyword
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientgen.base.configuration import Config, load_config
from clientgen.base.prose import LINE
from clientgen.emit.layout import blacken, formatter, lay_out
from clientgen.emit.pipeline import generate
from clientgen.emit.render import rendering

Strings: TypeAlias = st.SearchStrategy[str]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements black was asked about."""
    seen: list[str] = []

    def counted(text: str, width: int = LINE) -> str:
        seen.append(text)
        return blacken(text, width)

    # What an earlier test asked is kept, and would not be counted.
    formatter.asked.cache_clear()
    formatter.asked_member.cache_clear()
    monkeypatch.setattr(formatter, "blacken", counted)
    return seen


def emitted(spec: Path, config: Config, overlay: Path | None = None) -> dict[str, str]:
    files = generate(spec, config, overlay=overlay, package="pkg").files
    return {path: text for path, text in files.items() if path.endswith(".py")}


def test_black_leaves_our_package_alone(repository: Path, asked: list[str]) -> None:
    spec = repository / "spec"
    config = load_config(spec / "clientgen.toml")
    files = emitted(spec / "processautomation.yaml", config, spec / "overlay.yaml")
    for path, text in files.items():
        assert text == blacken(text), path
    # The modules hold over a thousand statements.
    assert asked == []


def test_black_leaves_every_published_version_alone(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: dict[str, str] = {}

    def kept(text: str) -> str:
        laid = lay_out(text)
        texts[text] = laid
        return laid

    monkeypatch.setattr(rendering, "lay_out", kept)
    for version in ("153.0.0", "202.0.0", "231.0.0", "269.0.0"):
        emitted(repository / "spec" / "history" / f"{version}.yaml", Config())
    assert len(texts) > 15
    for text, laid in texts.items():
        assert laid == blacken(text)


QUOTES = {ord('"'): "x", ord("\\"): "y"}


def quoted(text: str) -> str:
    return f'"{text.translate(QUOTES)}"'


def broken(opens: str, members: list[str], closes: str) -> str:
    """A bracket as the templates write it: one member to a line, each with a comma."""
    if not members:
        return opens + closes
    return f"{opens}\n" + "".join(f"    {member},\n" for member in members) + closes


def call(name: str, given: list[str], keywords: list[str]) -> str:
    return name + broken("(", given + keywords, ")")


def sequence(members: list[str]) -> str:
    return broken("[", members, "]")


def mapping(members: list[str]) -> str:
    return broken("{", members, "}")


def pair(members: list[str]) -> str:
    return broken("(", members, ")")


def function(name: str, given: list[str], returns: str) -> str:
    return f"def {name}{broken('(', ['self', *given], ')')} -> {returns}:\n    pass"


def class_(name: str, bases: list[str]) -> str:
    return f"class {name}({', '.join(bases)}):\n    pass"


def imports(home: str, given: list[str]) -> str:
    return f"from .{home} import {broken('(', [f'{name} as {name}' for name in given], ')')}"


def item(key: str, value: str) -> str:
    return f"{quoted(key)}: {value}"


def is_name(name: str) -> bool:
    return not keyword.iskeyword(name)


def nested(inner: Strings) -> Strings:
    keywords: Strings = st.builds("{}={}".format, names, inner)
    items: Strings = st.builds(item, strings, inner)
    return st.one_of(
        st.builds(call, names, st.lists(inner, max_size=3), st.lists(keywords, max_size=4)),
        st.lists(inner, max_size=5).map(sequence),
        st.lists(items, max_size=5).map(mapping),
        st.lists(inner, min_size=2, max_size=4).map(pair),
    )


names: Strings = st.from_regex(r"[a-z][a-z_]{0,40}", fullmatch=True).filter(is_name)
strings: Strings = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), max_size=60)
chains: Strings = st.builds(
    str.join, st.sampled_from([" or ", " and "]), st.lists(names, min_size=2, max_size=3)
)
atoms: Strings = names | strings.map(quoted) | chains | st.just("{}")
values: Strings = st.recursive(atoms, nested, max_leaves=12)
long_choice = f"Literal[{', '.join(repr('word' * times) for times in range(1, 12))}] | str | None"
hints: Strings = st.sampled_from(
    ["str", "int | None", "Literal['a', 'b'] | str", "list[models.Thing]", long_choice]
)
unions: Strings = st.builds(
    "{}: {}[{}]{}{}".format,
    names,
    st.sampled_from(["Literal", "Union", "typing.Literal"]),
    st.lists(strings.map(quoted), min_size=1, max_size=12).map(", ".join),
    st.sampled_from([" | str", " | None", " | str | None", " | SomeOtherThing | str | None"]),
    st.sampled_from(["", " = None", " = _ABSENT"]),
)
defaults: Strings = st.sampled_from(["", " = None"])
parameters: Strings = st.builds("{}: {}{}".format, names, hints, defaults)
long_names: Strings = st.from_regex(r"[A-Z][A-Za-z]{10,90}", fullmatch=True).filter(is_name)


def subscripted(inner: Strings) -> Strings:
    union = st.lists(inner, min_size=1, max_size=4).map(" | ".join)
    return st.builds(
        "{}[{}]".format, st.sampled_from(["list", "Annotated", "dict[str, X] | l"]), union
    )


choices: Strings = st.lists(strings.map(quoted), min_size=1, max_size=9).map(
    lambda members: f"Literal[{', '.join(members)}]"
)
types: Strings = st.recursive(
    long_names | choices | st.sampled_from(["str", "None", "models.Thing"]),
    subscripted,
    max_leaves=8,
)
any_union: Strings = st.lists(types, min_size=1, max_size=4).map(" | ".join)
fields: Strings = st.builds(
    "{}: {}{}".format,
    names,
    any_union,
    st.sampled_from(["", " = None", " = UNSET", ' = Field(default=None, alias="anOther")']),
)
any_parameters: Strings = st.builds("{}: {}{}".format, names, any_union, defaults)
subscripts: Strings = st.builds("operation(OPERATIONS[{}])".format, strings.map(quoted))
packed: Strings = any_union.map("**changes: Unpack[{}]".format)
some_names = st.lists(names, min_size=1, max_size=5, unique=True)
statements: Strings = st.one_of(
    st.builds("return {}".format, values),
    st.builds("{} = {}".format, names, values),
    st.builds("{}: {} = {}".format, names, hints, values),
    unions,
    fields,
    st.builds("self.{} = {}({})".format, names, long_names, names),
    st.builds("{} = {}".format, names, subscripts),
    st.builds(function, names, packed.map(lambda one: [one]), types),
    st.builds("@deprecated({}, stacklevel=2)\ndef f():\n    pass".format, strings.map(quoted)),
    st.builds(function, names, st.lists(any_parameters, max_size=3), types),
    st.builds(class_, long_names, st.lists(long_names, min_size=1, max_size=2, unique=True)),
    st.builds(function, names, st.lists(parameters, max_size=6), hints),
    st.builds(class_, names, some_names),
    st.builds(imports, names, some_names),
)


@given(statements)
@settings(max_examples=300, deadline=None)
def test_any_statement_is_laid_out_as_black_does(statement: str) -> None:
    wanted = blacken(statement + "\n")
    assert lay_out(statement) == wanted
    assert lay_out(wanted) == wanted


@pytest.mark.parametrize("width", [99, 100, 101, 102])
@pytest.mark.parametrize(
    "text",
    [
        "x = call(first, {})",
        "def f(self, first: int, {}: int) -> Any:\n    pass",
        "class Client({}, Base):\n    pass",
        "return {{'first': 1, '{}': 2}}",
        "from .home import (\n    first as first,\n    {},\n)",
    ],
)
def test_lines_at_the_edge(text: str, width: int) -> None:
    short = blacken(text.format("x")).split("\n", 1)[0]
    text = text.format("x" * (width - len(short) + 1))
    assert lay_out(text) == blacken(text)


@pytest.mark.parametrize("members", [2, 3, 20, 40])
def test_a_list_with_a_comment_is_laid_out_as_black_does(members: int) -> None:
    lines = "".join(f'    "Member{number}",\n' for number in range(members))
    text = f"__all__ = [  # noqa: F822 (found by __getattr__)\n{lines}]\n"
    assert lay_out(text) == blacken(text)


def test_text_that_only_looks_like_brackets_is_left_alone() -> None:
    text = (
        'x = "(["\ny = "it\'s" "}"\n\n\n'
        'def f() -> None:\n    """([{ \\"\\"\\" \'\'\' #.\n\n    )\n    """\n'
    )
    assert lay_out(text) == text == blacken(text)


@pytest.mark.parametrize("blanks", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "after", ["if x:\n    pass", "x = 1", "# note", "def f():\n    pass", "from b import c"]
)
def test_blank_lines_after_an_import(blanks: int, after: str) -> None:
    text = "from a import b\n" + "\n" * blanks + after + "\n"
    if after.startswith("def") and blanks < 2:
        return  # two are what every template writes there
    assert lay_out(text) == blacken(text)


@pytest.mark.parametrize("end", ["# fmt: skip", "# fmt: skip "])
def test_a_statement_that_asks_to_be_left_alone_is(end: str) -> None:
    text = f"x = [\n    'a','b',\n  ]  {end}\ny = 1\n"
    assert lay_out(text) == blacken(text)


@pytest.mark.parametrize("end", ["", "# fmt: on\ny = f(\n    1\n)\n"])
def test_what_asks_to_be_left_alone_is(end: str) -> None:
    text = f"x = f(\n    1\n)\n\n# fmt: off\nTABLE = {{ 'a':1,\n\n\n  'b':  2, }}\n{end}"
    assert lay_out(text) == blacken(text)
    assert "{ 'a':1,\n\n\n  'b':  2, }" in lay_out(text)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_black_leaves_the_whole_genesys_api_alone(repository: Path, asked: list[str]) -> None:
    found = sorted((repository / "tests").rglob("genesys-*.json.gz"))
    if not found:
        pytest.skip("no whole Genesys document below tests/")
    files = emitted(found[-1], Config())
    # Thirty thousand statements.
    assert len(asked) <= 10
    for path, text in files.items():
        assert text == blacken(text), path
