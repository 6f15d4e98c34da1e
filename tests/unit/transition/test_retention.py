"""Agreements that keep key people: what may follow on what, and to whom it is told."""

from datetime import date
from typing import Any

import pytest

from libs.common.events.transition.party import Party
from libs.common.events.transition.retention import (
    RetentionBroken,
    RetentionEnding,
    RetentionFulfilled,
    RetentionProposed,
)
from libs.common.problems import Problem
from services.transition.models.retention import (
    RETENTION_LIFE,
    RetentionAgreement,
    RetentionState,
    RetentionStep,
)
from tests.unit.transition.plan_items import OURS, deed
from tests.unit.transition.ramp_people import agreement

S = RetentionStep
WAY: dict[RetentionState, tuple[RetentionStep, ...]] = {
    RetentionState.PROPOSED: (),
    RetentionState.AGREED: (S.AGREE,),
    RetentionState.FULFILLED: (S.AGREE, S.FULFIL),
    RetentionState.BROKEN: (S.AGREE, S.BREAK),
    RetentionState.ENDED: (S.END,),
}
TAKE: dict[RetentionStep, Any] = {
    S.AGREE: RetentionAgreement.agree,
    S.FULFIL: RetentionAgreement.fulfil,
    S.END: RetentionAgreement.end,
}
ALLOWED = [(state, step) for state, steps in RETENTION_LIFE.items() for step in steps]
REFUSED = [(state, step) for state in WAY for step in TAKE if (state, step) not in ALLOWED]


def take(of: RetentionAgreement, step: RetentionStep) -> Any:
    how = RetentionAgreement.person_left if step is S.BREAK else TAKE[step]
    (told,) = how(of, deed("2025-09-10"))
    return told


def brought_to(state: RetentionState) -> RetentionAgreement:
    found = agreement()
    for step in WAY[state]:
        take(found, step)
    return found


@pytest.mark.parametrize(("state", "step"), ALLOWED)
def test_an_allowed_step_leads_where_the_table_says(
    state: RetentionState, step: RetentionStep
) -> None:
    found = brought_to(state)
    take(found, step)
    assert found.state is RETENTION_LIFE.after("", state, step)


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name(state: RetentionState, step: RetentionStep) -> None:
    found = brought_to(state)
    with pytest.raises(Problem) as refused:
        take(found, step)
    assert (refused.value.status, refused.value.kind) == (409, f"is-{state}")
    assert found.state is state


def test_the_amount_is_in_no_event() -> None:
    found = agreement()
    (told,) = found.propose(deed())
    assert isinstance(told, RetentionProposed)
    assert "4000" not in told.model_dump_json()


def test_of_the_client_s_people_no_vendor_is_told() -> None:
    told = take(agreement(Party.CLIENT), S.AGREE)
    assert told.vendor_id is None
    assert take(agreement(), S.AGREE).vendor_id == OURS["vendor_id"]


def test_leaving_a_day_before_the_end_breaks_it_and_leaving_on_the_day_fulfils_it() -> None:
    early, late = brought_to(RetentionState.AGREED), brought_to(RetentionState.AGREED)
    (broken,) = early.person_left(deed("2025-12-30"))
    (kept,) = late.person_left(deed("2025-12-31"))
    assert isinstance(broken, RetentionBroken)
    assert (broken.left_on, broken.until) == (date(2025, 12, 30), date(2025, 12, 31))
    assert isinstance(kept, RetentionFulfilled)
    assert (early.state, late.state) == (RetentionState.BROKEN, RetentionState.FULFILLED)


def test_one_that_was_never_agreed_is_not_broken() -> None:
    found = agreement()
    assert list(found.person_left(deed("2025-09-10"))) == []
    assert found.state is RetentionState.PROPOSED


def test_only_one_that_holds_is_reminded_of() -> None:
    assert list(agreement().remind()) == []
    (told,) = brought_to(RetentionState.AGREED).remind()
    assert isinstance(told, RetentionEnding)
    assert told.told() == "The agreement that keeps ewa ends on 2025-12-31"
