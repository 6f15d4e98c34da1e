"""What must have happened before a contract is signed, and who says that it has."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body
from libs.common.edge import Session, needs
from libs.common.events.terms import Code
from libs.common.events.vendor.evidence import Digest
from libs.common.outbox import publish
from libs.common.problems import not_found
from libs.common.routers import router_of
from services.vendor.api.callers import ClientReader, not_ahead
from services.vendor.api.contract_views import PreconditionView, preconditions
from services.vendor.models import Contract
from services.vendor.terms import Day

router = router_of("vendor", "/contracts/{id}/preconditions", tags=["contracts"])
Clearer = Annotated[Actor, needs(Role.LEGAL, Role.HR, Role.DATA_PROTECTION)]


class ClearedPreconditionView(PreconditionView):
    """With what is the client's to know."""

    cleared_by: str | None
    evidence: str | None
    note: str


class ClearPrecondition(Body):
    cleared_on: Day | None = None
    "Today where it is left out; never a day to come."
    evidence: Digest | None = None
    note: str = Field(default="", max_length=4000)


@router.get("")
async def list_preconditions(
    id: UUID, db: Session, actor: ClientReader
) -> list[ClearedPreconditionView]:
    """Who cleared what, when and on what evidence. For the client's people."""
    contract = await db.seen(Contract, id, actor)
    found = await preconditions(db, contract)
    return [ClearedPreconditionView.model_validate(one) for one in found]


@router.post("/{code}/clear")
async def clear_precondition(
    id: UUID, code: Code, body: ClearPrecondition, db: Session, actor: Clearer
) -> ClearedPreconditionView:
    """Says that it has happened: the works council advised, the agreement lies signed. Once."""
    cleared_on = not_ahead(db, body.cleared_on, "/cleared_on")
    contract = await db.locked(Contract, id, actor)
    found = {one.code: one for one in await preconditions(db, contract)}
    if code not in found:
        raise not_found("precondition", code)
    publish(db, found[code].clear(actor, cleared_on, body.evidence, body.note))
    return ClearedPreconditionView.model_validate(found[code])
