"""The plan: everything the templates print, every decision taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clientgen.api import Operation, Schema
from clientgen.base.diagnostics import Diagnostic
from clientgen.base.prose import Prose
from clientgen.plan.media import PartPlan
from clientgen.plan.optional_parts import OPTIONAL_PARTS, OptionalPart
from clientgen.types import ModelsPlan, ModelText
from clientgen.types.expressions import TypeExpr, is_nullable
from clientgen.types.typed_dicts import TypedDictsPlan
from clientgen.types.writing import ARGUMENT, RESULT, written


@dataclass(frozen=True, slots=True)
class OldName:
    """A name of an earlier release that still works.

    Args:
        old: the name.
        new: what it stands for.
        until: the release that no longer has it.
    """

    old: str
    new: str
    until: str

    @property
    def message(self) -> str:
        """The text of the deprecation warning."""
        return f"`{self.old}` is now `{self.new}`; the old name stays until {self.until}"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method.

    Args:
        name: Python name.
        wire: name on the wire; empty for the body.
        location: ``path``, ``query``, ``header``, ``cookie`` or ``body``.
        type: its type.
        default: source text of the default, empty when it must be given.
        positional: accepted by position.
        expression: what is passed on, usually the name itself.
        doc: what the document says of it.
        facts: allowed values and limits, in our words.
        old: names of earlier releases that are still taken, by keyword.
        hidden: builtin types that the names of methods beside it hide.
    """

    name: str
    wire: str
    location: str
    type: TypeExpr
    default: str
    positional: bool
    expression: str
    doc: Prose
    facts: tuple[Prose, ...]
    schema: Schema
    required: bool
    deprecated: bool
    old: tuple[OldName, ...] = ()
    hidden: frozenset[str] = frozenset()

    @property
    def annotation(self) -> str:
        """Its type, as signatures write it."""
        return written(self.type, ARGUMENT, self.hidden)

    @property
    def declaration(self) -> str:
        """The argument, as a signature shows it."""
        return _declaration(self, self.default)


@dataclass(frozen=True, slots=True)
class PagingPlan:
    """A paging convention: values of the runtime's ``Paging``.

    Args:
        item: type of one item.
    """

    style: str
    items: str
    next: str
    cursor: tuple[str, ...]
    item: TypeExpr
    more: str = ""
    total: str = ""
    first: int = 1
    in_body: bool = False

    @property
    def step(self) -> str:
        """The runtime's function that finds the next page; empty for links in the body."""
        return "" if self.style == "next_uri" else f"by_{self.style}"

    @property
    def further(self) -> Mapping[str, str | int | bool]:
        """The values that few conventions have, by keyword."""
        found: dict[str, str | int | bool] = {}
        if self.more:
            found["more"] = self.more
        if self.total:
            found["total"] = self.total
        if self.style == "page" and self.first != 1:
            found["first"] = self.first
        if self.in_body:
            found["in_body"] = True
        return found


@dataclass(frozen=True, slots=True)
class StylePlan:
    """A parameter style that is not the default: values of the runtime's ``Style``."""

    style: str
    explode: bool
    allow_reserved: bool
    content: str | None


@dataclass(frozen=True, slots=True)
class MediaPlan:
    """One media type: the runtime's ``RequestMedia`` and ``ResponseMedia``."""

    status: str
    name: str
    kind: str
    type: TypeExpr | None
    whole: bool
    order: tuple[str, ...]
    parts: Mapping[str, PartPlan]


