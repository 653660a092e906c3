"""Every Python name: words of the document become identifiers, clashes settled in one pass.

A name depends on the word itself and on whether another word of the same scope wants the same
name, never on the order of the document. Of clashing words the one that already is the name keeps
it; every other gets a suffix computed from itself, so adding a word renames no other.
"""

from __future__ import annotations

import builtins
import hashlib
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

_MAX = 64
_WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[^\WA-Z_]+|[A-Z]+")
# Names that emitted annotations and bodies use: an attribute of this name would capture them.
_CAPTURED = frozenset(
    {"list", "dict", "str", "int", "float", "bool", "bytes", "tuple", "set", "object", "property"}
    | {"date", "datetime"}
)
# What pydantic's and the runtime's base class answer to.
_MODEL_MEMBERS = frozenset(
    {
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "to_update",
        "update_forward_refs",
        "validate",
    }
)
# What clients and resources answer to, and the modules that signatures name.
_RESOURCE_MEMBERS = frozenset("""
    aclose base_url builtins close date datetime from_env models request self send with_options
    """.split())
_CLASS_TAKEN = frozenset(
    {
        "Any",
        "Annotated",
        "DateTime",
        "Field",
        "Literal",
        "Model",
        "Number",
        "Present",
        "TypeAliasType",
        "Union",
    }
    | {"TypedDict", "Unpack", "UUID", "Decimal", "Mapping", "Json", "Tag", "TYPE_CHECKING"}
)

# What the modules of clients and resources import; pydantic's names do not matter there.
_RESOURCE_CLASSES = frozenset(
    {"Any", "Client", "Literal", "Mapping", "PageRequest", "Request", "Sequence", "SyncClient"}
    | {
        "SyncResource",
        "AsyncIterable",
        "BinaryIO",
        "Event",
        "Iterable",
        "Stream",
        "OPERATIONS",
        "SERVICE",
        "TYPE_CHECKING",
    }
)
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_SOFT_KEYWORDS = frozenset(keyword.softkwlist)


def words(text: str, known: Mapping[str, str] | None = None) -> list[str]:
    """Split a word of the document into lower-case words.

    Args:
        text: for example ``eventTTLSeconds`` or ``v2.users``.
        known: run-together word → its snake_case form (``scheduledtriggers``).

    Returns:
        The words, for example ``["event", "ttl", "seconds"]``; empty when nothing can be used.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(char if char.isalnum() or f"a{char}".isidentifier() else " " for char in plain)
    found = [str(word).lower() for word in _WORD.findall(plain)]
    table: Mapping[str, str] = known if known is not None else {}
    return [part for word in found for part in table.get(word, word).split("_") if part]


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
        An identifier of at most 64 characters.
    """
    plain = unicodedata.normalize("NFKC", text)
    parts = [part for part in re.split(r"[^\w]+|_", plain) if part]
    name = "".join(part[0].upper() + part[1:] for part in parts)
    if not name:
        return f"X{_digest(text)}"
    if not name[0].isidentifier():
        name = f"X{name}"
    if not name.isidentifier():
        return f"X{_digest(text)}"
    return _shorten(name, text).replace("_", "")


def attribute_names(
    wire_names: Iterable[str], chosen: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Names of a model's attributes.

    Args:
        wire_names: names of the object's members.
        chosen: wire name → name from the configuration.

    Returns:
        Wire name → attribute name, free of keywords, pydantic's members, leading underscores and
        names that would capture a type used in the class body.
    """
    return _settle({name: snake(name) for name in wire_names}, _attribute_taken, chosen or {})


def parameter_names(
    wire_names: Iterable[str], chosen: Mapping[str, str] | None = None, taken: Iterable[str] = ()
) -> dict[str, str]:
    """Names of a method's parameters.

    Args:
        wire_names: keys of the parameters; a key may be prefixed to keep places apart.
        chosen: key → name from the configuration.
        taken: names that are used already.

    Returns:
        Key → parameter name, free of keywords and builtins.
    """
    reserved = frozenset(taken)
    proposals = {key: snake(key.partition("\0")[0]) for key in wire_names}
    return _settle(proposals, lambda name: name in reserved or _parameter_taken(name), chosen or {})


def member_name(text: str, known: Mapping[str, str]) -> str:
    """Name of a resource or method, which is an attribute and so may equal a builtin."""
    name = snake(text, known)
    if keyword.iskeyword(name) or name in _RESOURCE_MEMBERS:
        return f"{name}_"
    return name


def class_names(
    schema_names: Iterable[str], chosen: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Names of the model classes.

    Args:
        schema_names: names of the schemas.
        chosen: schema name → class name from the configuration.

    Returns:
        Schema name → class name; no two differ in case only, none hides a builtin.
    """
    proposals = {name: pascal(name) for name in schema_names}
    return _settle(proposals, _class_taken, chosen or {}, fold=True, suffix="Model")


def resource_classes(paths: Iterable[str]) -> dict[str, str]:
    """Names of the classes of resources; each also gets an `Async…` and an `…Operations` beside it.

    Args:
        paths: dotted names of the resources.

    Returns:
        Path → class name; no two collide, with those beside them neither.
    """
    proposals = {path: _beside_others(pascal(path.replace(".", "_"))) for path in paths}
    return _settle(proposals, _resource_taken, {}, fold=True, suffix="Group")


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
            while taken(name):
                name = f"{name}{suffix}"
            used.add(name.casefold() if fold else name)
            result[word] = name
    return {word: result[word] for word in proposals}


def _attribute_taken(name: str) -> bool:
    return keyword.iskeyword(name) or name in _CAPTURED or name in _MODEL_MEMBERS


def _parameter_taken(name: str) -> bool:
    return keyword.iskeyword(name) or name in _BUILTINS or name in {"self", "cls"}


def _class_taken(name: str) -> bool:
    return keyword.iskeyword(name) or name in _BUILTINS or name in _CLASS_TAKEN


def _resource_taken(name: str) -> bool:
    return keyword.iskeyword(name) or name in _BUILTINS or name in _RESOURCE_CLASSES


def _shorten(name: str, text: str) -> str:
    return name if len(name) <= _MAX else f"{name[: _MAX - 9].rstrip('_')}_{_digest(text)}"


def _digest(text: str) -> str:
    """A short mark computed from the word alone, so that it never depends on its neighbours."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
