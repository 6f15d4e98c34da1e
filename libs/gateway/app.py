"""The gateway: passes each request on to the service that the first part of its path names.

Bodies stream both ways, so neither a large file nor a live feed is held here. It believes nothing
that a caller says of where it comes from: services see the address that connected here.
"""

import asyncio
import logging
from collections.abc import Mapping

import httpx
from starlette.types import Receive, Scope, Send

from libs.common.paths import nowhere, service_of
from libs.common.problems import Problem, as_response
from libs.gateway.passage import Body, ClientGone, request_for, start_of

log = logging.getLogger(__name__)
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
LIMITS = httpx.Limits(max_connections=2000, max_keepalive_connections=200, keepalive_expiry=3.0)
"Kept shorter than the services keep theirs (5 s), so that none is used while it is being closed."


class Gateway:
    """An ASGI application over the address of each service. Each has a pool of its own, so that
    the streams of one do not crowd out another."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses
        self._pools = {
            name: httpx.AsyncHTTPTransport(limits=LIMITS, trust_env=False) for name in addresses
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._http(scope, receive, send)
            case "lifespan":
                await self._lifespan(receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = service_of(scope["path"])
        if name not in self._addresses:
            await nowhere(name, self._addresses)(scope, receive, send)
            return
        body = Body(scope, receive)
        work = asyncio.create_task(self._exchange(name, scope, body, send))
        await _while_here(work, body)

    async def _exchange(self, name: str, scope: Scope, body: Body, send: Send) -> None:
        request = request_for(self._addresses[name], scope, body)
        try:
            answer = await self._pools[name].handle_async_request(request)
        except httpx.TransportError as fault:
            log.warning("%s did not answer: %r", name, fault)
            await as_response(said_of(fault, name), scope["path"])(scope, body.receive, send)
            return
        try:
            await _relay(answer, send)
        except httpx.TransportError as fault:  # the caller sees an answer cut short
            log.warning("%s broke off its answer: %r", name, fault)
        finally:
            await answer.aclose()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for pool in self._pools.values():
            await pool.aclose()
        await send({"type": "lifespan.shutdown.complete"})


async def _relay(answer: httpx.Response, send: Send) -> None:
    await send(start_of(answer))
    assert isinstance(answer.stream, httpx.AsyncByteStream)  # noqa: S101
    async for chunk in answer.stream:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _while_here(work: asyncio.Task[None], body: Body) -> None:
    """Lets the exchange end, or ends it when the caller is gone: the service hears it too."""
    gone = asyncio.create_task(body.gone())
    try:
        await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
    finally:
        work.cancel()
        gone.cancel()
        outcome, _ = await asyncio.gather(work, gone, return_exceptions=True)
    if isinstance(outcome, Exception) and not isinstance(outcome, ClientGone):
        raise outcome


def said_of(fault: httpx.TransportError, name: str) -> Problem:
    if isinstance(fault, httpx.LocalProtocolError):
        return malformed(fault)
    return not_there(name) if isinstance(fault, NOT_SENT) else unanswered(name)


def malformed(fault: Exception) -> Problem:
    return Problem(
        400,
        "malformed",
        "The request cannot be passed on",
        f"It is no valid HTTP request: {fault}.",
        do="Send as much as Content-Length says, and headers without control characters.",
    )


def not_there(name: str) -> Problem:
    return Problem(
        503,
        "away",
        "This cannot be done now",
        f"The service {name} is away. Nothing was changed.",
        do="Send the same again a little later.",
        headers={"Retry-After": "1"},
    )


def unanswered(name: str) -> Problem:
    return Problem(
        502,
        "no-answer",
        "No answer came",
        f"The service {name} ended before it answered; whether it did it is not known.",
        do="Send the same again: with the same Idempotency-Key or event id it happens once.",
        headers={"Retry-After": "1"},
    )
