"""From the API to the package plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from clientgen.api import Api, Operation
from clientgen.api.untyped import items, mapping
from clientgen.base.configuration import Config
from clientgen.base.diagnostics import Oddities
from clientgen.base.numbers import is_number
from clientgen.base.prose import Prose
from clientgen.plan.aliases import as_alias, keep_aliases, with_old_names
from clientgen.plan.annotations import Annotator
from clientgen.plan.answers import answer_schema, media_shapes, plan_answers, plan_sends
from clientgen.plan.arguments import argument_probe, body_kind, plan_arguments, plan_styles
from clientgen.plan.docstrings import method_docstring
from clientgen.plan.media import answer_media, is_plain_answer
from clientgen.plan.model_modules import plan_parts
from clientgen.plan.package import MediaPlan, Method, OldName, PackagePlan, Resource, ServicePlan
from clientgen.plan.paging import item_of, paging_of, paging_plan
from clientgen.plan.security import needs, plan_schemes, token_urls
from clientgen.plan.servers_and_webhooks import (
    incoming_probe,
    operation_url,
    plan_incoming,
    plan_servers,
    service_url,
)
from clientgen.plan.tree import name_operations
from clientgen.types import Catalog, Probe, Shaper, collect, plan_models, write_models
from clientgen.types.names import module_name, resource_classes

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
_BUILTIN_TYPES = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str", "tuple"})


def plan_package(api: Api, config: Config, *, name: str | None = None) -> PackagePlan:
    """Take every decision the output needs.

    Args:
        api: the API.
        config: the user's settings.
        name: import name of the package; from the configuration or the title when absent.

    Returns:
        The plan.
    """
    return _Planner(api, config, name or config.package.name or module_name(api.title)).plan()


class _Planner:
    def __init__(self, api: Api, config: Config, name: str) -> None:
        self._api = api
        self._name = name
        self._odd = Oddities()
        self._schemes = plan_schemes(api, config, name, self._odd)
        self._config = config
        self._catalog: Catalog = collect(api)
        self._models = plan_models(api, self._catalog, config)
        self._shaper = Shaper(self._catalog, self._models.classes)
        self._paging = {op.id: paging_of(op, config, self._catalog) for op in api.operations}
        probes = [self._probe(operation) for operation in api.operations]
        probes += [incoming_probe(item, self._shaper) for item in api.incoming]
        self._texts = write_models(self._models, self._shaper, probes)
        self._annotators: dict[str, Annotator] = {}

    def plan(self) -> PackagePlan:
        name = self._name
        lists = frozenset(op.id for op in self._api.operations if self._answers_list(op))
        names = name_operations(self._api.operations, self._config, lists)
        classes = self._models.classes.values()
        kept = keep_aliases(self._config.aliases, names, classes, self._odd)
        for group, hidden in _hidden([*names.values(), *kept.methods]).items():
            self._annotators[group] = Annotator(self._texts, self._models.classes, hidden)
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
        root = _tree((*methods, *aliases))
        info = self._api.info
        return PackagePlan(
            name=name,
            distribution=self._config.package.distribution or name.replace("_", "-"),
            version=self._config.package.version,
            title=Prose(self._config.service.name or self._api.title),
            description=Prose(self._api.description),
            api_version=Prose(str(info.get("x-upstream-version", self._api.version))),
            spec_date=Prose(str(info.get("x-upstream-date", ""))),
            service=self._service(),
            root=root,
            modules=_modules(root),
            methods=methods,
            models=self._models,
            texts=self._texts,
            emit=frozenset(self._config.package.emit),
            incoming=plan_incoming(self._api, Annotator(self._texts, self._models.classes)),
            diagnostics=self._odd.diagnostics(),
            parts=plan_parts(
                self._texts.models,
                (*methods, *aliases),
                {resource.path: module for module, resource in _modules(root)},
                {
                    model.name: model.update.target
                    for model in self._models.models
                    if model.update is not None
                },
            ),
            aliases=aliases,
            old_models=kept.models,
            old_ids=kept.ids,
        )

    def _method(
        self, operation: Operation, path: str, old: Mapping[str, Iterable[OldName]]
    ) -> Method:
        paging = self._paging[operation.id]
        annotator = self._annotators[path.rpartition(".")[0]]
        arguments = with_old_names(
            plan_arguments(operation, self._config, self._catalog, annotator, paging),
            old.get(path, ()),
            path,
            self._odd,
        )
        answer = answer_schema(operation)
        returns = annotator.answer(operation.id, "answer") if answer is not None else "None"
        result = annotator.raw(operation.id, "answer") if answer is not None else None
        answers: tuple[MediaPlan, ...] = ()
        if not is_plain_answer(answer_media(operation)):
            returns, answers = plan_answers(operation, annotator)
        found = self._config.operations.get(operation.id)
        permissions, mode = self._permissions(operation)
        errors = self._errors(operation)
        plan = (
            paging_plan(operation, paging, self._catalog, self._models, annotator)
            if paging is not None
            else None
        )
        audience = _audience(operation)
        chosen = found.idempotent if found else None
        kind = body_kind(operation, self._config)
        typed = kind == "json" and ("body" in self._probe(operation).shapes)
        return Method(
            operation=operation,
            name=path.rpartition(".")[2],
            path=path,
            arguments=arguments,
            returns=returns,
            result=result,
            body_kind=kind,
            body_type=annotator.raw(operation.id, "body") if typed else None,
            paging=plan,
            styles=plan_styles(operation),
            idempotent=(
                operation.method != "POST" and operation.method != "PATCH"
                if chosen is None
                else chosen
            ),
            permissions=permissions,
            permissions_mode=mode,
            scopes=tuple(
                sorted(
                    {
                        scope
                        for need in operation.security
                        for scopes in need.values()
                        for scope in scopes
                    }
                )
            ),
            audience=audience,
            docstring=method_docstring(
                operation, arguments, returns, plan, errors, permissions, mode, audience
            ),
            errors=errors,
            sends=plan_sends(operation, annotator)[1] if kind == "media" else (),
            answers=answers,
            security=needs(operation, self._schemes),
            server=operation_url(operation, self._api, self._odd),
        )

    def _probe(self, operation: Operation) -> Probe:
        probe = argument_probe(operation, self._shaper, self._config)
        shapes = {**probe.shapes, **media_shapes(operation, self._shaper)}
        answer = answer_schema(operation)
        if answer is not None:
            shapes["answer"] = (self._shaper.member(answer), True)
        paging = self._paging[operation.id]
        if paging is not None and answer is not None:
            element = item_of(answer, paging, self._catalog)
            if element is not None:
                shapes["item"] = (self._shaper.member(element), True)
        return Probe(operation.id, shapes)

    def _answers_list(self, operation: Operation) -> bool:
        answer = answer_schema(operation)
        if answer is None:
            return False
        schema = self._catalog.target(answer)
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

    def _permissions(self, operation: Operation) -> tuple[tuple[str, ...], str]:
        raw = mapping(operation.extensions.get(self._config.service.permissions_extension or ""))
        mode = "ALL" if raw.get("type") == "ALL" else "ANY"
        return tuple(str(permission) for permission in items(raw.get("permissions"))), mode

    def _service(self) -> ServicePlan:
        given = self._config.service
        schema = self._config.service.error_model
        login, token = ("", "") if given.login_host else token_urls(self._api)
        return ServicePlan(
            title=given.name or self._api.title,
            base_url=service_url(self._api, self._odd),
            login_url=login,
            regions=tuple(given.regions.items()),
            default_region=given.default_region or "",
            api_host=given.api_host or "",
            login_host=given.login_host or "",
            token_path=token or given.token_path,
            authorize_path=given.authorize_path,
            env={
                key: given.env.get(key)
                or (f"{given.env_prefix}_{key.upper()}" if given.env_prefix else "")
                for key in ("client_id", "client_secret", "region", "access_token")
            },
            correlation_header=given.correlation_header or "",
            error_model=self._models.classes.get(schema) if schema else None,
            schemes=self._schemes,
            servers=plan_servers(self._api.servers),
        )


def _audience(operation: Operation) -> str:
    extensions = operation.extensions
    if extensions.get("x-genesys-preview") is True:
        return "preview"
    said = extensions.get("x-genesys-audience") or extensions.get("x-genesys-visibility")
    return said if isinstance(said, str) and re.fullmatch(r"[a-z]+", said) else "public"


def _hidden(names: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each resource, the builtin types that its methods' names hide."""
    members: dict[str, set[str]] = {}
    for name in names:
        group, _, leaf = name.rpartition(".")
        members.setdefault(group, set()).add(leaf)
    return {group: frozenset(found & _BUILTIN_TYPES) for group, found in members.items()}


def _tree(methods: Sequence[Method]) -> Resource:
    """Hang every method at its place; inner nodes come into being on the way."""
    groups: dict[str, list[Method]] = {"": []}
    for method in methods:
        group = method.path.rpartition(".")[0]
        parts = group.split(".") if group else []
        for depth in range(len(parts) + 1):
            groups.setdefault(".".join(parts[:depth]), [])
        groups[group].append(method)

    classes = resource_classes(sorted(path for path in groups if path))

    def build(path: str) -> Resource:
        children = [name for name in groups if name and name.rpartition(".")[0] == path]
        return Resource(
            path=path,
            name=path.rpartition(".")[2],
            class_name=classes.get(path, "Client"),
            methods=tuple(sorted(groups[path], key=lambda method: method.name)),
            children=tuple(build(name) for name in sorted(children)),
        )

    return build("")


def _modules(root: Resource) -> tuple[tuple[str, Resource], ...]:
    """Each top-level resource is a module; every operation belongs to one."""
    return tuple((module_name(child.name), child) for child in root.children)
