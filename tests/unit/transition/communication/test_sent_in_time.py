"""The communication plan, kept or not."""

from datetime import date
from decimal import Decimal

from services.transition.communication.communication_sent import communication_sent, due_before
from services.transition.communication.sent_in_time import PlannedItem, sent_in_time

DUE = date(2025, 9, 1)


def item(code: str, sent: str | None = None, due: str = "2025-09-01", **more: bool) -> PlannedItem:
    sent_on = date.fromisoformat(sent) if sent else None
    return PlannedItem(code=code, due_on=date.fromisoformat(due), sent_on=sent_on, **more)


def test_sent_on_its_day_is_in_time_and_a_day_later_is_not() -> None:
    found = sent_in_time([item("a", "2025-09-01"), item("b", "2025-09-02")], date(2025, 9, 3))
    assert (found.in_time, found.late, found.share) == (1, ["b"], Decimal("0.5000"))


def test_what_is_due_today_is_not_missing_yet_and_tomorrow_it_is() -> None:
    assert sent_in_time([item("a")], DUE).share is None
    found = sent_in_time([item("a")], date(2025, 9, 2))
    assert (found.missing, found.share) == (["a"], Decimal(0))


def test_what_was_cancelled_does_not_count() -> None:
    found = sent_in_time([item("a", is_cancelled=True), item("b", "2025-08-30")], DUE)
    assert (found.counted, found.share) == (1, Decimal(1))


def test_a_gate_looks_at_what_falls_due_before_the_go_live_alone() -> None:
    live_on = date(2025, 9, 15)
    items = [item("a"), item("b", due="2025-09-15"), item("c", due="2025-09-12")]
    assert [each.code for each in due_before(items, live_on, date(2025, 9, 10))] == ["a"]
    assert [each.code for each in due_before(items, live_on, date(2025, 9, 13))] == ["a", "c"]


def test_all_that_fell_due_must_be_sent_and_only_numbers_are_told() -> None:
    found = communication_sent(2, 1)
    assert (found.met, found.value, found.note) == (False, Decimal("0.5"), "1 of 2 sent")
    assert communication_sent(1, 1).met
