"""Every Python name: words of the document become identifiers, clashes settled in one pass.

A name depends on the word itself and on whether another word of the same scope wants the same
name, never on the order of the document. Of clashing words the one that already is the name keeps
it; every other gets a suffix computed from itself, so adding a word renames no other.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import string
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping

from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.types import reserved

_MAX = 64
_MAX_CLASS = 108
"""What is appended to a name of this length, as a suffix or a mark, keeps it below 120."""
_WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[^\WA-Z_]+|[A-Z]+")
Renamed = Callable[[str, str], None]
"""Called with a word and its name where the name that was due to it is one of ours."""
_SIGN = re.compile(r"(?<![\w.)\]}])([+-])(?=\d)")
_COMPARED = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "!=": "ne"}
_COMPARISON = re.compile(r"([^<>]*\w)\s*([<>!]=|[<>])")
_SYMBOLS = 3
_SOFT_KEYWORDS = frozenset(keyword.softkwlist)


def note_renamed(diagnostics: DiagnosticCollector, subject: str, pointer: str) -> Renamed:
    """Make a note of every name that is changed because it is reserved.

    Args:
        diagnostics: collects the notes.
        subject: what has the name; the first ``{}`` in it stands for the word.
        pointer: where it is in the document.

    Returns:
        What takes the word and the name it got.
    """

    def note(word: str, name: str) -> None:
        named = subject.replace("{}", repr(word), 1)
        text = f"{named} is {name!r}: its own name is one of the package's"
        diagnostics.note("name-reserved", text, pointer)

    return note


def words(text: str, known: Mapping[str, str] | None = None) -> list[str]:
    """Split a word of the document into lower-case words.

    Args:
        text: for example ``eventTTLSeconds`` or ``v2.users``.
        known: run-together word → its snake_case form (``scheduledtriggers``).

    Returns:
        The words, for example ``["event", "ttl", "seconds"]``; empty when nothing can be used.
    """
    plain = "".join(map(_one_case, unicodedata.normalize("NFKC", _spelled(text))))
    plain = "".join(char if char.isalnum() or f"a{char}".isidentifier() else " " for char in plain)
    found = [str(word).lower() for word in _WORD.findall(plain)]
    table: Mapping[str, str] = known if known is not None else {}
    return [part for word in found for part in table.get(word, word).split("_") if part]


def _spelled(text: str) -> str:
    """A word with its symbols spelled where they tell it from others.

    These are the sign of a number (``+1``), a comparison at the end (``created>=``) and a few
    symbols that have no word beside them.
    """
    if 0 < len(text) <= _SYMBOLS and all(char in string.punctuation for char in text):
        return " ".join(unicodedata.name(char).lower() for char in text)
    text = _SIGN.sub(lambda found: {"+": "plus ", "-": "minus "}[found[1]], text)
    compared = _COMPARISON.fullmatch(text)
    return f"{compared[1]} {_COMPARED[compared[2]]}" if compared is not None else text


def _one_case(char: str) -> str:
    """A character, or letters that stay as many as they are when their case changes."""
    if len(char.lower()) == len(char.upper()) == 1:
        return char
    parts = unicodedata.normalize("NFKD", char.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def snake(text: str, known: Mapping[str, str] | None = None) -> str:
    """The snake_case identifier of a word, not yet checked against reserved names.

    Args:
        text: a word of the document.
        known: run-together word → its snake_case form.

    Returns:
        An identifier of at most 64 characters; ``x_…`` where the word starts with a digit, and a
        name made from the word's hash where nothing of it can be used.
    """
    name = "_".join(words(text, known))
    if not name:
        return f"x_{_digest(text)}"
    if not name[0].isidentifier():
        name = f"x_{name}"
    if not name.isidentifier():
        return f"x_{_digest(text)}"
    return _shorten(name, text)


def pascal(text: str) -> str:
    """The class name of a word, not yet checked against reserved names.

    Args:
        text: a word of the document; ``UserRoutingStatus`` stays as it is.

    Returns:
        An identifier of at most 108 characters: of a longer one the words in the middle are left
        out, as the first ones name its owner and the last ones itself.
    """
    plain = unicodedata.normalize("NFKC", _spelled(text))
    parts = [part for part in re.split(r"[^\w]+|_", plain) if part]
    name = "".join(part[0].upper() + part[1:] for part in parts)
    if not name:
        return f"X{_digest(text)}"
    if not name[0].isidentifier():
        name = f"X{name}"
    if not name.isidentifier():
        return f"X{_digest(text)}"
    return name if len(name) <= _MAX_CLASS else _without_middle(name)


def _without_middle(name: str) -> str:
    half = _MAX_CLASS // 2
    ends = [found.end() for found in _WORD.finditer(name)]
    head = max((end for end in ends if end <= half), default=half)
    tail = min((end for end in ends[:-1] if end >= len(name) - half), default=len(name) - half)
    return name[:head] + name[tail:]


def attribute_names(
    wire_names: Iterable[str],
    chosen: Mapping[str, str] | None = None,
    taken: Container[str] = (),
    renamed: Renamed | None = None,
) -> dict[str, str]:
    """Names of a model's attributes.

    Args:
        wire_names: names of the object's members.
        chosen: wire name → name from the configuration.
        taken: names of the classes, which annotations of members use.
        renamed: told of every member whose name is one of ours.

    Returns:
        Wire name → attribute name, free of keywords, pydantic's members, leading underscores and
        names that would capture a type used in the class body.
    """
    ours = reserved.model_members()
    return _settle(
        {name: snake(name) for name in wire_names},
        lambda name: name in ours or name in taken,
        chosen or {},
        renamed=renamed,
    )


def parameter_names(
    wire_names: Iterable[str],
    chosen: Mapping[str, str] | None = None,
    taken: Iterable[str] = (),
    renamed: Renamed | None = None,
) -> dict[str, str]:
    """Names of a method's parameters.

    Args:
        wire_names: keys of the parameters; a key may be prefixed to keep places apart.
        chosen: key → name from the configuration.
        taken: names that are used already.
        renamed: told of every parameter whose name is one of ours.

    Returns:
        Key → parameter name, free of keywords, builtins and what the bodies of methods read.
    """
    used = frozenset(taken)
    ours = reserved.method_locals() | {"self", "cls"}
    proposals = {key: snake(key.partition("\0")[0]) for key in wire_names}
    return _settle(
        proposals,
        lambda name: name in used or name in ours or name in reserved.builtin_names(),
        chosen or {},
        renamed=renamed,
    )


def member_name(text: str, known: Mapping[str, str], renamed: Renamed | None = None) -> str:
    """Name of a resource or method, which is an attribute and so may equal a builtin.

    Args:
        text: a word of the document.
        known: run-together word → its snake_case form.
        renamed: told where the name is one of ours.

    Returns:
        A name that is no keyword and no member of the clients and resources.
    """
    name = snake(text, known)
    if keyword.iskeyword(name):
        return f"{name}_"
    if name in reserved.resource_members():
        if renamed is not None:
            renamed(text, f"{name}_")
        return f"{name}_"
    return name


def client_member(name: str) -> str:
    """The name of a resource of the clients, which may hide nothing their class reads."""
    return f"{name}_" if name in reserved.client_members() else name


def method_name(name: str) -> str:
    """The name of a method, which may not hide a decorator of the methods that follow it."""
    return f"{name}_" if name in reserved.method_names() else name


def class_names(
    schema_names: Iterable[str],
    chosen: Mapping[str, str] | None = None,
    renamed: Renamed | None = None,
    components: Iterable[str] = (),
) -> dict[str, str]:
    """Names of the model classes.

    Args:
        schema_names: names of the schemas.
        chosen: schema name → class name from the configuration.
        renamed: told of every schema whose name is one of ours.
        components: names of all component schemas, those without a class included.

    Returns:
        Schema name → class name; no two differ in case only, none hides a builtin. A component
        keeps a name that it shares with a schema written in place, which is ``…Inline`` then,
        whether or not the component has a class: one that gets it later renames nothing.
    """
    named = frozenset(components)
    owned = {pascal(name).casefold() for name in named}
    proposals = {name: pascal(name) for name in schema_names}
    for key, name in proposals.items():
        if key not in named and name.casefold() in owned:
            proposals[key] = f"{name}Inline"
    return _settle(
        proposals, _class_taken, chosen or {}, fold=True, suffix="Model", renamed=renamed
    )


def typed_dict_names(classes: Iterable[str]) -> dict[str, str]:
    """Names of the typed dictionaries that stand for classes and aliases.

    Args:
        classes: names of the classes and aliases.

    Returns:
        Name of the class → name of its dictionary. Each depends on its class alone, and no two
        collide, as those of the classes do not.
    """
    proposals = {name: f"{name}Dict" for name in classes}
    ours = reserved.typed_dicts()
    return {name: f"{own}_" if own in ours else own for name, own in proposals.items()}


def resource_classes(paths: Iterable[str], renamed: Renamed | None = None) -> dict[str, str]:
    """Names of the classes of resources; each also gets an `Async…` and an `…Operations` beside it.

    Args:
        paths: dotted names of the resources.
        renamed: told of every resource whose class has a name of ours.

    Returns:
        Path → class name; no two collide, with those beside them neither.
    """
    listed = list(paths)
    proposals = {path: _beside_others(pascal(path.replace(".", "_"))) for path in listed}
    # In a script without capitals an attribute and its class would have one name.
    attributes = {word for path in listed for word in path.split(".")}
    return _settle(
        proposals,
        lambda name: name in attributes or _resource_taken(name),
        {},
        fold=True,
        suffix="Group",
        renamed=renamed,
    )


def _beside_others(name: str) -> str:
    name = f"An{name}" if name.startswith("Async") else name
    return f"{name}Group" if name.endswith("Operations") else name


def module_name(text: str) -> str:
    """A module's name: lower case, safe as a file name on every system."""
    name = snake(text)
    if (
        keyword.iskeyword(name)
        or name in _SOFT_KEYWORDS
        or re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d|conin|conout|init|main", name)
    ):
        return f"{name}_"
    return name


