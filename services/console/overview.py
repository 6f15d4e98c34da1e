"""The table of what each event changes in a programme's numbers."""

from collections.abc import Callable
from typing import Any, TypeVar

from libs.common.events import Event
from libs.common.events.assessment import (
    BusinessCaseApproved,
    ProcessScored,
    ProgrammeRejected,
    RiskClosed,
    RiskIdentified,
    RiskRaised,
    SavingKind,
    SavingsRecorded,
)
from libs.common.events.governance import (
    EscalationRaised,
    EscalationResolved,
    ExitTriggered,
    ServiceCreditAgreed,
    ServiceCreditProposed,
    ServiceCreditWithdrawn,
    SlaBreached,
)
from libs.common.events.transition.claims import MilestoneAccepted
from libs.common.events.transition.gates import GateDecided
from libs.common.events.transition.plans import ScheduleSlipped, TransitionPlanned, WaveAdded
from libs.common.events.transition.waves import WaveRescheduled, WaveRolledBack, WaveWentLive
from libs.common.events.vendor.contracts import ContractSigned
from services.console.figures import Figures, LastGate, WaveState, added
from services.console.stages import stage_of

E = TypeVar("E", bound=Event)
Change = Callable[[Figures, E], None]
CHANGES: dict[str, Change[Any]] = {}


def on(kind: type[E]) -> Callable[[Change[E]], Change[E]]:
    def note(change: Change[E]) -> Change[E]:
        CHANGES[kind.type] = change
        return change

    return note


def count(figures: Figures, *events: Event) -> None:
    """Every event counts; some change more."""
    figures.events += len(events)
    figures.stage = max(figures.stage, *(stage_of(event.type) for event in events))
    for event in events:
        if change := CHANGES.get(event.type):
            change(figures, event)


@on(ProcessScored)
def process_scored(figures: Figures, event: ProcessScored) -> None:
    figures.processes[event.process_id] = event.recommendation


@on(BusinessCaseApproved)
def business_case_approved(figures: Figures, event: BusinessCaseApproved) -> None:
    figures.saving_percent = event.saving_percent


@on(ProgrammeRejected)
def programme_rejected(figures: Figures, event: ProgrammeRejected) -> None:
    figures.rejected = True


@on(RiskRaised)
def risk_raised(figures: Figures, event: RiskRaised) -> None:
    figures.risks += 1


@on(RiskClosed)
def risk_closed(figures: Figures, event: RiskClosed) -> None:
    figures.risks -= 1


@on(RiskIdentified)
def risk_identified(figures: Figures, event: RiskIdentified) -> None:
    figures.risks += 1


@on(SavingsRecorded)
def savings_recorded(figures: Figures, event: SavingsRecorded) -> None:
    if event.kind is SavingKind.REALISED:
        figures.savings_realised = added(figures.savings_realised, event.amount)
    else:
        figures.savings_deferred = added(figures.savings_deferred, event.amount)


@on(ContractSigned)
def contract_signed(figures: Figures, event: ContractSigned) -> None:
    figures.contracts += 1


@on(TransitionPlanned)
def transition_planned(figures: Figures, event: TransitionPlanned) -> None:
    if not event.is_exit:
        for wave in event.waves:
            figures.waves.setdefault(wave.wave_id, WaveState.PLANNED)


@on(WaveAdded)
def wave_added(figures: Figures, event: WaveAdded) -> None:
    figures.waves.setdefault(event.wave.wave_id, WaveState.PLANNED)


@on(MilestoneAccepted)
def milestone_accepted(figures: Figures, event: MilestoneAccepted) -> None:
    figures.milestones_accepted += 1


@on(ScheduleSlipped)
def schedule_slipped(figures: Figures, event: ScheduleSlipped) -> None:
    figures.days_slipped += event.days


@on(GateDecided)
def gate_decided(figures: Figures, event: GateDecided) -> None:
    figures.last_gate = LastGate(
        wave=event.wave, outcome=event.outcome, decided_on=event.decided_on
    )


@on(WaveRescheduled)
def wave_rescheduled(figures: Figures, event: WaveRescheduled) -> None:
    figures.waves[event.wave_id] = WaveState.PLANNED


@on(WaveWentLive)
def wave_went_live(figures: Figures, event: WaveWentLive) -> None:
    figures.waves[event.wave_id] = WaveState.LIVE


@on(WaveRolledBack)
def wave_rolled_back(figures: Figures, event: WaveRolledBack) -> None:
    figures.waves[event.wave_id] = WaveState.ROLLED_BACK


@on(SlaBreached)
def sla_breached(figures: Figures, event: SlaBreached) -> None:
    figures.breaches += 1


@on(ServiceCreditProposed)
def credit_proposed(figures: Figures, event: ServiceCreditProposed) -> None:
    figures.credits_proposed = added(figures.credits_proposed, event.amount)


@on(ServiceCreditAgreed)
def credit_agreed(figures: Figures, event: ServiceCreditAgreed) -> None:
    figures.credits_agreed = added(figures.credits_agreed, event.amount)


@on(ServiceCreditWithdrawn)
def credit_withdrawn(figures: Figures, event: ServiceCreditWithdrawn) -> None:
    figures.credits_withdrawn = added(figures.credits_withdrawn, event.amount)


@on(EscalationRaised)
def escalation_raised(figures: Figures, event: EscalationRaised) -> None:
    figures.escalations.add(event.escalation_id)


@on(EscalationResolved)
def escalation_resolved(figures: Figures, event: EscalationResolved) -> None:
    figures.escalations.discard(event.escalation_id)


@on(ExitTriggered)
def exit_triggered(figures: Figures, event: ExitTriggered) -> None:
    figures.exiting = True