@dataclass(frozen=True, slots=True)
class Method:
    """One operation as a method.

    Args:
        operation: what it sends.
        name: the method's own name.
        path: dotted name from the client, such as ``triggers.topics.list``.
        arguments: positional ones first.
        returns: type of the decoded response.
        result: the same where the runtime reads it as plain JSON; None where it does not.
        body_kind: ``json``, ``event``, ``media`` or None.
        sends: representations of the body where it is not plain JSON.
        responses: representations of the responses where they are not plain JSON.
        unpaged: why a listing is not paged, as a clause; empty where it is, and for what lists
            nothing.
        security: alternatives of schemes, where the document has several.
        server: address of the operation's own server, or empty.
        docstring: lines, without quotes or indent.
        errors: (status, class of `errors`, codes).
        error_bodies: status → type of the error body, where it is not that of all errors.
        alias: set where this is an old name of a method.
        hidden: builtin types that the names of methods beside it hide.
    """

    operation: Operation
    name: str
    path: str
    arguments: tuple[Argument, ...]
    returns: TypeExpr
    result: TypeExpr | None
    body_kind: str | None
    body_type: TypeExpr | None
    paging: PagingPlan | None
    styles: Mapping[str, StylePlan]
    idempotent: bool
    permissions: tuple[str, ...]
    permissions_mode: str
    scopes: tuple[str, ...]
    audience: str
    docstring: tuple[str, ...]
    errors: tuple[tuple[str, str, tuple[str, ...]], ...]
    error_bodies: Mapping[str, TypeExpr] = field(default_factory=dict[str, TypeExpr])
    sends: tuple[MediaPlan, ...] = ()
    responses: tuple[MediaPlan, ...] = ()
    unpaged: str = ""
    security: tuple[tuple[str, ...], ...] = ()
    server: str = ""
    alias: OldName | None = None
    hidden: frozenset[str] = frozenset()

    @property
    def returned(self) -> str:
        """The return type, as signatures write it."""
        return written(self.returns, RESULT, self.hidden)

    @property
    def item(self) -> str:
        """One item of a listing, as signatures write it; empty where nothing is listed."""
        return written(self.paging.item, RESULT, self.hidden) if self.paging else ""

    @property
    def result_annotation(self) -> str:
        """The type of a call, as signatures write it; a listing is a pager."""
        return f"Pager[{self.item}]" if self.paging else self.returned

    @property
    def signature(self) -> str:
        """The method as a call: ``triggers.list(*, enabled: bool | None = None) -> Pager[…]``."""
        shown = [argument.declaration for argument in self.positional]
        if self.keyword_only:
            shown += ["*", *(argument.declaration for argument in self.keyword_only)]
        return f"{self.path}({', '.join(shown)}) -> {self.result_annotation}"

    @property
    def request_class(self) -> str:
        """The runtime's class of its request bodies; empty where they are plain JSON."""
        kinds = {media.kind for media in self.sends}
        files = kinds & {"multipart", "text", "binary"}
        return ("UploadBody" if files else "RequestBody") if kinds else ""

    @property
    def needs_body(self) -> bool:
        """True where a call without a body is a mistake: it must be given, and null is none."""
        return any(
            argument.location == "body" and not argument.wire and not argument.default
            for argument in self.arguments
            if not is_nullable(argument.type)
        )

    @property
    def response_class(self) -> str:
        """The runtime's class of its responses; empty where they are plain JSON."""
        kinds = {media.kind for media in self.responses}
        return ("StreamBody" if kinds & {"lines", "events"} else "ResponseBody") if kinds else ""

    @property
    def positional(self) -> tuple[Argument, ...]:
        """Arguments accepted by position."""
        return tuple(argument for argument in self.arguments if argument.positional)

    @property
    def keyword_only(self) -> tuple[Argument, ...]:
        """Arguments accepted by keyword only."""
        return tuple(argument for argument in self.arguments if not argument.positional)

    @property
    def declared(self) -> tuple[str, ...]:
        """The signature after `self`, one entry for each argument and for each old name."""
        lines: list[str] = []
        loose = False
        for argument in self.positional:
            # What follows an argument that has another name cannot be demanded by position.
            loose = loose or bool(argument.old)
            lines.append(_declaration(argument, argument.default or ("NOT_GIVEN" if loose else "")))
        old = [
            f"{name.old}: {argument.annotation} = NOT_GIVEN"
            for argument in self.arguments
            for name in argument.old
        ]
        keywords = [
            _declaration(a, a.default or ("NOT_GIVEN" if a.old else "")) for a in self.keyword_only
        ]
        return (*lines, *(["*"] if keywords or old else []), *keywords, *old)

    @property
    def settled(self) -> tuple[str, ...]:
        """Statements that make one value of an argument's names; none where nothing has two."""
        lines = [
            f'{a.name} = one_of({a.name}, {o.old}, "{a.name}", "{o.old}", "{o.until}")'
            for a in self.arguments
            for o in a.old
        ]
        return (*lines, *(f'{a.name} = needed({a.name}, "{a.name}")' for a in self._looked_for()))

    @property
    def helpers(self) -> frozenset[str]:
        """The helpers of the runtime that signature and statements name."""
        found = {"NOT_GIVEN", "one_of"} if any(a.old for a in self.arguments) else set[str]()
        return frozenset(found | ({"needed"} if self._looked_for() else set()))

    def _looked_for(self) -> list[Argument]:
        """The arguments that must be given, though the signature cannot demand them."""
        found: list[Argument] = []
        loose = False
        for argument in self.arguments:
            loose = loose or bool(argument.old)
            if not argument.default and (argument.old or (loose and argument.positional)):
                found.append(argument)
        return found

    def sent(self, location: str) -> tuple[Argument, ...]:
        """Select the arguments of one location."""
        return tuple(argument for argument in self.arguments if argument.location == location)


