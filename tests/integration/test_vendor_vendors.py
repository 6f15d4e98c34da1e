"""Vendors and certificates over HTTP: who sees whom, and the warning before an expiry."""

from datetime import UTC, date, datetime
from pathlib import Path

from libs.common.clock import SetClock
from libs.common.events.vendor.vendors import (
    CertificateRecorded,
    CertificationExpiring,
    VendorRegistered,
)
from tests.integration.hearing import hearing
from tests.integration.selection import V1, Selection
from tests.office import Office, office


async def test_procurement_registers_and_everybody_of_the_client_reads(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        id = await s.vendor("Kestrel")
        assert (await s.noor.get(f"{V1}/vendors/{id}"))["name"] == "Kestrel"
        assert [v["id"] for v in (await s.noor.get(f"{V1}/vendors"))["items"]] == [id]
        body = {"name": "Own", "country": "NL", "contact": "me"}
        assert (await s.noor.post(f"{V1}/vendors", body, status=403))["type"].endswith("missing")


async def test_a_role_on_one_programme_is_not_enough_to_enter_a_vendor(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        token = o.issuer.token("kim", "veldkamp", {Selection(o).programme: ["procurement"]})
        kim = o.as_("kim")
        kim.headers["Authorization"] = f"Bearer {token}"
        await kim.post(f"{V1}/vendors", {"name": "A", "country": "NL", "contact": "a"}, status=403)


async def test_a_vendor_finds_itself_and_nobody_else(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        kestrel, meridian = await s.vendor("Kestrel"), await s.vendor("Meridian")
        ania = s.of("Kestrel")
        assert [v["id"] for v in (await ania.get(f"{V1}/vendors"))["items"]] == [kestrel]
        assert len((await ania.get(f"{V1}/vendors/{kestrel}/certificates"))["items"]) == 1
        await ania.get(f"{V1}/vendors/{meridian}", status=404)
        await ania.get(f"{V1}/vendors/{meridian}/certificates", status=404)
        await ania.post(f"{V1}/vendors/{kestrel}/certificates", {}, status=403)


async def test_another_tenant_sees_no_vendor(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        id = await s.vendor("Kestrel")
        stranger = o.as_("stranger", tenant="elsewhere")
        await stranger.get(f"{V1}/vendors/{id}", status=404)
        assert (await stranger.get(f"{V1}/vendors"))["items"] == []


async def test_what_cannot_be_is_refused_with_its_field(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        id = await s.vendor("Kestrel", None)
        path = f"{V1}/vendors/{id}/certificates"
        for body, field in (
            ({"standard": "ISO 27001", "valid_until": "2028-01-01"}, "/standard"),
            ({"standard": "iso27001", "valid_until": "0001-01-01"}, "/valid_until"),
            ({"standard": "iso27001", "valid_until": "2028-01-01", "digest": "x"}, "/digest"),
        ):
            refusal = await s.pieter.post(path, body, status=422)
            assert refusal["errors"][0]["field"] == field


async def test_an_expiry_is_told_once_sixty_days_before(tmp_path: Path) -> None:
    clock = SetClock(datetime(2026, 11, 20, 10, tzinfo=UTC))
    async with office(tmp_path, "vendor", clock=clock) as o, hearing(o, "baton.vendor") as heard:
        id = await vendor(o)
        path = f"{V1}/vendors/{id}/certificates"
        await o.as_("pieter").post(path, proof("2027-03-31"))
        assert await heard.none_of(CertificationExpiring, before=CertificateRecorded)
        clock.at = datetime(2027, 1, 30, tzinfo=UTC)
        (told,) = await heard.of(CertificationExpiring)
        assert (str(told.vendor_id), told.valid_until) == (id, date(2027, 3, 31))
        clock.at = datetime(2027, 3, 30, tzinfo=UTC)
        await vendor(o)
        await heard.of(VendorRegistered, 2)
        assert len(await heard.of(CertificationExpiring)) == 1


async def test_one_that_ends_sooner_is_told_at_once_and_one_that_has_ended_never(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        pieter = o.as_("pieter")
        path = f"{V1}/vendors/{await vendor(o)}/certificates"
        for last_day in ("2025-02-28", "2025-03-31"):
            await pieter.post(path, proof(last_day), baton_date="2025-03-15T10:00:00Z")
        await heard.of(CertificateRecorded, 2)
        (told,) = await heard.of(CertificationExpiring)
        assert told.valid_until == date(2025, 3, 31)


async def test_nothing_is_told_of_one_that_a_longer_one_replaces(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        pieter = o.as_("pieter")
        path = f"{V1}/vendors/{await vendor(o)}/certificates"
        for last_day in ("2025-06-30", "2028-06-30"):
            await pieter.post(path, proof(last_day), baton_date="2025-03-15T10:00:00Z")
        other = f"{V1}/vendors"
        body = {"name": "Later", "country": "NL", "contact": "later"}
        await pieter.post(other, body, baton_date="2025-06-01T10:00:00Z")
        await heard.of(VendorRegistered, 2)
        assert await heard.none_of(CertificationExpiring, before=VendorRegistered)


async def vendor(o: Office) -> str:
    body = {"name": "Kestrel", "country": "PL", "contact": "ania"}
    return str((await o.as_("pieter").post(f"{V1}/vendors", body))["id"])


def proof(valid_until: str) -> dict[str, str]:
    return {"standard": "iso27001", "valid_until": valid_until}
