"""How long the way out takes, and whether the notice covers it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.transition.exchange.plan_document import DAY, PlannedTask, Predecessor
from services.transition.exits.exit_shape import TopicToBring, exit_shape
from services.transition.exits.exit_time import critical_path, exit_time
from services.transition.exits.way_back import way_back
from services.transition.templates.wave_shape import USUAL, WaveShape

MONDAY = date(2026, 3, 2)


def task(code: str, days: int, *after: str, live: bool = False, spread: int = 0) -> PlannedTask:
    return PlannedTask(
        code=code,
        title=code,
        minutes=days * DAY,
        optimistic=(days - spread) * DAY,
        pessimistic=(days + 2 * spread) * DAY,
        live=live,
        predecessors=tuple(Predecessor(task=each) for each in after),
    )


CHAIN = [
    task("teach", 10, spread=3),
    task("paint", 4),
    task("back", 10, "teach", "paint", live=True, spread=3),
    task("hypercare", 100, "back", spread=50),
]


def test_the_way_ends_when_the_work_is_back() -> None:
    assert critical_path(CHAIN) == ["teach", "back"]


def test_mean_and_deviation_are_those_of_the_tasks_on_the_path() -> None:
    """Each (7 + 40 + 16)/6 = 10.5 and (16 − 7)/6 = 1.5: together 21 and, at ρ 0.3,
    √(0.7 × 4.5 + 0.3 × 9) = 2.4187."""
    found = exit_time(MONDAY, "NL", 90, CHAIN)
    assert (found.likely, found.late) == (21, 24)
    assert found.likely_on == date(2026, 3, 31)


def test_days_are_working_days_of_the_contracts_country() -> None:
    """From Wednesday over Good Friday and Easter Monday."""
    found = exit_time(date(2026, 4, 1), "NL", 10, [task("back", 3, live=True)])
    assert found.likely_on == date(2026, 4, 8)


def test_the_notice_lacks_what_the_late_day_exceeds_it_by() -> None:
    found = exit_time(MONDAY, "NL", 30, CHAIN)
    assert found.late_on == date(2026, 4, 7) and found.late_days == 36
    assert (found.is_enough, found.shortfall) == (False, 6)
    assert exit_time(MONDAY, "NL", 36, CHAIN).is_enough


def test_every_step_is_explained() -> None:
    steps = [step.label for step in exit_time.explained(MONDAY, "NL", 90, CHAIN).explanation.steps]
    assert "critical path" in steps and "P80 = mean + 0.8416 σ, working days" in steps


def topic(code: str, in_house: int = 0, *, documented: bool = False) -> TopicToBring:
    people = [f"p{n}" for n in range(in_house)]
    return TopicToBring(code=code, in_house=people, is_documented=documented, learners=["rita"])


def test_what_is_known_in_house_need_not_come_back_and_what_is_written_counts_half() -> None:
    topics = [topic("a", 1), topic("b"), topic("c", documented=True), topic("d", documented=True)]
    shape = exit_shape([*topics, topic("e", documented=True)], 2, 3)
    assert (shape.topics, shape.people, shape.systems, shape.access_requests) == (3, 1, 2, 3)


def test_where_no_topic_is_listed_the_usual_amount_stands() -> None:
    assert exit_shape([], 0, 0) == USUAL


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_more_is_known_in_house_the_sooner_the_work_is_back(few: int, more: int) -> None:
    few, more = sorted((few, more))

    def late(held: int) -> int:
        topics = [topic(f"t{n}", 1 if n < held else 0) for n in range(40)]
        shape = exit_shape(topics, 0, 0)
        return exit_time(MONDAY, "NL", 90, way_back(MONDAY, "NL", ["mail"], shape)).late

    assert late(more) <= late(few)


def test_the_template_of_a_usual_wave_takes_weeks_not_days() -> None:
    found = exit_time(MONDAY, "NL", 90, way_back(MONDAY, "NL", ["mail"], WaveShape()))
    assert 40 < found.likely < 130
