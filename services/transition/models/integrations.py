"""Integrations: two systems that must talk to each other before a wave goes live."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import UniqueConstraint

from libs.common.events.transition.integrations import (
    IntegrationBuilt,
    IntegrationConnected,
    IntegrationDisconnected,
    IntegrationOverdue,
    IntegrationPlanned,
    IntegrationTested,
    IntegrationTestFailed,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid
from services.transition.models.base import Base
from services.transition.models.plan_items import Deed, PlanItem, Setback
from services.transition.readiness.systems_connected import SystemItem


class IntegrationState(StrEnum):
    PLANNED = "planned"
    BUILT = "built"
    CONNECTED = "connected"
    TESTED = "tested"
    DISCONNECTED = "disconnected"


class IntegrationStep(StrEnum):
    PLAN = "plan"
    REPORT_BUILT = "report-built"
    CONNECT = "connect"
    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    DISCONNECT = "disconnect"


INTEGRATION_LIFE: LifeCycle[IntegrationState, IntegrationStep] = LifeCycle(
    "integration",
    {
        IntegrationState.PLANNED: {IntegrationStep.REPORT_BUILT: IntegrationState.BUILT},
        IntegrationState.BUILT: {
            IntegrationStep.REPORT_BUILT: IntegrationState.BUILT,
            IntegrationStep.CONNECT: IntegrationState.CONNECTED,
        },
        IntegrationState.CONNECTED: {
            IntegrationStep.PASS: IntegrationState.TESTED,
            IntegrationStep.FAIL: IntegrationState.BUILT,
            IntegrationStep.DISCONNECT: IntegrationState.DISCONNECTED,
        },
        IntegrationState.TESTED: {
            IntegrationStep.PASS: IntegrationState.TESTED,
            IntegrationStep.FAIL: IntegrationState.BUILT,
            IntegrationStep.DISCONNECT: IntegrationState.DISCONNECTED,
        },
        IntegrationState.DISCONNECTED: {IntegrationStep.CONNECT: IntegrationState.CONNECTED},
    },
)
"Built is told again after a repair, and what was tested is tested again after a change."


class Direction(StrEnum):
    ONE_WAY = "one_way"
    "From the one system to the other."
    BOTH_WAYS = "both_ways"


class IntegrationKind(StrEnum):
    API = "api"
    FILE = "file"
    QUEUE = "queue"
    DATABASE = "database"
    SCREEN = "screen"
    "People, or a robot, at the other's screen."
    OTHER = "other"


class Integration(PlanItem, Base, table=True):
    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    timer: ClassVar[str] = "integration_overdue"

    title: str
    from_system: str
    to_system: str
    direction: Direction
    kind: IntegrationKind
    starts_on: date
    builder: Party
    planned_by: str
    state: IntegrationState = IntegrationState.PLANNED

    @property
    def is_wanted(self) -> bool:
        return True

    @property
    def is_ready(self) -> bool:
        return self.state is IntegrationState.TESTED

    @property
    def as_system(self) -> SystemItem:
        return SystemItem(code=self.code, state=self.state, is_ready=self.is_ready)

    def plan(self, deed: Deed) -> Iterator[IntegrationPlanned]:
        self.note(IntegrationStep.PLAN, self.state, deed)
        yield IntegrationPlanned(
            **self._named,
            title=self.title,
            from_system=self.from_system,
            to_system=self.to_system,
            direction=self.direction,
            kind=self.kind,
            starts_on=self.starts_on,
            needed_by=self.needed_by,
            days=self.days,
            blocks=self.blocks,
            builder=self.builder,
            planned_by=deed.by,
        )

    def report_built(self, deed: Deed, told_by: Party) -> Iterator[IntegrationBuilt]:
        self._take(IntegrationStep.REPORT_BUILT, deed, Party.CLIENT)
        yield IntegrationBuilt(
            **self._named,
            built_on=deed.on,
            told_by=told_by,
            reported_by=deed.by,
            note=deed.note,
            evidence=deed.evidence,
        )

    def connect(self, deed: Deed) -> Iterator[IntegrationConnected]:
        was_off = self.state is IntegrationState.DISCONNECTED
        before = self.last.on
        self._take(IntegrationStep.CONNECT, deed, Party.CLIENT)
        yield IntegrationConnected(
            **self._named,
            connected_on=deed.on,
            disconnected_on=before if was_off else None,
            connected_by=deed.by,
            note=deed.note,
            evidence=deed.evidence,
        )

    def pass_test(self, deed: Deed) -> Iterator[IntegrationTested]:
        if not deed.evidence:
            raise invalid("/evidence", "A test that is passed is shown by evidence.")
        self._take(IntegrationStep.PASS, deed, Party.CLIENT)
        self.overdue = False
        yield IntegrationTested(
            **self._named,
            needed_by=self.needed_by,
            tested_on=deed.on,
            tested_by=deed.by,
            note=deed.note,
            evidence=deed.evidence,
        )

    def fail_test(self, deed: Deed, setback: Setback) -> Iterator[IntegrationTestFailed]:
        """Whoever built it finds the fault."""
        if not deed.note:
            raise invalid("/note", "Say why the test failed.")
        self._take(IntegrationStep.FAIL, deed, self.builder)
        yield IntegrationTestFailed(
            **self._named,
            tested_on=deed.on,
            tested_by=deed.by,
            reason=deed.note,
            obliged=self.obliged,
            evidence=deed.evidence,
            **setback._asdict(),
        )

    def disconnect(
        self, deed: Deed, caused_by: Party, setback: Setback
    ) -> Iterator[IntegrationDisconnected]:
        """Whoever caused it makes it good."""
        self._take(IntegrationStep.DISCONNECT, deed, caused_by, caused_by)
        yield IntegrationDisconnected(
            **self._named,
            connected_on=self._connected_on,
            disconnected_on=deed.on,
            disconnected_by=deed.by,
            reason=deed.note,
            caused_by=caused_by,
            evidence=deed.evidence,
            **setback._asdict(),
        )

    def fall_overdue(self, today: date) -> Iterator[IntegrationOverdue]:
        """Told once, until it is made good."""
        if self.overdue or self.is_ready:
            return
        self.overdue = True
        yield IntegrationOverdue(
            **self._named,
            title=self.title,
            state=self.state,
            needed_by=self.needed_by,
            overdue_from=today,
            obliged=self.obliged,
            blocks=self.blocks,
        )

    @property
    def _named(self) -> dict[str, Any]:
        return {**self.told, "integration_id": self.id}

    @property
    def _connected_on(self) -> date:
        connected = (c.on for c in reversed(self.history) if c.step == IntegrationStep.CONNECT)
        return next(connected)

    def _take(
        self, step: IntegrationStep, deed: Deed, obliged: Party, caused_by: Party | None = None
    ) -> None:
        state = INTEGRATION_LIFE.after(self.code, self.state, step)
        self.must_follow(deed.on)
        self.state, self.obliged = state, obliged
        self.note(step, state, deed, caused_by)
