"""Identifiers: UUIDv7, so that they sort by the time they were given out."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    return uuid7()


def minted_at(id: UUID) -> datetime:
    """When an id of ours was given out, by the clock, to the millisecond."""
    return datetime.fromtimestamp((id.int >> 80) / 1000, UTC)
