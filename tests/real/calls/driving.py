"""Calls every operation of a published document, and reads responses it may have."""

# Packages that do not exist yet have no static type.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clientgen.plan import Method
from clientgen.plan.package import Argument
from clientgen.types.writing import MEMBER, written

from .counts import Count
from .judging import Sent, faults_of, is_same, kind_of
from .package import Package
from .raw import Media, Parameter, RawDocument, RawOperation
from .sampling import VARIANTS, NoSample, Sampler
from .wire import ABSENT

_FILE = b"PK\x03\x00"


@dataclass(repr=False)
class Tally:
    """What became of the operations of one document.

    Args:
        operations: how many the document has.
        called: those of which at least one request was accepted and none refused.
        read: those of which at least one response was read without a loss.
        judged: requests that were judged.
        responses: responses that were judged.
        skipped: what there was no value for, with the reason.
        left_out: operations that the time did not suffice for.
        faults: what went wrong, in one line each.
    """

    operations: int = 0
    called: int = 0
    read: int = 0
    judged: int = 0
    responses: int = 0
    left_out: int = 0
    skipped: list[str] = field(default_factory=list[str])
    faults: list[str] = field(default_factory=list[str])

    def count(self, known: int = 0) -> Count:
        """The numbers that are committed.

        Args:
            known: operations with a fault that is known.
        """
        return Count(
            self.operations, self.left_out, self.called, self.read, self.judged, self.responses,
            len(self.skipped), known,
        )  # fmt: skip

    def __str__(self) -> str:
        return (
            f"{self.called} of {self.operations} operations called, {self.left_out} left out,"
            f" {self.judged} requests and {self.responses} responses judged,"
            f" {len(self.skipped)} without a value, {len(self.faults)} faults"
        )


