"""A vendor's report that is refused: told, and kept in the vendor's sight."""

from collections.abc import Collection
from datetime import UTC
from uuid import UUID

from libs.common.cloudevents import Envelope
from libs.common.db import Db
from libs.common.outbox import publish
from services.transition.claims.acceptance_deadline import response_deadline
from services.transition.claims.refused import RefusedReport, with_refused, without
from services.transition.models import Plan
from services.transition.plan.moving import Refusal, Report


class Refusing:
    """Those of a batch. `plans`: of all of its contracts, locked."""

    def __init__(self, db: Db, plans: Collection[Plan]) -> None:
        self._db = db
        self._plans: dict[UUID, Plan] = {plan.contract_id: plan for plan in plans}

    def refuse(self, envelope: Envelope, report: Report, of: str, why: Refusal) -> None:
        """`of`: what it speaks of."""
        publish(self._db, why.of(envelope.id, report))
        plan = self._plans[report.contract_id]
        days = plan.claim_terms.answer_days
        due = response_deadline(envelope.time, plan.country, days, "a report that counts")
        refused = RefusedReport(
            report_id=envelope.id,
            of=of,
            kind=why.kind,
            reason=str(why),
            refused_at=envelope.time,
            due_at=due.astimezone(UTC),
        )
        plan.refused_reports = with_refused(plan.refused_reports, refused)

    def took(self, report: Report, of: str) -> None:
        """What was refused of the same before is made good."""
        plan = self._plans[report.contract_id]
        if any(each.of == of for each in plan.refused_reports):
            plan.refused_reports = without(plan.refused_reports, of)
