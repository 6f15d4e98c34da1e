"""Steps made on topics, each with what it rests on; who may make them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.knowledge import Learned
from libs.common.events.transition.party import Party
from libs.common.events.vendor.knowledge import TransferStep
from libs.common.problems import invalid
from services.transition.knowledge.knowledge_transfer import stands_in
from services.transition.models.knowledge import TransferRecord, TransferSource
from services.transition.models.plan_items import Deed
from services.transition.models.topics import Topic, TopicState


class Made(NamedTuple):
    """A step of a person on a topic; `cases` and how many of them unaided, where it has any."""

    topic: Topic
    person: str
    step: TransferStep
    on: date
    cases: int = 0
    unaided: int = 0

    @property
    def learned(self) -> Learned:
        return Learned(topic=self.topic.code, person=self.person)


def record(
    db: Db, made: Iterable[Made], source: TransferSource, source_id: UUID, deed: Deed, word: Party
) -> None:
    """`word`: whose it is."""
    db.add_all(
        TransferRecord(
            **one.topic.ours,
            report_id=source_id,
            topic_code=one.topic.code,
            wave=one.topic.wave,
            person=one.person,
            step=one.step,
            done_on=one.on,
            cases=one.cases,
            unaided=one.unaided,
            evidence=deed.evidence,
            reported_by=deed.by,
            reported_at=deed.at,
            source=source,
            word=word,
        )
        for one in made
    )


def must_know(topic: Topic, departed: Mapping[str, str | None]) -> set[str]:
    """Those who are named, and whoever took over from one of them."""
    there = (stands_in(person, departed) for person in topic.people)
    return {*topic.people, *filter(None, there)}


async def topics_named(db: Db, plan_id: UUID, codes: Mapping[str, str]) -> list[Topic]:
    """In the order given. `codes`: each with the field that names it. Refuses (422) what is not
    listed."""
    found = {topic.code: topic for topic in await listed_among(db, plan_id, codes)}
    for code, field in codes.items():
        if code not in found:
            raise invalid(field, f"The plan lists no topic {code}.")
    return [found[code] for code in codes]


async def listed_among(db: Db, plan_id: UUID, codes: Iterable[str]) -> list[Topic]:
    """Those that count still."""
    query = select(Topic).where(
        Topic.plan_id == plan_id,
        Topic.state == TopicState.LISTED,
        col(Topic.code).in_(set(codes)),
    )
    return await db.all(query.order_by(col(Topic.id)))


def places(field: str, codes: Iterable[str]) -> dict[str, str]:
    """Each code once, with its place in a list."""
    found: dict[str, str] = {}
    for place, code in enumerate(codes):
        found.setdefault(code, f"{field}/{place}")
    return found


def same_person(one: str, other: str) -> bool:
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """Names are written by people: neither case nor blanks around them tell two apart."""
    return name.strip().casefold()
