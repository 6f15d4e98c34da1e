"""Courses for both sides, and rounds of feedback that tell on nobody."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.transition.party import Party
from libs.common.ids import new_id
from libs.common.problems import Problem
from services.transition.models.culture import (
    Attendee,
    CourseState,
    CultureCourse,
    FeedbackRound,
    RoundState,
)
from services.transition.statistics.fewest import FEWEST
from services.transition.working_agreement.course_attendance import course_attendance
from services.transition.working_agreement.feedback_results import (
    Tallies,
    blank,
    feedback_results,
    for_all,
)

OURS = {"programme_id": new_id(), "vendor_id": new_id(), "plan_id": new_id()}
DAY, NOW = date(2025, 7, 1), datetime(2025, 7, 1, 12, tzinfo=UTC)


def course() -> CultureCourse:
    asked = [("joris", Party.CLIENT), ("amira", Party.CLIENT), ("ania", Party.VENDOR)]
    return CultureCourse(
        **OURS,
        code="polish-ways",
        title="How Kraków works",
        required=[Attendee(name=name, side=side) for name, side in asked],
        attended=[],
        planned_on=DAY,
        due_on=date(2025, 7, 31),
    )


def attend(at: CultureCourse, *names: str) -> None:
    list(at.attend(names, DAY, "noor", NOW, []))


def test_a_course_is_complete_once_all_who_must_have_attended() -> None:
    at = course()
    attend(at, "joris", "ania")
    assert (at.state, [each.name for each in at.waiting]) == (CourseState.OPEN, ["amira"])
    attend(at, "amira")
    assert at.state is CourseState.COMPLETE
    with pytest.raises(Problem) as refused:
        attend(at, "joris")
    assert refused.value.kind == "is-complete"


@pytest.mark.parametrize("name", ["tiago", "joris"])
def test_who_is_not_waited_for_is_refused_by_place(name: str) -> None:
    at = course()
    attend(at, "joris")
    with pytest.raises(Problem) as refused:
        attend(at, "amira", name)
    assert refused.value.errors[0].field == "/people/1"
    assert len(at.attended) == 1


def test_a_course_is_overdue_once_and_no_more_when_complete() -> None:
    at = course()
    (told,) = at.fall_overdue()
    assert told.waiting == 3
    assert list(at.fall_overdue()) == []
    attend(at, "joris", "amira", "ania")
    assert not at.overdue


def test_the_share_is_told_per_side_and_none_where_nobody_is_asked() -> None:
    client, vendor = course_attendance([Party.CLIENT] * 3, [Party.CLIENT] * 2)
    assert (client.share, vendor.share) == (Decimal("0.6667"), None)


def round_() -> FeedbackRound:
    at = FeedbackRound(
        **OURS,
        code="july",
        title="After a month",
        themes=["openness", "pace"],
        opens_on=DAY,
        closes_on=date(2025, 7, 31),
        tallies=blank([]),
        answered=[],
    )
    list(at.open())
    return at


def score(at: FeedbackRound, side: Party, scores: list[int]) -> None:
    for n, one in enumerate(scores):
        at.answer(side, f"{side}{n}", {"openness": one, "pace": 3})


def test_five_answers_of_a_side_make_a_number_and_four_make_none() -> None:
    at = round_()
    score(at, Party.CLIENT, [5, 4, 4, 4, 4])
    score(at, Party.VENDOR, [1, 1, 1, 1])
    results = {(each.side, each.theme): each for each in feedback_results(for_all(at.tallies))}
    client = results[Party.CLIENT, "openness"]
    assert (client.mean, client.answers) == (Decimal("4.20"), 5)
    vendor = results[Party.VENDOR, "openness"]
    assert (vendor.mean, vendor.answers) == (None, None)
    assert "fewer than 5" in vendor.note


def test_the_explanation_of_a_side_with_few_answers_holds_none_of_them() -> None:
    at = round_()
    score(at, Party.VENDOR, [1, 1, 1, 1])
    explanation = feedback_results.explained(for_all(at.tallies)).explanation
    assert explanation.inputs["tallies"]["by_side"]["vendor"] == {"openness": [], "pace": []}


def test_the_trend_is_against_the_latest_round_that_had_a_number() -> None:
    first, second, third = round_(), round_(), round_()
    score(first, Party.CLIENT, [2] * 5)
    score(second, Party.CLIENT, [5])
    score(third, Party.CLIENT, [3] * 5)
    before = [for_all(second.tallies), for_all(first.tallies)]
    (result, *_) = feedback_results(for_all(third.tallies), before)
    assert result.trend == Decimal("1.00")


def test_somebody_answers_once_with_a_score_for_each_theme() -> None:
    at = round_()
    at.answer(Party.CLIENT, "joris", {"openness": 3, "pace": 3})
    with pytest.raises(Problem) as again:
        at.answer(Party.CLIENT, "joris", {"openness": 5, "pace": 5})
    assert again.value.kind == "already-answered"
    with pytest.raises(Problem) as partly:
        at.answer(Party.CLIENT, "amira", {"openness": 5})
    assert partly.value.status == 422
    list(at.close(DAY, []))
    assert at.state is RoundState.CLOSED
    with pytest.raises(Problem) as late:
        at.answer(Party.CLIENT, "amira", {"openness": 5, "pace": 5})
    assert late.value.kind == "is-closed"


@given(st.lists(st.integers(1, 5), max_size=12))
def test_what_few_said_never_shows_and_a_mean_lies_within_the_scores(scores: list[int]) -> None:
    tallies = blank(["pace"])
    for one in scores:
        tallies = tallies.with_scores(Party.VENDOR, {"pace": one})
    shown: Tallies = for_all(tallies)
    result = next(r for r in feedback_results(shown) if r.side is Party.VENDOR)
    assert (result.mean is None) == (len(scores) < FEWEST)
    assert (sum(shown.by_side[Party.VENDOR]["pace"]) == 0) == (len(scores) < FEWEST)
    if result.mean is not None:
        assert min(scores) <= result.mean <= max(scores)
