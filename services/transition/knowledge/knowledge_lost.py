"""What a plan's knowledge loses with one person: which topics, and by how much KT % falls.

Source: KT % of `knowledge_transfer`, once with the person there and once without.

Choices: whoever must know a topic takes their steps on it along, and the successor counts instead,
where one is named; whoever holds it today leaves it to the other holders, and no share falls by
that. What a topic takes off the plan's share is criticality × (before − after) / Σ criticality, so
that what all of them take off is the whole fall. Shares 0 to 1; exact until the result, which is
half-up to 0.0001.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.knowledge import ShareLost, TopicLost
from libs.common.explain import Explain, rule
from libs.common.money import half_up


class TopicShares(BaseModel):
    """The share of each who must know it, with the person there and without."""

    model_config = ConfigDict(frozen=True)
    code: str
    wave: str
    process: str | None
    criticality: int
    before: dict[str, Decimal]
    after: dict[str, Decimal]
    holders: list[str]
    "Of the client, who hold it and are there, the person among them."

    @property
    def share_before(self) -> Decimal:
        return min(self.before.values(), default=Decimal(0))

    @property
    def share_after(self) -> Decimal:
        return min(self.after.values(), default=Decimal(0))


class LostKnowledge(BaseModel):
    """`share`: of the plan. `own`: of the person, over the topics that they must know, and after
    it of whoever counts instead; none where they must know none. `topics`: those that lose
    somebody, the largest part of the fall first."""

    model_config = ConfigDict(frozen=True)
    share: ShareLost
    own: ShareLost | None
    waves: list[ShareLost]
    processes: list[ShareLost]
    topics: list[TopicLost]


Share = Callable[[TopicShares], Decimal]


@rule("knowledge_lost", version=1)
def knowledge_lost(
    explain: Explain, person: str, successor: str | None, topics: Sequence[TopicShares]
) -> LostKnowledge:
    """`topics`: all that are listed. `successor`: who counts instead, none where nobody does."""
    total = explain("Σ criticality", sum(topic.criticality for topic in topics))
    hit = [topic for topic in topics if _loses(topic, person)]
    fall = {t.code: t.criticality * (t.share_before - t.share_after) for t in hit}
    explain("topics that lose the person: criticality × (before − after)", fall)
    explain("KT before and after", (_kt(topics, _before), _kt(topics, _after)))
    hit.sort(key=lambda topic: (-fall[topic.code], -topic.criticality, topic.code))
    lost = [_lost(topic, person, successor, fall[topic.code] / total) for topic in hit]
    return LostKnowledge(
        share=_share(None, topics),
        own=explain("of the person's own topics", _own(hit, person, successor)),
        waves=explain("by wave", _by(hit, topics, lambda topic: topic.wave)),
        processes=explain("by process", _by(hit, topics, lambda topic: topic.process)),
        topics=lost,
    )


def _loses(topic: TopicShares, person: str) -> bool:
    return person in topic.holders or person in topic.before


def _before(topic: TopicShares) -> Decimal:
    return topic.share_before


def _after(topic: TopicShares) -> Decimal:
    return topic.share_after


def _kt(topics: Iterable[TopicShares], share: Share) -> Decimal | None:
    points, weight = Decimal(0), 0
    for topic in topics:
        points += topic.criticality * share(topic)
        weight += topic.criticality
    return points / weight if weight else None


def _share(of: str | None, topics: Sequence[TopicShares]) -> ShareLost:
    return ShareLost(
        of=of, before=_places(_kt(topics, _before)), after=_places(_kt(topics, _after))
    )


def _by(
    hit: Iterable[TopicShares],
    topics: Sequence[TopicShares],
    place: Callable[[TopicShares], str | None],
) -> list[ShareLost]:
    """Of each place in which a topic loses somebody."""
    places = dict.fromkeys(place(topic) for topic in hit)
    return [_share(each, [t for t in topics if place(t) == each]) for each in places]


def _own(hit: Iterable[TopicShares], person: str, successor: str | None) -> ShareLost | None:
    own = [topic for topic in hit if person in topic.before]
    if not own:
        return None
    before = _kt(own, lambda topic: topic.before[person])
    after = _kt(own, lambda topic: topic.after.get(successor or person, Decimal(0)))
    return ShareLost(of=person, before=_places(before), after=_places(after))


def _lost(topic: TopicShares, person: str, successor: str | None, off: Decimal) -> TopicLost:
    return TopicLost(
        topic=topic.code,
        wave=topic.wave,
        process=topic.process,
        criticality=topic.criticality,
        learner=person in topic.before,
        holder=person in topic.holders,
        successor=successor if person in topic.before else None,
        holders_left=[who for who in topic.holders if who != person],
        before=_places(topic.share_before),
        after=_places(topic.share_after),
        takes_off=_places(off),
    )


def _places(share: Decimal | None) -> Decimal | None:
    return None if share is None else half_up(share, 4)
