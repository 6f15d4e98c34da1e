"""How often one caller may ask: a moving window of a minute, in this process."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from libs.common.auth.actor import Actor
from libs.common.problems import Problem


class Rate:
    def __init__(self, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def hold(self, actor: Actor) -> None:
        self.hold_key(f"{actor.tenant}/{actor.vendor}/{actor.id}")

    def hold_key(self, key: str) -> None:
        """Refuses (429, Retry-After in seconds) what is above the rate."""
        if not self._limiter.hit(self._item, key):
            raise Problem(
                429,
                "too-many-requests",
                "Too many requests",
                f"More than {self._item.amount} in a minute.",
                do="Wait a little; send many events as one batch.",
                headers={"Retry-After": "5"},
            )
