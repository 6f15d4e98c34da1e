"""Which period stands for which lateness."""

from libs.common.events.transition.party import Party
from services.transition.models import Relief
from services.transition.models.obligations import Lapse
from services.transition.models.relief_terms import SYSTEM
from services.transition.relief.pairing import pairs
from tests.unit.transition.relief.late_plans import DUE, day, deed, relief


def lapse(until: str | None, since: str = "09-05", by: Party = Party.CLIENT) -> Lapse:
    return Lapse(from_on=day(since), until_on=until and day(until), caused_by=by)


def ended(number: int, until: str, by: str = SYSTEM) -> Relief:
    row = relief(number=number)
    list(row.end(day(until), 0, deed(until, by=by)))
    return row


def numbers(rows: list[Relief], *lapses: Lapse) -> list[tuple[int, Lapse | None]]:
    return [(row.number, of) for row, of in pairs(rows, lapses).kept]


def test_what_goes_on_has_the_period_that_was_opened_for_it() -> None:
    goes_on = lapse(None)
    assert numbers([relief()], goes_on) == [(1, goes_on)]
    assert pairs([relief()], [goes_on]).new == []


def test_a_period_of_no_days_does_not_stand_for_what_is_late_anew_from_the_same_day() -> None:
    again = lapse(None)
    found = pairs([ended(1, "09-05")], [again])
    assert (found.kept[0][1], found.new) == (None, [again])


def test_then_the_second_ends_with_it_and_the_first_stays_of_no_days() -> None:
    over = lapse("09-10")
    rows = [ended(1, "09-05"), relief(number=2)]
    assert numbers(rows, over) == [(1, None), (2, over)]
    rows[1] = ended(2, "09-10")
    assert numbers(rows, over) == [(1, None), (2, over)]


def test_lost_twice_in_a_day_each_has_its_own() -> None:
    first, second = lapse("09-05"), lapse(None)
    rows = [ended(1, "09-05")]
    assert pairs(rows, [first, second]).new == [second]
    rows.append(relief(number=2))
    assert numbers(rows, first, second) == [(1, first), (2, second)]


def test_what_a_person_ended_is_not_opened_again_while_it_goes_on() -> None:
    goes_on = lapse(None)
    assert pairs([ended(1, "09-09", by="sanne")], [goes_on]).new == []


def test_a_correction_does_not_part_a_period_from_its_lateness() -> None:
    row = relief()
    moved = row.terms.model_copy(update={"from_on": day("09-08"), "caused_by": Party.VENDOR})
    list(row.correct(moved, Party.CLIENT, deed("09-09")))
    goes_on = lapse(None)
    assert numbers([row], goes_on) == [(1, goes_on)]


def test_the_other_sides_lateness_from_the_same_day_has_its_own() -> None:
    theirs = lapse(None, by=Party.VENDOR)
    found = pairs([relief()], [theirs])
    assert (found.kept[0][1], found.new) == (None, [theirs])
    assert found.kept[0][0].from_on == DUE
