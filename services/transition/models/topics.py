"""Topics to hand over: who must know each, and who holds it today."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field

from libs.common.db import json_field
from libs.common.events.transition.knowledge import (
    ListedTopic,
    TopicChanged,
    TopicKind,
    TopicsListed,
    TopicWithdrawn,
)
from libs.common.life_cycle import LifeCycle
from services.transition.knowledge.knowledge_transfer import RequiredTopic
from services.transition.knowledge.single_points import HeldTopic
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed

MOST_TOPICS = 1000
"That a plan lists, a choice: how far each has come is shown at once."


class TopicState(StrEnum):
    LISTED = "listed"
    WITHDRAWN = "withdrawn"


class TopicStep(StrEnum):
    CHANGE = "change"
    WITHDRAW = "withdraw"


TOPIC_LIFE: LifeCycle[TopicState, TopicStep] = LifeCycle(
    "topic",
    {
        TopicState.LISTED: {
            TopicStep.CHANGE: TopicState.LISTED,
            TopicStep.WITHDRAW: TopicState.WITHDRAWN,
        },
        TopicState.WITHDRAWN: {},
    },
    also={
        "already-listed": "a topic of that code is listed",
        "topics-full": "the plan lists as many topics as one may",
    },
)


class Topic(OfVendor, Base, table=True):
    """`people` must know it. `holders`: those of the client who hold it today."""

    contract_id: UUID = Field(index=True)
    code: str = Field(index=True)
    title: str
    wave: str
    criticality: int
    people: list[str] = json_field(list[str])
    process: str | None = None
    "One of the wave's, or none: it is needed for all of them."
    kind: TopicKind = TopicKind.PROCESS
    holders: list[str] = json_field(list[str], default_factory=list)
    least_cases: int = 1
    "Of shadowing, and of reverse shadowing, until the step counts."
    state: TopicState = TopicState.LISTED
    withdrawn_on: date | None = None
    withdrawn_because: str = ""

    @property
    def is_listed(self) -> bool:
        return self.state is TopicState.LISTED

    @property
    def required(self) -> RequiredTopic:
        return RequiredTopic(
            code=self.code,
            criticality=self.criticality,
            people=self.people,
            least_cases=self.least_cases,
        )

    @property
    def held(self) -> HeldTopic:
        return HeldTopic(code=self.code, criticality=self.criticality, holders=self.holders)

    @property
    def told(self) -> ListedTopic:
        return ListedTopic.model_validate(self, from_attributes=True)

    def change(self, to: dict[str, Any], deed: Deed) -> Iterator[TopicChanged]:
        """`to`: the fields that are others now. The same as before is no change."""
        self.state, was = TOPIC_LIFE.after(self.code, self.state, TopicStep.CHANGE), self.told
        for name, value in to.items():
            setattr(self, name, value)
        if self.told != was:
            yield TopicChanged(
                **self.ours,
                code=self.code,
                was=was,
                now=self.told,
                reason=deed.note,
                changed_by=deed.by,
            )

    def withdraw(self, deed: Deed) -> Iterator[TopicWithdrawn]:
        self.state = TOPIC_LIFE.after(self.code, self.state, TopicStep.WITHDRAW)
        self.withdrawn_on, self.withdrawn_because = deed.on, deed.note
        yield TopicWithdrawn(
            **self.ours,
            code=self.code,
            wave=self.wave,
            withdrawn_on=deed.on,
            withdrawn_by=deed.by,
            reason=deed.note,
        )


def listed(topics: Iterable[Topic]) -> Iterator[TopicsListed]:
    """Tells of topics of one plan that are added together."""
    added = list(topics)
    yield TopicsListed(
        **added[0].ours,
        topics=[topic.code for topic in added],
        listed=[topic.told for topic in added],
    )
