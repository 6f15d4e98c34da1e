"""Where the next meeting of a series is placed, and what is foretold of those to come."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from libs.common.events.transition.party import Party
from libs.common.problems import Problem
from services.transition.meetings.coming import placed
from services.transition.meetings.fair_slot import Turns
from services.transition.meetings.foretold import foretold
from services.transition.meetings.rhythm import Every, Rhythm
from services.transition.meetings.series_time import time_of
from services.transition.models import MeetingSeries, Plan
from services.transition.working_agreement.terms import AgreementTerms
from tests.unit.transition.plan_items import OURS, small_plan
from tests.unit.transition.working_agreement.agreements import (
    CHENNAI,
    SAN_FRANCISCO,
    UTRECHT,
    hours,
)

NEW_YORK = hours("America/New_York", "US")
NOTHING = AgreementTerms()


def plan() -> Plan:
    return small_plan().plan


def series(**more: Any) -> MeetingSeries:
    facts: dict[str, Any] = {
        "code": "weekly",
        "title": "Weekly",
        "purpose": "What stands in the way",
        "rhythm": Rhythm(every=Every.WEEKLY),
        "tz": "Europe/Amsterdam",
        "at": "16:00",
        "minutes": 30,
        "starts_on": date(2026, 3, 2),
        "turns": Turns(),
    }
    return MeetingSeries(**OURS, **{**facts, **more})


def with_(vendor: Any) -> AgreementTerms:
    return AgreementTerms(client_hours=UTRECHT, vendor_hours=vendor)


def test_without_an_agreement_the_business_days_of_the_contract_count() -> None:
    found = placed(series(), plan(), NOTHING, date(2026, 4, 6))
    assert found
    assert (found.day, found.outside) == (date(2026, 4, 7), []), "6 April is Easter Monday"


def test_behind_its_last_day_nothing_is_placed() -> None:
    of = series(ends_on=date(2026, 3, 9))
    assert placed(of, plan(), NOTHING, date(2026, 3, 9))
    assert placed(of, plan(), NOTHING, date(2026, 3, 10)) is None


def test_in_the_weeks_between_two_changes_of_clocks_the_other_wall_moves_there_and_back() -> None:
    told = list(foretold(series(), plan(), with_(NEW_YORK), date(2026, 3, 2), 5))
    assert [(each.on.day, each.local[Party.VENDOR], each.moved) for each in told] == [
        (2, "10:00", []),
        (9, "11:00", [Party.VENDOR]),
        (16, "11:00", []),
        (23, "11:00", []),
        (30, "10:00", [Party.VENDOR]),
    ]
    assert all(each.local[Party.CLIENT] == "16:00" for each in told)


def test_a_time_that_a_change_of_clocks_takes_out_of_somebodys_hours_is_said_to_be() -> None:
    """New York changes on 8 March, Utrecht on the 29th."""
    early = hours("America/New_York", "US", "08:00", "10:45")
    told = list(foretold(series(), plan(), with_(early), date(2026, 3, 2), 2))
    assert [each.outside for each in told] == [[], [Party.VENDOR]]


def test_foretelling_goes_on_by_turns_and_changes_nothing() -> None:
    of = series(by_turns=True, at="09:00")
    told = list(foretold(of, plan(), with_(SAN_FRANCISCO), date(2026, 3, 2), 4))
    bore = [side for each in told for side in each.outside]
    assert sorted(bore) == [Party.CLIENT, Party.CLIENT, Party.VENDOR, Party.VENDOR]
    assert all(a != b for a, b in pairwise(bore))
    assert of.turns == Turns()


def test_a_wished_time_is_kept_found_or_refused_with_one_that_suits_both() -> None:
    of = series()
    assert time_of(of, "10:00", plan(), with_(CHENNAI)) == "10:00"
    assert time_of(of, None, plan(), with_(CHENNAI)) == "09:00"
    with pytest.raises(Problem) as outside:
        time_of(of, "15:00", plan(), with_(CHENNAI))
    assert "12:00 for the client and 16:30 for the vendor would suit" in outside.value.detail
    with pytest.raises(Problem) as none:
        time_of(of, "10:00", plan(), with_(SAN_FRANCISCO))
    assert none.value.kind == "no-common-hours"
