"""A load generator: HTTP/1.1 over plain sockets, with requests made as bytes beforehand.

A client library would cost more than the server does. One request at a time a connection.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

from benchmarks.harness import Take

LENGTH = b"\r\ncontent-length:"


class Answer(NamedTuple):
    status: int
    body: bytes


class Line(asyncio.Protocol):
    """A connection that is kept alive."""

    def __init__(self) -> None:
        self._transport: Any = None
        self._buffer = bytearray()
        self._answer: asyncio.Future[Answer] | None = None

    async def ask(self, request: bytes) -> Answer:
        """Raises `ConnectionError` where the server hangs up."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, fault: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(fault or ConnectionResetError("The server hung up."))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        end = head + 4 + self._length(head)
        if len(self._buffer) >= end and self._answer:
            answer = Answer(int(self._buffer[9:12]), bytes(self._buffer[head + 4 : end]))
            del self._buffer[:end]
            if not self._answer.done():
                self._answer.set_result(answer)

    def _length(self, head: int) -> int:
        fields = bytes(self._buffer[:head]).lower()
        place = fields.find(LENGTH)
        if place < 0:
            return 0
        return int(fields[place + len(LENGTH) :].split(b"\r\n", 1)[0])


@asynccontextmanager
async def lines(port: int, count: int) -> Any:
    """So many connections to a server on this machine."""
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(Line, "127.0.0.1", port) for _ in range(count)]
    try:
        yield [line for _, line in opened]
    finally:
        for _, line in opened:
            line.close()


def request(method: str, path: str, token: str, body: bytes = b"", kind: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    if kind:
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


class Refused(Exception):
    """A server answered other than a benchmark may count."""


class Load:
    """As fast as the server answers, over as many connections as there are streams of requests.

    `each`: events a request. `cpu`: seconds used by the server so far.
    """

    def __init__(
        self, port: int, streams: list[Iterator[bytes]], each: int, cpu: Callable[[], float]
    ) -> None:
        self._port, self._streams, self._each, self._cpu = port, streams, each, cpu
        self._statuses: Counter[int] = Counter()
        self._last = b""
        self._stop = False

    async def for_seconds(self, seconds: float, warm_up: float) -> Take:
        async with lines(self._port, len(self._streams)) as opened:
            works = [
                asyncio.create_task(self._run(line, stream))
                for line, stream in zip(opened, self._streams, strict=True)
            ]
            await asyncio.sleep(warm_up)
            taken = await self._between(asyncio.sleep(seconds))
            self._stop = True
            await asyncio.gather(*works)
        self._check()
        return taken

    async def to_the_end(self) -> Take:
        """Until every stream is used up."""
        async with lines(self._port, len(self._streams)) as opened:
            works = [
                self._run(line, stream) for line, stream in zip(opened, self._streams, strict=True)
            ]
            taken = await self._between(asyncio.gather(*works))
        self._check()
        return taken

    async def _between(self, waiting: Any) -> Take:
        done, cpu, start = self._done, self._cpu(), time.perf_counter()
        await waiting
        seconds = time.perf_counter() - start
        return Take((self._done - done) * self._each, seconds, self._cpu() - cpu)

    async def _run(self, line: Line, stream: Iterator[bytes]) -> None:
        while not self._stop:
            with suppress(StopIteration):
                answer = await line.ask(next(stream))
                self._statuses[answer.status] += 1
                self._last = answer.body
                continue
            return

    @property
    def _done(self) -> int:
        return self._statuses[200] + self._statuses[201]

    def _check(self) -> None:
        if strange := set(self._statuses) - {200, 201}:
            raise Refused(f"{sorted(strange)}: {dict(self._statuses)}, {self._last[:300]!r}")
