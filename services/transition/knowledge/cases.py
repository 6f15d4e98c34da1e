"""Real cases of shadowing become tallies; each counts once, however often it is sent."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.knowledge import CaseTally
from libs.common.events.vendor.knowledge import TransferStep
from services.transition.knowledge.evidence import Made
from services.transition.models.shadowed_cases import ShadowedCase
from services.transition.models.topics import Topic


class Case(NamedTuple):
    topic: str
    person: str
    step: TransferStep
    reference: str
    handled_on: date
    unaided: bool
    seen_by: str

    @property
    def place(self) -> tuple[str, str, TransferStep, str]:
        """What makes it the same case."""
        return self.topic, self.person, self.step, self.reference


async def new_among(db: Db, plan_id: UUID, cases: Sequence[Case]) -> list[Case]:
    """Those not counted before; of several that are the same the first."""
    query = select(ShadowedCase).where(
        ShadowedCase.plan_id == plan_id,
        col(ShadowedCase.topic_code).in_({case.topic for case in cases}),
        col(ShadowedCase.reference).in_({case.reference for case in cases}),
    )
    known = {(c.topic_code, c.person, c.step, c.reference) for c in await db.all(query)}
    fresh: dict[tuple[str, str, TransferStep, str], Case] = {}
    for case in cases:
        if case.place not in known:
            fresh.setdefault(case.place, case)
    return list(fresh.values())


def tallied(cases: Sequence[Case], topics: Mapping[str, Topic]) -> list[Made]:
    """A tally a topic, person, step and day."""
    groups: dict[tuple[str, str, TransferStep, date], list[Case]] = {}
    for case in cases:
        place = (case.topic, case.person, case.step, case.handled_on)
        groups.setdefault(place, []).append(case)
    return [
        Made(topics[topic], person, step, day, len(group), sum(case.unaided for case in group))
        for (topic, person, step, day), group in groups.items()
    ]


def told(made: Sequence[Made]) -> list[CaseTally]:
    return [
        CaseTally(
            topic=one.topic.code,
            person=one.person,
            step=one.step,
            handled_on=one.on,
            cases=one.cases,
            unaided=one.unaided,
        )
        for one in made
    ]
