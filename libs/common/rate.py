"""How often one caller may ask: a moving window a minute, in this process."""

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from libs.common.auth.actor import Actor
from libs.common.problems import Problem


class Rate:
    def __init__(self, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def hold(self, actor: Actor) -> None:
        await self.hold_key(f"{actor.tenant}/{actor.vendor}/{actor.id}")

    async def hold_key(self, key: str) -> None:
        """Refuses (429, Retry-After in seconds) what is above the rate."""
        if not await self._limiter.hit(self._item, key):
            raise Problem(
                429,
                "too-many-requests",
                "Too many requests",
                f"More than {self._item.amount} in a minute.",
                do="Wait a little; send many events as one batch.",
                headers={"Retry-After": "5"},
            )
