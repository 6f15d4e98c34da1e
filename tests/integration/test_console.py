"""The console over HTTP: who sees what of a programme, and what its events add up to."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from libs.common import inbox
from libs.common.events import Event
from libs.common.events.assessment import RoleGranted, RoleRevoked, SavingKind
from libs.common.events.transition.gates import GateOutcome
from libs.common.events.vendor.vendors import VendorRegistered
from libs.common.ids import new_id
from tests.office import Caller, Office, eventually, office
from tests.telling import tell
from tests.unit.console.events import (
    agreed,
    escalated,
    gate,
    live,
    registered,
    saved,
    signed,
    waved,
)

MARCH = datetime(2025, 3, 20, 10, tzinfo=UTC)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "console") as opened:
        yield opened


async def told(here: Office, *events: Event, tenant: str = "veldkamp") -> None:
    """On the bus, and journalled here: each, before the next is told."""
    database = here.service("console").database
    for event in events:
        id = await tell(here, event, tenant=tenant)
        await eventually(partial(inbox.has, database, id))


def of(programme: UUID, rest: str = "") -> str:
    return f"/console/v1/programmes/{programme}{rest}"


async def headlines(caller: Caller, programme: UUID, query: str = "") -> list[str]:
    timeline = await caller.get(of(programme, f"/timeline{query}"))
    return [line["headline"] for line in timeline["items"]]


async def test_a_registered_programme_is_listed_with_its_first_line(here: Office):
    programme = new_id()
    await told(here, registered(programme))
    bram = here.as_("bram", "auditor")
    listed = await bram.get("/console/v1/programmes")
    assert [each["name"] for each in listed["items"]] == ["Veldkamp Home"]
    assert (await bram.get(of(programme)))["client"] == "Veldkamp"
    assert await headlines(bram, programme) == ["Programme Veldkamp Home registered for Veldkamp"]


async def test_the_timeline_is_paged_in_the_journals_order_and_filtered(here: Office):
    programme, vendor = new_id(), new_id()
    await told(here, registered(programme), signed(programme, vendor))
    await told(here, live(programme, vendor, new_id()), escalated(programme))
    sanne = here.as_("sanne")
    first = await sanne.get(of(programme, "/timeline?limit=2"))
    assert [line["sequence"] for line in first["items"]] == [1, 2]
    rest = await sanne.get(of(programme, f"/timeline?limit=2&after={first['next']}"))
    assert [line["sequence"] for line in rest["items"]] == [3, 4] and rest["next"] is None
    assert await headlines(sanne, programme, "?stage=2") == ["Contract signed: Finance"]
    type = "baton.governance.escalation_raised.v1"
    assert await headlines(sanne, programme, f"?type={type}") == ["Escalated: A wave is late"]


async def test_a_line_states_the_business_time_and_who_did_it(here: Office):
    programme = new_id()
    await tell(here, registered(programme), stated_at=MARCH, actor="sanne")
    sanne = here.as_("sanne")

    async def line() -> Any:
        return (await sanne.get(of(programme, "/timeline")))["items"][0]

    found = await eventually(line)
    assert (found["at"], found["actor"]) == ("2025-03-20T10:00:00Z", "sanne")


async def test_another_tenant_finds_nothing(here: Office):
    programme, vendor = new_id(), new_id()
    await told(
        here, registered(programme), VendorRegistered(vendor_id=vendor, name="K", country="PL")
    )
    sanne, other = here.as_("sanne"), here.as_("eve", tenant="other")
    event = (await sanne.get(of(programme, "/journal")))["items"][0]["event_id"]
    for path in ("", "/timeline", "/overview", "/journal", "/journal/head", "/journal/export"):
        await other.get(of(programme, path), status=404)
    await other.get(of(programme, "/feed"), status=404)
    await other.get(f"/console/v1/vendors/{vendor}/journal", status=404)
    await other.get(f"/console/v1/journal/events/{event}", status=404)
    assert (await other.get("/console/v1/programmes"))["items"] == []


async def test_a_role_granted_on_one_programme_opens_that_one_only(here: Office):
    mine, other = new_id(), new_id()
    granted = RoleGranted(programme_id=mine, person="joris", role="process_owner")
    await told(here, registered(mine), registered(other), granted)
    joris = here.as_("joris", "nothing")
    listed = await joris.get("/console/v1/programmes")
    assert [each["id"] for each in listed["items"]] == [str(mine)]
    await joris.get(of(mine, "/timeline"))
    await joris.get(of(other, "/timeline"), status=403)
    await told(here, RoleRevoked(programme_id=mine, person="joris", role="process_owner"))
    await joris.get(of(mine, "/timeline"), status=403)


async def test_a_vendor_without_a_contract_does_not_find_the_programme(here: Office):
    programme, vendor, stranger = new_id(), new_id(), new_id()
    await told(here, registered(programme), signed(programme, vendor))
    priya = here.of_vendor("priya", str(stranger))
    for path in ("", "/timeline", "/journal", "/journal/head", "/journal/export", "/feed"):
        await priya.get(of(programme, path), status=404)
    assert (await priya.get("/console/v1/programmes"))["items"] == []


async def test_a_vendor_sees_its_own_lines_and_no_other(here: Office):
    programme, kestrel, lusora = new_id(), new_id(), new_id()
    await told(here, registered(programme), signed(programme, kestrel), signed(programme, lusora))
    await told(here, escalated(programme), live(programme, kestrel, new_id()))
    ania = here.of_vendor("ania", str(kestrel))
    assert await headlines(ania, programme) == ["Contract signed: Finance", "Wave wave-1 live"]
    listed = await ania.get("/console/v1/programmes")
    assert [each["id"] for each in listed["items"]] == [str(programme)]
    await ania.get(of(programme, "/overview"), status=403)


async def test_the_overview_adds_up_what_happened(here: Office):
    programme, vendor, first, second = new_id(), new_id(), new_id(), new_id()
    await told(here, registered(programme), signed(programme, vendor))
    await told(here, waved(programme, vendor, first, second), live(programme, vendor, first))
    await told(here, gate(programme, vendor, GateOutcome.NO_GO), escalated(programme))
    await told(here, agreed(programme, vendor, "2290.80"), agreed(programme, vendor, "100"))
    await told(here, saved(programme, "83700", SavingKind.REALISED))
    await told(here, saved(programme, "-272000", SavingKind.DEFERRED))
    overview = await here.as_("bram", "auditor").get(of(programme, "/overview"))
    assert overview["waves"] == {"planned": 1, "live": 1, "rolled_back": 0}
    assert overview["last_gate"]["outcome"] == "NO-GO"
    assert overview["credits_agreed"] == [{"amount": "2390.80", "currency": "EUR"}]
    assert overview["savings_realised"] == [{"amount": "83700.00", "currency": "EUR"}]
    assert overview["savings_deferred"] == [{"amount": "-272000.00", "currency": "EUR"}]
    assert (overview["open_escalations"], overview["stage"]) == (1, 5)
    assert (overview["events"], overview["sequence"]) == (10, 10)


async def test_of_a_programme_without_numbers_everything_is_nought(here: Office):
    programme = new_id()
    await told(here, registered(programme))
    overview = await here.as_("bram", "auditor").get(of(programme, "/overview"))
    assert overview["waves"] == {"planned": 0, "live": 0, "rolled_back": 0}
    assert overview["last_gate"] is None and overview["credits_agreed"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "after=-1", "stage=6"])
async def test_a_query_out_of_bounds_is_refused(here: Office, query: str):
    programme = new_id()
    await told(here, registered(programme))
    await here.as_("sanne").get(of(programme, f"/timeline?{query}"), status=422)


async def test_nobody_reads_without_a_token(here: Office):
    answer = await here.http.get("/console/v1/programmes")
    assert answer.status_code == 401


async def test_the_documents_name_every_route_and_the_streams_for_what_they_are(here: Office):
    document = (await here.http.get("/console/openapi.json")).json()
    paths = document["paths"]
    export = paths["/console/v1/programmes/{id}/journal/export"]["get"]["responses"]["200"]
    feed = paths["/console/v1/programmes/{id}/feed"]["get"]["responses"]["200"]
    assert list(export["content"]) == ["application/x-ndjson"]
    assert list(feed["content"]) == ["text/event-stream"]
    ours = {path: routes for path, routes in paths.items() if "/journal" in path}
    assert all(r.get("description") for routes in ours.values() for r in routes.values())
