"""From the API to the package plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from clientgen.api import Api, Operation
from clientgen.base.configuration import (
    Config,
    ErrorFieldSettings,
    Package,
    PagingSettings,
    RateLimitSettings,
)
from clientgen.base.diagnostics import DiagnosticCollector
from clientgen.base.numbers import is_number
from clientgen.base.prose import Prose
from clientgen.base.untyped import items, mapping
from clientgen.plan.aliases import as_alias, resolve_aliases, with_old_names
from clientgen.plan.arguments import body_kind, plan_arguments, plan_styles
from clientgen.plan.commands import commands_text
from clientgen.plan.contract import contract_text
from clientgen.plan.docstrings import method_docstring
from clientgen.plan.editing import plan_edits
from clientgen.plan.media import body_media, is_json, is_plain_response, response_media
from clientgen.plan.model_modules import plan_model_modules
from clientgen.plan.oauth import grants, token_plan, used_schemes
from clientgen.plan.package import (
    MediaPlan,
    Method,
    OldName,
    PackagePlan,
    ProjectPlan,
    Resource,
    ServicePlan,
)
from clientgen.plan.paging import paging_of, paging_plan
from clientgen.plan.paging_styles import NotPaged
from clientgen.plan.responses import (
    or_mapping,
    plan_request_bodies,
    plan_responses,
    response_schema,
)
from clientgen.plan.security import needs, plan_environment, plan_schemes
from clientgen.plan.servers_and_webhooks import (
    operation_url,
    plan_incoming,
    plan_servers,
    service_url,
)
from clientgen.plan.tree import name_operations
from clientgen.types import Catalog, ModelsPlan, SchemaTyper, collect, plan_models, write_models
from clientgen.types.expressions import Ref, Scalar, TypeExpr
from clientgen.types.names import module_name, note_renamed, resource_classes
from clientgen.types.reserved import TYPE_BUILTINS
from clientgen.types.typed_dicts import TypedDicts, TypedDictsPlan

_ERROR_CLASSES = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "408": "RequestTimeoutError",
    "409": "ConflictError",
    "413": "PayloadTooLargeError",
    "415": "UnsupportedMediaTypeError",
    "429": "RateLimitError",
    "503": "ServiceUnavailableError",
    "504": "GatewayTimeoutError",
}


def plan_package(
    api: Api, config: Config, *, name: str | None = None, in_force: Mapping[str, str] | None = None
) -> PackagePlan:
    """Take every decision the output needs.

    Args:
        api: the API.
        config: the user's settings.
        name: import name of the package; from the configuration or the title when absent.
        in_force: operationId → dotted name in the package that is in use, which is kept.

    Returns:
        The plan.
    """
    chosen = name or config.package.name or module_name(api.title)
    return _Planner(api, config, chosen).plan(in_force)


class _Planner:
    def __init__(self, api: Api, config: Config, name: str) -> None:
        self._api = api
        self._name = name
        self._diagnostics = DiagnosticCollector()
        self._schemes = plan_schemes(api, config, name, self._diagnostics)
        self._config = config
        self._catalog: Catalog = collect(api)
        self._models = plan_models(api, self._catalog, config, self._diagnostics)
        self._typer = SchemaTyper(self._catalog, self._models.classes)
        found = {op.id: paging_of(op, config, self._catalog) for op in api.operations}
        self._paging = {id: p if isinstance(p, PagingSettings) else None for id, p in found.items()}
        self._unpaged = {id: p.reason for id, p in found.items() if isinstance(p, NotPaged)}
        self._texts = write_models(self._models)
        self._dicts = TypedDicts(self._models) if "typed-dicts" in config.package.emit else None
        self._with_mappings = or_mapping if self._dicts is None else self._dicts.beside
        self._hidden: dict[str, frozenset[str]] = {}

    def plan(self, in_force: Mapping[str, str] | None) -> PackagePlan:
        name = self._name
        if not self._api.operations:
            self._diagnostics.warn(
                "no-operations", "there is no operation: the clients have no methods", ""
            )
        lists = frozenset(op.id for op in self._api.operations if self._returns_list(op))
        named = name_operations(
            self._api.operations, self._config, lists, self._diagnostics, in_force
        )
        names = named.names
        classes = self._models.classes.values()
        kept = resolve_aliases(self._config.aliases, names, classes, self._diagnostics)
        self._hidden = _hidden([*names.values(), *kept.methods])
        methods = tuple(
            sorted(
                (
                    self._method(operation, names[operation.id], kept.arguments)
                    for operation in self._api.operations
                ),
                key=lambda method: method.path,
            )
        )
        operations = {operation.id: operation for operation in self._api.operations}
        aliases = tuple(
            as_alias(
                self._method(operations[key], old, {old: kept.arguments.get(name.new, ())}), name
            )
            for old, (key, name) in kept.methods.items()
        )
        edited = self._models if "editing" in self._config.package.emit else None
        root = _tree((*methods, *aliases), self._diagnostics, edited)
        info = self._api.info
        service = self._service()
        distribution = self._config.package.distribution or name.replace("_", "-")
        data: dict[str, str] = {}
        if "cli" in self._config.package.emit:
            data["cli/commands.json"] = commands_text(distribution, methods, self._models, service)
        if "testing" in self._config.package.emit:
            data["testing/contract.json"] = contract_text(self._api, self._models, self._paging)
        return PackagePlan(
            name=name,
            distribution=distribution,
            version=self._config.package.version,
            title=Prose(self._config.service.name or self._api.title),
            description=Prose(self._api.description),
            api_version=Prose(str(info.get("x-upstream-version", self._api.version))),
            spec_date=Prose(str(info.get("x-upstream-date", ""))),
            service=service,
            root=root,
            modules=_modules(root),
            methods=methods,
            models=self._models,
            texts=self._texts,
            emit=frozenset(self._config.package.emit),
            incoming=plan_incoming(self._api, self._typer),
            diagnostics=self._diagnostics.collected(),
            model_modules=plan_model_modules(
                self._texts,
                (*methods, *aliases),
                {resource.path: module for module, resource in _modules(root)},
            ),
            aliases=aliases,
            old_models=kept.models,
            old_ids=kept.ids,
            kept_names=named.kept,
            data=data,
            project=_project(self._config.package),
            typed_dicts=(
                self._dicts.plan(a.type for m in (*methods, *aliases) for a in m.arguments)
                if self._dicts is not None
                else TypedDictsPlan()
            ),
            document=self._api.document,
        )

    def _method(
        self, operation: Operation, path: str, old: Mapping[str, Iterable[OldName]]
    ) -> Method:
        paging = self._paging[operation.id]
        hidden = self._hidden[path.rpartition(".")[0]]
        arguments = with_old_names(
            plan_arguments(
                operation,
                self._config,
                self._catalog,
                self._typer,
                self._models.classes,
                hidden,
                paging,
                self._with_mappings,
                self._diagnostics,
            ),
            old.get(path, ()),
            path,
            self._diagnostics,
        )
        response = response_schema(operation)
        result = self._typer.type_of(response) if response is not None else None
        returns: TypeExpr = Scalar.NULL if result is None else result
        responses: tuple[MediaPlan, ...] = ()
        found = response_media(operation)
        if not is_plain_response(found):
            returns, responses = plan_responses(operation, self._typer)
        elif any("*" in media.name for media in found):
            # It may be JSON, and is read as what arrives.
            responses = plan_responses(operation, self._typer)[1]
        chosen = self._config.operations.get(operation.id)
        idempotent = chosen.idempotent if chosen else None
        permissions, mode = self._permissions(operation)
        kind = body_kind(operation, self._config, self._catalog)
        body = None
        if operation.body is not None and kind in ("json", "nullable"):
            body = body_media(operation.body)[0].schema
        listing = None
        if paging is not None:
            listing = paging_plan(operation, paging, self._catalog, self._models, self._typer)
        method = Method(
            operation=operation,
            name=path.rpartition(".")[2],
            path=path,
            arguments=arguments,
            returns=returns,
            result=result,
            body_kind=kind,
            body_type=self._typer.type_of(body) if body is not None else None,
            paging=listing,
            styles=plan_styles(operation, self._catalog, self._diagnostics),
            idempotent=(
                operation.method not in {"POST", "PATCH"} if idempotent is None else idempotent
            ),
            permissions=permissions,
            permissions_mode=mode,
            scopes=_scopes(operation),
            audience=self._audience(operation),
            docstring=(),
            errors=self._errors(operation),
            error_bodies=self._error_bodies(operation),
            sends=(
                plan_request_bodies(operation, self._typer, self._with_mappings)[1]
                if kind == "media"
                else ()
            ),
            responses=responses,
            unpaged=self._unpaged.get(operation.id, ""),
            security=needs(operation, self._config, self._schemes),
            server=operation_url(operation, self._api, self._diagnostics),
            hidden=hidden,
        )
        return replace(method, docstring=method_docstring(method))

    def _returns_list(self, operation: Operation) -> bool:
        response = response_schema(operation)
        if response is None:
            return False
        schema = self._catalog.target(response)
        if self._paging[operation.id] is not None or schema.items is not None:
            return True
        arrays = [m for m in schema.properties if self._catalog.target(m.schema).items is not None]
        return any(member.name in {"entities", "results", "items", "data"} for member in arrays)

    def _errors(self, operation: Operation) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        extension = self._config.service.error_codes_extension
        found: list[tuple[str, str, tuple[str, ...]]] = []
        for response in operation.responses:
            if is_number(response.status) and int(response.status) >= 400:
                codes = mapping(response.extensions.get(extension or ""))
                name = _ERROR_CLASSES.get(
                    response.status, "ServerError" if response.status >= "500" else "StatusError"
                )
                found.append((response.status, name, tuple(sorted(codes))))
        return tuple(found)

    def _error_bodies(self, operation: Operation) -> dict[str, TypeExpr]:
        """Status → type of its body in JSON, where it is not that of all errors."""
        usual = self._config.service.error_model
        common = self._models.classes.get(usual) if usual else None
        found: dict[str, TypeExpr] = {}
        for response in operation.responses:
            if response.status[:1] not in ("4", "5") and response.status != "default":
                continue
            schemas = [item.schema for item in response.content if is_json(item.name)]
            expr = self._typer.type_of(schemas[0]) if schemas and schemas[0] else Scalar.ANY
            if expr is not Scalar.ANY and (common is None or expr != Ref(common)):
                found[response.status] = expr
        return found

    def _permissions(self, operation: Operation) -> tuple[tuple[str, ...], str]:
        raw = mapping(operation.extensions.get(self._config.service.permissions_extension or ""))
        mode = "ALL" if raw.get("type") == "ALL" else "ANY"
        return tuple(str(permission) for permission in items(raw.get("permissions"))), mode

    def _audience(self, operation: Operation) -> str:
        for name in self._config.service.audience_extensions:
            value = operation.extensions.get(name)
            if value is True:
                return "preview"
            if isinstance(value, str) and re.fullmatch(r"[a-z]+", value):
                return value
        return "public"

    def _service(self) -> ServicePlan:
        given = self._config.service
        stated = given.model_fields_set
        schema = self._config.service.error_model
        tokens = token_plan(used_schemes(self._api), self._config)
        granted = grants(self._api, self._config, serves_schemes=self._schemes is not None)
        return ServicePlan(
            title=given.name or self._api.title,
            base_url=service_url(self._api, self._diagnostics),
            login_url=tokens.usual.login_url if tokens.usual is not None else "",
            regions=tuple(given.regions.items()),
            default_region=given.default_region or "",
            api_host=given.api_host or "",
            login_host=given.login_host or "",
            token_path=tokens.usual.path if tokens.usual is not None else given.token_path,
            token_urls=tokens.others,
            authorization_url=tokens.authorization_url,
            env=plan_environment(
                self._config,
                self._name,
                self._schemes,
                logs_in=self._schemes is None or bool(granted),
            ),
            correlation_header=given.correlation_header,
            grants=granted,
            organization_field=given.organization_field or "",
            error_fields=_differing(given.error_fields),
            rate_limit=_differing(given.rate_limit),
            retry_statuses=given.retry_statuses if "retry_statuses" in stated else (),
            user_agent=given.user_agent or "",
            error_model=self._models.classes.get(schema) if schema else None,
            schemes=self._schemes,
            servers=plan_servers(self._api.servers),
            has_open_operations=any(
                () in needs(operation, self._config, self._schemes)
                for operation in self._api.operations
                if self._schemes is None
            ),
        )


def _scopes(operation: Operation) -> tuple[str, ...]:
    """The OAuth scopes that any alternative asks for."""
    needed = (scopes for need in operation.security for scopes in need.values())
    return tuple(sorted({scope for scopes in needed for scope in scopes}))


def _differing(table: ErrorFieldSettings | RateLimitSettings) -> dict[str, tuple[str, ...]]:
    """The names that the configuration gives."""
    return {name: value for name, value in table if name in table.model_fields_set}


def _project(given: Package) -> ProjectPlan:
    authors = tuple((author.name, author.email or "") for author in given.authors)
    return ProjectPlan(given.license or "", authors, given.urls)


def _hidden(names: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each resource, the builtin types that its methods' names hide."""
    members: dict[str, set[str]] = {}
    for name in names:
        group, _, leaf = name.rpartition(".")
        members.setdefault(group, set()).add(leaf)
    return {group: frozenset(found & TYPE_BUILTINS) for group, found in members.items()}


