"""Meetings held, missed and called off; minutes; actions; the next agenda."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from libs.common.events.transition.meetings import (
    MeetingActionDone,
    MeetingHeld,
    MeetingMissed,
    MeetingsMissedInARow,
)
from libs.common.events.transition.party import Party
from libs.common.ids import new_id
from libs.common.problems import Problem
from services.transition.meetings.fair_slot import Turns
from services.transition.meetings.local_time import local_time
from services.transition.meetings.next_agenda import (
    OpenAction,
    OverdueItem,
    PointKind,
    next_agenda,
)
from services.transition.meetings.rhythm import Every, Rhythm
from services.transition.models.actions import ACTION_LIFE, ActionState, ActionStep, MeetingAction
from services.transition.models.meeting_series import (
    SERIES_LIFE,
    MeetingSeries,
    SeriesState,
    SeriesStep,
)
from services.transition.models.meetings import (
    MEETING_LIFE,
    Meeting,
    MeetingState,
    MeetingStep,
    missed_in_a_row,
)
from services.transition.models.minutes import Minutes, MinutesState, digest_of

OURS = {"programme_id": new_id(), "vendor_id": new_id(), "plan_id": new_id()}
DAY, NOW = date(2025, 6, 23), datetime(2025, 6, 23, 8, tzinfo=UTC)


def series() -> MeetingSeries:
    return MeetingSeries(
        **OURS,
        code="weekly",
        title="Weekly",
        purpose="What stands in the way",
        agenda=["Progress"],
        members=[],
        rhythm=Rhythm(every=Every.WEEKLY),
        tz="Europe/Amsterdam",
        at="10:00",
        minutes=30,
        starts_on=DAY,
        turns=Turns(),
    )


def meeting(of: MeetingSeries, outside: tuple[Party, ...] = ()) -> Meeting:
    return Meeting(
        **OURS,
        series_id=of.id,
        code=of.code,
        planned_on=DAY,
        starts_at=NOW,
        minutes=30,
        outside=list(outside),
    )


TAKE: dict[MeetingStep, Callable[[Meeting, MeetingSeries], Any]] = {
    MeetingStep.HOLD: lambda m, s: list(m.hold(s, DAY, ["joris"], [], "joris", NOW)),
    MeetingStep.CALL_OFF: lambda m, s: list(m.call_off("a strike", "joris", NOW)),
    MeetingStep.MISS: lambda m, s: list(m.miss(s)),
}
WAY = {
    MeetingState.PLANNED: None,
    MeetingState.HELD: MeetingStep.HOLD,
    MeetingState.MISSED: MeetingStep.MISS,
    MeetingState.CALLED_OFF: MeetingStep.CALL_OFF,
}


@pytest.mark.parametrize("state", list(MeetingState))
@pytest.mark.parametrize("step", list(MeetingStep))
def test_a_meeting_takes_the_steps_of_its_table_and_refuses_others_by_name(
    state: MeetingState, step: MeetingStep
) -> None:
    of = series()
    at = meeting(of)
    if (way := WAY[state]) is not None:
        TAKE[way](at, of)
    before = (at.model_dump(), of.model_dump())
    if step in MEETING_LIFE[state]:
        TAKE[step](at, of)
        assert at.state in MEETING_LIFE[state][step]
        return
    with pytest.raises(Problem) as refused:
        TAKE[step](at, of)
    assert refused.value.kind == f"is-{state}".replace("_", "-")
    assert (at.model_dump(), of.model_dump()) == before


@pytest.mark.parametrize("state", list(SeriesState))
@pytest.mark.parametrize("step", list(SeriesStep))
def test_a_series_lapses_resumes_and_ends_as_its_table_says(
    state: SeriesState, step: SeriesStep
) -> None:
    of = series()
    of.state = state
    take: dict[SeriesStep, Callable[[], Any]] = {
        SeriesStep.LAPSE: lambda: list(of.lapse()),
        SeriesStep.RESUME: of.resume,
        SeriesStep.END: lambda: list(of.end(DAY, "done")),
    }
    if step in SERIES_LIFE[state]:
        take[step]()
        assert of.state in SERIES_LIFE[state][step]
    else:
        with pytest.raises(Problem):
            take[step]()
        assert of.state is state


def test_two_missed_in_a_row_escalate_once_and_one_held_begins_anew() -> None:
    of = series()
    (first,) = meeting(of).miss(of)
    second = list(meeting(of).miss(of))
    (third,) = meeting(of).miss(of)
    assert isinstance(first, MeetingMissed)
    assert [type(each) for each in second] == [MeetingMissed, MeetingsMissedInARow]
    assert isinstance(third, MeetingMissed)
    assert third.in_a_row == 3


def test_missed_ones_are_counted_back_to_the_one_that_was_held() -> None:
    planned, held, missed, off = (
        MeetingState.PLANNED,
        MeetingState.HELD,
        MeetingState.MISSED,
        MeetingState.CALLED_OFF,
    )
    assert missed_in_a_row([planned, missed, off, missed, held, missed]) == 2
    assert missed_in_a_row([]) == 0


def test_only_a_meeting_that_was_held_counts_as_a_turn() -> None:
    of = series()
    list(meeting(of, (Party.VENDOR,)).miss(of))
    assert of.turns == Turns()
    (told,) = meeting(of, (Party.VENDOR,)).hold(of, DAY, ["joris", "joris"], [], "joris", NOW)
    assert isinstance(told, MeetingHeld)
    assert (of.turns.vendor, of.turns.last) == (1, Party.VENDOR)
    assert (told.people, told.outside_hours) == (1, [Party.VENDOR])


def test_a_meeting_is_not_held_before_its_day() -> None:
    of = series()
    with pytest.raises(Problem) as refused:
        list(meeting(of).hold(of, date(2025, 6, 20), [], [], "joris", NOW))
    assert refused.value.errors[0].field == "/on"


def minutes(version: int = 1) -> Minutes:
    at = Minutes(
        **OURS,
        meeting_id=new_id(),
        code="weekly",
        held_on=DAY,
        version=version,
        text="All is well.",
        digest=digest_of("All is well."),
        side=Party.CLIENT,
        written_by="joris",
        approvals=[],
    )
    list(at.write(NOW))
    return at


def test_minutes_are_approved_by_the_side_that_did_not_write_them() -> None:
    at = minutes()
    with pytest.raises(Problem) as own:
        list(at.approve(Party.CLIENT, "sanne", NOW))
    assert (own.value.status, own.value.kind) == (403, "other-side")
    (told,) = at.approve(Party.VENDOR, "ania", NOW)
    assert (told.side, at.state) == (Party.VENDOR, MinutesState.APPROVED)
    assert [each.side for each in at.approvals] == [Party.CLIENT, Party.VENDOR]
    with pytest.raises(Problem) as again:
        list(at.approve(Party.VENDOR, "ania", NOW))
    assert again.value.kind == "is-approved"


def test_minutes_that_were_written_anew_are_approved_no_more() -> None:
    at = minutes()
    at.supersede()
    with pytest.raises(Problem) as refused:
        list(at.approve(Party.VENDOR, "ania", NOW))
    assert refused.value.kind == "is-superseded"


def action(due: str = "2025-06-27") -> MeetingAction:
    return MeetingAction(
        **OURS,
        series_id=new_id(),
        meeting_id=new_id(),
        code="weekly",
        what="Name the second approver",
        owner="joris",
        side=Party.CLIENT,
        agreed_on=DAY,
        due_on=date.fromisoformat(due),
    )


@pytest.mark.parametrize("state", list(ActionState))
@pytest.mark.parametrize("step", list(ActionStep))
def test_an_action_is_finished_or_dropped_once(state: ActionState, step: ActionStep) -> None:
    at = action()
    at.state = state
    take: dict[ActionStep, Callable[[], Any]] = {
        ActionStep.FINISH: lambda: list(at.finish(DAY)),
        ActionStep.DROP: lambda: list(at.drop("no use")),
    }
    if step in ACTION_LIFE[state]:
        take[step]()
        assert at.state in ACTION_LIFE[state][step]
    else:
        with pytest.raises(Problem) as refused:
            take[step]()
        assert refused.value.kind == f"is-{state}"


def test_an_action_is_late_once_and_tells_by_how_much_when_it_is_done() -> None:
    at = action()
    assert len(list(at.fall_late())) == 1
    assert list(at.fall_late()) == []
    (told,) = at.finish(date(2025, 7, 1))
    assert isinstance(told, MeetingActionDone)
    assert (told.days_late, at.late) == (4, False)


def test_an_action_is_not_due_before_the_meeting_that_agreed_it() -> None:
    with pytest.raises(Problem) as refused:
        list(action("2025-06-22").agree())
    assert refused.value.errors[0].field == "/due_on"


def test_the_agenda_has_late_actions_first_then_what_is_overdue_then_blockers() -> None:
    late, ahead = (
        OpenAction(id=new_id(), what="Name a deputy", owner="joris", due_on=due, carried=n)
        for due, n in ((date(2025, 6, 20), 2), (date(2025, 6, 27), 0))
    )
    item = OverdueItem(text="Access to Ledger", needed_by=date(2025, 6, 19), obliged="client")
    points = next_agenda(DAY, ["Progress"], [ahead, late], [item], ["No test data"])
    assert [point.kind for point in points] == [
        PointKind.LATE_ACTION,
        PointKind.OVERDUE,
        PointKind.BLOCKER,
        PointKind.OPEN_ACTION,
        PointKind.STANDING,
    ]
    assert points[0].why == "3 days late, carried over 2 times"
    assert points[1].why == "needed by 2025-06-19, 4 days ago: client's move"


@pytest.mark.parametrize(("blockers", "beyond"), [(198, None), (199, 2), (250, 53)])
def test_what_does_not_fit_on_an_agenda_is_counted_and_what_always_stands_on_it_stays(
    blockers: int, beyond: int | None
) -> None:
    points = next_agenda(DAY, ["Progress", "Risks"], [], [], [f"No. {n}" for n in range(blockers)])
    assert len(points) == 200
    assert [point.text for point in points[-2:]] == ["Progress", "Risks"]
    if beyond is None:
        assert points[-3].text == "No. 197"
    else:
        assert (points[-4].text, points[-3].kind) == ("No. 196", PointKind.BEYOND)
        assert points[-3].text == f"At least {beyond} more are open"


def test_who_keeps_no_summer_time_is_told_that_the_meeting_moves() -> None:
    friday, monday = datetime(2025, 10, 24, 8, tzinfo=UTC), datetime(2025, 10, 27, 9, tzinfo=UTC)
    assert not local_time(friday, monday, "Europe/Amsterdam").moved
    there = local_time(friday, monday, "Asia/Kolkata")
    assert (there.was, there.now, there.moved) == ("13:30", "14:30", True)
