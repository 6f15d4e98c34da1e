"""Vendors and the certificates they hold."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy.ext.hybrid import hybrid_property
from sqlmodel import Field

from libs.common.db import Owned
from libs.common.events.vendor.vendors import (
    CertificateRecorded,
    CertificationExpiring,
    VendorRegistered,
)
from services.vendor.models.base import Base


class Vendor(Owned, Base, table=True):
    model_config = {"ignored_types": (hybrid_property,)}

    name: str
    country: str
    contact: str
    registered_by: str

    @hybrid_property
    def vendor_id(self) -> UUID:
        """A vendor is its own: its people see this row and no other."""
        return self.id

    def registered(self) -> Iterator[VendorRegistered]:
        yield VendorRegistered(vendor_id=self.id, name=self.name, country=self.country)


class Certificate(Owned, Base, table=True):
    """A proof that the vendor meets a standard, to the end of `valid_until`."""

    vendor_id: UUID = Field(index=True)
    standard: str
    valid_until: date
    digest: str | None = None
    recorded_by: str

    def recorded(self) -> Iterator[CertificateRecorded]:
        yield CertificateRecorded(
            vendor_id=self.vendor_id,
            certificate_id=self.id,
            standard=self.standard,
            valid_until=self.valid_until,
            digest=self.digest,
        )

    def expiring(self) -> Iterator[CertificationExpiring]:
        yield CertificationExpiring(
            vendor_id=self.vendor_id, standard=self.standard, valid_until=self.valid_until
        )
