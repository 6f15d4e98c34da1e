"""The agreements that keep somebody."""

from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from services.transition.models.retention import OPEN, RetentionAgreement


async def agreements_of(db: Db, plan_id: UUID, person: str) -> list[RetentionAgreement]:
    """Those that are proposed or agreed, as far as the session may see them."""
    query = select(RetentionAgreement).where(
        RetentionAgreement.plan_id == plan_id,
        RetentionAgreement.person == person,
        col(RetentionAgreement.state).in_(OPEN),
    )
    return await db.all(query.order_by(col(RetentionAgreement.id)))
