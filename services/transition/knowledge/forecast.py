"""The forecast of a plan's or a wave's knowledge, and what holds it up."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from libs.common.events.vendor.knowledge import TransferStep
from libs.common.explain import Explained
from services.transition.knowledge.graph import Graph
from services.transition.knowledge.knowledge_transfer import STEPS
from services.transition.knowledge.readiness_forecast import (
    WEEK,
    ReadinessForecast,
    readiness_forecast,
)
from services.transition.models import Gate
from services.transition.readiness.criteria import KNOWLEDGE, SHADOWING, usual

MOST_NAMED = 20
MOST_WEEKS = 104
"That the pace looks back."


class HeldUp(NamedTuple):
    """`points`: Σ criticality that is still missing. `people`: the least advanced."""

    topic: str
    criticality: int
    share: Decimal
    points: Decimal
    people: dict[str, list[TransferStep]]
    "With the steps that each has still to make."


class Bars(NamedTuple):
    """Shares 0 to 1 that are to be reached."""

    knowledge: Decimal
    shadowing: Decimal


def bars_of(gate: Gate | None) -> Bars:
    """Of a wave those that its gate asks for; of a whole plan those that gates usually do."""
    if gate is None:
        return Bars(usual(KNOWLEDGE), usual(SHADOWING))
    return Bars(gate.threshold(KNOWLEDGE), gate.threshold(SHADOWING))


def knowledge_forecast(graph: Graph, bars: Bars, today: date) -> Explained[ReadinessForecast]:
    shares = [graph.until(day).known.share for day in _weeks(graph, today)]
    levels = [share for share in shares if share is not None]
    return readiness_forecast.explained(levels, bars.knowledge, today)


def shadowing_forecast(graph: Graph, bars: Bars, today: date) -> Explained[ReadinessForecast]:
    """Of the last cases, as far back as there were enough of them."""
    looks = [graph.until(day).shadowed for day in _weeks(graph, today)]
    levels = [look.share for look in looks if look.enough and look.share is not None]
    return readiness_forecast.explained(levels, bars.shadowing, today)


def held_up_by(graph: Graph) -> list[HeldUp]:
    """The topics that are not complete, by what they would add to KT %."""
    known, steps = graph.known, graph.steps
    found = []
    for topic in graph.topics:
        share = known.by_topic[topic.code]
        if share < 1:
            least = [p for p, s in known.by_person[topic.code].items() if s == share]
            missing = {p: _missing(steps.get((topic.code, p), set())) for p in least}
            points = topic.criticality * (1 - share)
            found.append(HeldUp(topic.code, topic.criticality, share, points, missing))
    found.sort(key=lambda one: (-one.points, one.topic))
    return found[:MOST_NAMED]


def _missing(made: set[TransferStep]) -> list[TransferStep]:
    return [step for step in STEPS if step not in made]


def _weeks(graph: Graph, today: date) -> list[date]:
    """Ends of weeks, the last of them today, from before the first fact."""
    first = min((record.done_on for record in graph.records), default=today)
    days, day = [today], today
    while day >= first and len(days) <= MOST_WEEKS:
        day -= WEEK
        days.append(day)
    return days[::-1]
