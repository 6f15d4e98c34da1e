"""What the routes of knowledge transfer take and show."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field

from libs.common.bodies import Body, View
from libs.common.events.terms import Code
from libs.common.events.vendor import TransferStep
from services.transition.api.common import Text
from services.transition.readiness.gate import four_places
from services.transition.knowledge.knowledge_transfer import (
    STEPS,
    Knowledge,
    knowledge_transfer,
    reverse_shadow_pass,
)
from services.transition.models import Topic, TransferRecord, tallies


class ListTopic(Body):
    """`criticality` 1 to 5; `people`: those who must know it, by the names reports use."""

    code: Code
    title: Text
    wave: Code
    criticality: int = Field(ge=1, le=5)
    people: list[Text] = Field(min_length=1, max_length=50)


class TopicView(View):
    id: UUID
    plan_id: UUID
    code: str
    title: str
    wave: str
    criticality: int
    people: list[str]


class PersonKnowledge(BaseModel):
    person: str
    steps: list[TransferStep]
    share: Decimal


class TopicKnowledge(BaseModel):
    """`share`: that of the least advanced person."""

    code: str
    title: str
    wave: str
    criticality: int
    share: Decimal
    people: list[PersonKnowledge]


class ReverseShadowView(BaseModel):
    """`share` of the cases looked at; `enough` where they reach the number that is asked for."""

    cases: int
    unaided: int
    share: Decimal | None
    enough: bool


class WaveKnowledge(BaseModel):
    wave: str
    share: Decimal | None
    reverse_shadowing: ReverseShadowView


class KnowledgeView(BaseModel):
    """Shares 0 to 1, to 0.0001 half-up; none where there is nothing to take a share of."""

    share: Decimal | None
    reverse_shadowing: ReverseShadowView
    waves: list[WaveKnowledge]
    topics: list[TopicKnowledge]


def knowledge_view(
    waves: Sequence[str], topics: Sequence[Topic], records: Sequence[TransferRecord]
) -> KnowledgeView:
    return KnowledgeView(
        share=_places(_knowledge(topics, records).share),
        reverse_shadowing=_shadowing(records),
        waves=[_of_wave(wave, topics, records) for wave in waves],
        topics=_by_topic(topics, records),
    )


def _knowledge(topics: Sequence[Topic], records: Sequence[TransferRecord]) -> Knowledge:
    return knowledge_transfer(
        [topic.required for topic in topics], [record.as_step for record in records]
    )


def _shadowing(records: Sequence[TransferRecord]) -> ReverseShadowView:
    found = reverse_shadow_pass(tallies(records))
    return ReverseShadowView(**{**dict(found), "share": _places(found.share)})


def _of_wave(
    code: str, topics: Sequence[Topic], records: Sequence[TransferRecord]
) -> WaveKnowledge:
    its_records = [record for record in records if record.wave == code]
    its_topics = [topic for topic in topics if topic.wave == code]
    share = _places(_knowledge(its_topics, its_records).share)
    return WaveKnowledge(wave=code, share=share, reverse_shadowing=_shadowing(its_records))


def _by_topic(topics: Sequence[Topic], records: Sequence[TransferRecord]) -> list[TopicKnowledge]:
    known = _knowledge(topics, records)
    done = {(record.topic_code, record.person, record.step) for record in records}
    return [
        TopicKnowledge(
            code=topic.code,
            title=topic.title,
            wave=topic.wave,
            criticality=topic.criticality,
            share=four_places(known.by_topic[topic.code]),
            people=[
                PersonKnowledge(
                    person=person,
                    steps=[step for step in STEPS if (topic.code, person, step) in done],
                    share=four_places(share),
                )
                for person, share in known.by_person[topic.code].items()
            ],
        )
        for topic in topics
    ]


def _places(share: Decimal | None) -> Decimal | None:
    return None if share is None else four_places(share)
