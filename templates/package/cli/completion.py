"""Shell completion: the scripts, and the words that they ask for."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence

from .commands import CommandTable, UsageError
from .kinds import known
from .options import FORMATS, Options, global_flags
from .parsing import find_command

_HARMLESS = re.compile(r"[\w@%+=:,./-]+")
_SCRIPTS = {
    "bash": """\
{function}() {{
    local IFS=$'\\n'
    COMPREPLY=($({command} --complete "${{COMP_WORDS[@]:1:COMP_CWORD}}" 2>/dev/null))
}}
complete -o default -F {function} {program}
""",
    "zsh": """\
#compdef {program}
{function}() {{
    local -a found
    found=(${{(f)"$({command} --complete "${{(@)words[2,CURRENT]}}" 2>/dev/null)"}})
    compadd -a found
}}
compdef {function} {program}
""",
    "fish": """\
function {function}
    set -l words (commandline -opc)
    {command} --complete $words[2..-1] (commandline -ct | string collect --allow-empty) 2>/dev/null
end
complete -c {program} -a '({function})'
""",
}


def script(shell: str, table: CommandTable) -> str:
    """Write the script that completes in a shell.

    Args:
        shell: ``bash``, ``zsh`` or ``fish``.
        table: the commands.

    Returns:
        The script.
    """
    function = "_" + re.sub(r"\W", "_", table.program) + "_complete"
    command = f"{shlex.quote(sys.executable)} -m {table.package}"
    return _SCRIPTS[shell].format(function=function, command=command, program=table.program)


def candidates(words: Sequence[str], table: CommandTable) -> list[str]:
    """List what the last word may become.

    Args:
        words: what was typed after the program's name; the last one may be empty.
        table: the commands.

    Returns:
        Words that start with it.
    """
    *before, last = words or [""]
    try:
        path, _, _ = find_command(before, table)
    except UsageError:
        return []
    previous = before[-1] if before else ""
    found: list[str] = []
    if previous in ("-o", "--output"):
        found = [*FORMATS]
    elif previous == "--region":
        found = [*table.regions]
    elif not table.is_command(path):
        found = [
            *table.names(path),
            *(flag for flag in global_flags(table) if last.startswith("-")),
        ]
    else:
        options = Options(table.command(path), table)
        if previous in options.known and not last.startswith("-"):
            found = known(options.known[previous].type)
        elif last.startswith("-"):
            found = [*(option.flag for option in options.shown), *options.flags]
            found += options.inside(last.rpartition(".")[0])
            if not any(word.startswith(last) for word in found):
                found = [*options.known]  # Python names, and names on the wire.
    # What a shell would read as more than a word is not offered: values are of the document.
    return [word for word in found if word.startswith(last) and _HARMLESS.fullmatch(word)]
