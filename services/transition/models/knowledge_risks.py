"""Topics that one person alone holds, as they were told; and how far each wave's knowledge was."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlmodel import UniqueConstraint

from libs.common.db import OptionalExact
from libs.common.events.transition.knowledge import KnowledgeFell
from libs.common.events.transition.knowledge_risks import (
    KnowledgeAtRisk,
    KnowledgeRiskWorsened,
    KnowledgeSecured,
    RiskLevel,
)
from libs.common.life_cycle import LifeCycle
from libs.common.money import half_up
from services.transition.knowledge.single_points import SinglePoint
from services.transition.models.base import Base, OfVendor


class RiskState(StrEnum):
    AT_RISK = "at_risk"
    SECURED = "secured"


class RiskStep(StrEnum):
    RAISE = "raise"
    REASSESS = "reassess"
    SECURE = "secure"


RISK_LIFE: LifeCycle[RiskState, RiskStep] = LifeCycle(
    "knowledge risk",
    {
        RiskState.SECURED: {RiskStep.RAISE: RiskState.AT_RISK},
        RiskState.AT_RISK: {
            RiskStep.REASSESS: RiskState.AT_RISK,
            RiskStep.SECURE: RiskState.SECURED,
        },
    },
)


class KnowledgeRisk(OfVendor, Base, table=True):
    """Of one topic; raised again it is the same row."""

    __tablename__ = "knowledge_risk"
    __table_args__ = (UniqueConstraint("plan_id", "topic_code"),)

    topic_code: str
    title: str
    wave: str
    criticality: int
    state: RiskState = RiskState.SECURED
    level: RiskLevel = RiskLevel.SINGLE
    person: str | None = None
    of_client: bool = False
    "It is about people of the client, which its vendor is not told."
    raised_on: date | None = None
    secured_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state is RiskState.AT_RISK

    def found(
        self, point: SinglePoint, on: date
    ) -> Iterator[KnowledgeAtRisk | KnowledgeRiskWorsened]:
        """Told when it comes up, and when it gets worse; not again while it stays."""
        was, again = self.level, self.is_open
        step = RiskStep.REASSESS if again else RiskStep.RAISE
        self.state = RISK_LIFE.after(self.topic_code, self.state, step)
        self.level, self.person, self.criticality = point.level, point.person, point.criticality
        self.of_client = point.of_client
        told = {**self._told, **self._now, "leaving_on": point.leaving_on, "why": point.why}
        if not again:
            self.raised_on, self.secured_on = on, None
            yield KnowledgeAtRisk(**told)
        elif WORSE.index(point.level) > WORSE.index(was):
            yield KnowledgeRiskWorsened(**told, was=was)

    def secure(self, known_by: list[str], on: date) -> Iterator[KnowledgeSecured]:
        self.state = RISK_LIFE.after(self.topic_code, self.state, RiskStep.SECURE)
        self.secured_on = on
        yield KnowledgeSecured(**self._told, was=self.level, known_by=known_by)

    @property
    def _told(self) -> dict[str, Any]:
        ours = {**self.ours, "vendor_id": None if self.of_client else self.vendor_id}
        return {**ours, "topic_code": self.topic_code, "title": self.title, "wave": self.wave}

    @property
    def _now(self) -> dict[str, Any]:
        return {"criticality": self.criticality, "person": self.person, "level": self.level}


WORSE = list(RiskLevel)


class KnowledgeStanding(OfVendor, Base, table=True):
    """The share of a wave when it was last looked at."""

    __tablename__ = "knowledge_standing"
    __table_args__ = (UniqueConstraint("plan_id", "wave"),)

    wave: str
    share: OptionalExact = None
    looked_on: date

    def stands(
        self, share: Decimal | None, cause: str, gone: list[str], on: date
    ) -> Iterator[KnowledgeFell]:
        before, after = self.share, None if share is None else half_up(share, 4)
        self.share, self.looked_on = after, on
        if before is not None and after is not None and after < before:
            yield KnowledgeFell(
                **self.ours, wave=self.wave, before=before, after=after, cause=cause, gone=gone
            )
