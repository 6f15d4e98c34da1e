"""Who has not been spoken to for too long."""

from datetime import date

from services.transition.communication.contact_due import Contact, contact_due

LISTED = date(2025, 6, 16)
SPOKEN = date(2025, 7, 1)


def test_on_the_day_on_which_it_is_due_it_is_not_late() -> None:
    found = contact_due(LISTED, SPOKEN, 14, date(2025, 7, 15))
    assert found == Contact(last_on=SPOKEN, due_on=date(2025, 7, 15), days_late=0)


def test_the_day_after_it_is_one_day_late() -> None:
    assert contact_due(LISTED, SPOKEN, 14, date(2025, 7, 16)).days_late == 1


def test_who_was_never_spoken_to_waits_since_they_were_listed() -> None:
    found = contact_due(LISTED, None, 14, date(2025, 7, 5))
    assert (found.last_on, found.due_on, found.days_late) == (None, date(2025, 6, 30), 5)


def test_without_a_rhythm_nothing_is_due() -> None:
    assert contact_due(LISTED, None, None, date(2026, 7, 5)).due_on is None
