"""What the console keeps: the journal, and what can be told from it.

The journal's rows decide everything else here: programmes, who takes part, the timeline and the
overview are written from its entries alone.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from libs.common.auth.actor import Actor
from libs.common.db import Moment, OptionalMoment, Owned, json_field
from libs.common.journal import Disclosure, Entry, Head, Stream
from libs.common.problems import refused
from libs.common.tables import service_registry
from services.console.figures import Figures

KEY = 200


class Base(SQLModel, registry=service_registry()):
    pass


class Programme(Owned, Base, table=True):
    """Its id is the programme's. Vendors see those they take part in: the routes decide."""

    open_to_vendors = True

    name: str
    client: str
    currency: str
    registered_at: Moment

    @property
    def programme_id(self) -> UUID:
        return self.id


class Vendor(Owned, Base, table=True):
    """Its id is the vendor's. A vendor sees itself: the routes decide."""

    open_to_vendors = True

    name: str
    country: str


class Participation(Owned, Base, table=True):
    """A vendor with a contract in a programme, who may follow the programme's journal."""

    __table_args__ = (UniqueConstraint("tenant", "programme_id", "vendor_id"),)

    programme_id: UUID
    vendor_id: UUID = Field(index=True)


class JournalHead(Owned, Base, table=True):
    """Where a chain stands. Whoever appends to the chain holds this row locked."""

    __tablename__ = "journal_head"
    __table_args__ = (UniqueConstraint("tenant", "key"),)
    open_to_vendors = True

    key: str = Field(max_length=KEY)
    sequence: int = Field(sa_type=BigInteger)
    hash: bytes

    @property
    def stream(self) -> Stream:
        return Stream(self.tenant, self.key)

    @property
    def head(self) -> Head:
        return Head(self.stream, self.sequence, self.hash)


class JournalEntry(Owned, Base, table=True):
    """One event in the journal. Vendors see every digest, and the content of their own events."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("tenant", "key", "sequence"),
        UniqueConstraint("event_id", "tenant", "key"),
    )
    open_to_vendors = True

    key: str = Field(max_length=KEY)
    sequence: int = Field(sa_type=BigInteger)
    event_id: str | None = Field(default=None, max_length=255)
    "None where it came without one; it is chained as an empty text."
    type: str = Field(default="", max_length=120)
    vendor_id: UUID | None = None
    recorded_at: Moment
    digest: bytes
    hash: bytes
    salt: bytes | None = None
    content: bytes | None = None
    erased_at: OptionalMoment = None
    erased_by: str | None = None
    erased_because: str | None = None

    @property
    def stream_id(self) -> UUID | None:
        """The programme or vendor; none where an unreadable record named neither."""
        try:
            return UUID(self.key)
        except ValueError:
            return None

    def readable_by(self, actor: Actor) -> bool:
        """Of a programme that the caller may see: the client reads all, a vendor what is its."""
        return not actor.is_vendor or actor.vendor == self.vendor_id

    def shown_to(self, actor: Actor) -> Entry:
        """With its content where the caller may read it and nobody erased it."""
        opened = None
        if self.readable_by(actor) and self.salt is not None and self.content is not None:
            opened = Disclosure(self.salt, self.content)
        event_id = self.event_id or ""
        return Entry(self.sequence, event_id, self.recorded_at, self.digest, self.hash, opened)

    def erase(self, at: datetime, by: str, reason: str) -> None:
        """Content and salt go from here; the digest stays, so the chain holds."""
        if self.erased_at is not None:
            raise refused("already-erased", f"It was erased by {self.erased_by} already.")
        self.salt = self.content = None
        self.erased_at, self.erased_by, self.erased_because = at, by, reason


class TimelineLine(Owned, Base, table=True):
    """An event in one line. A vendor sees the lines that concern it, and no other."""

    __tablename__ = "timeline_line"
    __table_args__ = (UniqueConstraint("tenant", "programme_id", "sequence"),)

    programme_id: UUID
    sequence: int = Field(sa_type=BigInteger)
    event_id: UUID
    type: str = Field(max_length=120)
    stage: int
    at: Moment
    "When it happened in business; `recorded_at` in the journal says when it was told."
    headline: str = Field(max_length=500)
    actor: str | None = Field(default=None, max_length=200)
    vendor_id: UUID | None = None

    def erase(self) -> None:
        """What is left when the event behind it is erased."""
        self.headline, self.actor = self.type, None


class Overview(Owned, Base, table=True):
    """The programme in numbers, up to an entry of its journal."""

    __table_args__ = (UniqueConstraint("tenant", "programme_id"),)

    programme_id: UUID
    sequence: int = Field(sa_type=BigInteger)
    figures: Figures = json_field(Figures)
