"""The topics that must come back, listed on the exit's plan the day on which it is made.

Choices: what somebody of the client knows who stays need not come back and is not listed. Each
keeps its code, so that both ways are read beside each other; `people` is empty until the team that
takes over is named, so that the way back begins at nought; `holders` are those of the vendor who
have made every step on it and are still there.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from libs.common.db import Db
from libs.common.outbox import publish
from services.transition.exits.held_topics import held_topics
from services.transition.knowledge.graph import graph_of
from services.transition.knowledge.risks import reconsider
from services.transition.models import Plan, Topic, listed

Holders = Mapping[str, Sequence[str]]


async def list_what_comes_back(
    db: Db, contract: Plan, back: Plan, wave: str, processes: Collection[str], today: date
) -> list[Topic]:
    """None where the contract has none listed."""
    wanted = {t.code for t in await held_topics(db, contract.id, today) if not t.in_house}
    graph = await graph_of(db, contract.id, today)
    holders = {code: _there(who, graph.departed) for code, who in graph.completed.items()}
    lost = [topic for topic in graph.topics if topic.code in wanted]
    topics = [_to_bring(topic, back, wave, processes, holders) for topic in lost]
    await list_topics(db, back, topics, "the exit was triggered")
    return topics


async def list_topics(db: Db, plan: Plan, topics: Sequence[Topic], cause: str) -> None:
    if topics:
        db.add_all(topics)
        publish(db, listed(topics))
        await reconsider(db, plan.id, cause)


def _to_bring(
    topic: Topic, back: Plan, wave: str, processes: Collection[str], holders: Holders
) -> Topic:
    process = topic.process if topic.process in processes else None
    return listed_anew(topic, back, wave, process, holders.get(topic.code, ()))


def listed_anew(
    topic: Topic, plan: Plan, wave: str, process: str | None, holders: Sequence[str]
) -> Topic:
    """On another plan, with nobody named yet who must know it."""
    return Topic(
        **plan.ours,
        contract_id=plan.contract_id,
        code=topic.code,
        title=topic.title,
        wave=wave,
        criticality=topic.criticality,
        people=[],
        process=process,
        kind=topic.kind,
        holders=list(holders),
        least_cases=topic.least_cases,
    )


def _there(who: Sequence[str], departed: Collection[str]) -> list[str]:
    return sorted(person for person in who if person not in departed)
