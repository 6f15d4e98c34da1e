"""A vendor's report that is refused: told, and kept in the vendor's sight."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from libs.common.cloudevents import Envelope
from libs.common.db import Db
from libs.common.outbox import publish
from services.transition.claims.acceptance_deadline import response_deadline
from services.transition.claims.refused import (
    NEEDS_NOTHING,
    RefusedReport,
    with_refused,
    without,
)
from services.transition.models import Plan
from services.transition.plan.moving import Refusal, Report


class Refusing:
    """Those of a batch. `plans`: of all of its contracts, locked."""

    def __init__(self, db: Db, plans: Collection[Plan]) -> None:
        self._db = db
        self._plans = {plan.id: plan for plan in plans}
        exits_first = sorted(plans, key=lambda plan: not plan.is_exit)
        self._by_contract = {plan.contract_id: plan for plan in exits_first}

    def refuse(
        self, envelope: Envelope, report: Report, of: str, why: Refusal, plan_id: UUID | None
    ) -> None:
        """`of`: what it speaks of. `plan_id`: which plan has that; none where no plan does."""
        plan = self._plan(report, plan_id)
        due_at = _due_at(envelope, plan)
        told = None if why.kind == NEEDS_NOTHING else due_at
        publish(self._db, why.of(envelope.id, report, plan.id, of, told))
        refused = RefusedReport(
            report_id=envelope.id,
            of=of,
            report_type=report.type,
            kind=why.kind,
            reason=str(why),
            refused_at=envelope.time,
            due_at=due_at,
        )
        plan.refused_reports = with_refused(plan.refused_reports, refused)

    def took(self, report: Report, of: str, plan_id: UUID | None) -> None:
        """What was refused of the same before is made good."""
        plan = self._plan(report, plan_id)
        left = without(plan.refused_reports, of, report.type)
        if len(left) < len(plan.refused_reports):
            plan.refused_reports = left

    def _plan(self, report: Report, plan_id: UUID | None) -> Plan:
        """Of a contract whose work goes back there are two: then the one that is no exit."""
        return self._by_contract[report.contract_id] if plan_id is None else self._plans[plan_id]


def _due_at(envelope: Envelope, plan: Plan) -> datetime:
    days = plan.claim_terms.answer_days
    due = response_deadline(envelope.time, plan.country, days, "a report that counts")
    return due.astimezone(UTC)
