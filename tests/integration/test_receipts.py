"""What became of a report comes back on its receipt."""

from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from libs.common import inbox
from libs.common.db import Scope
from libs.common.events import Event
from libs.common.events.governance import MeasurementsTaken
from libs.common.events.governance import ReportRefused as MeasurementsRefused
from libs.common.events.transition.claims import MilestoneAccepted, MilestoneDisputed
from libs.common.events.transition.reports import ReportRefused
from services.vendor.handlers import on
from tests.integration.test_door import RECEIPTS, kestrel
from tests.kestrel import Kestrel
from tests.office import Office, eventually, office
from tests.telling import tell


async def hear(o: Office, event: object, tenant: str = "veldkamp") -> None:
    service = o.service("vendor")
    async with service.database.write(Scope(tenant, service.clock.now())) as db:
        await on.one[type(event).type](event, db)  # type: ignore[attr-defined]


async def hear_by_bus(o: Office, *events: Event) -> None:
    """Told by another service, and arrived here."""
    database = o.service("vendor").database
    for id in [await tell(o, event) for event in events]:
        await eventually(partial(inbox.has, database, id))


def taken(k: Kestrel, report_id: UUID) -> MeasurementsTaken:
    whose = {"programme_id": k.programme, "vendor_id": k.vendor, "contract_id": k.contract}
    return MeasurementsTaken(**whose, report_id=report_id, source="vendor", count=2, counts=[])


def refused(k: Kestrel, report_id: UUID) -> MeasurementsRefused:
    return MeasurementsRefused(
        programme_id=k.programme,
        vendor_id=k.vendor,
        contract_id=k.contract,
        report_id=report_id,
        kind="day-ahead",
        reason="1 of 3 lines counts for nothing: /measurements/0.",
        lines=3,
        refused=1,
    )


def disputed(k: Kestrel, report_id: UUID) -> MilestoneDisputed:
    return MilestoneDisputed(
        programme_id=k.programme,
        vendor_id=k.vendor,
        plan_id=uuid4(),
        claim_id=uuid4(),
        report_id=report_id,
        milestone="wave-1-live",
        reason="The reports are missing.",
        disputed_by="joris",
    )


async def test_acceptance_dispute_and_refusal_show_on_the_receipts(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        posts = [await system.tell(k.event(str(n))) for n in range(3)]
        one, two, three = (UUID(post.json()["event_id"]) for post in posts)
        await hear(o, disputed(k, one))
        accepted = disputed(k, two).model_dump(exclude={"reason", "disputed_by"})
        await hear(o, MilestoneAccepted(**accepted, accepted_by="joris"))
        refusal = {"kind": "unknown-milestone", "reason": "The plan has no such milestone."}
        await hear(
            o,
            ReportRefused(programme_id=k.programme, vendor_id=k.vendor, report_id=three, **refusal),
        )
        found = [await system.get(f"{RECEIPTS}/{id}") for id in (one, two, three)]
        told = [(r["state"], r["reason_kind"], r["reason"]) for r in found]
        assert told == [
            ("disputed", "disputed", "The reports are missing."),
            ("accepted", None, None),
            ("refused", "unknown-milestone", "The plan has no such milestone."),
        ]
        listed = (await system.get(f"{RECEIPTS}?state=refused"))["items"]
        assert [item["id"] for item in listed] == [str(three)]


async def test_the_same_report_again_gets_the_receipt_as_it_stands(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        receipt = (await system.tell(k.event())).json()
        await hear(o, disputed(k, UUID(receipt["event_id"])))
        again = await system.tell(k.event())
        assert (again.status_code, again.json()["state"]) == (200, "disputed")


async def test_a_claim_that_came_another_way_has_no_receipt(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        await hear(o, disputed(k, uuid4()))


async def test_another_tenants_event_touches_no_receipt(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        receipt = (await system.tell(k.event())).json()
        await hear(o, disputed(k, UUID(receipt["event_id"])), tenant="another")
        assert (await system.get(f"{RECEIPTS}/{receipt['id']}"))["state"] == "recorded"


async def test_measurements_that_were_taken_show_as_accepted(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        posts = [await system.tell(k.event(str(n))) for n in range(3)]
        one, two, three = (UUID(post.json()["event_id"]) for post in posts)
        await hear_by_bus(o, taken(k, one), taken(k, two), taken(k, uuid4()))
        states = [(await system.get(f"{RECEIPTS}/{id}"))["state"] for id in (one, two, three)]
        assert states == ["accepted", "accepted", "recorded"]


@pytest.mark.parametrize("refusal_first", [True, False])
async def test_measurements_refused_in_part_show_as_refused_whatever_comes_first(
    tmp_path: Path, refusal_first: bool
) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        report = UUID((await system.tell(k.event())).json()["event_id"])
        answers: list[Event] = [refused(k, report), taken(k, report)]
        await hear_by_bus(o, *(answers if refusal_first else reversed(answers)))
        receipt = await system.get(f"{RECEIPTS}/{report}")
        assert (receipt["state"], receipt["reason_kind"]) == ("refused", "day-ahead")
        assert receipt["reason"].startswith("1 of 3 lines")
