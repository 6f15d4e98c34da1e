"""The working agreement: drafted, revised, signed by both, superseded; what may follow on what."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from libs.common.events.transition.agreement import (
    WorkingAgreementAgreed,
    WorkingAgreementReviewFellDue,
    WorkingAgreementRevised,
)
from libs.common.events.transition.party import Party
from libs.common.problems import Problem
from services.transition.models.agreements import (
    AGREEMENT_LIFE,
    AgreementState,
    AgreementStep,
    WorkingAgreement,
)
from services.transition.working_agreement.completeness import PARTS, missing_terms
from services.transition.working_agreement.terms import AgreementTerms
from tests.unit.transition.working_agreement.agreements import REVIEW, by, drafted, terms

DECISION = {"matter": "staffing", "side": "vendor", "decider": "ania", "days": 1}
Take = Callable[[WorkingAgreement], Iterable[Any] | None]
STEPS: dict[AgreementStep, Take] = {
    AgreementStep.REVISE: lambda a: list(a.revise(terms(), REVIEW, by(Party.CLIENT))),
    AgreementStep.SIGN: lambda a: list(a.sign("ania", by(Party.VENDOR), None)),
    AgreementStep.WITHDRAW: lambda a: list(a.withdraw("no", by(Party.CLIENT))),
    AgreementStep.AMEND: lambda a: a.may_be_amended(),
    AgreementStep.REVIEW: lambda a: list(a.review(date(2026, 7, 1), "", by(Party.CLIENT))),
    AgreementStep.SUPERSEDE: lambda a: a.supersede(date(2025, 9, 1)),
}


def agreed() -> WorkingAgreement:
    agreement = drafted()
    list(agreement.sign("joris", by(Party.CLIENT), None))
    list(agreement.sign("marek", by(Party.VENDOR), None))
    return agreement


def brought_to(state: AgreementState) -> WorkingAgreement:
    if state is AgreementState.DRAFT:
        return drafted()
    if state is AgreementState.WITHDRAWN:
        agreement = drafted()
        list(agreement.withdraw("not needed", by(Party.CLIENT)))
        return agreement
    agreement = agreed()
    if state is AgreementState.SUPERSEDED:
        agreement.supersede(date(2025, 9, 1))
    return agreement


@pytest.mark.parametrize("state", list(AgreementState))
@pytest.mark.parametrize("step", list(AgreementStep))
def test_each_step_is_allowed_where_the_table_says_and_refused_by_name_elsewhere(
    state: AgreementState, step: AgreementStep
) -> None:
    agreement = brought_to(state)
    before = agreement.model_dump()
    if step in AGREEMENT_LIFE[state]:
        STEPS[step](agreement)
        assert agreement.state in AGREEMENT_LIFE[state][step]
        return
    with pytest.raises(Problem) as refused:
        STEPS[step](agreement)
    assert (refused.value.status, refused.value.kind) == (409, f"is-{state}")
    assert agreement.model_dump() == before


def test_it_holds_from_the_second_signature_whichever_side_comes_first() -> None:
    agreement = drafted()
    (only,) = agreement.sign("ania", by(Party.VENDOR), None)
    assert agreement.state is AgreementState.DRAFT
    signed, told = agreement.sign("joris", by(Party.CLIENT, "2025-06-25"), None)
    assert agreement.state is AgreementState.AGREED
    assert (only.side, signed.side) == (Party.VENDOR, Party.CLIENT)
    assert isinstance(told, WorkingAgreementAgreed)
    assert (told.agreed_on, told.review_on) == (date(2025, 6, 25), REVIEW)
    assert told.digest == only.digest


def test_a_side_signs_once_and_only_whom_the_agreement_names() -> None:
    agreement = drafted()
    with pytest.raises(Problem) as stranger:
        list(agreement.sign("ania", by(Party.CLIENT), None))
    assert stranger.value.detail == "For the client it names joris and amira, not ania."
    list(agreement.sign("amira", by(Party.CLIENT), None))
    with pytest.raises(Problem) as again:
        list(agreement.sign("joris", by(Party.CLIENT), None))
    assert again.value.kind == "already-signed"


def test_a_revision_makes_signatures_fall_away_and_names_them() -> None:
    agreement = drafted()
    list(agreement.sign("ania", by(Party.VENDOR), None))
    (told,) = agreement.revise(terms(), date(2026, 2, 1), by(Party.CLIENT))
    assert isinstance(told, WorkingAgreementRevised)
    assert (told.fell_away, agreement.signatures) == ([Party.VENDOR], [])


def test_the_version_before_holds_until_both_have_signed_the_new_one() -> None:
    first, second = agreed(), drafted()
    second.version = 2
    list(second.sign("joris", by(Party.CLIENT, "2025-09-01"), first))
    assert first.state is AgreementState.AGREED
    _, told = second.sign("ania", by(Party.VENDOR, "2025-09-02"), first)
    assert isinstance(told, WorkingAgreementAgreed)
    assert (told.supersedes, first.state) == (1, AgreementState.SUPERSEDED)
    assert first.ended_on == date(2025, 9, 2)


@pytest.mark.parametrize("part", list(PARTS))
def test_what_is_left_out_is_named_and_keeps_it_from_being_signed(part: str) -> None:
    agreement = drafted(
        **{part: [] if part in ("languages", "decisions", "escalation", "tools") else None}
    )
    assert PARTS[part] in agreement.missing
    with pytest.raises(Problem) as refused:
        list(agreement.sign("joris", by(Party.CLIENT), None))
    assert refused.value.kind == "agreement-incomplete"
    assert PARTS[part] in refused.value.detail


def test_an_empty_draft_names_everything_and_a_full_one_nothing() -> None:
    assert missing_terms(AgreementTerms(), None) == [*PARTS.values(), "a day of review"]
    assert missing_terms(terms(), REVIEW) == []


def test_a_manager_needs_a_deputy_and_some_rule_is_for_anything() -> None:
    partly = terms(
        account_manager={"name": "ania"},
        decisions=[{"matter": "staffing", "side": "vendor", "decider": "ania", "days": 1}],
    )
    assert missing_terms(partly, REVIEW) == [
        "a deputy of the vendor's account manager",
        "who decides anything else",
    ]


def test_a_review_that_is_due_is_told_once_until_it_is_made() -> None:
    agreement = agreed()
    (told,) = agreement.fall_due()
    assert isinstance(told, WorkingAgreementReviewFellDue)
    assert list(agreement.fall_due()) == []
    list(agreement.review(date(2026, 7, 1), "fits", by(Party.VENDOR, "2026-01-07")))
    assert not agreement.review_overdue
    assert [event.review_on for event in agreement.fall_due()] == [date(2026, 7, 1)]


def test_no_step_is_dated_before_the_draft_and_no_review_before_the_step() -> None:
    agreement = drafted()
    with pytest.raises(Problem) as early:
        list(agreement.sign("joris", by(Party.CLIENT, "2025-06-19"), None))
    assert early.value.errors[0].field == "/on"
    agreement = agreed()
    with pytest.raises(Problem) as past:
        list(agreement.review(date(2025, 6, 1), "", by(Party.CLIENT)))
    assert past.value.errors[0].field == "/review_on"


NINE = {"mon": [["09:00", "17:00"]]}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"client_hours": {"tz": "naive", "country": "NL", "hours": NINE}}, "need a time zone"),
        ({"client_hours": {"tz": "Europe/Utrecht", "country": "NL", "hours": NINE}}, "IANA"),
        ({"client_hours": {"tz": "Europe/Rome", "country": "IT", "hours": {"mon": []}}}, "works"),
        ({"client_hours": {"tz": "Europe/Rome", "country": "QQ", "hours": NINE}}, "holidays"),
        (
            {"escalation": [{"client": "a", "vendor": "b", "after_hours": h} for h in (8, 4)]},
            "not reached sooner",
        ),
        ({"decisions": [DECISION, DECISION]}, "decided by one rule"),
        ({"weather": "fine"}, "Extra inputs"),
    ],
)
def test_terms_that_do_not_hold_together_are_refused_by_name(
    wrong: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        terms(**wrong)
