"""From a plan's facts to its dates, on the calendar of the contract's country."""

from datetime import date, datetime
from itertools import permutations
from typing import Any

from services.transition.exchange.plan_document import (
    DAY,
    CalendarException,
    PlannedCalendar,
    Predecessor,
    end_of,
    not_before,
)
from services.transition.models import Task
from services.transition.plan.clock import Clocks, office_calendar
from services.transition.plan.network import PlanNetwork, first_day, last_day
from services.transition.scheduling.network import LOGIC

MONDAY = date(2025, 6, 16)


def fact(code: str, days: int = 1, *behind: str, **more: Any) -> Task:
    links = tuple(Predecessor(task=before) for before in behind)
    return Task(code=code, title=code, wave="w", minutes=days * DAY, predecessors=links, **more)


def planned(*tasks: Task, starts_on: date = MONDAY, country: str = "NL") -> PlanNetwork:
    calendar = office_calendar(country)
    starts_at = datetime.combine(starts_on, datetime.min.time())
    return PlanNetwork(tasks, Clocks([calendar], calendar.code), starts_at, LOGIC)


def days(network: PlanNetwork, code: str) -> tuple[date, date]:
    at = network[code]
    return first_day(at.start), last_day(at.finish)


def test_a_task_of_five_days_from_monday_ends_on_friday() -> None:
    assert days(planned(fact("a", 5)), "a") == (MONDAY, date(2025, 6, 20))


def test_nothing_is_worked_on_public_holidays_and_weekends() -> None:
    network = planned(fact("a", 2), starts_on=date(2025, 12, 24))
    assert days(network, "a") == (date(2025, 12, 24), date(2025, 12, 29))


def test_a_plan_that_starts_on_a_sunday_starts_on_monday() -> None:
    assert days(planned(fact("a"), starts_on=date(2025, 6, 15)), "a")[0] == MONDAY


def test_a_task_waits_for_its_date() -> None:
    network = planned(fact("a", constraint=not_before(date(2025, 7, 1))))
    assert days(network, "a")[0] == date(2025, 7, 1)


def test_a_slip_sets_the_day_on_which_the_task_ends() -> None:
    assert days(planned(fact("a", 2, slipped_to=date(2025, 7, 4))), "a") == (
        date(2025, 7, 3),
        date(2025, 7, 4),
    )


def test_a_slip_to_a_saturday_ends_on_monday() -> None:
    assert days(planned(fact("a", slipped_to=date(2025, 7, 5))), "a")[1] == date(2025, 7, 7)


def test_what_is_done_early_lets_the_next_begin_early() -> None:
    network = planned(fact("a", 5, done_on=date(2025, 6, 17)), fact("b", 1, "a"))
    assert days(network, "b")[0] == date(2025, 6, 18)


def test_what_a_vendor_reports_counts_until_it_is_answered() -> None:
    reported = planned(fact("a", 5, reported_on=date(2025, 6, 17)), fact("b", 1, "a"))
    disputed = planned(fact("a", 5), fact("b", 1, "a"))
    assert days(reported, "b")[0] == date(2025, 6, 18)
    assert days(disputed, "b")[0] == date(2025, 6, 23)


def test_what_must_be_finished_by_a_day_too_soon_has_negative_float() -> None:
    network = planned(fact("a", 5, deadline=end_of(date(2025, 6, 18))))
    assert network["a"].total_float == -2 * DAY


def test_a_task_may_have_a_calendar_of_its_own() -> None:
    night = PlannedCalendar(code="night", week={"sat": (("20:00", "24:00"),)})
    office = office_calendar("NL")
    clocks = Clocks([office, night], office.code)
    tasks = [fact("cut-over", 1, calendar="night"), fact("b", 1, "cut-over")]
    network = PlanNetwork(tasks, clocks, datetime(2025, 6, 16), LOGIC)  # noqa: DTZ001
    assert days(network, "cut-over") == (date(2025, 6, 21), date(2025, 6, 28))
    assert days(network, "b")[0] == date(2025, 6, 30)


def test_an_exception_of_a_calendar_closes_or_opens_days() -> None:
    office = office_calendar("NL")
    more = (
        CalendarException(first=MONDAY, last=date(2025, 6, 18)),
        CalendarException(
            first=date(2025, 6, 21), last=date(2025, 6, 21), hours=(("09:00", "17:00"),)
        ),
    )
    calendar = office.model_copy(update={"exceptions": more})
    clocks = Clocks([calendar], calendar.code)
    network = PlanNetwork([fact("a", 3)], clocks, datetime(2025, 6, 16), LOGIC)  # noqa: DTZ001
    assert days(network, "a") == (date(2025, 6, 19), date(2025, 6, 21))


def test_the_order_of_the_facts_changes_nothing() -> None:
    tasks = [fact("a", 3), fact("b", 2, "a"), fact("c", 4, "a"), fact("d", 1, "b", "c")]
    dates = {tuple(days(planned(*order), code) for code in "abcd") for order in permutations(tasks)}
    assert len(dates) == 1


def test_other_facts_of_one_task_give_what_all_facts_anew_would() -> None:
    tasks = [fact("a", 3), fact("b", 2, "a")]
    late = fact("a", 3, slipped_to=date(2025, 6, 25))
    assert days(planned(*tasks).with_facts([late]), "b") == days(planned(late, tasks[1]), "b")
