"""Who may call, and words that bodies share."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.db import Db
from libs.common.edge import either, needs, vendors
from libs.common.problems import invalid
from services.governance.models import Contract, Programme

Reader = Annotated[Actor, either(right=Right.READ)]
"Everybody of the client with a role on the programme, and the vendor whom it concerns."
ClientReader = Annotated[Actor, needs()]
Measurer = Annotated[Actor, needs(Role.OPERATIONS, Role.PROCESS_OWNER)]
Closer = Annotated[Actor, needs(Role.OPERATIONS, Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE)]
Settler = Annotated[Actor, needs(Role.FINANCE, Role.PROGRAMME_OFFICE)]
Contester = Annotated[Actor, vendors(Right.REPORT)]
Escalator = Annotated[Actor, needs(Role.PROGRAMME_OFFICE, Role.PROCESS_OWNER, Role.OPERATIONS)]
Proposer = Annotated[
    Actor,
    needs(Role.PROGRAMME_OFFICE, Role.PROCESS_OWNER, Role.OPERATIONS, Role.FINANCE),
]
Decider = Annotated[Actor, needs(Role.SPONSOR, Role.APPROVER, Role.PROGRAMME_OFFICE)]
Office = Annotated[Actor, needs(Role.PROGRAMME_OFFICE)]
Sponsor = Annotated[Actor, needs(Role.SPONSOR)]

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Count = Annotated[int, Field(ge=0, le=10**9)]


async def known_programme(db: Db, id: UUID, actor: Actor) -> Programme:
    """Refuses a programme that the tenant does not have, or on which the caller has no role."""
    actor.check(id)
    programme = await db.find(Programme, id)
    if programme is None:
        raise invalid("/programme_id", "There is no such programme.")
    return programme


async def known_contract(db: Db, id: UUID, actor: Actor) -> Contract:
    """The contract that a body names, locked."""
    contract = await db.find(Contract, id, lock=True)
    if contract is None:
        raise invalid("/contract_id", "There is no such contract.")
    actor.check(contract.programme_id)
    return contract


async def vendor_of(
    db: Db, contract_id: UUID | None, programme_id: UUID, actor: Actor
) -> UUID | None:
    """Of the contract that a body names, if any. Refuses a contract of another programme."""
    if contract_id is None:
        return None
    contract = await known_contract(db, contract_id, actor)
    if contract.programme_id != programme_id:
        raise invalid("/contract_id", "The contract belongs to another programme.")
    return contract.vendor_id
