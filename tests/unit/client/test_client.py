"""The client asks again within limits, does nothing twice, and reads what it wrote."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from libs.client.bearers import ApiKey
from libs.client.client import Baton, connection
from libs.client.patience import Patience
from libs.client.refusal import Refusal, Unreachable
from libs.client.thread import Thread

IMPATIENT = Patience(seconds=2, first=0.001, longest=0.002)
Answer = httpx.Response | Exception


class Server:
    """Answers in turn, the last one for ever; notes what was asked."""

    def __init__(self, *answers: Answer | Callable[[httpx.Request], httpx.Response]) -> None:
        self.answers, self.asked = list(answers), list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    def headers(self, name: str) -> list[str | None]:
        return [request.headers.get(name) for request in self.asked]


async def asked(server: Server, *deeds: tuple[str, str, Any], **more: Any) -> list[Any]:
    async with connection("http://t", httpx.MockTransport(server)) as http:
        baton = Baton(http, "token", patience=IMPATIENT, **more)
        return [(await baton.ask(method, path, body)).body for method, path, body in deeds]


def ok(body: Any = None, **headers: str) -> httpx.Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, json=body, headers=given)


def problem(status: int, kind: str) -> httpx.Response:
    body = {"type": f"urn:baton:problem:{kind}", "title": "No", "detail": "Late.", "do": "Wait."}
    return httpx.Response(status, json=body)


async def test_a_server_that_comes_back_is_asked_again_with_the_same_key() -> None:
    server = Server(httpx.ConnectError("down"), httpx.ReadError("cut"), httpx.Response(503), ok(1))
    assert await asked(server, ("POST", "/vendor/v1/vendors", {})) == [1]
    assert len(set(server.headers("Idempotency-Key"))) == 1
    assert len(server.asked) == 4


async def test_every_post_has_a_key_of_its_own() -> None:
    server = Server(ok())
    await asked(server, ("POST", "/vendor/v1/vendors", {}), ("POST", "/vendor/v1/vendors", {}))
    assert len(set(server.headers("Idempotency-Key"))) == 2


async def test_silence_ends_with_patience() -> None:
    server = Server(httpx.ConnectError("down"))
    async with connection("http://t", httpx.MockTransport(server)) as http:
        baton = Baton(http, "token", patience=Patience(seconds=0.01, first=0.001))
        with pytest.raises(Unreachable, match="down"):
            await baton.get("/vendor/v1/vendors")


async def test_what_is_not_repeatable_is_asked_once_and_without_a_key() -> None:
    server = Server(httpx.ReadError("cut"))
    async with connection("http://t", httpx.MockTransport(server)) as http:
        with pytest.raises(Unreachable):
            await Baton(http, "token").ask("POST", "/vendor/v1/keys", {}, repeatable=False)
    assert server.headers("Idempotency-Key") == [None]


async def test_a_fault_that_stays_is_told_after_a_few_attempts() -> None:
    server = Server(httpx.Response(500, text="broken"))
    with pytest.raises(Refusal, match="500"):
        await asked(server, ("GET", "/vendor/v1/vendors", None))
    assert len(server.asked) == 1 + IMPATIENT.faults


async def test_too_many_requests_waits_as_long_as_it_is_told_to() -> None:
    impatient = Patience(seconds=0.5)
    server = Server(httpx.Response(429, headers={"Retry-After": "5"}))
    async with connection("http://t", httpx.MockTransport(server)) as http:
        with pytest.raises(Refusal, match="429"):
            await Baton(http, "token", patience=impatient).get("/vendor/v1/vendors")
    assert len(server.asked) == 1


async def test_a_refusal_says_kind_reason_and_what_to_do() -> None:
    with pytest.raises(Refusal) as refused:
        await asked(Server(problem(409, "late-bid")), ("POST", "/vendor/v1/rfps/1/bids", {}))
    found = refused.value
    assert (found.status, found.type, found.detail, found.do) == (409, "late-bid", "Late.", "Wait.")


async def test_what_is_no_problem_document_is_told_by_its_status() -> None:
    with pytest.raises(Refusal) as refused:
        await asked(Server(httpx.Response(418, text="teapot")), ("GET", "/", None))
    assert (refused.value.status, refused.value.detail) == (418, "teapot")


async def test_another_service_is_asked_to_have_heard_of_the_last_event() -> None:
    server = Server(ok(Baton_Event="vendor/1"), ok(), ok())
    await asked(
        server,
        ("POST", "/vendor/v1/vendors", {}),
        ("GET", "/vendor/v1/vendors", None),
        ("GET", "/console/v1/programmes", None),
    )
    assert server.headers("Baton-After") == [None, None, "vendor/1"]


def test_a_thread_remembers_the_newest_event_of_another_service() -> None:
    thread = Thread()
    for event in ("vendor/1", "transition/2", "vendor/3"):
        thread.note(event)
    assert thread.after("console") == "vendor/3"
    assert thread.after("vendor") == "transition/2"


async def test_callers_beside_each_other_share_what_they_have_seen() -> None:
    server = Server(ok(Baton_Event="vendor/1"), ok())
    async with connection("http://t", httpx.MockTransport(server)) as http:
        first = Baton(http, "one")
        await first.post("/vendor/v1/vendors", {})
        await first.beside("two").get("/console/v1/programmes")
    assert server.headers("Authorization") == ["Bearer one", "Bearer two"]
    assert server.headers("Baton-After") == [None, "vendor/1"]


async def test_a_rehearsal_states_its_moment() -> None:
    server = Server(ok())
    async with connection("http://t", httpx.MockTransport(server)) as http:
        await Baton(http, "t").at(datetime(2025, 3, 31, 15, tzinfo=UTC)).get("/vendor/v1/rfps")
    assert server.headers("Baton-Date") == ["2025-03-31T15:00:00+00:00"]


async def test_pages_are_read_to_the_last() -> None:
    server = Server(ok({"items": [1, 2], "next": "b"}), ok({"items": [3], "next": None}))
    async with connection("http://t", httpx.MockTransport(server)) as http:
        found = [row async for row in Baton(http, "t").pages("/vendor/v1/rfps", limit=2)]
    assert found == [1, 2, 3]
    assert server.asked[1].url.params["after"] == "b"


def token_then(expires_in: int) -> Callable[[httpx.Request], httpx.Response]:
    given = iter(range(1, 100))

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/vendor/v1/token":
            return ok({"access_token": f"t{next(given)}", "expires_in": expires_in})
        return ok()

    return answer


async def test_an_api_key_is_exchanged_once_for_many_requests() -> None:
    server = Server(token_then(600))
    async with connection("http://t", httpx.MockTransport(server)) as http:
        system = Baton(http, ApiKey("baton_x_y"))
        await system.get("/vendor/v1/receipts")
        await system.get("/vendor/v1/receipts")
    assert json.loads(server.asked[0].content) == {"key": "baton_x_y"}
    assert server.headers("Authorization") == [None, "Bearer t1", "Bearer t1"]


async def test_a_token_that_is_no_longer_accepted_is_renewed_once() -> None:
    exchange = token_then(600)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") == "Bearer t1":
            return problem(401, "unauthenticated")
        return exchange(request)

    server = Server(answer)
    async with connection("http://t", httpx.MockTransport(server)) as http:
        await Baton(http, ApiKey("k")).get("/vendor/v1/receipts")
    assert server.headers("Authorization") == [None, "Bearer t1", None, "Bearer t2"]


async def test_events_go_through_the_door_one_by_one_or_in_a_batch() -> None:
    server = Server(ok([]))
    async with connection("http://t", httpx.MockTransport(server)) as http:
        await Baton(http, "t").report({"id": "1"})
        await Baton(http, "t").report([{"id": "1"}])
    assert server.headers("Content-Type") == [
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
    ]
