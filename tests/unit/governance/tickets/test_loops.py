"""Tickets that go to and fro between groups."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.governance.tickets.loops import Pair, bounced, loops, needless_loops
from tests.unit.governance.tickets.writing import a_log, moves


def test_there_and_back_is_a_loop_of_that_pair():
    found = loops(a_log(*moves("T1", "Network", "Desk", "Network")), more_than=3)
    assert (found.looping, found.handed_over, found.bouncing) == (1, 1, 0)
    assert found.pairs == (Pair(groups=("Desk", "Network"), loops=1, tickets=1),)


def test_ping_pong_of_four_hand_overs_holds_three_loops():
    found = loops(a_log(*moves("T1", "A", "B", "A", "B", "A")), more_than=3)
    assert found.pairs == (Pair(groups=("A", "B"), loops=3, tickets=1),)
    assert found.bouncing == 1


def test_a_way_round_by_a_third_group_is_no_loop():
    assert loops(a_log(*moves("T1", "A", "B", "C", "A")), more_than=3).looping == 0


def test_staying_in_a_group_and_events_without_one_are_no_hand_overs():
    found = loops(a_log(*moves("T1", "A", "A", None, "B", None, "A")), more_than=1)
    assert (found.looping, found.handed_over, found.bouncing) == (1, 1, 1)


def test_tickets_are_not_mixed():
    log = a_log(*moves("T1", "A", "B"), *moves("T2", "A", "C"))
    assert loops(log, more_than=0).looping == 0
    assert bounced(log, 0).rows() == [("T1", 1), ("T2", 1)]


def test_the_share_says_where_it_comes_from():
    found = loops(a_log(*moves("T1", "A", "B", "A"), *moves("T2", "A")), more_than=3)
    told = needless_loops.explained(found)
    assert told.value == Decimal("50.00")
    assert [step.label for step in told.explanation.steps][:2] == [
        "tickets with a loop A → B → A",
        "all tickets",
    ]


@given(st.lists(st.sampled_from(["A", "B", "C", None]), min_size=1, max_size=12))
def test_loops_are_those_counted_one_by_one(groups):
    stays = [one for one in groups if one]
    stays = [one for place, one in enumerate(stays) if not place or one != stays[place - 1]]
    back = sum(one == other for one, other in zip(stays, stays[2:], strict=False))
    found = loops(a_log(*moves("T1", *groups)), more_than=2)
    assert sum(pair.loops for pair in found.pairs) == back
    assert found.bouncing == (len(stays) > 3)
