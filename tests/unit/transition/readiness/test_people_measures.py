"""What a gate counts of people, meetings and courses."""

from datetime import date
from decimal import Decimal

from libs.common.events.transition.communication import Attitude
from libs.common.events.transition.party import Party
from libs.common.events.transition.people import Fate
from services.transition.communication.stakeholders_mapped import (
    is_mapped,
    is_on_side,
    stakeholders_mapped,
)
from services.transition.meetings.actions_in_time import LateAction, actions_in_time
from services.transition.people.people_settled import (
    RoleStanding,
    people_settled,
    places_settled,
)
from services.transition.ramp.key_people_kept import key_people_kept
from services.transition.working_agreement.both_sides_trained import both_sides_trained


def late(owner: str, day: int) -> LateAction:
    due_on = date(2025, 7, day)
    return LateAction(what="The bank's form", owner=owner, side=Party.CLIENT, due_on=due_on)


def role(placed: int = 0, severed: int = 0, declared: int = 11) -> RoleStanding:
    """24 payables clerks."""
    fates = {Fate.RETAINED: 3, Fate.REDEPLOYED: 10, Fate.REDUNDANT: declared}
    return RoleStanding(role="clerk", headcount=24, by_fate=fates, placed=placed, severed=severed)


def test_a_stakeholder_is_mapped_with_their_needs_and_where_they_have_influence_a_rhythm() -> None:
    assert is_mapped("To be paid as before.", influence=2, rhythm_days=None)
    assert is_mapped("To hear of it first.", influence=3, rhythm_days=30)
    assert not is_mapped("To hear of it first.", influence=3, rhythm_days=None)
    assert not is_mapped(" ", influence=1, rhythm_days=30)


def test_a_stakeholder_is_on_side_who_thinks_as_is_wanted_or_better() -> None:
    assert is_on_side(Attitude.NEUTRAL, wanted=Attitude.NEUTRAL)
    assert is_on_side(Attitude.CHAMPION, wanted=Attitude.NEUTRAL)
    assert not is_on_side(Attitude.CRITIC, wanted=Attitude.NEUTRAL)


def test_stakeholders_count_who_are_both_mapped_and_on_side() -> None:
    found = stakeholders_mapped.explained(involved=5, mapped=4, on_side=4, both=3)
    assert found.value.share == Decimal("0.6")
    assert [step.value for step in found.explanation.steps] == [[4, 5], [4, 5], "0.6"]
    assert stakeholders_mapped(0, 0, 0, 0).share is None


def test_one_late_action_is_named_with_whose_it_is_and_since_when() -> None:
    found = actions_in_time(4, [late("joris", 7)])
    assert (found.met, found.value) == (False, Decimal("0.75"))
    assert found.note == "late: joris, due 2025-07-07"


def test_of_many_late_actions_five_are_named_and_the_rest_counted() -> None:
    found = actions_in_time(9, [late("joris", day) for day in range(1, 8)])
    assert found.note.endswith("due 2025-07-05 and 2 more")
    assert actions_in_time(9, []).note == "none of 9 is late"


def test_of_two_sides_the_one_that_is_behind_counts() -> None:
    asked = {Party.CLIENT: 4, Party.VENDOR: 10}
    found = both_sides_trained.explained(asked, {Party.CLIENT: 4, Party.VENDOR: 8})
    assert found.value.share == Decimal("0.8")
    assert found.explanation.steps[0].value == {"vendor": "0.8", "client": "1"}


def test_a_side_of_which_nobody_is_asked_is_not_trained() -> None:
    assert both_sides_trained({Party.VENDOR: 10}, {Party.VENDOR: 10}).share == 0


def test_settled_are_those_who_stay_who_accepted_a_place_and_whose_severance_is_stated() -> None:
    """3 stay, 9 of 10 accepted, severance is stated for all 11: one of 24 is open."""
    found = people_settled([role(placed=9, severed=11)])
    assert (found.people, found.settled, found.unsettled) == (24, 23, {"clerk": 1})


def test_more_places_than_people_to_be_redeployed_settle_nobody_twice() -> None:
    assert people_settled([role(placed=12, severed=0)]).settled == 13
    assert people_settled([role(placed=10, severed=15, declared=15)]).settled == 24


def test_without_a_plan_for_them_people_are_not_settled() -> None:
    nobody = RoleStanding(role="agent", headcount=7, by_fate={}, placed=7, severed=7)
    assert people_settled([nobody]).unsettled == {"agent": 7}


def test_a_gate_is_told_numbers_over_all_roles_alone() -> None:
    found = places_settled.explained(134, 120)
    assert (found.value.met, found.value.note) == (False, "120 of 134 settled")
    assert found.explanation.inputs == {"people": 134, "settled": 120}
    assert places_settled(134, 134).met


def test_key_people_are_kept_where_all_of_both_sides_are() -> None:
    assert key_people_kept(2, 2, client_is_kept=True).met
    short = key_people_kept(3, 2, client_is_kept=True)
    assert (short.met, short.note) == (False, "2 of 3 of the vendor; all of the client")
    client = key_people_kept(2, 2, client_is_kept=False)
    assert (client.met, client.note) == (False, "2 of 2 of the vendor; not all of the client")


def test_a_side_without_key_people_has_nobody_to_keep() -> None:
    assert key_people_kept(1, 1, client_is_kept=None).note == "1 of 1 of the vendor"
    assert key_people_kept(0, 0, client_is_kept=True).note == "all of the client"
