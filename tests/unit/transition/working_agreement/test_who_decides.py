"""Who decides by when, across holidays, weekends and clock changes, and who is asked if not."""

from datetime import UTC, datetime

from libs.common.events.transition.party import Party
from services.transition.working_agreement.terms import Silence
from services.transition.working_agreement.who_decides import who_decides
from tests.unit.transition.working_agreement.agreements import terms

MONDAY = datetime(2025, 6, 23, 8, tzinfo=UTC)


def test_the_rule_that_names_the_matter_comes_before_the_one_for_anything() -> None:
    staffing = who_decides(terms(), "staffing", MONDAY)
    assert (staffing.rule, staffing.side, staffing.decider) == ("staffing", Party.VENDOR, "ania")
    assert staffing.silence is Silence.AGREED
    other = who_decides(terms(), "paint", MONDAY)
    assert (other.rule, other.decider, other.silence) == ("anything", "sanne", Silence.ESCALATES)


def test_business_days_are_those_of_the_deciding_side_and_end_with_its_day() -> None:
    """Kraków closes at 16:00, which is 14:00 in universal time in summer."""
    assert who_decides(terms(), "staffing", MONDAY).decide_by == datetime(
        2025, 6, 25, 14, tzinfo=UTC
    )
    corpus_christi = datetime(2025, 6, 18, 8, tzinfo=UTC)
    assert who_decides(terms(), "staffing", corpus_christi).decide_by == datetime(
        2025, 6, 23, 14, tzinfo=UTC
    ), "19 June is a holiday in Poland, then comes a weekend"


def test_over_the_change_of_clocks_a_day_still_ends_at_five_on_the_wall() -> None:
    thursday_before = datetime(2025, 10, 23, 8, tzinfo=UTC)
    decided = who_decides(terms(), "paint", thursday_before).decide_by
    assert decided == datetime(2025, 10, 28, 16, tzinfo=UTC)


def test_the_ladder_runs_by_the_clock_and_leaves_out_steps_for_other_matters() -> None:
    ladder = who_decides(terms(), "staffing", MONDAY).ladder
    assert [(step.level, step.client, step.vendor) for step in ladder] == [
        (1, "joris", "marek"),
        (2, "sanne", "ania"),
    ]
    assert [step.from_then for step in ladder] == [
        datetime(2025, 6, 23, 12, tzinfo=UTC),
        datetime(2025, 6, 24, 8, tzinfo=UTC),
    ]
    breach = who_decides(terms(), "data-breach", MONDAY).ladder
    assert [step.client for step in breach] == ["joris", "sanne", "eva"]


def test_where_no_rule_applies_nobody_is_made_up() -> None:
    found = who_decides.explained(terms(decisions=[]), "paint", MONDAY)
    assert (found.value.decider, found.value.decide_by) == (None, None)
    assert [step.label for step in found.explanation.steps] == [
        "rule that applies",
        "to be decided by",
        "ladder",
    ]
