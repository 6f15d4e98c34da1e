"""Who calls, and what dates they may state."""

from datetime import date
from typing import Annotated

from fastapi import Depends

from libs.common.asks import Asks, either, needs
from libs.common.auth.actor import Actor
from libs.common.auth.roles import EVERY_ROLE, Right, Role
from libs.common.db import Db
from libs.common.problems import invalid

ClientReader = Annotated[Actor, needs()]
Reader = Annotated[Actor, either()]
"Anybody of the client, and vendors who may read."
Bidder = Annotated[Actor, Depends(Asks(EVERY_ROLE, frozenset(Right)))]
"Anybody of the client, and a vendor with whatever right: its own bids are always its to read."
Buyer = Annotated[Actor, needs(Role.PROCUREMENT)]
Signer = Annotated[Actor, needs(Role.APPROVER, Role.SPONSOR, Role.LEGAL)]
Drafter = Annotated[Actor, needs(Role.LEGAL, Role.PROCUREMENT)]


def not_ahead(db: Db, stated: date | None, field: str) -> date:
    """The business date of a deed, today where none is stated; never a day to come."""
    if stated is not None and stated > db.today:
        raise invalid(field, f"{stated} lies ahead: this can only be said afterwards.")
    return stated or db.today


def not_before(on: date, first: date | None, field: str, what: str) -> None:
    """Refuses (422) the date of a deed that lies before what it rests on."""
    if first is not None and on < first:
        raise invalid(field, f"{on} lies before {first}, when {what}.")
