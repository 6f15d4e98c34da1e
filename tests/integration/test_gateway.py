"""The gateway passes on what it is given, holds nothing back, and says when a service is away."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from libs.client.listening import config_for, listening
from libs.common.settings import SERVICES, Settings
from libs.common.unusable import Unusable
from libs.gateway.app import Gateway, said_of
from libs.gateway.places import places
from tests.office import eventually
from tests.system.server import free_port

PIECES = 8


class Service:
    """Stands for a service; what it does goes by the end of the path."""

    def __init__(self) -> None:
        self.first_piece, self.hung_up = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await getattr(self, "_" + scope["path"].rpartition("/")[2])(scope, receive, send)

    async def _mirror(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message["body"])
            more = message["more_body"]
            self.first_piece.set()
        seen = {
            "method": scope["method"],
            "raw_path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "size": size,
            "headers": [(name.decode(), value.decode()) for name, value in scope["headers"]],
        }
        headers = [(b"content-type", b"application/json"), (b"keep-alive", b"timeout=9")]
        headers += [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
        await send({"type": "http.response.start", "status": 207, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(seen).encode()})

    async def _feed(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        self.hung_up.set()

    async def _waits(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        self.first_piece.set()
        while (await receive())["type"] != "http.disconnect":
            pass
        self.hung_up.set()

    async def _breaks(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})


@asynccontextmanager
async def served(app: ASGIApp, lifespan: Any = "on") -> AsyncIterator[str]:
    place = listening("127.0.0.1", 0)
    config = config_for(app, Settings(), date_header=lifespan == "off")
    config.lifespan = lifespan
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve([place]))
    await eventually(lambda: _true(server.started))
    yield f"http://127.0.0.1:{place.getsockname()[1]}"
    server.should_exit = True
    await task


async def _true(value: bool) -> bool:
    return value


@pytest.fixture
async def service() -> Service:
    return Service()


@pytest.fixture
async def http(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Before a gateway to one service that is there, `vendor`, and one that is not, `console`."""
    async with served(service, "off") as address:
        gateway = Gateway({"vendor": address, "console": f"http://127.0.0.1:{free_port()}"})
        async with served(gateway) as url, httpx.AsyncClient(base_url=url) as client:
            yield client


async def test_a_request_arrives_as_it_was_sent(http: httpx.AsyncClient) -> None:
    answer = await http.post(
        "/vendor/a%2Fb/%C3%A9/mirror?q=1%202&q=3",
        content=b"x" * 1000,
        headers={"Idempotency-Key": "k", "traceparent": "00-1-2-03", "Host": "baton.example"},
    )
    seen = answer.json()
    headers = dict(seen["headers"])
    assert (seen["method"], seen["size"], headers["content-length"]) == ("POST", 1000, "1000")
    assert (seen["raw_path"], seen["query"]) == ("/vendor/a%2Fb/%C3%A9/mirror", "q=1%202&q=3")
    assert (headers["idempotency-key"], headers["traceparent"]) == ("k", "00-1-2-03")
    assert headers["host"] == "baton.example"
    assert "accept-language" not in headers


async def test_an_answer_comes_as_it_was_given(http: httpx.AsyncClient) -> None:
    answer = await http.get("/vendor/mirror")
    assert answer.status_code == 207
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert "keep-alive" not in answer.headers
    assert len(answer.headers.get_list("date")) == 1


async def test_where_a_caller_says_it_comes_from_is_not_believed(http: httpx.AsyncClient) -> None:
    claims = {"X-Forwarded-For": "1.2.3.4", "Forwarded": "for=1.2.3.4", "X-Real-IP": "1.2.3.4"}
    headers = (await http.get("/vendor/mirror", headers=claims)).json()["headers"]
    assert [v for k, v in headers if "forwarded" in k] == ["http", "127.0.0.1"]
    assert "1.2.3.4" not in str(headers)


async def test_headers_between_two_stay_between_two(http: httpx.AsyncClient) -> None:
    given = {"Connection": "keep-alive, X-Mine", "X-Mine": "1", "TE": "trailers", "X-Other": "2"}
    headers = dict((await http.get("/vendor/mirror", headers=given)).json()["headers"])
    assert "x-mine" not in headers
    assert "te" not in headers
    assert headers["x-other"] == "2"


async def test_a_body_is_passed_on_while_it_is_still_coming(
    http: httpx.AsyncClient, service: Service
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"x" * 65536
        await asyncio.wait_for(service.first_piece.wait(), 10)
        for _ in range(PIECES):
            yield b"x" * 65536

    answer = await http.post("/vendor/mirror", content=pieces())
    assert answer.json()["size"] == (PIECES + 1) * 65536


async def test_a_feed_comes_as_it_happens_and_hanging_up_is_heard(
    http: httpx.AsyncClient, service: Service
) -> None:
    async with http.stream("GET", "/vendor/feed") as answer:
        assert await anext(answer.aiter_bytes()) == b"data: 1\n\n"
    await asyncio.wait_for(service.hung_up.wait(), 10)


async def test_hanging_up_before_the_answer_is_heard_too(
    http: httpx.AsyncClient, service: Service
) -> None:
    asking = asyncio.create_task(http.post("/vendor/waits", json={}))
    await asyncio.wait_for(service.first_piece.wait(), 10)
    asking.cancel()
    await asyncio.wait_for(service.hung_up.wait(), 10)


async def test_a_service_that_is_away_is_said_and_nothing_was_done(http: httpx.AsyncClient) -> None:
    answer = await http.post("/console/v1/things", json={})
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"
    problem = answer.json()
    assert problem["type"] == "urn:baton:problem:away"
    assert "console is away" in problem["detail"]
    assert problem["instance"] == "/console/v1/things"
    assert problem["do"]


async def test_a_service_that_ends_before_it_answers_leaves_open_whether_it_was_done() -> None:
    async with (
        _hanging_up() as address,
        served(Gateway({"vendor": address})) as url,
        httpx.AsyncClient() as client,
    ):
        answer = await client.post(f"{url}/vendor/v1/things", json={})
    assert answer.status_code == 502
    assert answer.json()["type"] == "urn:baton:problem:no-answer"
    assert "not known" in answer.json()["detail"]
    assert "Idempotency-Key" in answer.json()["do"]


def test_what_cannot_be_passed_on_is_the_callers_fault() -> None:
    assert said_of(httpx.LocalProtocolError("odd header"), "vendor").status == 400
    assert said_of(httpx.ConnectTimeout("nobody"), "vendor").status == 503
    assert said_of(httpx.ReadError("cut"), "vendor").status == 502


@asynccontextmanager
async def _hanging_up() -> AsyncIterator[str]:
    """Takes a request and goes."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_an_answer_cut_short_is_seen_as_cut_short(http: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await http.get("/vendor/breaks")


async def test_an_unknown_service_is_refused_and_the_bare_address_lists_all(
    http: httpx.AsyncClient,
) -> None:
    answer = await http.get("/nobody")
    assert (answer.status_code, answer.json()["do"]) == (404, "There are /vendor, /console.")
    assert (await http.get("/")).json() == {"vendor": "/vendor/docs", "console": "/console/docs"}


def test_places_are_a_pattern_or_one_for_each() -> None:
    assert places("http://{service}:8000")["vendor"] == "http://vendor:8000"
    each = ",".join(f"{name}=https://{name}.example" for name in SERVICES)
    assert places(each)["console"] == "https://console.example"


@pytest.mark.parametrize("text", ["", "vendor", "vendor=http://a", "ftp://{service}", "http://"])
def test_places_that_cannot_be_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Unusable, match="BATON_SERVICES"):
        places(text)
