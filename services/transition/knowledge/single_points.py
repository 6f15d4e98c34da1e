"""Topics that one person alone holds.

Source: practice of knowledge management; a topic is held by those of the client who hold it today
and by those of the vendor who have made every step on it.

Choices: who has left holds nothing; a successor only what they learned themselves. A topic of
which nobody was ever known to hold it is not a single point but not yet begun. It is worse where
nothing is agreed that keeps the person, still worse where they are about to leave, and worst where
the last has left. The most critical come first.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.knowledge_risks import RiskLevel
from libs.common.explain import Explain, rule

MATTERS_FROM = 4
"The criticality from which a single point is told as an event."
LEVELS = list(RiskLevel)


class HeldTopic(BaseModel):
    model_config = ConfigDict(frozen=True)
    code: str
    criticality: int
    holders: list[str]


class Leaver(BaseModel):
    """Somebody who will leave, or has left."""

    model_config = ConfigDict(frozen=True)
    leaving_on: date | None = None
    has_left: bool = False


class SinglePoint(BaseModel):
    """`person`: the one who is left to hold it, if anybody is."""

    model_config = ConfigDict(frozen=True)
    topic: str
    criticality: int
    person: str | None
    level: RiskLevel
    leaving_on: date | None
    of_client: bool
    "Whoever holds it, or was the last to, is of the client."
    why: str


@rule("single_points", version=1)
def single_points(
    explain: Explain,
    topics: Sequence[HeldTopic],
    completed: Mapping[str, Sequence[str]],
    leavers: Mapping[str, Leaver],
    retained: Collection[str] = (),
) -> list[SinglePoint]:
    """`completed`: by topic, who has made every step. `retained`: whom an agreement keeps."""
    held = {topic.code: knowers(topic, completed, leavers) for topic in topics}
    explain("who holds each, of those who are there", held)
    found = [
        _point(topic, held[topic.code], leavers, retained, completed.get(topic.code, ()))
        for topic in topics
        if len(held[topic.code]) <= 1 and _ever(topic, completed)
    ]
    found.sort(key=lambda p: (-p.criticality, -LEVELS.index(p.level), p.topic))
    return explain("one person or nobody, the most critical first", found)


def knowers(
    topic: HeldTopic, completed: Mapping[str, Sequence[str]], leavers: Mapping[str, Leaver]
) -> list[str]:
    """Who holds it and is there."""
    gone = {person for person, leaver in leavers.items() if leaver.has_left}
    return [person for person in _ever(topic, completed) if person not in gone]


def _ever(topic: HeldTopic, completed: Mapping[str, Sequence[str]]) -> list[str]:
    return list(dict.fromkeys([*topic.holders, *completed.get(topic.code, ())]))


def _point(
    topic: HeldTopic,
    held: Sequence[str],
    leavers: Mapping[str, Leaver],
    retained: Collection[str],
    completed: Collection[str],
) -> SinglePoint:
    person = held[0] if held else None
    leaver = leavers.get(person) if person else None
    leaving_on = leaver.leaving_on if leaver else None
    level = _level(person, leaving_on, retained)
    return SinglePoint(
        topic=topic.code,
        criticality=topic.criticality,
        person=person,
        level=level,
        leaving_on=leaving_on,
        of_client=person in topic.holders if person else not completed,
        why=WHY[level].format(person=person, leaving_on=leaving_on),
    )


def _level(person: str | None, leaving_on: date | None, retained: Collection[str]) -> RiskLevel:
    if person is None:
        return RiskLevel.LOST
    if leaving_on is not None:
        return RiskLevel.LEAVING
    return RiskLevel.SINGLE if person in retained else RiskLevel.UNRETAINED


WHY = {
    RiskLevel.SINGLE: "only {person} holds it",
    RiskLevel.UNRETAINED: "only {person} holds it, and nothing is agreed that keeps them",
    RiskLevel.LEAVING: "only {person} holds it, and leaves on {leaving_on}",
    RiskLevel.LOST: "everybody who held it has left",
}
