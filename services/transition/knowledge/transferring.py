"""Vendors' reports of knowledge transfer become progress, or are refused with a reason."""

from collections.abc import Mapping, Sequence
from itertools import chain
from uuid import UUID

from sqlmodel import col, select

from libs.common.cloudevents import Envelope
from libs.common.db import Db
from libs.common.events.vendor.knowledge import KnowledgeTransferReported
from libs.common.reactions import Told
from services.transition.claims.refusing import Refusing
from services.transition.knowledge.evidence import must_know
from services.transition.knowledge.leavers import departed_by
from services.transition.knowledge.reported_cases import Reported, must_be_countable, rows_of
from services.transition.knowledge.risks import reconsider
from services.transition.knowledge.vendors_word import must_be_backed
from services.transition.knowledge.witnesses import Witnesses, witnesses_of
from services.transition.models import Topic, TransferRecord
from services.transition.plan.moving import Refusal, must_have_happened, plans_of

Departed = Mapping[UUID, Mapping[str, str | None]]
"By plan, who has left and who took over."
Listed = Mapping[tuple[UUID, str], list[Topic]]
"By contract and code."


async def note_transfers(told: Sequence[Told[KnowledgeTransferReported]], db: Db) -> None:
    reports = [each.event for each in told]
    plans = await plans_of(db, {report.contract_id for report in reports})
    refusing = Refusing(db, plans.values())
    topics = await _topics(db, reports)
    departed = await departed_by(db, {id: plan.today(db.now) for id, plan in plans.items()})
    witnesses = await witnesses_of(db, {each.plan_id for each in chain(*topics.values())})
    found: list[Reported] = []
    for envelope, report in ((each.envelope, each.event) for each in told):
        topic = _meant(report, topics, departed)
        where = None if topic is None else topic.plan_id
        try:
            found.append(Reported(_record(envelope, report, topic, departed, witnesses), report))
            refusing.took(report, report.topic_code, where)
        except Refusal as refusal:
            refusing.refuse(envelope, report, report.topic_code, refusal, where)
    moved: dict[UUID, set[str]] = {}
    for row in await rows_of(db, found):
        moved.setdefault(row.plan_id, set()).add(row.wave)
    for plan_id, waves in moved.items():
        await reconsider(db, plan_id, "the vendor reported", waves)


def _record(
    envelope: Envelope,
    report: KnowledgeTransferReported,
    topic: Topic | None,
    departed: Departed,
    witnesses: Witnesses,
) -> TransferRecord:
    topic = _must_be_for_somebody(report, topic, departed)
    _must_add_up(envelope, report)
    word = witnesses.word_of(topic.plan_id, report.seen_by, report.done_on)
    must_be_backed(report, word)
    return TransferRecord(
        **topic.ours,
        report_id=envelope.id,
        topic_code=topic.code,
        wave=topic.wave,
        person=report.person,
        step=report.step,
        done_on=report.done_on,
        cases=report.cases,
        unaided=report.unaided,
        evidence=report.evidence,
        reported_by=report.reported_by,
        reported_at=envelope.time,
        word=word,
    )


def _must_be_for_somebody(
    report: KnowledgeTransferReported, topic: Topic | None, departed: Departed
) -> Topic:
    if topic is None:
        raise Refusal("unknown-topic", f"The plan has no topic {report.topic_code}.")
    if not topic.is_listed:
        raise Refusal("withdrawn-topic", f"{topic.code} was withdrawn on {topic.withdrawn_on}.")
    if report.person not in must_know(topic, departed[topic.plan_id]):
        why = f"{report.person} is not among those who must know {topic.code}."
        raise Refusal("unknown-person", why)
    return topic


def _must_add_up(envelope: Envelope, report: KnowledgeTransferReported) -> None:
    if report.unaided > report.cases:
        why = f"{report.unaided} cases unaided of {report.cases} cannot be."
        raise Refusal("more-unaided-than-cases", why)
    must_have_happened(report.done_on, envelope)
    must_be_countable(report)


def _meant(report: KnowledgeTransferReported, topics: Listed, departed: Departed) -> Topic | None:
    """An exit lists topics of its contract again, for other people: the report's person tells which
    way is meant."""
    found = topics.get((report.contract_id, report.topic_code), [])
    its = (t for t in found if t.is_listed and report.person in must_know(t, departed[t.plan_id]))
    return next(its, found[0] if found else None)


async def _topics(db: Db, reports: Sequence[KnowledgeTransferReported]) -> Listed:
    """The oldest first."""
    query = select(Topic).where(
        col(Topic.contract_id).in_({report.contract_id for report in reports}),
        col(Topic.code).in_({report.topic_code for report in reports}),
    )
    found: dict[tuple[UUID, str], list[Topic]] = {}
    for topic in await db.all(query.order_by(col(Topic.id))):
        found.setdefault((topic.contract_id, topic.code), []).append(topic)
    return found