def _declaration(argument: Argument, default: str) -> str:
    return f"{argument.name}: {argument.annotation}" + (f" = {default}" if default else "")


@dataclass(frozen=True, slots=True)
class EditPlan:
    """A method that reads an entity, has it changed and updates it.

    Args:
        name: its name.
        get: name of the method that reads.
        update: name of the method that updates.
        entity: type of what is read, as signatures write it.
        request: the same of what the update takes.
        result: the same of what the update responds with.
        ids: the parameters of the path.
    """

    name: str
    get: str
    update: str
    entity: str
    request: str
    result: str
    ids: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """A node of the resource tree.

    Args:
        path: dotted name from the client; empty for the root.
        name: its own attribute name.
        class_name: name of the sync class; the async one has ``Async`` before it.
        edits: entities it can edit, where the configuration asks for that.
    """

    path: str
    name: str
    class_name: str
    methods: tuple[Method, ...]
    children: tuple[Resource, ...]
    edits: tuple[EditPlan, ...] = ()

    def walk(self) -> list[Resource]:
        """This node and all below it, children before parents."""
        return [node for child in self.children for node in child.walk()] + [self]


@dataclass(frozen=True, slots=True)
class SchemePlan:
    """A security scheme: values of the runtime's ``Scheme``.

    Args:
        key: name in the document.
        argument: keyword of the clients; empty where nothing is to be given.
        kind: ``header``, ``query``, ``cookie``, ``basic``, ``bearer`` or ``tls``.
        name: of the header, query parameter or cookie of a key.
        variable: environment variable.
        token_urls: ``grant_type`` → token endpoint, where that is not the one of all schemes.
    """

    key: str
    argument: str
    kind: str
    name: str
    variable: str
    token_urls: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """A server with variables: values of the runtime's ``Server``."""

    template: str
    defaults: tuple[tuple[str, str], ...]
    allowed: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class IncomingPlan:
    """A webhook or callback: a request that the service sends.

    Args:
        name: constant of the module ``webhooks``.
        wire: name in the document.
        type: type of the payload.
        doc: docstring lines, escaped.
    """

    name: str
    wire: str
    type: TypeExpr
    doc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """Facts of the service, as the emitted package states them.

    Args:
        schemes: the security schemes; None where one access token serves every operation.
        token_urls: ``grant_type`` → token endpoint, where that is not the usual one.
        authorization_url: the page that users log in on, or empty.
        grants: the OAuth grants it takes: ``client_credentials``, ``authorization_code``,
            ``password``, ``saml2_bearer``.
        organization_field: name of the organisation in SAML2 token requests, or empty.
        error_fields: fields of the runtime's ``ErrorFields``; empty for its defaults.
        rate_limit: fields of the runtime's ``RateLimitHeaders``; empty for its defaults.
        retry_statuses: statuses worth another attempt; empty for the runtime's own.
        has_open_operations: where one access token serves all others, whether some need none.
    """

    title: str
    base_url: str
    login_url: str
    regions: tuple[tuple[str, str], ...]
    default_region: str
    api_host: str
    login_host: str
    token_path: str
    env: Mapping[str, str]
    correlation_header: str
    error_model: str | None
    token_urls: Mapping[str, str] = field(default_factory=dict[str, str])
    authorization_url: str = ""
    grants: frozenset[str] = frozenset()
    organization_field: str = ""
    error_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    rate_limit: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    retry_statuses: tuple[int, ...] = ()
    user_agent: str = ""
    schemes: tuple[SchemePlan, ...] | None = None
    servers: tuple[ServerPlan, ...] = ()
    has_open_operations: bool = False

    @property
    def searches_reasons(self) -> bool:
        """Tell whether the message of an error is searched, as no member is configured for it."""
        return "message" not in self.error_fields

    @property
    def arguments(self) -> tuple[SchemePlan, ...]:
        """The schemes that something is to be given for."""
        return tuple(scheme for scheme in self.schemes or () if scheme.argument)


