"""What reading the knowledge of a plan shows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from libs.common.bodies import View
from libs.common.events.transition.knowledge import TopicKind
from libs.common.events.transition.knowledge_risks import RiskLevel
from libs.common.events.transition.party import Party
from libs.common.events.vendor.knowledge import TransferStep
from services.transition.knowledge.forecast import HeldUp
from services.transition.knowledge.graph import Graph
from services.transition.knowledge.knowledge_transfer import STEPS
from services.transition.knowledge.readiness_forecast import ReadinessForecast
from services.transition.models import TransferSource
from services.transition.readiness.gate import four_places


class PersonKnowledge(BaseModel):
    person: str
    steps: list[TransferStep]
    share: Decimal


class TopicKnowledge(BaseModel):
    """`share`: that of the least advanced person. `outdated`: documents of which a newer version
    is not approved."""

    code: str
    title: str
    wave: str
    process: str | None
    kind: TopicKind
    criticality: int
    share: Decimal
    people: list[PersonKnowledge]
    outdated: list[str]


class ReverseShadowView(BaseModel):
    """`share` of the cases looked at; `enough` where they reach the number that is asked for."""

    cases: int
    unaided: int
    share: Decimal | None
    enough: bool


class VendorsWordView(BaseModel):
    """Steps and cases of reverse shadowing that nobody of the client told, approved or saw, and
    that no file shows: how many, of how many."""

    steps: int
    all_steps: int
    cases: int
    all_cases: int


class WaveKnowledge(BaseModel):
    wave: str
    share: Decimal | None
    vendors_word: VendorsWordView
    reverse_shadowing: ReverseShadowView


class ProcessKnowledge(BaseModel):
    """No `process`: topics that are needed for all of a wave."""

    process: str | None
    share: Decimal | None


class PersonShare(BaseModel):
    """Over the topics that the person must know, by criticality."""

    person: str
    share: Decimal


class KnowledgeView(BaseModel):
    """Shares 0 to 1, to 0.0001 half-up; none where there is nothing to take a share of. `departed`:
    who has left, and who took over."""

    share: Decimal | None
    vendors_word: VendorsWordView
    reverse_shadowing: ReverseShadowView
    waves: list[WaveKnowledge]
    processes: list[ProcessKnowledge]
    people: list[PersonShare]
    topics: list[TopicKnowledge]
    departed: dict[str, str | None]


class EvidenceView(View):
    """`report_id`: of the report, document, session, test or batch of cases that it rests on.
    `on_vendors_word`: alone, without anybody of the client and without evidence."""

    id: UUID
    topic_code: str
    wave: str
    person: str
    step: TransferStep
    done_on: date
    cases: int
    unaided: int
    source: TransferSource
    word: Party
    on_vendors_word: bool
    report_id: UUID
    evidence: list[str]
    reported_by: str
    reported_at: datetime


class HeldUpView(BaseModel):
    """`missing`: Σ criticality that it would add. `people`: the least advanced, with what each has
    still to do."""

    topic: str
    criticality: int
    share: Decimal
    missing: Decimal
    people: dict[str, list[TransferStep]]


class ForecastView(BaseModel):
    """From the pace so far; `earliest` to `latest` are P10 to P90."""

    on: date
    knowledge: ReadinessForecast
    reverse_shadowing: ReadinessForecast
    held_up_by: list[HeldUpView]


class RiskView(BaseModel):
    """`person`: the one who holds it; none where nobody is left. `raised_on`: when it was told; the
    most critical alone are."""

    topic: str
    title: str
    wave: str
    criticality: int
    level: RiskLevel
    person: str | None
    leaving_on: date | None
    why: str
    raised_on: date | None


def knowledge_view(
    waves: Sequence[str], graph: Graph, outdated: Mapping[str, Sequence[str]]
) -> KnowledgeView:
    processes = dict.fromkeys(topic.process for topic in graph.topics)
    return KnowledgeView(
        **_standing(graph),
        waves=[WaveKnowledge(wave=wave, **_standing(graph.of_wave(wave))) for wave in waves],
        processes=[
            ProcessKnowledge(process=process, share=_share(graph.of_process(process)))
            for process in processes
        ],
        people=[
            PersonShare(person=person, share=four_places(share))
            for person, share in graph.by_person().items()
        ],
        topics=_by_topic(graph, outdated),
        departed=dict(graph.departed),
    )


def held_up_view(one: HeldUp) -> HeldUpView:
    return HeldUpView(
        topic=one.topic,
        criticality=one.criticality,
        share=four_places(one.share),
        missing=four_places(one.points),
        people=one.people,
    )


def rounded(forecast: ReadinessForecast) -> ReadinessForecast:
    share = None if forecast.share is None else four_places(forecast.share)
    return forecast.model_copy(update={"share": share})


def _standing(graph: Graph) -> dict[str, Any]:
    found = graph.shadowed
    share = None if found.share is None else four_places(found.share)
    shadowing = ReverseShadowView(**{**dict(found), "share": share})
    word = VendorsWordView(**graph.vendors_word._asdict())
    return {"share": _share(graph), "vendors_word": word, "reverse_shadowing": shadowing}


def _share(graph: Graph) -> Decimal | None:
    share = graph.known.share
    return None if share is None else four_places(share)


def _by_topic(graph: Graph, outdated: Mapping[str, Sequence[str]]) -> list[TopicKnowledge]:
    known, made = graph.known, graph.steps
    return [
        TopicKnowledge(
            code=topic.code,
            title=topic.title,
            wave=topic.wave,
            process=topic.process,
            kind=topic.kind,
            criticality=topic.criticality,
            share=four_places(known.by_topic[topic.code]),
            people=[
                PersonKnowledge(
                    person=person,
                    steps=[step for step in STEPS if step in made.get((topic.code, person), ())],
                    share=four_places(share),
                )
                for person, share in known.by_person[topic.code].items()
            ],
            outdated=list(outdated.get(topic.code, ())),
        )
        for topic in graph.topics
    ]
