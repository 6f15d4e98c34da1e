"""GO, CONDITIONAL, NO-GO."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.transition.gates import CriterionResult, GateOutcome
from services.transition.readiness.gate import gate

GO, CONDITIONAL, NO_GO = GateOutcome.GO, GateOutcome.CONDITIONAL, GateOutcome.NO_GO


def criterion(
    code: str, *, met: bool = True, mandatory: bool = True, waived: bool = False, note: str = ""
) -> CriterionResult:
    return CriterionResult(
        code=code, title=code.capitalize(), mandatory=mandatory, met=met, waived=waived, note=note
    )


SIX = [criterion(f"c{n}") for n in range(6)]


def test_all_met_is_go() -> None:
    verdict = gate(SIX, [])
    assert (verdict.outcome, verdict.score, verdict.reasons) == (GO, Decimal(1), [])


def test_one_mandatory_criterion_that_is_not_met_is_no_go_and_is_named() -> None:
    missing = criterion("shadowing", met=False, note="71 % of 85 %")
    verdict = gate([*SIX, missing], [])
    assert verdict.outcome is NO_GO
    assert verdict.reasons == ["Shadowing: 71 % of 85 %"]


def test_a_waiver_makes_it_conditional() -> None:
    verdict = gate([*SIX, criterion("shadowing", met=False, waived=True)], [])
    assert (verdict.outcome, verdict.score) == (CONDITIONAL, Decimal(1))
    assert verdict.reasons == ["Shadowing: waived."]


def test_an_optional_criterion_alone_does_not_stop_it() -> None:
    verdict = gate([*SIX, criterion("communication", met=False, mandatory=False)], [])
    assert (verdict.outcome, verdict.score) == (GO, Decimal("0.8571"))


def test_a_score_below_80_percent_stops_it_though_all_that_is_mandatory_is_met() -> None:
    optional = [criterion(f"o{n}", met=False, mandatory=False) for n in range(2)]
    verdict = gate([*SIX, *optional], [])
    assert verdict.outcome is NO_GO
    assert verdict.reasons == ["The score is 0.7500 of 0.80."]


def test_a_score_of_exactly_80_percent_passes() -> None:
    four = [*SIX[:4], criterion("o", met=False, mandatory=False)]
    assert gate(four, []).outcome is GO


def test_an_open_blocker_stops_it_whatever_is_waived() -> None:
    verdict = gate(SIX, ["It is planned within a freeze."])
    assert (verdict.outcome, verdict.reasons) == (NO_GO, ["It is planned within a freeze."])


def test_nothing_to_show_is_no_go() -> None:
    assert gate([], []).outcome is NO_GO


def test_the_explanation_ends_with_the_outcome() -> None:
    steps = gate.explained(SIX, []).explanation.steps
    assert (steps[-1].label, steps[-1].value) == ("outcome", "GO")


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=12))
def test_go_never_comes_with_a_mandatory_criterion_open_nor_with_a_waiver_in_use(
    given: list[tuple[bool, bool, bool]],
) -> None:
    results = [
        criterion(str(n), met=met, mandatory=mandatory, waived=waived)
        for n, (met, mandatory, waived) in enumerate(given)
    ]
    outcome = gate(results, []).outcome
    open_ = any(c.mandatory and not c.met and not c.waived for c in results)
    used = any(not c.met and c.waived for c in results)
    assert not (open_ and outcome is not NO_GO)
    assert not (used and outcome is GO)