def _settle(
    proposals: Mapping[str, str],
    taken: Callable[[str], bool],
    chosen: Mapping[str, str],
    *,
    fold: bool = False,
    suffix: str = "_",
    renamed: Renamed | None = None,
) -> dict[str, str]:
    """Give every word its name: chosen names first, then undisputed ones, then suffixed ones."""
    result = {word: chosen[word] for word in sorted(proposals) if word in chosen}
    groups: dict[str, list[str]] = {}
    for word in sorted(proposals):
        if word not in chosen:
            name = proposals[word]
            groups.setdefault(name.casefold() if fold else name, []).append(word)
    used = {name.casefold() if fold else name for name in result.values()}
    for key in sorted(groups):
        members = groups[key]
        exact = [word for word in members if word == proposals[word]]
        # Of names that differ in case only, the one written most like a name of its kind stays.
        exact.sort(key=lambda word: -sum(char.islower() for char in word))
        keeper = (exact or members)[0] if len(members) == 1 or exact else None
        for word in members:
            name = proposals[word]
            if word != keeper or key in used:
                name = f"{name}{'' if fold else '_'}{_digest(word)}"
            is_ours = taken(name) and name not in reserved.builtin_names()
            # A name that is another word would stand for both where wire names are taken, too.
            while taken(name) or keyword.iskeyword(name) or (name != word and name in proposals):
                name = f"{name}{suffix}"
            used.add(name.casefold() if fold else name)
            result[word] = name
            if is_ours and renamed is not None:
                renamed(word, name)
    return {word: result[word] for word in proposals}


def _class_taken(name: str) -> bool:
    return name in reserved.model_classes() or name in reserved.builtin_names()


def _resource_taken(name: str) -> bool:
    ours = reserved.resource_classes() | reserved.builtin_names()
    return any(found in ours for found in (name, f"Async{name}", f"{name}Operations"))


def _shorten(name: str, text: str) -> str:
    return name if len(name) <= _MAX else f"{name[: _MAX - 9].rstrip('_')}_{_digest(text)}"


def _digest(text: str) -> str:
    """A short mark computed from the word alone, so that it never depends on its neighbours."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def is_hashed(name: str, text: str | None = None) -> bool:
    """Tell whether a name carries a mark that was computed from its word.

    Args:
        name: a name of this module.
        text: the word it was made of; None where that is not known.

    Returns:
        Whether it does; without the word, only names that look so count.
    """
    if text is not None:
        return name.rstrip("_").removesuffix("Model").endswith(_digest(text))
    marked = re.search(r"_[0-9a-f]{6}$", name)
    return marked is not None and (name.startswith("x_") or len(name) > _MAX - 15)
