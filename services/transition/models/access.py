"""Access of the vendor's team to a system: asked for, granted or refused, revoked, given back."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import UniqueConstraint

from libs.common.events.transition.access import (
    AccessGranted,
    AccessOverdue,
    AccessRefused,
    AccessRequested,
    AccessRestored,
    AccessRevoked,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from services.transition.models.base import Base
from services.transition.models.plan_items import Deed, PlanItem, Setback
from services.transition.readiness.systems_connected import SystemItem


class AccessState(StrEnum):
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    REVOKED = "revoked"


class AccessStep(StrEnum):
    REQUEST = "request"
    GRANT = "grant"
    REFUSE = "refuse"
    REVOKE = "revoke"
    RESTORE = "restore"


ACCESS_LIFE: LifeCycle[AccessState, AccessStep] = LifeCycle(
    "access request",
    {
        AccessState.REQUESTED: {
            AccessStep.GRANT: AccessState.GRANTED,
            AccessStep.REFUSE: AccessState.REFUSED,
        },
        AccessState.GRANTED: {AccessStep.REVOKE: AccessState.REVOKED},
        AccessState.REVOKED: {AccessStep.RESTORE: AccessState.GRANTED},
        AccessState.REFUSED: {},
    },
)


class AccessRequest(PlanItem, Base, table=True):
    """`who`: a person or a role of the vendor's team."""

    __tablename__ = "access_request"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    timer: ClassVar[str] = "access_overdue"

    system: str
    who: str
    seats: int
    level: str
    asked_by: Party
    requested_on: date
    state: AccessState = AccessState.REQUESTED

    @property
    def title(self) -> str:
        return f"Access to {self.system} for {self.who}"

    @property
    def is_wanted(self) -> bool:
        return self.state is not AccessState.REFUSED

    @property
    def is_ready(self) -> bool:
        return self.state is AccessState.GRANTED

    @property
    def as_system(self) -> SystemItem:
        return SystemItem(code=self.code, state=self.state, is_ready=self.is_ready)

    def request(self, deed: Deed) -> Iterator[AccessRequested]:
        self.note(AccessStep.REQUEST, self.state, deed)
        yield AccessRequested(
            **self._named,
            seats=self.seats,
            level=self.level,
            requested_on=self.requested_on,
            needed_by=self.needed_by,
            days=self.days,
            blocks=self.blocks,
            asked_by=self.asked_by,
            requested_by=deed.by,
        )

    def grant(self, deed: Deed) -> Iterator[AccessGranted]:
        self._take(AccessStep.GRANT, deed)
        self.overdue = False
        yield AccessGranted(
            **self._named,
            requested_on=self.requested_on,
            needed_by=self.needed_by,
            granted_on=deed.on,
            granted_by=deed.by,
            note=deed.note,
            evidence=deed.evidence,
        )

    def refuse(self, deed: Deed) -> Iterator[AccessRefused]:
        self._take(AccessStep.REFUSE, deed)
        self.overdue = False
        yield AccessRefused(
            **self._named,
            requested_on=self.requested_on,
            refused_on=deed.on,
            refused_by=deed.by,
            reason=deed.note,
            blocks=self.blocks,
            evidence=deed.evidence,
        )

    def revoke(self, deed: Deed, caused_by: Party, setback: Setback) -> Iterator[AccessRevoked]:
        """Whoever caused it makes it good."""
        granted_on = self.last.on
        self._take(AccessStep.REVOKE, deed, caused_by)
        self.obliged = caused_by
        yield AccessRevoked(
            **self._named,
            granted_on=granted_on,
            revoked_on=deed.on,
            revoked_by=deed.by,
            reason=deed.note,
            caused_by=caused_by,
            evidence=deed.evidence,
            **setback._asdict(),
        )

    def restore(self, deed: Deed) -> Iterator[AccessRestored]:
        revocation = self.last
        self._take(AccessStep.RESTORE, deed)
        self.overdue = False
        yield AccessRestored(
            **self._named,
            revoked_on=revocation.on,
            restored_on=deed.on,
            caused_by=revocation.caused_by or Party.CLIENT,
            reason=revocation.note,
            restored_by=deed.by,
            note=deed.note,
            evidence=deed.evidence,
        )

    def fall_overdue(self, today: date) -> Iterator[AccessOverdue]:
        """Told once, until it is made good."""
        if self.overdue or self.is_ready or not self.is_wanted:
            return
        self.overdue = True
        yield AccessOverdue(
            **self._named,
            requested_on=self.requested_on,
            needed_by=self.needed_by,
            revoked_on=self.last.on if self.state is AccessState.REVOKED else None,
            overdue_from=today,
            obliged=self.obliged,
            blocks=self.blocks,
        )

    @property
    def _named(self) -> dict[str, Any]:
        return {**self.told, "request_id": self.id, "system": self.system, "who": self.who}

    def _take(self, step: AccessStep, deed: Deed, caused_by: Party | None = None) -> None:
        state = ACCESS_LIFE.after(self.code, self.state, step)
        self.must_follow(deed.on)
        self.state = state
        self.note(step, state, deed, caused_by)
