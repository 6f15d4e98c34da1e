"""A programme in numbers."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.edge import Session, needs
from libs.common.events.assessment import Recommendation
from libs.common.money import Money, Percentage
from libs.common.routers import router_of
from services.console.api.access import programme_seen
from services.console.figures import Figures, LastGate, WaveState
from services.console.models import Overview

router = router_of("console", "/programmes", tags=["overview"])
Reader = Annotated[Actor, needs()]


class ProcessCounts(BaseModel):
    scored: int
    fit: int
    "Recommended to be handed over, wholly or in part."


class WaveCounts(BaseModel):
    planned: int
    live: int
    rolled_back: int


class OverviewView(BaseModel):
    """`sequence`: the journal's entry up to which this counts. Sums are one a currency."""

    programme_id: UUID
    sequence: int
    events: int
    stage: int
    saving_percent: Percentage | None
    rejected: bool
    processes: ProcessCounts
    risks: int
    contracts: int
    waves: WaveCounts
    last_gate: LastGate | None
    milestones_accepted: int
    days_slipped: int
    breaches: int
    credits_proposed: list[Money]
    credits_agreed: list[Money]
    credits_withdrawn: list[Money]
    savings_realised: list[Money]
    savings_deferred: list[Money]
    open_escalations: int
    exiting: bool


@router.get("/{id}/overview")
async def read_overview(id: UUID, db: Session, actor: Reader) -> OverviewView:
    """Counts and sums over all its events, for the client's people."""
    await programme_seen(db, id, actor)
    found = (await db.scalars(select(Overview).where(Overview.programme_id == id))).one_or_none()
    return _view(id, found.sequence, found.figures) if found else _view(id, 0, Figures())


def _view(id: UUID, sequence: int, figures: Figures) -> OverviewView:
    waves, found = list(figures.waves.values()), list(figures.processes.values())
    fit = (Recommendation.OUTSOURCE, Recommendation.SELECTIVE)
    counted = {"processes", "waves", "escalations"}
    return OverviewView(
        programme_id=id,
        sequence=sequence,
        processes=ProcessCounts(scored=len(found), fit=sum(each in fit for each in found)),
        waves=WaveCounts(**{state.value: waves.count(state) for state in WaveState}),
        open_escalations=len(figures.escalations),
        **figures.model_dump(exclude=counted),
    )
