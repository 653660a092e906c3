"""A package made of a published document, with a client that calls nobody."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import uuid
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2

from clientgen.base.configuration import Config
from clientgen.document.load import read
from clientgen.document.load.bundle import bundle
from clientgen.emit.pipeline import Generated, generate
from clientgen.plan import Method
from clientgen.plan.package import Argument
from clientgen.types.expressions import Container, Of, Scalar, TypeExpr
from clientgen.types.expressions import given as not_null
from clientgen.types.writing import MEMBER, written
from tests.support.files import imported, write

BASE = "/base"
"""Path of the address that the client calls."""


class Recorder(httpx2.BaseTransport):
    """Keeps the request, gives the response it is told; nothing leaves the process."""

    def __init__(self) -> None:
        self.request: httpx2.Request | None = None
        self.content = b""
        self.response: tuple[int, str, bytes] = (204, "", b"")

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.request, self.content = request, request.read()
        status, kind, content = self.response
        return httpx2.Response(
            status, headers={"content-type": kind} if kind else {}, content=content
        )


class Package:
    """A document's package with a client that calls nobody.

    Args:
        path: the document.
        package: import name of the package.
        folder: where to write it.
        root: directory that holds every file of the document; None for the document's own.
    """

    def __init__(self, path: Path, package: str, folder: Path, root: Path | None = None) -> None:
        document: Any = bundle(read(path), root) if root else path
        self.generated: Generated = generate(document, Config(), package=package)
        write(self.generated.files, folder)
        self.module = imported(package, folder)
        self.models = imported(f"{package}.models", folder)
        codec = imported(f"{package}._runtime.codec", folder)
        wire = imported(f"{package}._runtime.wire", folder)
        self.base: Any = imported(f"{package}._runtime.model", folder).Model
        self.codec = codec.Codec(f"{package}.models")
        self.drifts: list[Any] = []
        self.transport = Recorder()
        plan = self.generated.plan
        given = {} if plan.service.schemes is not None else {"access_token": "t"}
        for scheme in plan.service.arguments:
            given[scheme.argument] = "u:p" if scheme.kind == "basic" else "secret"
        self.client = self.module.Client(
            base_url=f"http://localhost{BASE}",
            retry=0,
            transport=self.transport,
            hooks=wire.Hooks(on_drift=[self.drifts.append]),
            **given,
        )
        self.methods = {
            (method.operation.method, method.operation.path): method for method in plan.methods
        }

    def call(self, method: Method) -> Any:
        """The method of an operation, bound to the client."""
        found: Any = self.client
        for part in method.path.split("."):
            found = getattr(found, part)
        return found

    def form_model(self, name: str, members: dict[str, Any], files: dict[str, bool]) -> Any:
        """The members of a form as its class, where it has one."""
        kind: Any = getattr(self.models, name, None)
        if not hasattr(kind, "model_fields"):
            return members
        rest = {key: value for key, value in members.items() if key not in files}
        model = self.codec.decode(json.dumps(rest), name)
        aliases = {f.alias: attribute for attribute, f in kind.model_fields.items()}
        parts = {aliases.get(k, k): v for k, v in members.items() if k in files}
        return kind(**self._members(model), **parts)

    def argument(self, value: Any, argument: Argument) -> Any:
        """JSON as an argument of that type."""
        found = _typed(value, argument.type)
        return self.as_type(value, written(argument.type, MEMBER)) if found is None else found

    def as_type(self, value: Any, name: str) -> Any:
        """JSON as a caller has it: models made with their constructors, typed scalars."""
        return self._built(self.codec.decode(json.dumps(value), name))

    def _built(self, value: Any) -> Any:
        if isinstance(value, self.base):
            return type(value)(**self._members(value))
        if isinstance(value, dict):
            return {key: self._built(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._built(item) for item in value]
        return tuple(map(self._built, value)) if isinstance(value, tuple) else value

    def _members(self, model: Any) -> dict[str, Any]:
        given = [name for name in type(model).model_fields if name in model.model_fields_set]
        own = {name: self._built(getattr(model, name)) for name in given}
        more = {name: self._built(value) for name, value in (model.model_extra or {}).items()}
        return {**own, "extra": more} if more else own

    def written(self, data: Any) -> Any:
        """What a response was read as, as JSON again; bytes as they are."""
        if type(data).__name__ == "Stream":
            return [self.written(item) for item in data]
        return data if isinstance(data, bytes) else json.loads(self.codec.encode(data))


_SCALARS: Mapping[Scalar, Callable[[str], Any]] = {
    Scalar.UUID: uuid.UUID,
    Scalar.DATE: date.fromisoformat,
    Scalar.DATE_TIME: datetime.fromisoformat,
    Scalar.TIME: time_of_day.fromisoformat,
    Scalar.DECIMAL_TEXT: Decimal,
    Scalar.BYTES: b64decode,
}


def _typed(value: Any, expr: TypeExpr) -> Any:
    """A scalar or a list of scalars as the signature has it; None for anything else."""
    expr = not_null(expr)
    if isinstance(expr, Of) and expr.container is Container.LIST and isinstance(value, list):
        found = [_typed(item, expr.item) for item in value]
        return None if None in found else found
    if isinstance(expr, Scalar) and expr in _SCALARS and isinstance(value, str):
        return _SCALARS[expr](value)
    return None
