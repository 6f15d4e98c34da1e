"""Real cases of shadowing become tallies; each counts once, however often it is sent."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from libs.common.db import Db
from libs.common.events.transition.knowledge import CaseTally
from libs.common.events.vendor.knowledge import TransferStep
from services.transition.knowledge.counted_cases import Place, known_among
from services.transition.knowledge.evidence import Made
from services.transition.models.topics import Topic


class Case(NamedTuple):
    topic: str
    person: str
    step: TransferStep
    reference: str
    handled_on: date
    unaided: bool
    seen_by: str

    def place(self, plan_id: UUID) -> Place:
        return Place(plan_id, self.topic, self.person, self.step, self.reference)


async def new_among(db: Db, plan_id: UUID, cases: Sequence[Case]) -> list[Case]:
    """Those not counted before; of several that are the same the first."""
    first: dict[Place, Case] = {}
    for case in cases:
        first.setdefault(case.place(plan_id), case)
    known = await known_among(db, first)
    return [case for place, case in first.items() if place not in known]


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
