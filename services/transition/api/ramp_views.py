"""What the routes of the ramp take and show."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from libs.common.bodies import Body, View
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.transition.ramp import SeatState
from libs.common.events.vendor.evidence import Digest, Evidence
from libs.common.money import Share
from services.transition.api.common import Day, Reason, Text
from services.transition.models.seats import PERSONAL, Seat, SeatChange
from services.transition.ramp.board import Board, WeekOfRamp, certified, curve
from services.transition.ramp.ramp_forecast import RampForecast
from services.transition.readiness.gate import four_places

Note = Annotated[str, StringConstraints(max_length=2000)]
Proof = Annotated[list[Digest], Field(min_length=1, max_length=100)]
TRAINED_FROM = Decimal("0.90")


class AddSeat(Body):
    """`side`: whose person fills it. `topics`: what its holder must know. `access`: codes of the
    access requests that it waits for, beside those for its role or its holder."""

    code: Code
    wave: Code
    process: Text | None = None
    role: Text
    language: Text
    location: Text
    side: Party = Party.VENDOR
    needed_by: Day
    topics: Annotated[list[Code], Field(max_length=200)] = []
    threshold: Share = TRAINED_FROM
    "Of its topics, that the holder must know to count as trained."
    access: Annotated[list[Code], Field(max_length=50)] = []


class TakeSeatStep(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""
    evidence: Evidence = []


class Hire(TakeSeatStep):
    holder: Text
    "The code of a team member of the seat's side."


class Prove(Body):
    """A screening or a certification that was passed."""

    on: Day | None = None
    note: Note = ""
    evidence: Proof
    valid_until: Day | None = None
    "The last day on which it holds; for good, unless stated."


class FallBack(Body):
    on: Day | None = None
    reason: Reason
    evidence: Evidence = []


class SeatView(View):
    """`holder`: a team member's code. Why a screening failed or somebody left is shown to the
    seat's own side alone."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    code: str
    wave: str
    process: str | None
    role: str
    language: str
    location: str
    side: Party
    needed_by: date
    topics: list[str]
    threshold: Decimal
    access: list[str]
    state: SeatState
    holder: str | None
    screened_until: date | None
    certified_until: date | None
    history: list[SeatChange]

    @classmethod
    def to(cls, side: Party, seat: Seat) -> "SeatView":
        shown = cls.model_validate(seat)
        if side is seat.side:
            return shown
        return shown.model_copy(update={"history": [_shown(change) for change in shown.history]})


def _shown(change: SeatChange) -> SeatChange:
    personal = change.step in PERSONAL
    return change.model_copy(update={"note": "", "evidence": []}) if personal else change


class LateSeat(BaseModel):
    """`days` late; where there are none, it is at risk."""

    seat: UUID
    code: str
    wave: str
    state: SeatState
    needed_by: date
    days: int
    reasons: list[str]


class RampOf(BaseModel):
    """`standing`: seats at each step. `needed`: those that are needed by today."""

    seats: int
    needed: int
    standing: dict[SeatState, int]
    certified: Decimal | None
    "The share, half-up to 0.0001."
    forecast: RampForecast


class RampOfWave(RampOf):
    wave: str
    late: list[LateSeat]
    at_risk: list[LateSeat]


class RampView(BaseModel):
    today: date
    plan: RampOf
    waves: list[RampOfWave]


class RampCurve(BaseModel):
    weeks: list[WeekOfRamp]


def ramp_view(board: Board, waves: Sequence[str]) -> RampView:
    shown = [_of_wave(board, wave) for wave in waves]
    return RampView(today=board.today, plan=RampOf(**_counted(board, None)), waves=shown)


def ramp_curve(board: Board, wave: str | None) -> RampCurve:
    return RampCurve(weeks=curve(board.of(wave), board.today))


def _counted(board: Board, wave: str | None) -> dict[str, Any]:
    seats = board.of(wave)
    share = certified(seats).value.share
    return {
        "seats": len(seats),
        "needed": sum(seat.needed_by <= board.today for seat in seats),
        "standing": {
            state: sum(seat.state is state for seat in seats)
            for state in SeatState
            if state is not SeatState.WITHDRAWN
        },
        "certified": None if share is None else four_places(share),
        "forecast": board.forecast(wave).value,
    }


def _of_wave(board: Board, wave: str) -> RampOfWave:
    counted = RampOf(**_counted(board, wave))
    late, at_risk = [], []
    for seat in board.of(wave):
        found = board.lateness(seat, counted.forecast.likely).value
        told = _late(seat, found.days, found.reasons)
        late += [told] if found.days else []
        at_risk += [told] if found.at_risk else []
    return RampOfWave(**dict(counted), wave=wave, late=late, at_risk=at_risk)


def _late(seat: Seat, days: int, reasons: list[str]) -> LateSeat:
    facts = seat.model_dump(include={"code", "wave", "state", "needed_by"})
    return LateSeat(seat=seat.id, **facts, days=days, reasons=reasons)
