"""The request as a curl command, in which variables of the shell stand for secrets."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from .._runtime.wire import WireRequest, is_secret
from .commands import CommandTable
from .dry_run import body_of
from .secrets import is_hidden, query_pairs, replaced, table_marks, unpacked

# Systems bound the length of one argument; Linux at 128 KiB.
_LONGEST = 100_000
# As the client escapes a cookie: all but blanks, quotes, percent, comma, semicolon, backslash.
_COOKIE = "bytes({*range(33,127)}-{34,37,44,59,92})"


def curl_text(
    request: WireRequest, table: CommandTable, files: Sequence[tuple[str, bytes]] = ()
) -> str:
    """Write the command that sends a request with curl.

    Args:
        request: what would be sent.
        table: knows the credentials.
        files: names and contents of the files that the body may be made of.

    Returns:
        The command, for a POSIX shell.
    """
    variables = {each: f"${{{name}}}" for each, name in table_marks(table).items()}
    body = body_of(request)
    address, pairs = query_pairs(request.url)
    hidden = [(name, text) for name, text, _ in pairs if is_hidden(name, text, variables)]
    shown = [pair for name, text, pair in pairs if not is_hidden(name, text, variables)]
    words = ["curl", *(["--head"] if request.method == "HEAD" else ["-X", request.method])]
    words.append(shlex.quote("?".join(filter(None, (address, "&".join(shown))))))
    words += ["--get"] if hidden and body is None else []
    for name, text in hidden:
        # curl escapes what the variable holds; beside a body only its releases since 7.87 do.
        words.append("--data-urlencode" if body is None else "--url-query")
        words.append(_quoted(f"{name}=", text, unquote(name), variables))
    for name, value in request.headers.items():
        words += _header(name, unpacked(value), variables)
    if body is None:
        return " ".join(words)
    source, word = _body(body, files)
    return source + " ".join([*words, word])


def _header(name: str, text: str, variables: Mapping[str, str]) -> list[str]:
    if not text:
        return ["-H", shlex.quote(f"{name};")]
    if text.startswith("Basic ") and text != replaced(text, variables):
        return ["-u", f'"{replaced(text.removeprefix("Basic "), variables)}"']
    if name.lower() == "cookie":
        variables = {each: _escaped(variable) for each, variable in variables.items()}
    return ["-H", _quoted(f"{name}: ", text, name if is_secret(name) else "", variables)]


def _quoted(start: str, text: str, secret: str, variables: Mapping[str, str]) -> str:
    """Quote for a shell, but for variables: in the places of marks, or for a secret as a whole."""
    if text == replaced(text, variables):
        if not secret:
            return shlex.quote(start + text)
        text = "${" + re.sub(r"\W", "_", secret.upper(), flags=re.ASCII) + "}"
    else:
        text = replaced(_plain(text), variables)
    return f'"{_plain(start)}{text}"'


def _plain(text: str) -> str:
    """Escape what a shell would replace between quotation marks."""
    return re.sub(r'([\\"$`])', r"\\\1", text)


def _escaped(variable: str) -> str:
    name = variable.strip("${}")
    code = f'import os,urllib.parse as u;print(u.quote(os.environ["{name}"],{_COOKIE}))'
    return f"$(python3 -c {shlex.quote(code)})"


def _body(body: bytes, files: Sequence[tuple[str, bytes]]) -> tuple[str, str]:
    """What is piped into curl, and the option that takes the body."""
    whole = next((name for name, content in files if content == body), None)
    if whole is not None:
        return "", f"--data-binary {shlex.quote(f'@{whole}')}"
    text = _text(body)
    if text is not None and len(body) < _LONGEST:
        return "", f"--data-raw {shlex.quote(text)}"
    pieces: list[str] = []
    while body:
        found = [(body.find(content), name, content) for name, content in files if content]
        at, name, content = min((f for f in found if f[0] >= 0), default=(len(body), "", b""))
        pieces += [_printf(body[:at])] if at else []
        pieces += [f"cat -- {shlex.quote(name)}"] if name else []
        body = body[at + len(content) :]
    source = pieces[0] if len(pieces) == 1 else f"{{ {'; '.join(pieces)}; }}"
    return f"{source} | ", "--data-binary @-"


def _printf(content: bytes) -> str:
    """Write bytes with a command of the shell's own, which may have arguments of any length."""
    text = _text(content)
    if text is not None:
        return f"printf %s {shlex.quote(text)}"
    shown = (chr(b) if 32 <= b < 127 and b not in b"%\\'" else f"\\{b:03o}" for b in content)
    return f"printf '{''.join(shown)}'"


def _text(content: bytes) -> str | None:
    try:
        return None if 0 in content else content.decode()
    except UnicodeDecodeError:
        return None
