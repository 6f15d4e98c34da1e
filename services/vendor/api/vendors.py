"""Vendors and their certificates."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.db import Db
from libs.common.edge import Session, needs
from libs.common.events.terms import Code
from libs.common.events.vendor.evidence import Digest
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import not_found
from libs.common.routers import router_of
from services.vendor.api.callers import Bidder, Buyer
from services.vendor.models import Certificate, Vendor
from services.vendor.terms import Day, Name
from services.vendor.timers import watch_expiry

router = router_of("vendor", "/vendors", tags=["vendors"])
Prover = Annotated[Actor, needs(Role.PROCUREMENT, Role.LEGAL, Role.DATA_PROTECTION)]


class RegisterVendor(Body):
    name: Name
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["PL"])]
    contact: Name


class VendorView(View):
    id: UUID
    name: str
    country: str
    contact: str
    registered_by: str


class RecordCertificate(Body):
    standard: Code = Field(examples=["iso27001"])
    valid_until: Day
    "Its last day."
    digest: Digest | None = None
    "Of the certificate itself, as a stored file."


class CertificateView(View):
    id: UUID
    vendor_id: UUID
    standard: str
    valid_until: date
    digest: str | None
    recorded_by: str


@router.post("", status_code=201)
async def register_vendor(
    body: RegisterVendor, db: Session, actor: Buyer, response: Response
) -> VendorView:
    """Enters a vendor. Needs the role for the whole tenant: vendors belong to no programme."""
    actor.check(None)
    vendor = Vendor(**body.model_dump(), registered_by=actor.id)
    db.add(vendor)
    publish(db, vendor.registered())
    response.headers["Location"] = f"/vendor/v1/vendors/{vendor.id}"
    return VendorView.model_validate(vendor)


@router.get("")
async def list_vendors(
    db: Session, actor: Bidder, limit: Limit = 50, after: After = None
) -> Page[VendorView]:
    """All vendors of the tenant; a vendor finds itself."""
    query = select(Vendor)
    return await page(db, query, Vendor, actor, VendorView.model_validate, limit, after)


@router.get("/{id}")
async def read_vendor(id: UUID, db: Session, actor: Bidder) -> VendorView:
    """For anybody of the client, and the vendor itself."""
    return VendorView.model_validate(await known_vendor(db, id))


async def known_vendor(db: Db, id: UUID) -> Vendor:
    vendor = await db.find(Vendor, id)
    if vendor is None:
        raise not_found("vendor", id)
    return vendor


@router.post("/{id}/certificates", status_code=201)
async def record_certificate(
    id: UUID, body: RecordCertificate, db: Session, actor: Prover, response: Response
) -> CertificateView:
    """Notes a certificate that was shown. The one that lasts longest counts for its standard.

    Sixty days before its end it is told that it expires, unless a longer one has come.
    """
    actor.check(None)
    await known_vendor(db, id)
    certificate = Certificate(**body.model_dump(), vendor_id=id, recorded_by=actor.id)
    db.add(certificate)
    publish(db, certificate.recorded())
    await watch_expiry(db, certificate)
    response.headers["Location"] = f"/vendor/v1/vendors/{id}/certificates"
    return CertificateView.model_validate(certificate)


@router.get("/{id}/certificates")
async def list_certificates(
    id: UUID, db: Session, actor: Bidder, limit: Limit = 50, after: After = None
) -> Page[CertificateView]:
    """Of one vendor, expired ones too. For anybody of the client, and the vendor itself."""
    await known_vendor(db, id)
    query = select(Certificate).where(Certificate.vendor_id == id)
    return await page(db, query, Certificate, actor, CertificateView.model_validate, limit, after)
