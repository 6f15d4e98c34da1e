"""Versions of a plan's working agreement: the one that holds, and the latest."""

from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db, as_it_is
from services.transition.models import AgreementState, WorkingAgreement
from services.transition.working_agreement.terms import AgreementTerms


async def in_force(db: Db, plan_id: UUID, *, lock: bool = False) -> WorkingAgreement | None:
    query = select(WorkingAgreement).where(
        WorkingAgreement.plan_id == plan_id, WorkingAgreement.state == AgreementState.AGREED
    )
    found = await db.all(as_it_is(query) if lock else query)
    return found[0] if found else None


async def latest(db: Db, plan_id: UUID) -> WorkingAgreement | None:
    """Of all versions, whatever has become of them."""
    query = select(WorkingAgreement).where(WorkingAgreement.plan_id == plan_id)
    found = await db.all(query.order_by(col(WorkingAgreement.version).desc()).limit(1))
    return found[0] if found else None


async def terms_in_force(db: Db, plan_id: UUID) -> AgreementTerms:
    """Without an agreement in force nothing is said."""
    found = await in_force(db, plan_id)
    return AgreementTerms() if found is None else found.terms
