"""Baton over HTTP: a thin client that survives a server's restart and reads what it wrote.

    async with connection("http://127.0.0.1:8000") as http:
        sanne = Baton(http, Given(token))
        programme = await sanne.post("/assessment/v1/programmes", {...}, key="veldkamp")
        kestrel = sanne.beside(ApiKey("..."))          # another caller, same thread of causality
        await kestrel.report([event(...)])

Every POST carries an `Idempotency-Key`, so that asking again never does a thing twice.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from typing import Any
from uuid import uuid4

import httpx

from libs.client.bearers import Bearer, Given
from libs.client.patience import Patience
from libs.client.refusal import refusal
from libs.client.thread import Thread

EVENTS = "/vendor/v1/events"
BATCH = "application/cloudevents-batch+json"
SINGLE = "application/cloudevents+json"
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
CloudEvent = dict[str, Any]


@asynccontextmanager
async def connection(
    base_url: str, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """One pool of connections for any number of callers."""
    async with httpx.AsyncClient(base_url=base_url, transport=transport, timeout=TIMEOUT) as http:
        yield http


@dataclass(frozen=True)
class Answer:
    """An answer with what its headers say. `repeated`: it had been given before."""

    body: Any
    etag: str | None
    location: str | None
    repeated: bool


class Baton:
    """One caller. Refusals are raised as `Refusal`, silence as `Unreachable`."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        bearer: Bearer | str,
        *,
        thread: Thread | None = None,
        patience: Patience | None = None,
        moment: datetime | None = None,
    ) -> None:
        self._http = http
        self._bearer: Bearer = Given(bearer) if isinstance(bearer, str) else bearer
        self._thread = thread or Thread()
        self._patience = patience or Patience()
        self._moment = moment

    def at(self, moment: datetime | None) -> "Baton":
        """The same caller in a rehearsal, at a stated moment."""
        return Baton(
            self._http,
            self._bearer,
            thread=self._thread,
            patience=self._patience,
            moment=moment,
        )

    def beside(self, bearer: Bearer | str) -> "Baton":
        """Another caller who sees what this one does, at the same moment."""
        return Baton(
            self._http, bearer, thread=self._thread, patience=self._patience, moment=self._moment
        )

    async def get(self, path: str, **query: Any) -> Any:
        return (await self.ask("GET", path, query=query)).body

    async def post(self, path: str, body: Any = None, *, key: str | None = None) -> Any:
        return (await self.ask("POST", path, body, key=key)).body

    async def put(self, path: str, body: Any, *, etag: str) -> Any:
        """Replaces what had this `ETag`. A lost answer shows as 412 when it is asked again."""
        return (await self.ask("PUT", path, body, etag=etag)).body

    async def pages(self, path: str, **query: Any) -> AsyncIterator[Any]:
        """Every row of a list, page by page."""
        after: dict[str, Any] = {}
        while True:
            page = await self.get(path, **query, **after)
            for item in page["items"]:
                yield item
            if page.get("next") is None:
                return
            after = {"after": page["next"]}

    async def lines(self, path: str) -> list[bytes]:
        """The lines of a stream, read to its end."""
        return [line for line in (await self.content(path)).split(b"\n") if line]

    async def content(self, path: str) -> bytes:
        """A file as it is."""

        async def read() -> httpx.Response:
            return await self._http.get(path, headers=await self._headers("GET", path))

        return self._checked(await self._patience.send(read)).content

    async def store(self, service: str, name: str, content: bytes, media_type: str) -> str:
        """Stores a file with a service that takes them; its digest, which is its name."""
        path, query = f"/{service}/v1/files", {"name": name}
        answer = await self.ask("POST", path, content, query=query, content_type=media_type)
        return str(answer.body["digest"])

    async def report(self, events: Sequence[CloudEvent] | CloudEvent) -> Any:
        """One event, or a batch, through the vendors' door; the same again is known by its id."""
        single = isinstance(events, dict)
        kind = SINGLE if single else BATCH
        return (await self.ask("POST", EVENTS, events, content_type=kind)).body

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        key: str | None = None,
        etag: str | None = None,
        content_type: str = "application/json",
        repeatable: bool = True,
    ) -> Answer:
        """Any request, with the answer's headers.

        Not `repeatable`: it carries no key, and silence leaves open whether it was done.
        """
        content = _content(body)
        own = {"Idempotency-Key": key or str(uuid4())} if method == "POST" and repeatable else {}
        own |= {"If-Match": etag} if etag else {}
        own |= {"Content-Type": content_type} if content is not None else {}

        async def send() -> httpx.Response:
            headers = await self._headers(method, path) | own
            return await self._http.request(
                method, path, content=content, params=query or None, headers=headers
            )

        patience = self._patience if repeatable else Patience(seconds=0)
        answer = await patience.send(send)
        if answer.status_code == 401 and self._bearer.renews():
            answer = await patience.send(send)
        return _answer(self._checked(answer))

    async def _headers(self, method: str, path: str) -> dict[str, str]:
        token = await self._bearer.token(self._http, self._patience)
        headers = {"Authorization": f"Bearer {token}"}
        if self._moment:
            headers["Baton-Date"] = self._moment.isoformat()
        if after := self._thread.after(path.strip("/").partition("/")[0]):
            headers["Baton-After"] = after
        return headers

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        if not answer.is_success:
            raise refusal(answer)
        self._thread.note(answer.headers.get("baton-event"))
        return answer


def _content(body: Any) -> bytes | None:
    if body is None or isinstance(body, bytes):
        return body
    return dumps(body, ensure_ascii=False).encode()


def _answer(answer: httpx.Response) -> Answer:
    return Answer(
        body=answer.json() if answer.content else None,
        etag=answer.headers.get("etag"),
        location=answer.headers.get("location"),
        repeated="baton-repeated" in answer.headers,
    )
