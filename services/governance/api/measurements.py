"""Measurements of the client's own, beside those that vendors report."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import Response
from pydantic import Field, model_validator

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.vendor.measurements import Tally
from libs.common.ids import new_id
from libs.common.outbox import publish
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.governance.answers import taken
from services.governance.api.callers import Count, Measurer
from services.governance.models import Contract, Source
from services.governance.tallies import Reported, levels_of, record

router = router_of("governance", tags=["measurements"])


class Measurement(Body):
    """One day of one service level: how many cases met the target, of how many that count."""

    service_level: Code
    taken_on: date
    met: Count
    total: Count
    excluded: Count = 0

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.met + self.excluded > self.total:
            raise ValueError("more cases were met or excluded than there were")
        return self


class Measure(Body):
    measurements: list[Measurement] = Field(min_length=1, max_length=5000)


class Recorded(View):
    recorded: int
    "Lines; a day that is told again replaces what was told before."


@router.post("/contracts/{id}/measurements", status_code=201)
async def measure(
    id: UUID, body: Measure, db: Session, actor: Measurer, response: Response
) -> Recorded:
    """Records what the client measured. All or nothing: an unknown service level is a 422."""
    contract = await db.seen(Contract, id, actor)
    levels = await levels_of(db, {id})
    parties = (contract.programme_id, contract.vendor_id, id)
    report, reported = new_id(), []
    for place, line in enumerate(body.measurements):
        if (id, line.service_level) not in levels:
            raise invalid(f"/measurements/{place}/service_level", "The contract has none such.")
        if line.taken_on > db.today:
            raise invalid(f"/measurements/{place}/taken_on", "The day is still to come.")
        tally = Tally(**line.model_dump())
        reported.append(Reported(*parties, Source.CLIENT, db.now, report, tally))
    await record(db, [(one, None) for one in reported], levels)
    publish(db, taken(reported))
    response.headers["Location"] = f"/governance/v1/service-levels?contract={id}"
    return Recorded(recorded=len(reported))
