"""What of a request and of its answer passes the gateway, and what is only between two."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator

import httpx
from starlette.types import Message, Receive, Scope

Header = tuple[bytes, bytes]

BETWEEN_TWO = frozenset(
    (
        b"connection",
        b"expect",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    )
)
OURS_TO_SAY = frozenset(
    (
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-proto",
        b"x-real-ip",
    )
)
TIMEOUT = httpx.Timeout(60.0, connect=2.0, pool=5.0).as_dict()
"Between two pieces of an answer: live feeds give a sign of life far more often."


class ClientGone(Exception):
    """The caller hung up before its request was whole."""


class Body:
    """The caller's body, piece by piece; then the wait for its hanging up."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.receive = receive
        self.expected = any(
            name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
            for name, value in scope["headers"]
        )
        self._read = asyncio.Event()
        if not self.expected:
            self._read.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            more = message.get("more_body", False)
            if message.get("body"):
                yield message["body"]
        self._read.set()

    async def gone(self) -> None:
        """Returns when the caller has hung up after its request was read."""
        await self._read.wait()
        while (await self.receive())["type"] != "http.disconnect":
            pass


def request_for(address: str, scope: Scope, body: Body) -> httpx.Request:
    """The same request to that address, its path to the byte."""
    target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    return httpx.Request(
        scope["method"],
        address,
        headers=[*_passing(scope["headers"], OURS_TO_SAY), *_where_from(scope)],
        content=aiter(body) if body.expected else None,
        extensions={"timeout": TIMEOUT, "target": target},
    )


def start_of(answer: httpx.Response) -> Message:
    return {
        "type": "http.response.start",
        "status": answer.status_code,
        "headers": list(_passing(answer.headers.raw)),
    }


def _passing(headers: Iterable[Header], but: frozenset[bytes] = frozenset()) -> Iterator[Header]:
    """Without those between two, nor those that a `Connection` header names so."""
    lowered = [(name.lower(), value) for name, value in headers]
    named = [value.lower().split(b",") for name, value in lowered if name == b"connection"]
    kept_back = BETWEEN_TWO | but | {name.strip() for names in named for name in names}
    return ((name, value) for name, value in lowered if name not in kept_back)


def _where_from(scope: Scope) -> list[Header]:
    proto = (b"x-forwarded-proto", scope["scheme"].encode())
    client = scope.get("client")
    return [proto, (b"x-forwarded-for", client[0].encode())] if client else [proto]
