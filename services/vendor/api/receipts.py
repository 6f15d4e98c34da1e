"""Receipts: what was recorded of a vendor's report, and what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Depends, Query
from sqlmodel import select

from libs.common.asks import Asks
from libs.common.auth.actor import Actor
from libs.common.auth.roles import EVERY_ROLE, Right
from libs.common.bodies import View
from libs.common.edge import Session
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.vendor.models.door import Receipt, ReceiptState

router = router_of("vendor", "/receipts", tags=["door"])
Reader = Annotated[Actor, Depends(Asks(EVERY_ROLE, frozenset({Right.READ, Right.REPORT})))]


class Links(View):
    journal: str
    "Position and hash of the event in the journal."


class ReceiptView(View):
    id: UUID
    event_id: UUID
    "The id that the door gave the event; the receipt bears the same."
    source: str
    external_id: str
    "The vendor's own id of the event."
    type: str
    contract_id: UUID
    recorded_at: datetime
    state: ReceiptState
    reason_kind: str | None = None
    reason: str | None = None
    links: Links

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        links = {"journal": f"/console/v1/journal/events/{row['id']}"}
        return cls.model_validate({**row, "event_id": row["id"], "links": links})


@router.get("/{id}")
async def read_receipt(id: UUID, db: Session, actor: Reader) -> ReceiptView:
    """For the vendor whose report it is, and the client's people on the programme."""
    return _view(await db.seen(Receipt, id, actor))


@router.get("")
async def list_receipts(
    db: Session,
    actor: Reader,
    state: ReceiptState | None = None,
    type: Annotated[str | None, Query(max_length=120)] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ReceiptView]:
    """A vendor's own receipts, or those of the programmes on which the caller has a role."""
    query = select(Receipt)
    if state is not None:
        query = query.where(Receipt.state == state)
    if type is not None:
        query = query.where(Receipt.type == type)
    return await page(db, query, Receipt, actor, _view, limit, after)


def _view(receipt: Receipt) -> ReceiptView:
    return ReceiptView.of(receipt.model_dump())