def _tree(
    methods: Sequence[Method], diagnostics: DiagnosticCollector, edited: ModelsPlan | None
) -> Resource:
    """Build the resource tree from the dotted names of the methods.

    Args:
        methods: all methods, old names included.
        diagnostics: collects the classes that are renamed.
        edited: the classes, where entities are to be edited.

    Returns:
        The root.
    """
    groups: dict[str, list[Method]] = {"": []}
    for method in methods:
        group = method.path.rpartition(".")[0]
        parts = group.split(".") if group else []
        for depth in range(len(parts) + 1):
            groups.setdefault(".".join(parts[:depth]), [])
        groups[group].append(method)

    renamed = note_renamed(diagnostics, "the class of the resource {}", "/paths")
    classes = resource_classes(sorted(path for path in groups if path), renamed)

    def build(path: str) -> Resource:
        children = sorted(name for name in groups if name and name.rpartition(".")[0] == path)
        own = tuple(sorted(groups[path], key=lambda method: method.name))
        below = [name.rpartition(".")[2] for name in children]
        return Resource(
            path=path,
            name=path.rpartition(".")[2],
            class_name=classes.get(path, "Client"),
            methods=own,
            children=tuple(map(build, children)),
            edits=plan_edits(own, below, edited) if edited is not None else (),
        )

    return build("")


def _modules(root: Resource) -> tuple[tuple[str, Resource], ...]:
    """Each top-level resource is a module; every operation belongs to one."""
    return tuple((module_name(child.name), child) for child in root.children)
