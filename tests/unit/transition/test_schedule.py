"""From facts to dates on a calendar."""

from datetime import date
from itertools import permutations

from pydantic import BaseModel

from services.transition.contract_calendar import calendar_of
from services.transition.network import Placed
from services.transition.plan_template import Predecessor
from services.transition.schedule import WorkingDays, explain_tasks, place_tasks

CALENDAR = calendar_of("NL")
DAYS = WorkingDays(CALENDAR, date(2025, 12, 22))
"""Monday 22 December 2025 is day 0; 25 and 26 are holidays, so Monday 29 is day 3."""


class Fact(BaseModel):
    code: str
    days: int = 1
    predecessors: list[Predecessor] = []
    not_before: date | None = None
    finish_by: date | None = None
    slipped_to: date | None = None
    done_on: date | None = None


def chain(**more: object) -> list[Fact]:
    behind = [Predecessor(task="a")]
    return [
        Fact(code="a", days=3),
        Fact.model_validate({"code": "b", "predecessors": behind, **more}),
    ]


def placed(facts: list[Fact], code: str) -> Placed:
    return place_tasks(facts, DAYS).tasks[code]


def test_holidays_and_weekends_have_no_number() -> None:
    assert [DAYS.day(n) for n in (0, 3, -1)] == [
        date(2025, 12, 22),
        date(2025, 12, 29),
        date(2025, 12, 19),
    ]


def test_a_date_without_work_has_the_number_of_the_next_business_day() -> None:
    assert DAYS.number(date(2025, 12, 25)) == DAYS.number(date(2025, 12, 29)) == 3
    assert DAYS.number(date(2025, 12, 19)) == -1


def test_the_last_day_of_work_is_the_one_before_the_end() -> None:
    assert DAYS.last_date(0, 3) == date(2025, 12, 24)
    assert DAYS.last_date(3, 3) == date(2025, 12, 29)


def test_a_plan_that_starts_on_a_sunday_starts_on_monday() -> None:
    assert WorkingDays(CALENDAR, date(2025, 12, 21)).day(0) == date(2025, 12, 22)


def test_a_task_waits_for_its_date() -> None:
    assert placed(chain(not_before=date(2026, 1, 5)), "b").early_start == DAYS.number(
        date(2026, 1, 5)
    )


def test_a_slip_sets_the_day_on_which_the_task_ends() -> None:
    slipped = placed(chain(days=2, slipped_to=date(2026, 1, 6)), "b")
    assert DAYS.last_date(slipped.early_start, slipped.early_finish) == date(2026, 1, 6)


def test_a_slip_to_a_saturday_ends_on_monday() -> None:
    slipped = placed(chain(slipped_to=date(2026, 1, 3)), "b")
    assert DAYS.last_date(slipped.early_start, slipped.early_finish) == date(2026, 1, 5)


def test_what_is_done_early_lets_the_next_begin_early() -> None:
    facts = chain()
    facts[0].done_on = date(2025, 12, 22)
    assert placed(facts, "b").early_start == 1


def test_what_must_be_finished_by_a_day_too_soon_has_negative_float() -> None:
    assert placed(chain(finish_by=date(2025, 12, 24)), "a").total_float == -1


def test_the_order_of_the_facts_changes_nothing() -> None:
    facts = [*chain(), Fact(code="c", predecessors=[Predecessor(task="b")])]
    plans = [place_tasks(list(order), DAYS).tasks for order in permutations(facts)]
    assert all(plan == plans[0] for plan in plans)


def test_the_explanation_is_of_the_same_dates() -> None:
    explained = explain_tasks(chain(), DAYS)
    assert explained.value == place_tasks(chain(), DAYS)
    assert explained.explanation.rule == "critical_path"
