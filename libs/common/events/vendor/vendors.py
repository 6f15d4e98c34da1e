"""Vendors, what they are certified for, and the keys of their systems."""

from datetime import date
from uuid import UUID

from libs.common.auth.roles import Right
from libs.common.events.base import Event
from libs.common.events.vendor.evidence import Digest


class VendorRegistered(Event):
    headline = "Vendor {name} registered"
    vendor_id: UUID
    name: str
    country: str


class CertificateRecorded(Event):
    headline = "Certificate for {standard} recorded, valid until {valid_until}"
    vendor_id: UUID
    certificate_id: UUID
    standard: str
    valid_until: date
    digest: Digest | None = None


class CertificationExpiring(Event):
    headline = "{standard} expires on {valid_until}"
    vendor_id: UUID
    standard: str
    valid_until: date


class ApiKeyIssued(Event):
    headline = "API key {name} issued, prefix {prefix}"
    vendor_id: UUID
    key_id: UUID
    name: str
    prefix: str
    rights: list[Right]
    issued_by: str


class ApiKeyRevoked(Event):
    headline = "API key {name} revoked, prefix {prefix}"
    vendor_id: UUID
    key_id: UUID
    name: str
    prefix: str
    revoked_by: str
