"""A decision reckoned again from its event alone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.transition.gates import (
    CriterionResult,
    GateDecided,
    GateOutcome,
    WaiverUsed,
)
from libs.common.ids import new_id
from services.transition.readiness.gate import SCORE_THRESHOLD, gate
from services.transition.readiness.reproduced import VERSIONS, reproduced

DAY = date(2025, 10, 8)


def shadowing(value: str = "0.7100", *, met: bool = False, waived: bool = False) -> CriterionResult:
    return CriterionResult(
        code="reverse-shadowing",
        title="Cases handled unaided",
        mandatory=True,
        met=met,
        waived=waived,
        value=Decimal(value),
        threshold=Decimal("0.85"),
        note="71 % of 85 %",
    )


def decided(
    criteria: list[CriterionResult], blockers: list[str] | None = None, **more: Any
) -> GateDecided:
    """As the service tells it."""
    verdict = gate(criteria, blockers or [])
    told: dict[str, Any] = {
        "programme_id": new_id(),
        "vendor_id": new_id(),
        "plan_id": new_id(),
        "gate_id": new_id(),
        "wave_id": new_id(),
        "wave": "wave-2",
        "outcome": verdict.outcome,
        "criteria": criteria,
        "decided_on": DAY,
        "decided_by": "anna",
        "rule_version": gate.version,
        "score": verdict.score,
        "reasons": verdict.reasons,
        "score_threshold": SCORE_THRESHOLD,
        "blockers": blockers or [],
    }
    return GateDecided(**{**told, **more})


def waiver(until: date = DAY) -> WaiverUsed:
    return WaiverUsed(
        criterion="reverse-shadowing",
        owner="Rita",
        reason="A coach stays.",
        expires_on=until,
        granted_by="piet",
        granted_on=DAY,
    )


def test_71_of_85_percent_is_no_go_again() -> None:
    found = reproduced(decided([shadowing()]))
    assert found.verdict is not None
    assert (found.verdict.outcome, found.findings) == (GateOutcome.NO_GO, [])


def test_a_go_that_the_rule_does_not_give_is_found() -> None:
    found = reproduced(decided([shadowing()], outcome=GateOutcome.GO))
    assert found.findings == ["decided GO, the rule gives NO-GO"]


def test_another_score_and_other_reasons_are_found() -> None:
    found = reproduced(decided([shadowing()], score=Decimal("0.9"), reasons=["x"]))
    assert len(found.findings) == 2


def test_what_is_said_to_be_met_below_its_threshold_is_found() -> None:
    found = reproduced(decided([shadowing(met=True)]))
    assert found.findings == ["reverse-shadowing is met at 0.7100 of 0.85"]


def test_a_hair_below_the_threshold_that_rounds_up_to_it_is_not_held_against_it() -> None:
    assert reproduced(decided([shadowing("0.8500")])).same


def test_a_waiver_that_is_used_must_be_told_and_hold() -> None:
    used = [shadowing(waived=True)]
    assert reproduced(decided(used, waivers=[waiver()])).same
    assert reproduced(decided(used)).findings == ["no waiver of reverse-shadowing is told"]
    expired = reproduced(decided(used, waivers=[waiver(date(2025, 10, 7))]))
    assert expired.findings == ["the waiver of reverse-shadowing held until 2025-10-07"]


def test_blockers_count_again() -> None:
    assert reproduced(decided([shadowing("0.9", met=True)], ["It is frozen."])).same
    told = decided([shadowing("0.9", met=True)], ["It is frozen."])
    hidden = told.model_copy(update={"blockers": []})
    assert "decided NO-GO, the rule gives GO" in reproduced(hidden).findings


def test_decisions_of_version_1_are_reckoned_by_it_though_they_told_less() -> None:
    old = decided([shadowing()], rule_version=1, score_threshold=None, blockers=None)
    assert reproduced(old).same


def test_a_version_that_is_not_known_is_said() -> None:
    found = reproduced(decided([shadowing()], rule_version=99))
    assert found.findings == ["version 99 of the rule is not known here"]


def test_every_version_of_the_rule_can_be_reckoned_again() -> None:
    assert sorted(VERSIONS) == list(range(1, gate.version + 1))


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), max_size=9),
    st.lists(st.sampled_from(["a", "b"]), max_size=2),
)
def test_what_the_rule_decided_is_always_reproduced_from_its_json(
    each: list[tuple[bool, bool]], blockers: list[str]
) -> None:
    results = [
        CriterionResult(code=str(n), title=str(n), mandatory=mandatory, met=met)
        for n, (met, mandatory) in enumerate(each)
    ]
    told = decided(results, blockers).model_dump_json()
    assert reproduced(GateDecided.model_validate_json(told)).same


@pytest.mark.parametrize("outcome", list(GateOutcome))
def test_whichever_outcome_is_put_into_a_decision_only_the_rules_own_is_the_same(
    outcome: GateOutcome,
) -> None:
    assert reproduced(decided([shadowing()], outcome=outcome)).same is (
        outcome is GateOutcome.NO_GO
    )
