"""Asking again: a server that is away, overloaded or restarting is waited for, within limits.

Only safe for requests that may arrive twice: reads, and writes with an `Idempotency-Key`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from libs.client.refusal import Unreachable

Send = Callable[[], Awaitable[httpx.Response]]
PASSING = {429, 502, 503, 504}


@dataclass(frozen=True)
class Patience:
    """`seconds` in all for one request; pauses grow from `first` to `longest`."""

    seconds: float = 60.0
    first: float = 0.1
    longest: float = 5.0
    faults: int = 3
    "How often a fault on the server's side (500) is tried again; one that stays is a bug."

    async def send(self, send: Send) -> httpx.Response:
        """The first answer that is not passing trouble. Raises `Unreachable`."""
        deadline = asyncio.get_running_loop().time() + self.seconds
        pause, faults = self.first, 0
        while True:
            outcome = await _outcome(send)
            faults += _is_fault(outcome)
            wait = _wait(outcome, pause) if faults <= self.faults else None
            late = wait is not None and asyncio.get_running_loop().time() + wait > deadline
            if wait is None or late:
                return _settled(outcome)
            await asyncio.sleep(wait)
            pause = min(pause * 1.6, self.longest)


async def _outcome(send: Send) -> httpx.Response | httpx.TransportError:
    try:
        return await send()
    except httpx.UnsupportedProtocol as wrong:
        raise Unreachable(str(wrong).rstrip(".")) from wrong
    except httpx.TransportError as trouble:
        return trouble


def _is_fault(outcome: httpx.Response | httpx.TransportError) -> bool:
    return isinstance(outcome, httpx.Response) and outcome.status_code == 500


def _wait(outcome: httpx.Response | httpx.TransportError, pause: float) -> float | None:
    """Seconds until the next attempt; None where the answer stands."""
    if isinstance(outcome, httpx.TransportError):
        return pause
    if outcome.status_code in PASSING:
        return max(pause, _asked(outcome))
    return pause if outcome.status_code == 500 else None


def _asked(answer: httpx.Response) -> float:
    stated = answer.headers.get("retry-after", "")
    return float(stated) if stated.isdecimal() else 0.0


def _settled(outcome: httpx.Response | httpx.TransportError) -> httpx.Response:
    if isinstance(outcome, httpx.TransportError):
        raise Unreachable(str(outcome) or type(outcome).__name__) from outcome
    return outcome
