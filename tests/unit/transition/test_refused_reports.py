"""Refused reports that a vendor still has to make good."""

from datetime import timedelta
from typing import Any

from libs.common.ids import new_id
from services.transition.claims.refused import (
    IN_SIGHT,
    MOST_KEPT,
    RefusedReport,
    with_refused,
    without,
)
from tests.unit.transition.plan_items import NOW


def refused(**more: Any) -> RefusedReport:
    given = {"of": "wave-1-live", "kind": "evidence-missing", "reason": "No file"} | more
    due = NOW + timedelta(days=3)
    return RefusedReport(report_id=new_id(), refused_at=NOW, due_at=due, **given)


def test_the_newest_are_kept() -> None:
    kept: list[RefusedReport] = []
    every = [refused(of=f"m-{n}") for n in range(MOST_KEPT + 3)]
    for each in every:
        kept = with_refused(kept, each)
    assert kept == every[3:]


def test_what_a_newer_report_has_overtaken_needs_nothing() -> None:
    assert with_refused([], refused(kind="superseded")) == []


def test_taken_anew_it_is_out_of_sight_and_others_stay() -> None:
    one, other = refused(), refused(of="wave-1-stable")
    assert without([one, other], "wave-1-live", "claim") == [other]


def test_progress_does_not_make_a_refused_claim_good() -> None:
    claim, progress = refused(report_type="claim"), refused(report_type="progress")
    assert without([claim, progress], "wave-1-live", "progress") == [claim]
    assert without([claim, progress], "wave-1-live", "claim") == [progress]


def test_after_thirty_days_it_is_out_of_sight() -> None:
    one = refused()
    assert one.in_sight(NOW + IN_SIGHT - timedelta(microseconds=1))
    assert not one.in_sight(NOW + IN_SIGHT)
