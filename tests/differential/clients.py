"""Both clients at work: the same cases, each against a server of its own."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal

from genesys_process_automation import Client, DecodeError, RequestError, StatusError, models
from pydantic import BaseModel

from tests.support.programs import process

from .cases import OPERATIONS, Case, snake_case
from .recorder import MARK, Asked, recording
from .shapes import is_array, is_object

Kind = Literal["value", "error", "refused", "unreadable"]
DRIVER = Path(__file__).with_name("sdk_driver.py")


@dataclass(frozen=True)
class Outcome:
    """What one client did with one case.

    Args:
        asked: the requests it made.
        kind: an answer was decoded, an error was raised for its status, nothing was sent as the
            arguments were refused, or the answer could not be read.
        value: the decoded answer or error body as JSON values; the reason of the last two.
        status: status of the error.
    """

    asked: Sequence[Asked]
    kind: Kind
    value: Any
    status: int | None = None


def run_ours(cases: Sequence[Case]) -> list[Outcome]:
    """Make every call with the generated package."""
    found: list[Outcome] = []
    answers = {str(number): case.answer for number, case in enumerate(cases)}
    with (
        recording(answers) as server,
        Client(access_token="differential-token", base_url=server.base_url, retry=0) as client,
    ):
        for number, case in enumerate(cases):
            asked = server.asked.setdefault(str(number), [])
            try:
                request = attrgetter(OPERATIONS[case.operation].ours)(client).request(
                    *_arguments(case), **case.query
                )
                response = client.send(request, headers={MARK: str(number)})
                found.append(Outcome(asked, "value", plain(response.data)))
            except StatusError as error:
                found.append(Outcome(asked, "error", plain(error.body), error.status))
            except DecodeError as error:
                found.append(Outcome(asked, "unreadable", str(error)))
            except RequestError as error:
                found.append(Outcome(asked, "refused", str(error)))
    return found


def run_sdk(cases: Sequence[Case], python: Path, scratch: Path) -> list[Outcome]:
    """Make every call with the official SDK, in a process of its own.

    Args:
        cases: the calls.
        python: interpreter of the environment that has the SDK.
        scratch: empty directory; also the home directory the SDK sees, as it watches one.
    """
    calls: list[dict[str, Any]] = [
        {
            "mark": MARK,
            "number": str(number),
            "method": snake_case(case.operation),
            "model": OPERATIONS[case.operation].model,
            **{name: getattr(case, name) for name in ("path", "query", "form", "body")},
        }
        for number, case in enumerate(cases)
    ]
    (scratch / "calls.json").write_text(json.dumps(calls), "utf-8")
    answers = {str(number): case.answer for number, case in enumerate(cases)}
    with recording(answers) as server:
        files = (scratch / "calls.json", scratch / "results.json")
        seen = {"HOME": str(scratch), "PATH": os.environ.get("PATH", ""), "NO_PROXY": "*"}
        done = process(python, "-I", DRIVER, server.base_url, *files, environment=seen)
        if done.returncode:
            raise RuntimeError(f"the SDK's driver failed: {done.stderr}")
        results = json.loads(files[1].read_text("utf-8"))
        return [
            Outcome(
                server.asked.get(str(number), []), told["kind"], told["value"], told.get("status")
            )
            for number, told in enumerate(results)
        ]


def plain(value: Any) -> Any:
    """Write a decoded answer as JSON values, every member under its name on the wire."""
    if isinstance(value, BaseModel):
        type(value).model_rebuild()  # a class nobody has used directly does not know its aliases
        names = {
            name: info.serialization_alias or info.alias or name
            for name, info in type(value).model_fields.items()
        }
        read = {wire: getattr(value, name) for name, wire in names.items()}
        read.update(value.model_extra or {})
        return {wire: plain(item) for wire, item in read.items() if item is not None}
    if is_array(value):
        return [plain(item) for item in value]
    if is_object(value):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value


def _arguments(case: Case) -> list[Any]:
    arguments = list(case.path)
    if case.form == "model":
        model: type[BaseModel] = getattr(models, OPERATIONS[case.operation].model or "")
        arguments.append(model.model_validate(case.body))
    elif case.form != "none":
        arguments.append(case.body)
    return arguments
