"""Documents, sessions, topics and risks: what may follow on what, and what is told."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from libs.common.events.transition.knowledge import KnowledgeFell
from libs.common.events.transition.knowledge_risks import (
    KnowledgeAtRisk,
    KnowledgeRiskWorsened,
    RiskLevel,
)
from libs.common.events.transition.knowledge_sessions import Attendance, KnowledgeSessionLostTrainer
from libs.common.ids import new_id
from libs.common.problems import Problem
from services.transition.knowledge.single_points import SinglePoint
from services.transition.models.knowledge_documents import (
    VERSION_LIFE,
    KnowledgeDocument,
    VersionState,
    VersionStep,
)
from services.transition.models.knowledge_risks import KnowledgeRisk, KnowledgeStanding
from services.transition.models.knowledge_sessions import (
    SESSION_LIFE,
    Held,
    KnowledgeSession,
    SessionState,
    SessionStep,
)
from services.transition.models.topics import Topic, TopicState
from tests.unit.transition.plan_items import deed

OURS: dict[str, Any] = {"programme_id": new_id(), "vendor_id": new_id(), "plan_id": new_id()}
TODAY = date(2025, 9, 1)


def document() -> KnowledgeDocument:
    made = KnowledgeDocument(**OURS, code="manual", title="Manual", topics=["vat"])
    list(made.submit("1" * 64, "wilma", deed("2025-09-01")))
    return made


def session() -> KnowledgeSession:
    return KnowledgeSession(
        **OURS,
        contract_id=new_id(),
        code="first",
        title="First",
        topics=["vat"],
        trainer="wilma",
        invited=["ola"],
        starts_at=datetime(2025, 9, 8, 8, tzinfo=UTC),
        minutes=60,
        zone="Europe/Amsterdam",
        vendor_zone="Europe/Warsaw",
    )


def take_version(one: KnowledgeDocument, step: VersionStep) -> None:
    steps = {
        VersionStep.APPROVE: lambda: one.approve(1, deed("2025-09-02"), []),
        VersionStep.REJECT: lambda: one.reject(1, deed("2025-09-02", "Too short")),
    }
    list(steps[step]())


def take_session(one: KnowledgeSession, step: SessionStep) -> None:
    there = [Attendance(person="ola", present=True)]
    steps = {
        SessionStep.CHANGE: lambda: one.change({"minutes": 30}, deed()),
        SessionStep.HOLD: lambda: one.hold(Held(there, []), deed("2025-09-08")),
        SessionStep.CANCEL: lambda: one.cancel(deed(note="Ill")),
    }
    list(steps[step]())


@pytest.mark.parametrize("state", VersionState)
@pytest.mark.parametrize("step", VersionStep)
def test_a_version_is_decided_once_and_anything_else_is_refused_by_name(
    state: VersionState, step: VersionStep
) -> None:
    one = document()
    way = {VersionState.APPROVED: VersionStep.APPROVE, VersionState.REJECTED: VersionStep.REJECT}
    if state in way:
        take_version(one, way[state])
    before = one.model_dump()
    if step in VERSION_LIFE[state]:
        take_version(one, step)
        assert one.newest.state is VERSION_LIFE.after("", state, step)
    else:
        with pytest.raises(Problem) as refused:
            take_version(one, step)
        assert refused.value.kind == f"is-{state}"
        assert one.model_dump() == before


@pytest.mark.parametrize("state", SessionState)
@pytest.mark.parametrize("step", SessionStep)
def test_a_session_goes_where_its_table_says_and_anything_else_is_refused_by_name(
    state: SessionState, step: SessionStep
) -> None:
    one = session()
    way = {SessionState.HELD: SessionStep.HOLD, SessionState.CANCELLED: SessionStep.CANCEL}
    if state in way:
        take_session(one, way[state])
    before = one.model_dump()
    if step in SESSION_LIFE[state]:
        take_session(one, step)
        assert one.state is SESSION_LIFE.after("", state, step)
    else:
        with pytest.raises(Problem) as refused:
            take_session(one, step)
        assert refused.value.kind == f"is-{state}"
        assert one.model_dump() == before


def test_a_newer_version_leaves_the_approved_one_outdated_until_it_is_decided() -> None:
    one = document()
    assert not one.is_outdated
    list(one.approve(1, deed("2025-09-02"), []))
    list(one.submit("2" * 64, "wilma", deed("2025-09-03")))
    assert (one.is_outdated, one.approved and one.approved.number) == (True, 1)
    list(one.approve(2, deed("2025-09-04"), []))
    assert (one.is_outdated, one.approved and one.approved.number) == (False, 2)


def test_a_version_is_neither_decided_nor_followed_before_it_was_submitted() -> None:
    one = document()
    with pytest.raises(Problem):
        list(one.approve(1, deed("2025-08-31"), []))
    with pytest.raises(Problem):
        list(one.submit("2" * 64, "wilma", deed("2025-08-31")))
    assert len(one.versions) == 1


def test_a_trainer_who_is_gone_is_told_once_and_again_for_the_next_one() -> None:
    one = session()
    (told,) = one.lose_trainer(TODAY, None)
    assert isinstance(told, KnowledgeSessionLostTrainer)
    assert list(one.lose_trainer(TODAY, None)) == []
    list(one.change({"trainer": "joris"}, deed(note="Wilma has left")))
    assert not one.lost_trainer
    assert len(list(one.lose_trainer(TODAY, "amira"))) == 1


def test_a_change_of_a_topic_that_changes_nothing_tells_nothing() -> None:
    topic = Topic(
        **OURS,
        contract_id=new_id(),
        code="vat",
        title="VAT",
        wave="wave-1",
        criticality=5,
        people=["ola"],
    )
    assert list(topic.change({"criticality": 5}, deed())) == []
    assert len(list(topic.change({"criticality": 4}, deed()))) == 1
    list(topic.withdraw(deed(note="Not needed")))
    assert topic.state is TopicState.WITHDRAWN
    with pytest.raises(Problem) as refused:
        list(topic.change({"criticality": 3}, deed()))
    assert refused.value.kind == "is-withdrawn"


# Risks


def point(level: RiskLevel, *, of_client: bool = False) -> SinglePoint:
    return SinglePoint(
        topic="vat",
        criticality=5,
        person="ola",
        level=level,
        leaving_on=None,
        of_client=of_client,
        why="only ola holds it",
    )


def risk() -> KnowledgeRisk:
    return KnowledgeRisk(**OURS, topic_code="vat", title="VAT", wave="wave-1", criticality=5)


def test_a_risk_is_told_when_it_comes_up_and_when_it_gets_worse_and_not_when_it_stays() -> None:
    one = risk()
    (raised,) = one.found(point(RiskLevel.UNRETAINED), TODAY)
    assert isinstance(raised, KnowledgeAtRisk)
    assert list(one.found(point(RiskLevel.UNRETAINED), TODAY)) == []
    (worse,) = one.found(point(RiskLevel.LEAVING), TODAY)
    assert isinstance(worse, KnowledgeRiskWorsened)
    assert list(one.found(point(RiskLevel.SINGLE), TODAY)) == []
    (secured,) = one.secure(["ola", "tomasz"], TODAY)
    assert secured.known_by == ["ola", "tomasz"]
    assert isinstance(next(iter(one.found(point(RiskLevel.SINGLE), TODAY))), KnowledgeAtRisk)


def test_the_vendor_is_not_told_of_the_clients_own_people() -> None:
    (raised,) = risk().found(point(RiskLevel.SINGLE, of_client=True), TODAY)
    assert raised.vendor_id is None
    (raised,) = risk().found(point(RiskLevel.SINGLE), TODAY)
    assert raised.vendor_id == OURS["vendor_id"]


def test_a_share_that_falls_is_told_with_before_and_after_and_one_that_rises_is_not() -> None:
    one = KnowledgeStanding(**OURS, wave="wave-1", looked_on=TODAY)
    assert list(one.stands(Decimal("0.5"), "reported", [], TODAY)) == []
    assert list(one.stands(Decimal("0.9"), "reported", [], TODAY)) == []
    (fell,) = one.stands(Decimal(1) / 3, "ola left", ["ola"], TODAY)
    assert isinstance(fell, KnowledgeFell)
    assert (fell.before, fell.after) == (Decimal("0.9000"), Decimal("0.3333"))
    assert list(one.stands(None, "topics were withdrawn", [], TODAY)) == []
