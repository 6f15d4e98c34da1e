"""A wave, and what stands beside it, to begin from."""

from datetime import UTC, date, datetime

from libs.common.auth.actor import Actor
from libs.common.events.transition.party import Party
from libs.common.ids import new_id
from services.transition.models import Cutover, CutoverItem, Gate, Handover, RollBack, Wave
from services.transition.models.gates import GateState
from services.transition.models.handovers import HandoverItem, HandoverKind
from services.transition.models.plan_items import Deed

OURS = {"programme_id": new_id(), "vendor_id": new_id(), "plan_id": new_id()}
WAVE_ID = new_id()
LIVE = date(2025, 9, 15)
NOW = datetime(2025, 9, 15, 8, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def deed(on: str = "2025-09-16", note: str = "because", by: str = "sanne") -> Deed:
    return Deed(day(on), by, NOW, note, [])


def person(id: str) -> Actor:
    return Actor("veldkamp", id, id.capitalize())


def wave() -> Wave:
    return Wave(
        **OURS,
        id=WAVE_ID,
        contract_id=new_id(),
        code="wave-1",
        title="Payables",
        processes=["payables"],
        first_planned_on=LIVE,
        planned_on=LIVE,
        live_task="wave-1-go-live",
    )


def gate() -> Gate:
    passed = {"state": GateState.PASSED, "decided_on": day("2025-09-12")}
    return Gate(**OURS, wave_id=WAVE_ID, wave="wave-1", **passed)


def cutover() -> Cutover:
    return Cutover(**OURS, wave_id=WAVE_ID, wave="wave-1", rehearsal_days=30)


def item(code: str = "route", **more: object) -> CutoverItem:
    facts: dict[str, object] = {
        "title": "Route all new work",
        "side": Party.CLIENT,
        "person": "operations",
        "minutes": 60,
        "after": [],
        "position": 0,
    }
    return CutoverItem(**OURS, cutover_id=new_id(), wave="wave-1", code=code, **(facts | more))


def roll_back() -> RollBack:
    return RollBack(
        **OURS,
        wave_id=WAVE_ID,
        wave="wave-1",
        reason="Refunds went out twice",
        caused_by=Party.VENDOR,
        proposed_by="sanne",
        proposed_on=day("2025-09-16"),
    )


def handover() -> Handover:
    items = [
        HandoverItem(code="manual", kind=HandoverKind.DOCUMENT, title="Manual", owner="Joris"),
        HandoverItem(code="lead", kind=HandoverKind.CONTACT, title="Lead", owner="Marek"),
        HandoverItem(code="calls", kind=HandoverKind.SERVICE_LEVEL, title="Calls", owner="Rita"),
    ]
    return Handover(
        **OURS,
        wave_id=WAVE_ID,
        wave="wave-1",
        items=items,
        begun_on=day("2025-10-01"),
        begun_by="sanne",
        changed_on=day("2025-10-01"),
    )
