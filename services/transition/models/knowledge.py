"""What was done on topics: a row a person and step, with what it rests on."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from libs.common.db import Exact, Moment, json_field
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest
from libs.common.events.vendor.knowledge import TransferStep
from services.transition.knowledge.knowledge_transfer import ShadowTally, StepDone
from services.transition.models.base import Base, OfVendor


class TransferSource(StrEnum):
    """What a row rests on, and so what its `report_id` names."""

    REPORT = "report"
    DOCUMENT = "document"
    SESSION = "session"
    CASES = "cases"
    TEST = "test"


class TransferRecord(OfVendor, Base, table=True):
    """A person has made a step on a topic."""

    __tablename__ = "transfer_record"

    report_id: UUID
    topic_code: str
    wave: str
    person: str
    step: TransferStep
    done_on: date
    cases: int
    unaided: int
    evidence: list[Digest] = json_field(list[Digest])
    reported_by: str
    reported_at: Moment
    source: TransferSource = TransferSource.REPORT
    word: Party = Party.VENDOR
    "Whose it is: the client's where it said so, approved it or sat beside."

    @property
    def on_vendors_word(self) -> bool:
        """Alone: nobody of the client saw it, and nothing shows it."""
        return self.word is Party.VENDOR and not self.evidence

    @property
    def as_step(self) -> StepDone:
        return StepDone(
            topic=self.topic_code,
            person=self.person,
            step=self.step,
            cases=self.cases,
        )

    @property
    def as_tally(self) -> ShadowTally:
        order = f"{self.reported_at.isoformat()} {self.report_id}"
        return ShadowTally(
            done_on=self.done_on, order=order, cases=self.cases, unaided=self.unaided
        )


class KnowledgeTest(OfVendor, Base, table=True):
    """One attempt of a person on a topic, marked by somebody else. Shares 0 to 1."""

    __tablename__ = "knowledge_test"

    topic_code: str
    person: str
    attempt: int
    score: Exact
    pass_mark: Exact
    passed: bool
    taken_on: date
    marked_by: str
    marked_at: Moment
    evidence: list[Digest] = json_field(list[Digest])


def tallies(records: Iterable[TransferRecord]) -> list[ShadowTally]:
    """Of reverse shadowing that was counted in cases."""
    return [
        record.as_tally
        for record in records
        if record.step is TransferStep.REVERSE_SHADOWED and record.cases
    ]


def counted_on(records: Iterable[TransferRecord]) -> list[date]:
    """Of which days they are: each step when it was first made, cases when they were handled."""
    found, first = list(records), dict[tuple[str, str, TransferStep], date]()
    for record in found:
        place = (record.topic_code, record.person, record.step)
        first[place] = min(first.get(place, record.done_on), record.done_on)
    return [*first.values(), *(tally.done_on for tally in tallies(found))]
