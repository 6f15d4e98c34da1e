"""The line that a moved wave leaves in the savings ledger."""

from decimal import Decimal

from libs.common.events.assessment import SavingKind
from libs.common.events.transition.waves import WaveRescheduled
from libs.common.money import rounded
from services.assessment.models import BusinessCase, SavingsEntry, SignedContract
from services.assessment.savings_deferral import savings_deferral
from services.assessment.wave_share import wave_share


def deferred_wave(
    event: WaveRescheduled, contract: SignedContract, case: BusinessCase
) -> SavingsEntry | None:
    """Negative where the wave goes live later, positive where earlier.

    None where the case promised nothing for it.
    """
    handed_over = [item for item in case.scope if item.name in contract.processes]
    share = wave_share(handed_over, contract.carried_by(event.wave))
    if not share:
        return None
    baseline = sum((item.annual_cost.amount for item in handed_over), Decimal(0))
    deferral = savings_deferral.explained(baseline, contract.annual_fees, share, event.days)
    return SavingsEntry(
        programme_id=event.programme_id,
        line=f"{event.wave} moved from {event.was} to {event.now}",
        kind=SavingKind.DEFERRED,
        amount=-rounded(deferral.value, case.currency),
        currency=case.currency,
        starts_on=min(event.was, event.now),
        ends_on=max(event.was, event.now),
        source_id=event.wave_id,
        explanation=deferral.explanation,
    )
