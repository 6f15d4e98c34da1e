"""Every task has its roles on both sides, and a range around its length."""

import pytest

from services.transition.exchange.plan_document import DAY, PlannedTask, RaciRole, Side
from services.transition.templates.plan_template import TransitionKind, WaveShape
from tests.unit.transition.templates.drafting import leaves, plan, task, wave

EVERYTHING = WaveShape(
    complexity=5, training_days=2, systems=2, access_requests=5, parallel_run=True
)
KINDS = (TransitionKind.COMPLEX, TransitionKind.REVERSE)


def tasks(kind: TransitionKind) -> list[PlannedTask]:
    return leaves(plan(wave("w", "2026-06-01"), kind=kind, shapes={"w": EVERYTHING}))


@pytest.mark.parametrize("kind", KINDS)
def test_exactly_one_role_answers_for_a_task(kind: TransitionKind) -> None:
    for each in tasks(kind):
        roles = [responsibility.role for responsibility in each.responsibilities]
        assert roles.count(RaciRole.ACCOUNTABLE) == 1
        assert RaciRole.RESPONSIBLE in roles


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_have_a_part_in_every_task(kind: TransitionKind) -> None:
    for each in tasks(kind):
        assert {responsibility.side for responsibility in each.responsibilities} == set(Side)


@pytest.mark.parametrize("kind", KINDS)
def test_the_most_likely_length_lies_between_the_others(kind: TransitionKind) -> None:
    for each in tasks(kind):
        assert each.optimistic is not None and each.pessimistic is not None
        assert 0 < each.optimistic <= each.minutes < each.pessimistic


def test_what_waits_for_others_is_less_sure_than_work_in_hand() -> None:
    draft = plan(wave("w", "2026-06-01"), shapes={"w": EVERYTHING})
    mobilise, access = task(draft, "w-mobilise"), task(draft, "w-access")
    assert (mobilise.optimistic, mobilise.pessimistic) == (8 * DAY, 15 * DAY)
    assert (access.optimistic, access.pessimistic) == (
        access.minutes * 70 // 100,
        access.minutes * 2,
    )


def test_the_client_decides_at_the_gate() -> None:
    gate = task(plan(wave("w", "2026-06-01")), "w-gate")
    answers = next(r for r in gate.responsibilities if r.role is RaciRole.ACCOUNTABLE)
    assert (answers.side, answers.who) == (Side.CLIENT, "Sponsor")
