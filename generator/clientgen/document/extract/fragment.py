"""Cut the operations under a path prefix out of a document, with everything they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from clientgen.base.diagnostics import InputError
from clientgen.base.pointers import pointer_of, resolve
from clientgen.base.suggestions import suggestion
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.extract.closure import Closure, prune
from clientgen.document.extract.trimming import schemas_of, trim
from clientgen.document.load import Document
from clientgen.document.load.grammar import walk
from clientgen.document.load.references import references


def extract(
    document: Document, *, prefix: str | None, trims: Mapping[str, Sequence[str]] | None = None
) -> Document:
    """Cut a fragment out of a document.

    Args:
        document: a screened document, Swagger 2.0 or OpenAPI 3.
        prefix: keep the paths below this one, compared by whole segments; with or without the
            base path of the API. None keeps every path.
        trims: schema name to the names of the properties that stay; see
            :func:`clientgen.document.extract.trimming.trim`.

    Returns:
        A document of the same version with these operations and the closure of everything they
        refer to: schemas, parameters, responses, security schemes, tags. Without a prefix and
        without trims the document itself.

    Raises:
        InputError: no path lies under the prefix, a trim names nothing, or a kept part refers to
            something that was cut away.
    """
    if prefix is None and not trims:
        return document
    root = trim(document, trims or {})
    trimmed = document.with_value(root)
    if prefix is not None:
        # Webhooks lie under no path, so a fragment has none.
        root = {name: value for name, value in root.items() if name != "webhooks"}
        root["paths"] = _paths_under(document, root, prefix)
    closure = Closure(root)
    for name in as_map(root.get("paths")) or {}:
        if not name.startswith("x-"):
            closure.add(f"/paths{pointer_of(name)}", "path item")
    for name in as_map(root.get("webhooks")) or {}:
        closure.add(f"/webhooks{pointer_of(name)}", "path item")
    closure.add_security(root.get("security"))
    _refuse_strays(trimmed, root, closure)
    root = _with_used_tags(prune(root, closure.components))
    _refuse_dangling(trimmed, root)
    return trimmed.with_value(root)


def known_trims(document: Document, trims: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Keep the trims a document knows: older versions have fewer schemas.

    Args:
        document: a document of any version of the API.
        trims: schema name to property names.

    Returns:
        Those whose schema exists, reduced to the properties it has.
    """
    _, schemas = schemas_of(as_map(document.value) or {})
    known: dict[str, list[str]] = {}
    for name, wanted in trims.items():
        if (schema := as_map(schemas.get(name))) is not None:
            properties = as_map(schema.get("properties")) or {}
            known[name] = [prop for prop in wanted if prop in properties]
    return known


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _base_path(root: dict[str, Json]) -> str:
    if "swagger" in root:
        return str(root.get("basePath") or "")
    servers = as_list(root.get("servers")) or [{}]
    url = (as_map(servers[0]) or {}).get("url") if servers else ""
    try:
        return urlsplit(url).path if isinstance(url, str) else ""
    except ValueError:
        return ""


def _paths_under(document: Document, root: dict[str, Json], prefix: str) -> dict[str, Json]:
    wanted, base = _segments(prefix), _segments(_base_path(root))
    paths = as_map(root.get("paths")) or {}
    kept: dict[str, Json] = {}
    for path, item in paths.items():
        segments = _segments(path)
        if not path.startswith("x-") and (
            segments[: len(wanted)] == wanted or (base + segments)[: len(wanted)] == wanted
        ):
            kept[path] = item
    if not kept:
        message = f"no path lies under {prefix!r}{_closest_prefix(paths, wanted)}"
        raise InputError(message, source=document.source)
    return kept


def _closest_prefix(paths: Iterable[str], wanted: list[str]) -> str:
    """Suggest the prefix that shares most with the wanted one, or is spelled most alike."""
    stems = {"/" + "/".join(_segments(path)[: len(wanted)]) for path in paths}
    return suggestion("/" + "/".join(wanted), sorted(stems), cutoff=0.4)


def _refuse_strays(document: Document, root: dict[str, Json], closure: Closure) -> None:
    for origin, target in closure.strays:
        try:
            resolve(root, target)
        except KeyError:
            message = (
                f"refers to '#{target}', which lies outside the fragment and is no component: "
                "widen the prefix"
            )
            raise document.error(message, origin) from None


def _refuse_dangling(document: Document, root: dict[str, Json]) -> None:
    for reference in references(root):
        try:
            resolve(root, reference.target or "")
        except KeyError:
            message = f"refers to '#{reference.target}', which a trim cut away"
            raise document.error(message, reference.pointer) from None


def _with_used_tags(root: dict[str, Json]) -> dict[str, Json]:
    declared = as_list(root.get("tags"))
    if declared is None:
        return root
    used: set[str] = set()
    for found in walk(root):
        if found.kind == "operation":
            used.update(
                tag for tag in as_list(found.node.get("tags")) or () if isinstance(tag, str)
            )
    by_name = {str((as_map(tag) or {}).get("name")): as_map(tag) or {} for tag in declared}
    for name in list(used):
        # OpenAPI 3.2 nests tags: a parent is in use when its child is.
        while isinstance(parent := by_name.get(name, {}).get("parent"), str) and parent not in used:
            used.add(parent)
            name = parent
    kept = [tag for tag in declared if str((as_map(tag) or {}).get("name")) in used]
    result = dict(root)
    if kept:
        result["tags"] = kept
    else:
        del result["tags"]
    return result
