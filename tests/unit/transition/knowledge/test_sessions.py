"""Sessions at hours that both sides can read."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from libs.common.problems import Problem
from services.transition.knowledge.sessions import must_agree, zone_named

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    "moment",
    [
        "2025-10-25T10:00:00+02:00",
        "2025-10-26T10:00:00+01:00",
        "2025-10-26T02:30:00+02:00",
        "2025-10-26T02:30:00+01:00",
        "2026-03-29T03:30:00+02:00",
    ],
)
def test_an_offset_that_the_zone_has_then_is_taken_on_both_sides_of_the_change(
    moment: str,
) -> None:
    must_agree(datetime.fromisoformat(moment), AMSTERDAM)


@pytest.mark.parametrize(
    "moment",
    ["2025-10-26T10:00:00+02:00", "2025-07-14T10:00:00+01:00", "2026-03-29T02:30:00+02:00"],
)
def test_an_offset_that_the_zone_does_not_have_then_is_refused(moment: str) -> None:
    with pytest.raises(Problem) as refused:
        must_agree(datetime.fromisoformat(moment), AMSTERDAM)
    assert refused.value.errors[0].field == "/starts_at"


@pytest.mark.parametrize("name", ["Europe/Atlantis", "../etc/passwd", "/etc/passwd", "x" * 60])
def test_a_zone_that_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(Problem) as refused:
        zone_named("/zone", name)
    assert refused.value.status == 422