@dataclass(frozen=True, slots=True)
class ModelModulePlan:
    """One module of models.

    Args:
        module: of a resource, or ``_shared`` for what several resources reach.
        texts: its classes and aliases, in order.
        imports: names it needs of ``_shared``.
    """

    module: str
    texts: tuple[ModelText, ...]
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """The project around a package: what it says of itself.

    Args:
        license: SPDX expression, or empty.
        authors: name and address for mail, which may be empty.
        urls: label → address.
    """

    license: str = ""
    authors: tuple[tuple[str, str], ...] = ()
    urls: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class PackagePlan:
    """A whole package.

    Args:
        name: import name.
        distribution: name on a package index.
        modules: top-level resources, each emitted as one module: (module name, resource).
        incoming: webhooks and callbacks.
        model_modules: the models in several modules; empty where one is enough.
        aliases: old names of methods; they hang in the tree, but are no operations of their own.
        old_models: old names of classes.
        old_ids: old operationIds.
        kept_names: operationId → name in force, where the rules would give another.
        data: path below the package → text of a file that is no module, of the optional parts.
        project: what the project around it says of itself.
        typed_dicts: request bodies as typed dictionaries, where the configuration asks for them.
        document: the document it was made from, for the values that it gives as examples.
        diagnostics: problems found while planning, with pointers into the document.
    """

    name: str
    distribution: str
    version: str
    title: Prose
    description: Prose
    api_version: Prose
    spec_date: Prose
    service: ServicePlan
    root: Resource
    modules: tuple[tuple[str, Resource], ...]
    methods: tuple[Method, ...]
    models: ModelsPlan
    texts: tuple[ModelText, ...]
    emit: frozenset[str]
    diagnostics: tuple[Diagnostic, ...] = ()
    incoming: tuple[IncomingPlan, ...] = ()
    model_modules: tuple[ModelModulePlan, ...] = ()
    aliases: tuple[Method, ...] = ()
    old_models: tuple[OldName, ...] = ()
    old_ids: tuple[OldName, ...] = ()
    kept_names: Mapping[str, str] = field(default_factory=dict[str, str])
    data: Mapping[str, str] = field(default_factory=dict[str, str])
    project: ProjectPlan = ProjectPlan()
    typed_dicts: TypedDictsPlan = field(default_factory=TypedDictsPlan)
    document: Mapping[str, Any] = field(default_factory=dict[str, Any], compare=False, repr=False)

    @property
    def optional_parts(self) -> tuple[OptionalPart, ...]:
        """The optional parts that the configuration asks for, by name."""
        return tuple(part for name, part in sorted(OPTIONAL_PARTS.items()) if name in self.emit)

    def is_paged(self, operation: str) -> bool:
        """Tell whether the operation of an id is a listing that is walked page by page."""
        return any(m.operation.id == operation and m.paging is not None for m in self.methods)
