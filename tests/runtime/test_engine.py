"""Retries, deadline, redirects and requests, against a scripted network and clock."""

# The parts under test have no public door.
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false

from __future__ import annotations

import logging
from typing import Any

import pytest

from templates.package import errors
from templates.package._runtime.engine import StaticToken
from templates.package._runtime.retry import Budget, Retry, parse_retry_after
from templates.package._runtime.wire import Attempt, Hooks
from tests.runtime.world import World, answer

OK = answer(200, {"id": "1"})


def reset(sent: bool = True) -> errors.TransportError:
    return errors.TransportError("reset", kind="read", may_have_been_processed=sent)


def unreachable() -> errors.TransportError:
    return errors.TransportError("refused", kind="connect")


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_reading_is_repeated_on_passing_statuses(status: int) -> None:
    world = World(answer(status), answer(status), OK)
    response = world.client.send(world.client.things.get.request("1"))
    assert (response.attempts, response.data.id, world.slept) == (3, "1", [0.5, 1.0])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 500, 501])
def test_lasting_statuses_are_not_repeated(status: int) -> None:
    world = World(answer(status))
    with pytest.raises(errors.error_class(status)) as caught:
        world.client.things.get("1")
    assert (caught.value.status, len(world.sent), world.slept) == (status, 1, [])


@pytest.mark.parametrize("status", [408, 502, 503, 504])
def test_creating_is_not_repeated_when_it_may_have_happened(status: int) -> None:
    world = World(answer(status, Retry_After="1"), OK)
    with pytest.raises(errors.StatusError) as caught:
        world.client.things.create({"name": "x"})
    assert len(world.sent) == 1
    assert caught.value.may_have_been_processed is (status >= 500)


def test_creating_is_repeated_when_it_cannot_have_happened() -> None:
    world = World(unreachable(), answer(429, Retry_After="7"), answer(413, Retry_After="2"), OK)
    assert world.client.things.create({"name": "x"}).id == "1"
    assert world.slept == [0.5, 7.5, 2.5]
    assert [request.content for request in world.sent] == [b'{"name":"x"}'] * 4


def test_a_reset_in_creating_says_it_may_have_happened() -> None:
    world = World(reset(), OK)
    with pytest.raises(errors.TransportError) as caught:
        world.client.things.create({"name": "x"})
    assert caught.value.may_have_been_processed and caught.value.attempts == 1
    text = "reset (POST /things, 1 attempt, the service may have processed it)"
    assert str(caught.value) == text


def test_a_repeated_delete_that_finds_nothing_tells_of_the_first_attempt() -> None:
    world = World(reset(), answer(404))
    with pytest.raises(errors.NotFoundError) as caught:
        world.client.things.delete("1")
    assert caught.value.attempts == 2 and caught.value.may_have_been_processed


def test_a_server_error_in_changing_says_it_may_have_happened() -> None:
    world = World(answer(500))
    with pytest.raises(errors.ServerError) as caught:
        world.client.things.update("1", {"name": "x", "version": 1})
    assert caught.value.may_have_been_processed
    with pytest.raises(errors.ServerError) as caught:
        world.client.things.get("1")
    assert not caught.value.may_have_been_processed


def test_retry_after_above_the_cap_fails_at_once() -> None:
    world = World(answer(429, {"message": "daily quota"}, Retry_After="7200"), OK)
    with pytest.raises(errors.RateLimitError) as caught:
        world.client.things.get("1")
    assert caught.value.retry_after == 7200 and world.slept == []
    assert "retry after 7200 s" in str(caught.value)


def test_a_wait_past_the_deadline_fails_at_once() -> None:
    world = World(answer(429, Retry_After="30"), OK, deadline=20)
    with pytest.raises(errors.RateLimitError):
        world.client.things.get("1")
    assert world.slept == []


def test_the_deadline_clips_every_attempt_and_ends_the_call() -> None:
    late = errors.TimeoutError("read", kind="read", may_have_been_processed=True)
    world = World(late, takes=4.0, deadline=10, timeout=6, retry=Retry(max_retries=9))
    with pytest.raises(errors.TimeoutError) as caught:
        world.client.things.get("1")
    assert [request.timeout.read for request in world.sent] == [6, 5.5, 0.5]
    assert [request.remaining for request in world.sent] == [10, 5.5, 0.5]
    assert caught.value.attempts == 3


def test_certificates_and_refused_requests_are_not_retried() -> None:
    for kind in ("tls", "request"):
        world = World(errors.TransportError("no", kind=kind))
        with pytest.raises(errors.TransportError) as caught:
            world.client.things.get("1")
        assert len(world.sent) == 1 and not caught.value.may_have_been_processed


def test_retries_per_call_and_none() -> None:
    world = World(answer(503))
    for retries, sent in ((0, 1), (2, 3)):
        world.sent.clear()
        with pytest.raises(errors.ServiceUnavailableError):
            world.client.send(world.client.things.get.request("1"), retries=retries)
        assert len(world.sent) == sent