class Driver:
    """Calls the operations of a package and counts what becomes of them.

    Args:
        raw: its document.
        package: the package.
    """

    def __init__(self, raw: RawDocument, package: Package) -> None:
        self.raw, self.package = raw, package
        self.tally = Tally()

    def run(self, cpu_seconds: float, most: int) -> Tally:
        """Call the operations, a part of them evenly chosen where there are too many.

        Args:
            cpu_seconds: processor time after which no further operation is begun.
            most: most operations to call.
        """
        operations = list(self.raw.operations())
        self.tally.operations = len(operations)
        step = max(1, -(-len(operations) // most))
        chosen = operations[::step]
        end = time.process_time() + cpu_seconds
        done = 0
        for operation in chosen:
            if time.process_time() > end:
                break
            done += 1
            self._operation(operation)
        self.tally.left_out = len(operations) - done
        return self.tally

    def _operation(self, operation: RawOperation) -> None:
        tally, label = self.tally, f"{operation.method} {operation.path}"
        method = self.package.methods.get((operation.method, operation.path))
        if method is None:
            tally.faults.append(f"{label}: no method")
            return
        before = len(tally.faults)
        schemes = self.package.generated.plan.service.schemes or ()
        keys = {scheme.name.lower() for scheme in schemes}
        requests, responses = tally.judged, tally.responses
        for variant in range(len(VARIANTS)):
            try:
                for request in self.requests(operation, method, variant, label):
                    tally.judged += 1
                    for fault in faults_of(operation, request, self.raw, keys):
                        self._fault(label, fault)
                    self._responses(operation, variant, request, label)
            except NoSample as error:
                tally.skipped.append(f"{label} ({VARIANTS[variant]}): {error}")
        sound = len(tally.faults) == before
        tally.called += sound and tally.judged > requests
        tally.read += sound and tally.responses > responses

    def _fault(self, label: str, text: str) -> None:
        self.tally.faults.append(f"{label}: {' '.join(text.split())[:400]}")

    # Requests.

    def requests(
        self, operation: RawOperation, method: Method, variant: int, label: str
    ) -> Iterator[Sent]:
        given: dict[str, Any] = {}
        meant: list[tuple[Parameter, Any]] = []
        for parameter in operation.parameters:
            if not parameter.required and variant == 0:
                continue
            argument = _argument(method, parameter)
            if argument is None:
                continue  # What OpenAPI tells to ignore, such as a header `Accept`.
            # What separates the items of an array cannot stand in one.
            plain = parameter.location in ("header", "cookie") or parameter.separator != ","
            sampler = Sampler(self.raw, "request", variant, plain=plain)
            try:
                value = sampler.sample(parameter.schema)
            except NoSample as error:
                if parameter.required:
                    raise
                self.tally.skipped.append(f"{label} {parameter.name}: {error}")
                continue
            dots = [".", ".."] if parameter.location == "path" else []
            if value in ([], {}, "", None, *dots):
                if parameter.required:
                    raise NoSample(f"{parameter.name}: nothing to write")
                continue
            try:
                given[argument.name] = self.package.argument(value, argument)
            except Exception as error:
                self._fault(
                    label, f"{parameter.name}={value!r} is no {argument.annotation}: {error}"
                )
                return
            meant.append((parameter, value))
        # A variable of the path that no parameter declares is a text.
        places = [a.name for a in method.arguments if a.location == "path"]
        given |= {name: "word" for name in places if name not in given}
        bodies: list[Media | None] = list(operation.bodies)
        if not bodies or (variant == 0 and not operation.body_required):
            bodies = [None]
        for media in bodies:
            try:
                yield self._sent(method, dict(given), meant, media, variant)
            except NoSample:
                raise
            except Exception as error:
                self._fault(label, f"refused before it was sent: {type(error).__name__}: {error}")

    def _sent(
        self,
        method: Method,
        given: dict[str, Any],
        meant: list[tuple[Parameter, Any]],
        media: Media | None,
        variant: int,
    ) -> Sent:
        value: Any = ABSENT
        if media is not None:
            argument = next(a for a in method.arguments if a.location == "body")
            value, passed = self._body(method, media, variant)
            given[argument.name] = passed
            choice = next((a for a in method.arguments if a.wire == "Content-Type"), None)
            if choice is not None and "*" not in media.name:
                given[choice.name] = media.name
        call, transport = self.package.call(method), self.package.transport
        ordered = [given.pop(a.name) for a in method.positional if a.name in given]
        request = call.request(*ordered, **given)
        transport.response, transport.request = (204, "", b""), None
        try:
            self.package.client.send(request)
        except self.package.module.DecodeError:
            pass  # An empty response is not what is looked at here.
        return Sent(request, transport.request, transport.content, meant, media, value)

    def _body(self, method: Method, media: Media, variant: int) -> tuple[Any, Any]:
        """The body meant, and what is passed."""
        kind = kind_of(media)
        if kind == "binary":
            return _FILE, _FILE
        sampler = Sampler(self.raw, "request", variant)
        if kind == "text":
            value = sampler.sample(media.schema) if media.schema is not None else "é text"
            text = value if isinstance(value, str) else json.dumps(value)
            return text, text
        if kind == "lines":
            items = [sampler.sample(media.item or media.schema)]
            return items, items
        value = sampler.sample(media.schema)
        name = self._body_type(method, media)
        if kind == "json":
            as_model = variant != 1 and name is not None
            return value, self.package.as_type(value, name) if as_model and name else value
        files = self._files(media) if kind == "multipart" else {}
        passed = dict(value) if isinstance(value, dict) else {}
        for member, is_list in files.items():
            if member in passed:
                count = len(passed[member]) if is_list else 1
                passed[member] = [_FILE] * count if is_list else _FILE
                value = {**value, member: passed[member]}
        if variant != 1 and name is not None and re.fullmatch(r"\w+", name):
            passed = self.package.form_model(name, passed, files)
        return value, passed

    def _body_type(self, method: Method, media: Media) -> str | None:
        if not method.sends:
            return None if method.body_type is None else written(method.body_type, MEMBER)
        found = next((sent for sent in method.sends if sent.name == media.name), method.sends[0])
        return None if found.type is None else written(found.type, MEMBER)

    def _files(self, media: Media) -> dict[str, bool]:
        """The members of a form that are files, and whether each is a list of them."""
        found: dict[str, bool] = {}
        target = self.raw.follow(media.schema) if media.schema is not None else None
        for name, member in target.items("properties") if target is not None else ():
            schema = self.raw.follow(member)
            items = schema.get("items")
            is_list = isinstance(items, dict)
            one = self.raw.follow(schema.at("items")) if is_list else schema
            is_binary = one.get("format") == "binary" or (
                one.get("contentMediaType") is not None and one.get("contentEncoding") is None
            )
            if is_binary:
                found[name] = is_list
        return found

    # Responses.

    def _responses(self, operation: RawOperation, variant: int, sent: Sent, label: str) -> None:
        successes = [(s, m) for s, m in operation.responses if s.startswith("2")]
        if not successes and not any(s.startswith("3") for s, _ in operation.responses):
            successes = [(s, m) for s, m in operation.responses if s == "default"]
        for status, media in successes:
            code = 200 if status == "default" else int(status.upper().replace("XX", "00"))
            for one in media if code not in (204, 205) and operation.method != "HEAD" else ():
                self._response(code, one, variant, sent, label)

    def _response(self, code: int, media: Media, variant: int, sent: Sent, label: str) -> None:
        kind, name = kind_of(media), media.name
        if kind in ("form", "multipart"):
            return
        if not _is_accepted(
            name, sent.request.headers.get("accept", "*/*") if sent.request else ""
        ):
            return  # Servers give what is asked for.
        if name in ("*/*", "application/*"):
            name = "application/json"
        value: Any = None
        if kind == "binary" or name.endswith("/*"):
            value, content, name = _FILE, _FILE, name.replace("*", "x")
        else:
            schema = media.item or media.schema
            value = Sampler(self.raw, "response", variant).sample(schema) if schema else "é text"
            text = json.dumps(value, ensure_ascii=False)
            if kind == "text":
                text = value if isinstance(value, str) else text
            if kind == "lines":
                text += "\n"
            if name == "text/event-stream":
                text = _event(value, media.item is not None)
            content = text.encode()
        self.package.transport.response = (code, name, content)
        self.package.drifts.clear()
        self.tally.responses += 1
        try:
            data = self.package.client.send(sent.made).data
            found = self.package.written(data)
        except Exception as error:
            self._fault(
                label, f"response {code} {name} {content[:200]!r}: {type(error).__name__}: {error}"
            )
            return
        if kind in ("lines", "events"):
            if kind == "lines" and found != [value]:
                self._fault(label, f"response {code} {name}: sent {value!r}, read {found!r}")
            return
        accepted = [value, content.decode("utf-8", "replace"), content]
        if not any(is_same(found, each) for each in accepted):
            self._fault(label, f"response {code} {name}: sent {value!r}, read {found!r}")
        elif self.package.drifts and kind == "json":
            self._fault(
                label,
                f"response {code} {name}: {self.package.drifts[:2]} for {json.dumps(value)[:200]}",
            )


def _argument(method: Method, parameter: Parameter) -> Argument | None:
    location = "query" if parameter.location == "querystring" else parameter.location
    return next(
        (a for a in method.arguments if (a.wire, a.location) == (parameter.name, location)), None
    )


def _is_accepted(name: str, accept: str) -> bool:
    asked = [part.partition(";")[0].strip() for part in accept.split(",")]
    return any(each in ("*/*", name, f"{name.partition('/')[0]}/*") for each in asked)


def _event(value: Any, whole: bool) -> str:
    if whole and isinstance(value, dict):
        lines = [f"{k}: {v if isinstance(v, str) else json.dumps(v)}" for k, v in value.items()]
        return "\n".join(lines) + "\n\n"
    return f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n"
