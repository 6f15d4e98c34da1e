from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.governance.regimes.clauses import Sharing
from services.governance.regimes.month import month_of
from services.governance.regimes.one_incident import credited_once
from services.governance.regimes.readings import MonthReadings
from services.governance.regimes.regime import Regime
from services.governance.regimes.results import MonthResult
from services.governance.regimes.sharing_the_cap import under_the_cap
from tests.unit.governance.regimes.random_regimes import Drawn

DRAWN = st.integers(0, 10**9).map(lambda seed: Drawn(Random(seed), seed))
CREDITS = st.lists(st.integers(0, 10**7).map(lambda cents: Decimal(cents) / 100), max_size=8)
NAMED = st.lists(st.frozensets(st.sampled_from("WXYZ")), min_size=8, max_size=8)
few = settings(max_examples=60, deadline=None)


def month(drawn: Drawn, at: int, past: list[MonthResult], **changed: Any) -> MonthResult:
    regime = Regime.model_validate(drawn.written)
    readings = MonthReadings.model_validate({**drawn.months[at], **changed})
    return month_of(regime, readings, past)


@few
@given(DRAWN, st.randoms(use_true_random=False))
def test_the_order_of_readings_and_of_past_months_changes_nothing(
    drawn: Drawn, random: Random
) -> None:
    past = [month(drawn, 0, [])]
    past.append(month(drawn, 1, past))
    shuffled = [*drawn.months[2]["readings"]]
    random.shuffle(shuffled)
    assert month(drawn, 2, past[::-1], readings=shuffled) == month(drawn, 2, past)


@few
@given(DRAWN)
def test_readings_that_are_split_come_to_the_same(drawn: Drawn) -> None:
    whole, parts = drawn.months[0]["readings"], list[dict[str, Any]]()
    for reading in whole:
        parts += split(reading)
    found, told = month(drawn, 0, [], readings=parts), month(drawn, 0, [])
    assert [(line.value, line.credit) for line in found.lines] == [
        (line.value, line.credit) for line in told.lines
    ]


def split(reading: dict[str, Any]) -> list[dict[str, Any]]:
    """What is met and what is missed, or one value after the other, each by itself."""
    if "met" in reading:
        met, total = reading["met"], reading["total"]
        return [{**reading, "total": met}, {**reading, "met": 0, "total": total - met}]
    if values := reading.get("values"):
        return [{**reading, "values": [value]} for value in values]
    return [reading]


@few
@given(DRAWN)
def test_credits_are_never_above_the_cap_and_cents_add_up(drawn: Drawn) -> None:
    past: list[MonthResult] = []
    for at in range(3):
        found = month(drawn, at, past)
        past.append(found)
        assert 0 <= found.credits <= found.cap
        assert found.credits == sum(line.credit for line in found.lines)
        for line in found.lines:
            assert line.full == line.one_incident + line.over_cap + line.credit
            assert line.credit.as_tuple().exponent == -2
        assert sum(each.earned_back for each in past) <= sum(each.credits for each in past)


@few
@given(DRAWN, st.integers(0, 4), st.integers(0, 1))
def test_better_performance_never_makes_the_month_dearer(drawn: Drawn, which: int, at: int) -> None:
    """As long as the same incidents are named."""
    past = [month(drawn, 0, [])] if at else []
    level = drawn.levels[which % len(drawn.levels)]
    given = [
        better(level["kind"], reading) if reading["level"] == f"l{level['level']}" else reading
        for reading in drawn.months[at]["readings"]
    ]
    assert month(drawn, at, past, readings=given).credits <= month(drawn, at, past).credits


def better(kind: str, reading: dict[str, Any]) -> dict[str, Any]:
    match kind:
        case "share_within_target":
            missed = reading["total"] - reading["met"]
            return {**reading, "met": reading["total"] - (missed + 1) // 2}
        case "availability":
            return {**reading, "down": (reading["down"] + 1) // 2}
        case "count":
            return {**reading, "total": (reading["total"] + 1) // 2}
        case "survey":
            return {**reading, "values": [min(value + 20, 100) for value in reading["values"]]}
    return {**reading, "values": [value // 2 for value in reading["values"]]}


@given(CREDITS, st.integers(0, 10**7), st.sampled_from(Sharing))
def test_a_cap_that_binds_is_shared_out_to_the_last_cent(
    credits: list[Decimal], cents: int, sharing: Sharing
) -> None:
    cap = Decimal(cents) / 100
    found = under_the_cap(credits, cap, sharing, 2)
    assert sum(found) == min(sum(credits), cap)
    assert all(0 <= got <= credit for got, credit in zip(found, credits, strict=True))


@given(CREDITS, NAMED)
def test_no_incident_is_credited_twice_and_no_dearer_choice_is_left_out(
    credits: list[Decimal], named: list[frozenset[str]]
) -> None:
    stand = credited_once(credits, named)
    assert is_once(stand, named)
    worth = sum(credits[at] for at in stand)
    for mask in range(1 << len(credits)):
        choice = frozenset(at for at in range(len(credits)) if mask >> at & 1)
        if is_once(choice, named):
            assert sum(credits[at] for at in choice) <= worth


def is_once(choice: frozenset[int], named: list[frozenset[str]]) -> bool:
    incidents = [incident for at in choice for incident in named[at]]
    return len(incidents) == len(set(incidents))


def test_forty_levels_with_common_incidents_are_sorted_out_at_once() -> None:
    random = Random(4)
    named = [frozenset(random.sample("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 2)) for _ in range(40)]
    assert credited_once([Decimal(random.randint(1, 999)) for _ in range(40)], named)
