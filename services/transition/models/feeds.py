"""Calendar feeds: a secret address under which calendars read a plan's milestones."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import Moment, OptionalMoment
from libs.common.events.transition.plans import FeedOpened, FeedRevoked
from libs.common.life_cycle import LifeCycle
from services.transition.models.base import Base, OfVendor


class FeedState(StrEnum):
    OPEN = "open"
    REVOKED = "revoked"


class FeedStep(StrEnum):
    REVOKE = "revoke"


FEED_LIFE: LifeCycle[FeedState, FeedStep] = LifeCycle(
    "calendar feed",
    {FeedState.OPEN: {FeedStep.REVOKE: FeedState.REVOKED}, FeedState.REVOKED: {}},
    kinds={FeedState.REVOKED: "already-revoked"},
)


class Feed(OfVendor, Base, table=True):
    """Of its secret only the digest is kept. It reads milestones and their dates, nothing else."""

    title: str
    prefix: str = Field(index=True, unique=True)
    digest: str
    opened_at: Moment
    opened_by: str
    revoked_at: OptionalMoment = None

    @property
    def state(self) -> FeedState:
        return FeedState.OPEN if self.revoked_at is None else FeedState.REVOKED

    def opened(self) -> Iterator[FeedOpened]:
        yield FeedOpened(**self.ours, feed_id=self.id, title=self.title, opened_by=self.opened_by)

    def revoke(self, actor: Actor, at: datetime) -> Iterator[FeedRevoked]:
        because = f"It was revoked on {self.revoked_at}."
        FEED_LIFE.after(f"The feed {self.title}", self.state, FeedStep.REVOKE, because=because)
        self.revoked_at = at
        yield FeedRevoked(**self.ours, feed_id=self.id, title=self.title, revoked_by=actor.id)
