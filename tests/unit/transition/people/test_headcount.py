"""Whether people are accounted for, and what severance costs."""

from libs.common.events.transition.people import Fate
from libs.common.money import Money
from services.transition.people.headcount_agrees import RoleCount, headcount_agrees
from services.transition.people.severance import SeveranceLine, severance


def role(code: str, headcount: int, **by_fate: int) -> RoleCount:
    fates = {Fate(fate): count for fate, count in by_fate.items()}
    return RoleCount(role=code, headcount=headcount, by_fate=fates)


def test_a_hundred_and_thirty_four_people_are_accounted_for() -> None:
    roles = [
        role("payables", 24, retained=3, redeployed=9, redundant=12),
        role("receivables", 14, retained=2, redeployed=6, redundant=6),
        role("service", 96, retained=4, redeployed=30, released=32, redundant=30),
    ]
    found = headcount_agrees(roles, {"payables": 9, "receivables": 6, "service": 30})
    assert (found.headcount, found.agrees, found.differences) == (134, True, [])
    assert [found.by_fate[fate] for fate in Fate] == [9, 45, 32, 48, 0]


def test_each_difference_is_named() -> None:
    roles = [role("clerk", 10, redeployed=4, redundant=5), role("agent", 5, retained=6)]
    found = headcount_agrees(roles, {"clerk": 3})
    assert not found.agrees
    assert found.differences == [
        "clerk: 9 of 10 have a plan, 1 too few",
        "clerk: 4 to be redeployed, 3 with an offer",
        "agent: 6 of 5 have a plan, 1 too many",
    ]


def test_severance_is_added_up_by_currency_and_what_has_no_cost_is_named() -> None:
    lines = [
        SeveranceLine(role="clerk", headcount=12, cost=Money.of("250000", "EUR")),
        SeveranceLine(role="agent", headcount=30, cost=Money.of("600000", "EUR")),
        SeveranceLine(role="lead", headcount=6, cost=None),
        SeveranceLine(role="tester", headcount=1, cost=Money.of("9000.50", "USD")),
    ]
    found = severance(lines)
    assert found.totals == [Money.of("850000", "EUR"), Money.of("9000.50", "USD")]
    assert (found.headcount, found.without_cost) == (49, ["lead"])
