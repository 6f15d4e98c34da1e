"""Working agreement: agreed by both sides, and those whom it names are there."""

from datetime import date

from libs.common.db import Db
from libs.common.events.transition.party import Party
from services.transition.models import AgreementState, Gate, WorkingAgreement
from services.transition.ramp.departures import departures
from services.transition.readiness.criteria import AGREEMENT
from services.transition.readiness.measured import Measured, day_after, first_after
from services.transition.working_agreement.in_force import in_force, latest
from services.transition.working_agreement.in_place import Leaver, in_place


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    """None where no version was drafted, or none is left."""
    agreement = await in_force(db, gate.plan_id) or await latest(db, gate.plan_id)
    if agreement is None or agreement.state is AgreementState.WITHDRAWN:
        return None
    gone = await departures(db, gate.plan_id)
    leavers = {c: Leaver(leaving_on=d.leaving_on, left_on=d.left_on) for c, d in gone.items()}
    found = in_place.explained(
        agreement.version,
        agreement.agreed_on,
        {side: agreement.terms.people_of(side) for side in Party},
        leavers,
        on,
        agreement.review_overdue,
    )
    result = AGREEMENT.result(met=found.value.met, note=found.value.note)
    turns_on = first_after(on, [day_after(each.last_day) for each in leavers.values()])
    return Measured(result, found.explanation, _newest(agreement), turns_on)


def _newest(agreement: WorkingAgreement) -> date:
    return max([agreement.drafted_on, *(signature.on for signature in agreement.signatures)])
