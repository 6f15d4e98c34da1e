"""Events posted at a set rate, whatever the door answers."""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from benchmarks.cast import BATCH, EVENTS, ONE, Contract
from benchmarks.load import Line, Refused, lines, request

TICK = 0.01
MOST_POSTS = 200
"A second; above it, a post carries several events."


class Posting:
    """`sent`: of the first contract, when each event was due to be posted, by the door's id.

    A post that has to wait for a free connection is late from the moment it was due.
    """

    def __init__(self, contracts: list[Contract], rate: float) -> None:
        self._contracts, self._rate = contracts, rate
        self._each = math.ceil(rate / MOST_POSTS)
        self._free: list[asyncio.Queue[tuple[Line, str]]] = [asyncio.Queue() for _ in contracts]
        self._works: set[asyncio.Task[None]] = set()
        self._refused = ""
        self.sent: dict[str, float] = {}
        self.events = 0

    @asynccontextmanager
    async def opened(self, port: int) -> AsyncIterator["Posting"]:
        """Afterwards every post is answered."""
        async with AsyncExitStack() as stack:
            for contract, free in zip(self._contracts, self._free, strict=True):
                opened = await stack.enter_async_context(lines(port, len(contract.tokens)))
                for line, token in zip(opened, contract.tokens, strict=True):
                    free.put_nowait((line, token))
            yield self
            await asyncio.gather(*self._works)
        if self._refused:
            raise Refused(self._refused)

    @property
    def waiting(self) -> int:
        """Events whose post has no answer yet."""
        return len(self._works) * self._each

    async def go_on(self, seconds: float) -> None:
        start = now = time.perf_counter()
        posts = 0
        while now < start + seconds:
            due = int((now - start) * self._rate / self._each)
            for number in range(posts, due):
                self._post(number, start + number * self._each / self._rate)
            posts = max(posts, due)
            await asyncio.sleep(TICK)
            now = time.perf_counter()

    def _post(self, number: int, due: float) -> None:
        self.events += self._each
        work = asyncio.create_task(self._posted(number % len(self._contracts), due))
        self._works.add(work)
        work.add_done_callback(self._works.discard)

    async def _posted(self, place: int, due: float) -> None:
        contract, free = self._contracts[place], self._free[place]
        line, token = await free.get()
        body, kind = (
            (contract.event(), ONE) if self._each == 1 else (contract.batch(self._each), BATCH)
        )
        answer = await line.ask(request("POST", EVENTS, token, body, kind))
        free.put_nowait((line, token))
        if answer.status not in {200, 201}:
            self._refused = f"{answer.status}: {answer.body[:300]!r}"
        elif place == 0:
            self.sent |= dict.fromkeys(_ids(json.loads(answer.body)), due)


def _ids(answer: object) -> list[str]:
    if isinstance(answer, dict):
        return [answer["id"]]
    assert isinstance(answer, list)
    return [one["receipt"]["id"] for one in answer]
