"""What a verification says."""

from dataclasses import dataclass
from enum import StrEnum

from libs.common.journal.chain import Head
from libs.common.journal.export import Header


class Kind(StrEnum):
    NOT_AN_EXPORT = "not_an_export"
    MALFORMED = "malformed"
    CONTENT_DIFFERS = "content_differs"
    EVENT_ID_DIFFERS = "event_id_differs"
    ALTERED = "altered"
    GAP = "gap"
    REPEATED = "repeated"
    OUT_OF_ORDER = "out_of_order"
    ANOTHER_STREAM = "another_stream"
    REWRITTEN = "rewritten"
    HELD_ENTRY_MISSING = "held_entry_missing"
    TRAILER_MISSING = "trailer_missing"
    TRAILER_DISAGREES = "trailer_disagrees"
    AFTER_TRAILER = "after_trailer"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an untouched export would not have, and the line where it showed."""

    kind: Kind
    sentence: str
    line: int
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`header` and `head` are None where the first line could not be read.

    `confirmed` is the sequence of the newest held head that the export meets, None without one.
    """

    header: Header | None
    head: Head | None
    findings: tuple[Finding, ...]
    disclosed: int = 0
    withheld: int = 0
    confirmed: int | None = None

    @property
    def verified(self) -> bool:
        return not self.findings

    @property
    def entries(self) -> int:
        return self.disclosed + self.withheld
