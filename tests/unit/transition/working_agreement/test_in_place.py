"""Whether the agreement is in place for a gate."""

from datetime import date

from libs.common.events.transition.party import Party
from services.transition.working_agreement.in_place import Leaver, in_place

PEOPLE = {Party.CLIENT: ["joris", "amira"], Party.VENDOR: ["ania", "marek"]}
AGREED, DAY = date(2025, 6, 25), date(2025, 10, 8)


def test_agreed_with_everybody_there_it_is() -> None:
    found = in_place(1, AGREED, PEOPLE, {}, DAY)
    assert (found.met, found.note) == (True, "version 1 agreed on 2025-06-25")


def test_a_draft_is_not() -> None:
    assert not in_place(1, None, PEOPLE, {}, DAY).met


def test_a_deputy_stands_in_for_whoever_has_left_and_that_is_named() -> None:
    found = in_place(1, AGREED, PEOPLE, {"ania": Leaver(left_on=date(2025, 9, 30))}, DAY)
    assert found.met
    assert found.note.endswith("; ania has left")


def test_a_side_of_which_nobody_is_left_is_named() -> None:
    gone = {n: Leaver(left_on=date(2025, 9, 30)) for n in ("ania", "marek")}
    found = in_place(1, AGREED, PEOPLE, gone, DAY)
    assert not found.met
    assert "nobody named is left on the vendor's side" in found.note


def test_who_is_to_leave_counts_up_to_the_last_day() -> None:
    for name in ("ania", "marek"):
        leaving = {n: Leaver(leaving_on=DAY) for n in ("ania", "marek")}
        assert in_place(1, AGREED, PEOPLE, leaving, DAY).met, name
        assert not in_place(1, AGREED, PEOPLE, leaving, date(2025, 10, 9)).met
    assert "ania leaves on 2025-10-08" in in_place(1, AGREED, PEOPLE, leaving, DAY).note


def test_an_overdue_review_is_named_and_takes_nothing_away() -> None:
    found = in_place(1, AGREED, PEOPLE, {}, DAY, review_overdue=True)
    assert (found.met, found.note[-21:]) == (True, "its review is overdue")
