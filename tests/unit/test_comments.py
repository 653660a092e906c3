"""The comments of a module, as `tokenize` finds them."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.base.prose import docstring, docstring_lines, literal
from clientgen.emit.comments import comments


def tokenized(text: str) -> list[tuple[int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# one\nx = 1  # two\n",
        "x = '# no'  # yes\n",
        'x = "it\'s # no"  # yes\n',
        '"""a "# no" b\\""" # no\n"""  # yes\n',
        "'''a \"\"\" # no\n'''  # yes\n",
        "x = r'\\'  # no'  # yes\n",
        'x = "\\\\"  # yes\n',
        'x = f"{y!r} # no" ""  # yes\n',
        'x = "a\\\n# no"  # yes\n',
        'x = """"a"""  # yes\ny = ""  # yes\n',
        "x = (  # yes\n    1,\n)\n",
    ],
)
def test_only_comments_are_found(text: str) -> None:
    assert list(comments(text)) == tokenized(text)


def test_the_comments_of_every_module_we_wrote(repository: Path) -> None:
    files = [*(repository / "templates").rglob("*.py"), *(repository / "generator").rglob("*.py")]
    assert len(files) > 200
    for path in files:
        text = path.read_text("utf-8")
        assert list(comments(text)) == tokenized(text), path


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from("#'\"\\ \n")))
def test_text_of_a_document_holds_none(parts: list[str]) -> None:
    text = "".join(parts)
    source = f"x = {literal(text)}  # one\n"
    source += f"{docstring(docstring_lines(text, 60), 0) or 'pass'}\n# two\n"
    assert list(comments(source)) == tokenized(source)
    assert [comment for _, comment in comments(source)] == ["# one", "# two"]
