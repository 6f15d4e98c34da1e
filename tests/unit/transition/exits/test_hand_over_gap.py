"""The days in which nobody does the work."""

from datetime import date

from services.transition.exits.hand_over_gap import hand_over_gap

LEAVE = date(2026, 6, 1)
BOTH = ["mail", "voice"]


def test_while_nobody_takes_over_there_is_no_gap_to_tell() -> None:
    found = hand_over_gap.explained(LEAVE, BOTH, {"payroll": LEAVE})
    assert found.value is None
    assert found.explanation.steps[0].value == BOTH


def test_the_last_go_live_counts_and_what_nobody_takes_over_is_named() -> None:
    goes_live = {"mail": date(2026, 5, 4), "chat": date(2026, 7, 1), "voice": date(2026, 6, 15)}
    found = hand_over_gap.explained(LEAVE, [*BOTH, "tagging"], goes_live).value
    assert found is not None
    assert (found.takes_over_on, found.days) == (date(2026, 6, 15), 14)
    assert found.not_taken_over == ["tagging"]


def test_where_the_other_works_before_both_are_there() -> None:
    found = hand_over_gap.explained(LEAVE, ["mail"], {"mail": date(2026, 5, 25)}).value
    assert found is not None and found.days == -7
