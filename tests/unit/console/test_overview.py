"""What each event changes in a programme's numbers."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.assessment import RiskClosed, RiskRaised, SavingKind
from libs.common.events.governance import EscalationResolved
from libs.common.events.transition.gates import GateOutcome
from libs.common.events.transition.plans import PlannedWave, WaveAdded
from libs.common.events.transition.waves import WaveRescheduled, WaveRolledBack
from libs.common.ids import new_id
from libs.common.money import Money
from services.console.figures import Figures, WaveState, added
from services.console.overview import count
from tests.unit.console.events import DAY, agreed, escalated, gate, live, registered, saved, waved

PROGRAMME, VENDOR = new_id(), new_id()


def after(*events) -> Figures:
    figures = Figures()
    for event in events:
        count(figures, event)
    return figures


def test_a_wave_is_planned_then_live():
    wave = new_id()
    plan = waved(PROGRAMME, VENDOR, wave)
    assert after(plan).waves == {wave: WaveState.PLANNED}
    assert after(plan, live(PROGRAMME, VENDOR, wave)).waves == {wave: WaveState.LIVE}


def test_a_wave_rolled_back_is_planned_again_once_it_has_a_new_date():
    wave = new_id()
    went = (waved(PROGRAMME, VENDOR, wave), live(PROGRAMME, VENDOR, wave), back(wave))
    assert after(*went).waves == {wave: WaveState.ROLLED_BACK}
    assert after(*went, moved(wave)).waves == {wave: WaveState.PLANNED}


def back(wave: UUID) -> WaveRolledBack:
    return WaveRolledBack(
        programme_id=PROGRAMME,
        vendor_id=VENDOR,
        plan_id=new_id(),
        contract_id=new_id(),
        wave_id=wave,
        wave="wave-1",
        rolled_back_on=DAY,
        reason="Refunds went out twice",
    )


def moved(wave: UUID) -> WaveRescheduled:
    return WaveRescheduled(
        programme_id=PROGRAMME,
        vendor_id=VENDOR,
        plan_id=new_id(),
        wave_id=wave,
        wave="wave-1",
        was=DAY,
        now=DAY + timedelta(days=14),
        days=14,
        reason="Refunds are mended",
    )


def test_a_plan_told_again_does_not_take_a_wave_back():
    wave = new_id()
    plan = waved(PROGRAMME, VENDOR, wave)
    figures = after(plan, live(PROGRAMME, VENDOR, wave), plan)
    assert figures.waves == {wave: WaveState.LIVE}


def test_the_waves_of_an_exit_are_no_waves_of_the_programme():
    plan = waved(PROGRAMME, VENDOR, new_id()).model_copy(update={"is_exit": True})
    assert after(plan).waves == {}


def test_the_last_gate_is_the_one_shown():
    gates = [gate(PROGRAMME, VENDOR, outcome) for outcome in (GateOutcome.NO_GO, GateOutcome.GO)]
    last = after(*gates).last_gate
    assert last is not None and last.outcome is GateOutcome.GO


def test_credits_add_up_to_the_cent():
    figures = after(agreed(PROGRAMME, VENDOR, "2290.80"), agreed(PROGRAMME, VENDOR, "0.20"))
    assert figures.credits_agreed == [Money.of("2291.00", "EUR")]


def test_savings_and_deferrals_are_summed_apart():
    figures = after(
        saved(PROGRAMME, "83700", SavingKind.REALISED),
        saved(PROGRAMME, "-272000", SavingKind.DEFERRED),
    )
    assert figures.savings_realised == [Money.of("83700", "EUR")]
    assert figures.savings_deferred == [Money.of("-272000", "EUR")]


def test_the_stage_is_the_furthest_reached():
    figures = after(live(PROGRAMME, VENDOR, new_id()), registered(PROGRAMME))
    assert figures.stage == 4 and figures.events == 2


def test_a_risk_that_is_closed_is_counted_no_more():
    named = {"programme_id": PROGRAMME, "risk_id": new_id(), "title": "t"}
    raised = RiskRaised(**named, level="single")
    assert after(raised).risks == 1
    assert after(raised, RiskClosed(**named, because="others know it")).risks == 0


def test_each_escalation_counts_once():
    event = escalated(PROGRAMME)
    assert len(after(event, event, escalated(PROGRAMME)).escalations) == 2


def test_two_currencies_are_never_added():
    sums = added(added([], Money.of("1", "EUR")), Money.of("1", "PLN"))
    assert sums == [Money.of("1", "EUR"), Money.of("1", "PLN")]


@pytest.mark.parametrize("currency", ["EUR", "JPY"])
@given(amounts=st.lists(st.integers(-(10**9), 10**9), max_size=20))
def test_the_sum_does_not_depend_on_the_order(currency, amounts):
    def total(those) -> list[Money]:
        sums: list[Money] = []
        for amount in those:
            sums = added(sums, Money.of(amount, currency))
        return sums

    assert total(amounts) == total(sorted(amounts))


def test_figures_are_the_same_after_being_kept():
    figures = after(
        waved(PROGRAMME, VENDOR, new_id()),
        agreed(PROGRAMME, VENDOR, "1"),
        escalated(PROGRAMME),
        gate(PROGRAMME, VENDOR, GateOutcome.CONDITIONAL),
    )
    assert Figures.model_validate_json(figures.model_dump_json()) == figures


def test_a_wave_added_is_a_planned_wave():
    wave = PlannedWave(wave_id=new_id(), code="wave-4", title="More", processes=[], planned_on=DAY)
    event = WaveAdded(
        programme_id=PROGRAMME, vendor_id=VENDOR, plan_id=new_id(), contract_id=new_id(), wave=wave
    )
    assert after(event).waves == {wave.wave_id: WaveState.PLANNED}


def test_a_resolved_escalation_is_open_no_more():
    raised = escalated(PROGRAMME)
    resolved = EscalationResolved(
        programme_id=PROGRAMME,
        escalation_id=raised.escalation_id,
        resolution="The wave moved",
        resolved_by="sanne",
    )
    assert after(raised, resolved).escalations == set()
