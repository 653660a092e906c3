"""Errors travel whole and keep secrets."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import base64
import builtins
import copy
import pickle
from typing import Any

import pytest

from templates.package import errors
from templates.package._runtime.messages import Service, mask
from tests.runtime.world import World, answer

CLASSES = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, errors.APIError)
]


def twins(error: Exception) -> list[Any]:
    pickled = [pickle.loads(pickle.dumps(error, p)) for p in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    return [copy.copy(error), copy.deepcopy(error), *pickled]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_is_picklable_and_copyable(kind: type[errors.APIError]) -> None:
    error = kind("what happened")
    error.operation, error.method, error.path = "things.get", "GET", "/things/{thingId}"
    error.attempts, error.may_have_been_processed = 3, True
    for twin in twins(error):
        assert type(twin) is kind and str(twin) == str(error) and vars(twin) == vars(error)
        assert repr(twin) == repr(error) and "what happened" in repr(twin)


def test_a_real_error_travels_with_everything() -> None:
    body = {"message": "m", "code": "c", "contextId": "x", "extra": [1.10]}
    world = World(answer(429, body, Retry_After="999", ININ_Correlation_Id="y"))
    with pytest.raises(errors.RateLimitError) as caught:
        world.client.things.get("1")
    for twin in twins(caught.value):
        assert twin.body == caught.value.body and twin.body.code == "c"
        assert (twin.retry_after, twin.correlation_id, twin.status) == (999, "y", 429)
        assert twin.headers["retry-after"] == "999" and twin.permissions == ("thing:view",)


def test_an_error_names_what_it_is_about() -> None:
    world = World(answer(404, {"message": "no such thing"}), access_token="SECRET-TOKEN-1")
    with pytest.raises(errors.NotFoundError) as caught:
        world.client.things.get("a\n/1")
    error = caught.value
    assert error.path_arguments == {"thingId": r"a\n/1"}
    assert str(error).startswith("404: no such thing (GET /things/{thingId}, thingId 'a")
    assert "\n" not in str(error)
    with pytest.raises(errors.NotFoundError) as caught:
        World(answer(404, {}), access_token="SECRET-TOKEN-1").client.things.get("SECRET-TOKEN-1")
    assert caught.value.path_arguments == {"thingId": "***"} and "SECRET" not in repr(caught.value)
    for twin in twins(error):
        assert twin.path_arguments == error.path_arguments


def test_kinds_of_builtin_errors() -> None:
    assert issubclass(errors.TimeoutError, builtins.TimeoutError)
    assert issubclass(errors.ConfigurationError, ValueError)
    assert issubclass(errors.RequestError, ValueError)
    timeout = errors.TimeoutError("t", kind="deadline", may_have_been_processed=True)
    assert timeout.args == ("t",) and timeout.errno is None
    for twin in twins(timeout):
        assert twin.kind == "deadline" and twin.may_have_been_processed


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, "BadRequestError"), (404, "NotFoundError"), (418, "StatusError"), (500, "ServerError"),
     (504, "GatewayTimeoutError"), (599, "ServerError"), (302, "StatusError")],
)  # fmt: skip
def test_classes_by_status(status: int, kind: str) -> None:
    assert errors.error_class(status).__name__ == kind


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc", "Authorization: Bearer ***"),
        ('{"client_secret": "s3cr3t"}', '{"client_secret": "***"}'),
        ("access_token=abc&x=1", "access_token=***&x=1"),
        ("sent Basic dXNlcjpwYXNzd29yZDEyMw==", "sent Basic ***"),
        (
            "No authentication bearer token specified in authorization header.",
            "No authentication bearer token specified in authorization header.",
        ),
    ],
)
def test_secrets_are_masked_and_plain_sentences_are_not(text: str, shown: str) -> None:
    assert mask(text, ()) == shown


def test_what_is_secret_in_a_header_is_masked_wherever_it_is_repeated() -> None:
    basic = f"Basic {base64.b64encode(b'user:pass/word').decode()}"
    secrets = ("Bearer t0ken+1", "a=b; session=s3ss10n", basic)
    text = "t0ken+1 t0ken%2B1 s3ss10n pass/word pass%2Fword user Bearer"
    assert mask(text, secrets) == "*** *** *** *** *** user Bearer"


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        ({"type": "about:blank", "title": "t", "detail": "d"}, "d", None),
        ({"title": "t", "status": 400}, "t", None),
        ({"message": "m", "code": "c"}, "m", "c"),
        ({"error": "e", "error_description": "longer"}, "longer", None),
        ({"error": {"message": "m", "code": "c"}}, "m", "c"),
        ({"error": "e"}, "e", None),
        ({"code": 5}, "The service responded with 400", None),
    ],
)
def test_usual_error_bodies_are_understood(body: Any, message: str, code: str | None) -> None:
    world = World(answer(400, body, X_Request_Id="id"))
    world.client._engine.service = Service("1", "p", "p.models")
    with pytest.raises(errors.BadRequestError) as caught:
        world.client.things.get("1")
    found = caught.value
    assert (found.message, found.code, found.correlation_id) == (message, code, "id")


@pytest.mark.parametrize("prefix", ["RateLimit", "X-RateLimit"])
def test_usual_rate_limits_are_understood(prefix: str) -> None:
    given = {f"{prefix}-Limit": "10", f"{prefix}-Remaining": "4", f"{prefix}-Reset": "30"}
    world = World(answer(200, {}, **given))
    world.client._engine.service = Service("1", "p", f"{__package__}.sample_models")
    response = world.client.send(world.client.things.get.request("1"))
    assert response.rate_limit == (10, None, 30, 4)