def test_the_budget_stops_an_outage_from_being_multiplied() -> None:
    world = World(answer(503), retry=Retry(budget=5.0))
    for _ in range(10):
        with pytest.raises(errors.ServiceUnavailableError):
            world.client.things.get("1")
    assert len(world.sent) == 10 + 5
    world.script = [OK]
    for _ in range(11):
        world.client.things.get("1")
    world.sent.clear()
    world.script = [answer(503), OK]
    assert world.client.things.get("1").id == "1"


def test_budget_never_exceeds_its_capacity() -> None:
    budget = Budget(1.0, 0.5)
    budget.deposit()
    assert budget.withdraw() and not budget.withdraw()


def test_jitter_is_full_and_capped() -> None:
    policy = Retry(base_delay=0.5, max_delay=4.0)
    assert [policy.delay(n, None, 1.0) for n in range(6)] == [0.5, 1, 2, 4, 4, 4]
    assert policy.delay(3, None, 0.0) == 0.0
    assert policy.delay(10**6, None, 1.0) == 4.0
    assert policy.delay(0, 180.0, 0.0) == 180.0 and policy.delay(0, 180.1, 0.0) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        (" 1.5 ", 1.5),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 99 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, now=10.0) == seconds


def test_redirects_keep_the_token_in_the_origin_only() -> None:
    world = World(
        answer(302, Location="/elsewhere?x=1"), answer(307, Location="https://evil.example/a"), OK
    )
    world.client.send(world.client.things.get.request("1"), headers={"X-Key": "k"})
    _, second, third = world.sent
    assert second.url == "https://api.mypurecloud.com/elsewhere?x=1"
    assert second.headers["Authorization"] == "Bearer s3cret-token"
    assert third.url == "https://evil.example/a"
    assert set(third.headers) == {"User-Agent", "Accept"}


@pytest.mark.parametrize(
    "location", ["http://api.mypurecloud.com/x", "http://evil.example/", "ftp://x/", "https://x:y/"]
)
def test_redirects_never_leave_https(location: str) -> None:
    world = World(answer(302, Location=location), OK)
    with pytest.raises(errors.StatusError, match="redirect that is not followed"):
        world.client.things.get("1")
    assert len(world.sent) == 1


def test_a_body_is_redirected_within_the_origin_only() -> None:
    world = World(answer(308, Location="/things2"), OK)
    world.client.things.create({"name": "x"})
    assert world.sent[1].content == b'{"name":"x"}' and world.sent[1].url.endswith("/things2")
    for status, location in ((302, "/a"), (307, "https://evil.example/")):
        world = World(answer(status, Location=location), OK)
        with pytest.raises(errors.StatusError):
            world.client.things.create({"name": "x"})


def test_redirect_loops_end() -> None:
    world = World(answer(302, Location="/again"))
    with pytest.raises(errors.StatusError):
        world.client.things.get("1")
    assert len(world.sent) == 6


def test_arguments_that_make_no_request_are_refused_before_sending() -> None:
    world = World(OK)
    for bad in ("", ".", "..", None):
        with pytest.raises(errors.RequestError, match="thingId"):
            world.client.things.get(bad)  # type: ignore[arg-type]
    with pytest.raises(errors.RequestError, match="version"):
        world.client.things.update("1", {"name": "x"})
    for headers in ({"X": "a\r\nEvil: 1"}, {"X\n": "a"}, {"X": "\u2028"}, {"": "a"}):
        with pytest.raises(errors.RequestError):
            world.client.send(world.client.things.get.request("1"), headers=headers)
    assert world.sent == []


def test_what_is_put_on_the_wire() -> None:
    world = World(OK, headers={"X-Team": "a"})
    world.client.send(
        world.client.things.get.request("a/b {c}"), headers={"x-team": "b"}, query={"e": ["1", "2"]}
    )
    request = world.sent[0]
    assert request.url == "https://api.mypurecloud.com/things/a%2Fb%20%7Bc%7D?e=1&e=2"
    assert request.headers == {
        "User-Agent": "things_api/1.2.3",
        "Accept": "application/json",
        "x-team": "b",
        "Authorization": "Bearer s3cret-token",
    }


def test_events_are_encoded_once_or_go_verbatim() -> None:
    world = World(answer(200, {}))
    for event in ({"a": 1}, [1], '{"a": 1}', b"\xff", None):
        world.client.things.test("1", event)
    contents = [request.content for request in world.sent]
    assert contents == [b'{"a":1}', b"[1]", b'{"a": 1}', b"\xff", None]


def test_logging_is_one_line_per_attempt_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    world = World(answer(503, {"message": "private"}), reset(), OK)
    with caplog.at_level(logging.DEBUG, logger="things_api"):
        world.client.things.get("secret-id")
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING", "DEBUG"]
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0] == "GET /things/{thingId} 503 in 0 ms, attempt 1, correlation id -"
    assert lines[1].startswith("GET /things/{thingId} TransportError(read)")
    assert not any("s3cret" in line or "private" in line or "secret-id" in line for line in lines)


