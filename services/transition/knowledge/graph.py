"""The graph of a plan's knowledge: topics, people and steps, with the evidence of each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.explain import Explained
from services.transition.knowledge.counted_once import counted_once
from services.transition.knowledge.knowledge_transfer import (
    STEPS,
    Knowledge,
    RequiredTopic,
    ReverseShadowing,
    StepDone,
    Steps,
    knowledge_transfer,
    latest,
    reverse_shadow_pass,
    steps_made,
    summed,
)
from services.transition.knowledge.leavers import departed_of
from services.transition.knowledge.vendors_word import VendorsWord, vendors_word
from services.transition.models.knowledge import TransferRecord, counted_on, tallies
from services.transition.models.topics import Topic, TopicState
from services.transition.plan.loading import records_of


@dataclass(frozen=True)
class Graph:
    """Topics that are listed, what was done on them, and who has left, with who took over."""

    topics: list[Topic]
    records: list[TransferRecord]
    departed: Mapping[str, str | None]

    @property
    def knowledge(self) -> Explained[Knowledge]:
        return knowledge_transfer.explained(*self._facts)

    @property
    def known(self) -> Knowledge:
        """The same, for those who ask for it often."""
        return knowledge_transfer(*self._facts)

    @property
    def shadowing(self) -> Explained[ReverseShadowing]:
        return reverse_shadow_pass.explained(latest(tallies(self.records)))

    @property
    def shadowed(self) -> ReverseShadowing:
        return reverse_shadow_pass(tallies(self.records))

    @property
    def vendors_word(self) -> VendorsWord:
        return vendors_word(self.records)

    @property
    def _facts(self) -> tuple[list[RequiredTopic], list[StepDone], Mapping[str, str | None]]:
        required = [topic.required for topic in self.topics]
        return required, summed(record.as_step for record in self.records), self.departed

    @property
    def newest(self) -> date | None:
        """The day of the newest fact that counts."""
        return max(counted_on(self.records), default=None)

    @property
    def steps(self) -> Steps:
        topics, done, _ = self._facts
        return steps_made(topics, done)

    @property
    def completed(self) -> dict[str, list[str]]:
        """By topic, who has made every step on it."""
        found: dict[str, list[str]] = {}
        for (topic, person), steps in self.steps.items():
            if len(steps) == len(STEPS):
                found.setdefault(topic, []).append(person)
        return found

    def of_wave(self, wave: str) -> "Graph":
        return self.where(lambda topic: topic.wave == wave)

    def of_process(self, process: str | None) -> "Graph":
        return self.where(lambda topic: topic.process == process)

    def where(self, holds: Callable[[Topic], bool]) -> "Graph":
        topics = [topic for topic in self.topics if holds(topic)]
        return replace(self, topics=topics, records=_of(topics, self.records))

    def until(self, day: date) -> "Graph":
        """What had been done by the end of that day, among those who are there now."""
        records = [record for record in self.records if record.done_on <= day]
        return replace(self, records=records)

    def by_person(self) -> dict[str, Decimal]:
        """Σ criticality × share / Σ criticality, over the topics that each must know."""
        shares = self.known.by_person
        points: dict[str, Decimal] = {}
        weights: dict[str, int] = {}
        for topic in self.topics:
            for person, share in shares[topic.code].items():
                points[person] = points.get(person, Decimal(0)) + topic.criticality * share
                weights[person] = weights.get(person, 0) + topic.criticality
        return {person: points[person] / weights[person] for person in sorted(points)}


async def graph_of(db: Db, plan_id: UUID, on: date, wave: str | None = None) -> Graph:
    """As it stands on that day: whoever leaves later is there."""
    query = select(Topic).where(Topic.plan_id == plan_id, Topic.state == TopicState.LISTED)
    query = query if wave is None else query.where(Topic.wave == wave)
    topics = await db.all(query.order_by(col(Topic.id)))
    records = counted_once(await records_of(db, plan_id, wave))
    return Graph(topics, _of(topics, records), await departed_of(db, plan_id, on))


def _of(topics: Sequence[Topic], records: Iterable[TransferRecord]) -> list[TransferRecord]:
    """What was done on a topic that is listed no more counts no more."""
    codes = {topic.code for topic in topics}
    return [record for record in records if record.topic_code in codes]
