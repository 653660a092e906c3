"""One version in a comparison: a document and the package planned from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clientgen.api import Api, build_api
from clientgen.base.configuration import Config, Extract
from clientgen.base.diagnostics import InputError
from clientgen.base.untyped import mapping
from clientgen.compare.pairing import template
from clientgen.compare.resolved_schemas import SchemaResolver
from clientgen.document.extract import extract, known_trims, to_openapi31
from clientgen.document.extract.selection import matching, selects_all
from clientgen.document.load import Document
from clientgen.document.repair import repair
from clientgen.document.screen import screen
from clientgen.plan import PackagePlan, plan_package
from clientgen.plan.tree import is_named_by_tag


@dataclass(frozen=True, slots=True)
class Version:
    """A document prepared for the comparison.

    Args:
        label: display name.
        document: the document as OpenAPI 3.1, repaired; it knows where its parts came from.
        api: what it says.
        resolver: its schemas.
        plan: the package it makes.
        prefix: the part of the document this is, None for the whole.
        only: the selectors of the operations this is cut down to; none for all.
        configured: the settings given hold for it.
    """

    label: str
    document: Document
    api: Api
    resolver: SchemaResolver
    plan: PackagePlan
    prefix: str | None = None
    methods: Mapping[str, str] = field(default_factory=dict[str, str])
    only: tuple[str, ...] = ()
    configured: bool = False

    @property
    def version(self) -> str:
        """The version number in the document."""
        return self.plan.api_version.raw


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """The settings that turn documents into packages.

    Args:
        config: the generator's configuration.
        overlay: repairs, None for none.
    """

    config: Config
    overlay: Document | None = None


def prepare_version(
    document: Document,
    settings: CompareSettings | None = None,
    *,
    prefix: str | None = None,
    after: Version | None = None,
    only: Sequence[str] = (),
) -> Version:
    """Prepare a document.

    Args:
        document: a loaded document of any supported version.
        settings: names and repairs; used only for a document whose every path lies below the
            prefix of the configuration, as they mean nothing for another API.
        prefix: look at the paths below this one only.
        after: the version in force: operations that it has keep their names, as `clientgen update`
            keeps them.
        only: look at the operations that these entries select; each matches one.

    Returns:
        The version.

    Raises:
        InputError: it cannot be used, or holds nothing to compare.
    """
    converted = _converted(document, settings, prefix, only)
    ours = settings is not None and _belongs(converted, settings.config.extract)
    if settings is not None and ours and settings.overlay is not None:
        # What an older version does not have yet needs no repair, so nothing is reported.
        converted = screen(repair(converted, settings.overlay)[0])
    api = _api(converted)
    config = settings.config if settings and ours else Config()
    in_force = _names_in_force(after, api) if after is not None else None
    plan = plan_package(api, config, name="package", in_force=in_force)
    methods = {method.operation.id: method.path for method in plan.methods}
    resolver = SchemaResolver(api, converted.value)
    return Version(
        document.source, converted, api, resolver, plan, prefix, methods, tuple(only), ours
    )


def selections(
    old: Document, new: Document, only: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Tell which entries of a selection each of two versions knows.

    Args:
        old: the old document.
        new: the new one.
        only: the entries.

    Returns:
        Those of each; what neither knows counts as the new one's, which refuses it, and so does a
        version that knows none.
    """
    known = matching(old, only), matching(new, only)
    return known[0] or only, [text for text in only if text in known[1] or text not in known[0]]


def _names_in_force(old: Version, api: Api) -> dict[str, str]:
    """Find the names of the operations that an earlier version has too.

    An operation that is called otherwise itself, by the operationId or tag it is named after, is
    renamed on purpose: the old name becomes an alias.
    """
    before = {
        (method.operation.method, template(method.operation.path)): method
        for method in old.plan.methods
    }
    found: dict[str, str] = {}
    for operation in api.operations:
        method = before.get((operation.method, template(operation.path)))
        if method is None:
            continue
        was = method.operation
        is_same = (not was.has_id and not operation.has_id) or was.id == operation.id
        if is_same and (was.tags == operation.tags or not is_named_by_tag(method.path, was)):
            found[operation.id] = method.path
    return found


def make_resolver(document: Document) -> SchemaResolver:
    """Prepare a whole document for counting its changes; no package is planned.

    Args:
        document: a loaded document.

    Returns:
        Its schemas.

    Raises:
        InputError: it cannot be used.
    """
    converted = to_openapi31(screen(document))
    return SchemaResolver(_api(converted), converted.value)


def refuse_unrelated(old: SchemaResolver, new: SchemaResolver, names: tuple[str, str]) -> None:
    """Refuse two documents that are not versions of one API.

    Args:
        old: the old document.
        new: the new one.
        names: display names of both.

    Raises:
        InputError: they share neither a path nor an operationId.
    """
    paths = [{template(op.path) for op in resolver.api.operations} for resolver in (old, new)]
    ids = [{op.id for op in resolver.api.operations if op.has_id} for resolver in (old, new)]
    if paths[0] & paths[1] or ids[0] & ids[1]:
        return
    # Without any operation, webhooks and schemas tell whether it is one API.
    others = [_beside_operations(schemas) for schemas in (old, new)]
    if not any(paths) and others[0] & others[1]:
        return
    raise InputError(
        f"and {names[1]} share no path and no operationId: these are two unrelated APIs",
        source=names[0],
    )


def _converted(
    document: Document, settings: CompareSettings | None, prefix: str | None, only: Sequence[str]
) -> Document:
    screened = screen(document)
    if only:
        screened = extract(screened, include=only)
    if prefix is not None:
        trims: Mapping[str, list[str]] = {}
        if settings is not None and prefix == settings.config.extract.prefix:
            trims = known_trims(screened, settings.config.extract.trims)
        screened = extract(screened, prefix=prefix, trims=trims)
    converted = to_openapi31(screened)
    # What a cut leaves is screened again, as it is when a fragment is written.
    return screen(converted) if only or prefix is not None else converted


def _beside_operations(schemas: SchemaResolver) -> set[str]:
    return {item.name for item in schemas.api.incoming} | schemas.api.schemas.keys()


def _api(document: Document) -> Api:
    api = build_api(document)
    if not (api.operations or api.incoming or api.schemas):
        raise InputError(
            "has no operations, so there is nothing to compare", source=document.source
        )
    return api


def _belongs(document: Document, chosen: Extract) -> bool:
    paths = mapping(mapping(document.value).get("paths"))
    if paths and chosen.include and chosen.prefix is None:
        return selects_all(document, chosen.include)
    if not paths or not chosen.prefix:
        return False
    root = chosen.prefix.rstrip("/")
    return all(path == root or path.startswith(f"{root}/") for path in paths)
