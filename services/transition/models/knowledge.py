"""Knowledge to hand over: topics, who must know them, and what was reported of them."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Moment, json_field
from libs.common.events.transition.knowledge import TopicsListed
from libs.common.events.vendor import Digest, TransferStep
from services.transition.knowledge_transfer import RequiredTopic, ShadowTally, StepDone
from services.transition.models.base import Base, OfVendor


class Topic(OfVendor, Base, table=True):
    contract_id: UUID = Field(index=True)
    code: str = Field(index=True)
    title: str
    wave: str
    criticality: int
    people: list[str] = json_field(list[str])

    @property
    def required(self) -> RequiredTopic:
        return RequiredTopic(code=self.code, criticality=self.criticality, people=self.people)


class TransferRecord(OfVendor, Base, table=True):
    """One report: a person has made a step on a topic."""

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

    @property
    def as_step(self) -> StepDone:
        return StepDone(topic=self.topic_code, person=self.person, step=self.step)

    @property
    def as_tally(self) -> ShadowTally:
        order = f"{self.reported_at.isoformat()} {self.report_id}"
        return ShadowTally(
            done_on=self.done_on, order=order, cases=self.cases, unaided=self.unaided
        )


def listed(topics: Iterable[Topic]) -> Iterator[TopicsListed]:
    """Tells of topics of one plan that are added together."""
    added = list(topics)
    yield TopicsListed(**added[0].ours, topics=[topic.code for topic in added])


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
