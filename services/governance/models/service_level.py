"""Service levels of a contract, and their months once closed."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.auth.actor import Actor
from libs.common.db import Exact, OptionalExact, Owned, json_field
from libs.common.events.governance import MonthClosed, SlaBreached
from libs.common.events.terms import ServiceLevelTerms
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.explain import Explained, Explanation
from libs.common.problems import refused
from services.governance.attainment import Attainment, Outcome, outcome
from services.governance.models.base import Base
from services.governance.models.contract import Contract
from services.governance.models.measurement import Source
from services.governance.months import last_day
from services.governance.service_credit import CreditTerms
from services.governance.sla_phase import Phase, Spell, sla_phase
from services.governance.termination_right import TerminationRight


class ServiceLevel(Owned, Base, table=True):
    __tablename__ = "service_level"
    __table_args__ = (UniqueConstraint("contract_id", "code"),)

    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    contract_id: UUID = Field(index=True)
    code: str
    title: str
    expected: Exact
    minimum: Exact
    wave: str
    pool_share: Exact
    allocation: Exact
    report_only_from: date | None = None
    credit_bearing_from: date | None = None
    live: list[Spell] = json_field(list[Spell], default_factory=list)
    run_by: str | None = None
    "Who runs it since the handover of its wave; the transition before that."
    run_from: date | None = None
    termination: TerminationRight = json_field(TerminationRight, default_factory=TerminationRight)
    termination_explanation: Explanation | None = json_field(Explanation | None, default=None)

    @classmethod
    def from_terms(cls, event: ContractSigned, terms: ServiceLevelTerms) -> "ServiceLevel":
        return cls(
            programme_id=event.programme_id,
            vendor_id=event.vendor_id,
            contract_id=event.contract_id,
            **terms.model_dump(),
        )

    @property
    def live_on(self) -> date | None:
        return self.live[-1].live_on if self.live and not self.live[-1].rolled_back_on else None

    def phase_on(self, day: date) -> Phase:
        return sla_phase(self.live, self.report_only_from, self.credit_bearing_from, day)

    def phase_explained(self, day: date) -> Explanation:
        dates = (self.report_only_from, self.credit_bearing_from)
        return sla_phase.explained(self.live, *dates, day).explanation

    def goes_live(self, on: date) -> None:
        self.live = [*self._ended(on), Spell(live_on=on)]

    def is_run_by(self, who: str, since: date) -> None:
        self.run_by, self.run_from = who, since

    def is_rolled_back(self, on: date) -> None:
        self.live = self._ended(on)

    def _ended(self, on: date) -> list[Spell]:
        return [
            s if s.rolled_back_on else Spell(live_on=s.live_on, rolled_back_on=on)
            for s in self.live
        ]

    def credit_terms(self, contract: Contract) -> CreditTerms:
        return CreditTerms(
            at_risk_share=contract.at_risk_share,
            pool_share=self.pool_share,
            allocation=self.allocation,
        )

    def close(
        self,
        month: str,
        source: Source | None,
        attained: Explained[Attainment | None],
        by: Actor,
        on: date,
    ) -> "ServiceLevelMonth":
        """The month as it will stand. Refuses one that runs, or ended without the wave live."""
        if on <= last_day(month):
            raise refused("month-running", f"{month} is not over.", do="Close it afterwards.")
        phase = self.phase_on(last_day(month))
        if phase is Phase.PLANNED:
            raise refused("not-live", f"{self.code} was not live at the end of {month}.")
        return ServiceLevelMonth.of(self, month, phase, source, attained, by.id, on)

    def judge_termination(self, right: Explained[TerminationRight]) -> bool:
        """Whether the right to end the contract has come up with the last closing."""
        before, self.termination = self.termination, right.value
        self.termination_explanation = right.explanation
        return self.termination.stands and not before.stands


class ServiceLevelMonth(Owned, Base, table=True):
    """A closed month. What is measured later does not change it."""

    __tablename__ = "service_level_month"
    __table_args__ = (UniqueConstraint("service_level_id", "month"),)

    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID = Field(index=True)
    service_level_id: UUID
    code: str
    month: str
    phase: Phase
    source: Source | None
    "By whose measurements it was judged; none where nobody measured."
    outcome: Outcome
    expected: Exact
    minimum: Exact
    met: int
    counted: int
    percent: OptionalExact = None
    credit_id: UUID | None = None
    explanation: Explanation = json_field(Explanation)
    closed_by: str
    closed_on: date

    @classmethod
    def of(
        cls,
        level: ServiceLevel,
        month: str,
        phase: Phase,
        source: Source | None,
        attained: Explained[Attainment | None],
        closed_by: str,
        closed_on: date,
    ) -> "ServiceLevelMonth":
        score = attained.value
        return cls(
            programme_id=level.programme_id,
            vendor_id=level.vendor_id,
            contract_id=level.contract_id,
            service_level_id=level.id,
            code=level.code,
            month=month,
            phase=phase,
            source=source,
            outcome=outcome(score, level.expected, level.minimum),
            expected=level.expected,
            minimum=level.minimum,
            met=score.met if score else 0,
            counted=score.counted if score else 0,
            percent=score.percent if score else None,
            explanation=attained.explanation,
            closed_by=closed_by,
            closed_on=closed_on,
        )

    @property
    def relieved_days(self) -> list[date]:
        """Left out when it was closed; none before version 2 of the rule."""
        return [date.fromisoformat(day) for day in self.explanation.inputs.get("relieved", [])]

    @property
    def is_breach(self) -> bool:
        """While a level is baselining nothing is breached."""
        return self.outcome is Outcome.BREACHED and self.phase is not Phase.BASELINING

    @property
    def bears_credit(self) -> bool:
        return self.is_breach and self.phase is Phase.CREDIT_BEARING

    @property
    def missed(self) -> bool | None:
        """For the termination right; none without a score."""
        return None if self.outcome is Outcome.NO_SCORE else self.outcome is Outcome.BREACHED

    def judged(self) -> Iterator[MonthClosed | SlaBreached]:
        yield MonthClosed(
            **self._named,
            phase=self.phase,
            outcome=self.outcome,
            percent=self.percent,
            met=self.met,
            counted=self.counted,
            expected=self.expected,
            minimum=self.minimum,
            source=self.source,
            closed_by=self.closed_by,
        )
        if self.is_breach and self.percent is not None:
            yield SlaBreached(**self._named, attained=self.percent, minimum=self.minimum)

    @property
    def _named(self) -> dict[str, Any]:
        """What every event about the month says of it."""
        return {
            "programme_id": self.programme_id,
            "vendor_id": self.vendor_id,
            "contract_id": self.contract_id,
            "service_level_id": self.service_level_id,
            "code": self.code,
            "month": self.month,
        }
