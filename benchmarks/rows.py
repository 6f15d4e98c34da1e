"""Rows as the console writes them, for the bare database to insert."""

from collections.abc import Sequence
from datetime import UTC, datetime
from secrets import token_bytes
from typing import Any
from uuid import UUID

from benchmarks.cast import TENANT
from benchmarks.yardsticks.databases import Rows
from libs.common.bus import Message
from libs.common.ids import new_id
from libs.common.journal.chain import content_of
from services.console.models import Base


def entries(messages: Sequence[Message]) -> Rows:
    """A journal entry of each; hashes of the right size."""
    table, now = Base.metadata.tables["journal_entry"], datetime.now(UTC)
    return {table: [_entry(one, number, now) for number, one in enumerate(messages, 1)]}


def _entry(message: Message, sequence: int, now: datetime) -> dict[str, Any]:
    headers = dict(message.headers)
    return {
        "id": new_id(),
        "tenant": TENANT,
        "key": message.key,
        "sequence": sequence,
        "event_id": message.event_id,
        "type": headers["ce_type"].decode(),
        "vendor_id": UUID(headers["ce_vendor"].decode()),
        "recorded_at": now,
        "digest": token_bytes(32),
        "hash": token_bytes(32),
        "salt": token_bytes(16),
        "content": content_of(message.headers, message.value),
    }
