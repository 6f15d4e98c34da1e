"""Waits for a reaction in another service."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(check: Callable[[], Awaitable[T | None]], what: str, within: float = 60.0) -> T:
    """Waits for a reaction in another service.

    Time in which a server is away does not count: `check` sits it out.
    """
    spent, pause = 0.0, 0.02
    while (found := await check()) is None:
        if spent > within:
            raise TimeoutError(f"Not within {within:.0f} seconds: {what}.")
        await asyncio.sleep(pause)
        spent += pause
        pause = min(pause * 1.5, 1.0)
    return found