def test_hooks_see_every_attempt_but_not_the_token() -> None:
    seen: list[Any] = []

    def before(attempt: Attempt) -> None:
        assert "Authorization" not in attempt.headers and "s3cret" not in str(
            vars(attempt)["headers"]
        )
        attempt.headers["traceparent"] = f"00-{attempt.number}"
        attempt.state["span"] = attempt.number

    def after(attempt: Attempt) -> None:
        seen.append((attempt.status, attempt.state["span"]))

    def failed(attempt: Attempt) -> None:
        seen.append((type(attempt.error), attempt.state["span"]))

    hooks = Hooks([before], [after], [failed])
    world = World(reset(), OK, hooks=hooks)
    world.client.things.get("1")
    assert seen == [(errors.TransportError, 1), (200, 2)]
    assert [request.headers["traceparent"] for request in world.sent] == ["00-1", "00-2"]
    assert all(request.headers["Authorization"].startswith("Bearer") for request in world.sent)


def test_static_tokens_must_fit_a_header() -> None:
    for token in ("", "a\nb", "ä", "a\0"):
        with pytest.raises(errors.ConfigurationError):
            StaticToken(token)


@pytest.mark.parametrize(
    ("body", "headers", "text"),
    [
        (b"<html>", {"content-type": "text/html"}, "media type is 'text/html'"),
        (b'{"id": ', {}, "Invalid JSON"),
        (b'{"id": "\xff"}', {}, "Invalid JSON"),
        (b'{"id": 1}', {"content-type": "application/json; charset=klingon"}, "charset 'klingon'"),
        (b"\xff", {"content-type": "application/json; charset=ascii"}, "charset 'ascii'"),
        (b"[" * 100_000, {}, "cannot be read"),
    ],
)
def test_answers_that_cannot_be_read(body: bytes, headers: dict[str, str], text: str) -> None:
    world = World(answer(200, body, **headers))
    with pytest.raises(errors.DecodeError, match="cannot be read") as caught:
        world.client.things.get("1")
    assert text in str(caught.value) and caught.value.status == 200
    assert caught.value.__cause__ is None


def test_charsets_and_json_media_types_are_understood() -> None:
    for media, body in (
        ("application/json; charset=UTF-8", "ä".encode()),
        ('application/problem+json;charset="latin-1"', "ä".encode("latin-1")),
        ("Application/JSON", "ä".encode()),
    ):
        world = World(answer(200, b'{"name":"' + body + b'"}', content_type=media))
        assert world.client.things.get("1").name == "ä"


def test_answers_of_operations_without_result_are_not_read() -> None:
    for status, body in ((204, None), (204, b"junk"), (200, b"<html>")):
        assert World(answer(status, body)).client.things.delete("1") is None


def test_snippets_hold_no_secret() -> None:
    body = b'oops {"access_token": "abc123", "t": "s3cret-token", password=hunter2'
    world = World(answer(200, body, content_type="text/plain"))
    with pytest.raises(errors.DecodeError) as caught:
        world.client.things.get("1")
    for secret in ("abc123", "s3cret-token", "hunter2"):
        assert secret not in caught.value.snippet
    assert "oops" in caught.value.snippet


def test_error_bodies_are_parsed_and_permissions_told() -> None:
    body = {"message": "no way s3cret-token", "code": "missing.permissions", "contextId": "c-1"}
    world = World(answer(403, body, ININ_Correlation_Id="c-2"))
    with pytest.raises(errors.PermissionDeniedError) as caught:
        world.client.things.get("1")
    error = caught.value
    assert error.body.context_id == "c-1" and error.correlation_id == "c-2"
    assert str(error) == (
        "403 missing.permissions: no way *** (needs thing:view, GET /things/{thingId}, "
        "thingId '1', 1 attempt, correlation id c-2)"
    )


@pytest.mark.parametrize(
    "body", [b"<html>Bad gateway</html>", b"\xff\xfe", b"[1]", b'"x"', b"null"]
)
def test_a_gateways_error_is_typed(body: bytes) -> None:
    world = World(answer(502, body, content_type="text/html"), retry=0)
    with pytest.raises(errors.ServerError, match="502") as caught:
        world.client.things.get("1")
    parsed = {b"[1]": [1], b'"x"': "x"}
    assert caught.value.body == parsed.get(body) and caught.value.content == body


def test_rate_limit_and_request_id_are_readable() -> None:
    world = World(answer(200, {}, inin_ratelimit_count="3", inin_ratelimit_allowed="300",
                         inin_ratelimit_reset="x", inin_correlation_id="c"))  # fmt: skip
    response = world.client.send(world.client.things.get.request("1"))
    assert response.rate_limit == (300, 3, None, None) and response.request_id == "c"
