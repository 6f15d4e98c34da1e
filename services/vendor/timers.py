"""What the vendor service does when a time has come."""

from datetime import UTC, datetime, time, timedelta

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, Timers, start_timer
from services.vendor.models import Certificate

due = Timers()
NOTICE = timedelta(days=60)


async def watch_expiry(db: Db, certificate: Certificate) -> None:
    """Warns sixty days before the last day: at once where fewer are left, never where none is."""
    warn_on = certificate.valid_until - NOTICE
    if warn_on > db.today:
        at = datetime.combine(warn_on, time(), UTC)
        await start_timer(db, "certificate_expiry", certificate.id, at)
    elif certificate.valid_until >= db.today:
        await _warn(db, certificate)


@due("certificate_expiry")
async def warn_of_expiry(timer: Due, db: Db) -> None:
    if certificate := await db.find(Certificate, timer.id):
        await _warn(db, certificate)


async def _warn(db: Db, certificate: Certificate) -> None:
    """Nothing is to be told where a certificate for the same standard lasts longer."""
    longer = select(Certificate.id).where(
        Certificate.vendor_id == certificate.vendor_id,
        Certificate.standard == certificate.standard,
        col(Certificate.valid_until) > certificate.valid_until,
    )
    if (await db.scalars(longer.limit(1))).first() is None:
        publish(db, certificate.expiring())
