"""The sample's contract with Kestrel as governance learns of it, for tests to start from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from libs.common import inbox
from libs.common.cloudevents import decode, parse
from libs.common.events import Event
from libs.common.events.assessment import ProgrammeRegistered
from libs.common.events.terms import PriceLine, ServiceLevelTerms, WaveTerms
from libs.common.events.transition.waves import WaveHandedOver, WaveRolledBack, WaveWentLive
from libs.common.events.vendor.contracts import ContractAmended, ContractSigned
from libs.common.events.vendor.measurements import MeasurementsReported, Tally
from libs.common.ids import new_id
from libs.common.money import Money
from tests.office import Caller, Office, eventually, office
from tests.telling import tell

V1 = "/governance/v1"
PROGRAMME, KESTREL, LUSORA, CONTRACT = new_id(), new_id(), new_id(), new_id()
PARTIES = {"programme_id": PROGRAMME, "vendor_id": KESTREL, "contract_id": CONTRACT}
INVOICES, ACCURACY, CALLS = "invoices-3-days", "booking-accuracy", "calls-30-s"
DIGEST = "ab" * 32
MARCH = "2026-03-04T09:00:00+01:00"
E = TypeVar("E", bound=Event)


def euro(amount: str) -> Money:
    return Money.of(amount, "EUR")


def _level(code: str, title: str, expected: str, minimum: str, **more: str) -> ServiceLevelTerms:
    terms = {"code": code, "title": title, "expected": expected, "minimum": minimum}
    terms |= {"pool_share": "0.50", "allocation": "0.40", "wave": "wave-1"}
    terms |= {"report_only_from": "2025-11-01", "credit_bearing_from": "2026-01-01"}
    return ServiceLevelTerms.model_validate(terms | more)


LEVELS = [
    _level(INVOICES, "Invoices booked in 3 business days", "97", "94"),
    _level(ACCURACY, "Booking accuracy", "99.5", "99", pool_share="1", allocation="1"),
    _level(CALLS, "Calls answered in 30 s", "80", "75", wave="wave-3"),
]


def registered() -> ProgrammeRegistered:
    return ProgrammeRegistered(
        programme_id=PROGRAMME, name="Carve-out", client="Veldkamp", currency="EUR", driver="cost"
    )


def signed() -> ContractSigned:
    return ContractSigned(
        **PARTIES,
        title="Finance with Kestrel",
        signed_on=date(2025, 6, 13),
        starts_on=date(2025, 6, 16),
        term_months=60,
        monthly_fee=euro("95450"),
        at_risk_share="0.12",
        service_levels=LEVELS,
        waves=[
            WaveTerms(
                code="wave-1", title="Payables", processes=["AP"], planned_on=date(2025, 9, 15)
            )
        ],
        price=[PriceLine(title="Invoices", unit="invoice", unit_price=euro("3.90"))],
        country="PL",
    )


def amended() -> ContractAmended:
    """Touchless invoices: €3.45 instead of €3.90 from 1 July 2026."""
    return ContractAmended(
        **PARTIES,
        version=2,
        valid_from=date(2026, 7, 1),
        reason="Touchless invoices",
        price=[PriceLine(title="Invoices", unit="invoice", unit_price=euro("3.45"))],
        monthly_fee=euro("88475"),
    )


def live(on: str = "2025-09-15", wave: str = "wave-1") -> WaveWentLive:
    more = {"plan_id": new_id(), "wave_id": new_id(), "live_on": date.fromisoformat(on)}
    return WaveWentLive(**PARTIES, **more, wave=wave, processes=["AP"])


def rolled_back(on: str, wave: str = "wave-1") -> WaveRolledBack:
    more = {"plan_id": new_id(), "wave_id": new_id(), "rolled_back_on": date.fromisoformat(on)}
    return WaveRolledBack(**PARTIES, **more, wave=wave, reason="Errors")


def handed_over(on: str, run_by: str, wave: str = "wave-1") -> WaveHandedOver:
    more = {"plan_id": new_id(), "wave_id": new_id(), "handover_id": new_id()}
    return WaveHandedOver(
        **PARTIES,
        **more,
        wave=wave,
        handed_over_by="sanne",
        accepted_by="yusuf",
        accepted_on=date.fromisoformat(on),
        run_by=run_by,
    )


def tally(on: str, met: int, total: int, excluded: int = 0, code: str = INVOICES) -> Tally:
    day = date.fromisoformat(on)
    return Tally(service_level=code, taken_on=day, met=met, total=total, excluded=excluded)


def reported(*tallies: Tally) -> MeasurementsReported:
    return MeasurementsReported(**PARTIES, measurements=list(tallies))


def month_of(month: str, met: int, total: int, code: str = INVOICES) -> MeasurementsReported:
    """The same counts on each of twenty days."""
    first = date.fromisoformat(f"{month}-01")
    days = [str(first + timedelta(days=n)) for n in range(20)]
    return reported(*(tally(day, met, total, code=code) for day in days))


class Governed:
    """People of the client and of Kestrel, with the contract signed and wave 1 live."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.sanne = office.as_("sanne", "programme_office")
        self.sponsor = office.as_("karin", "sponsor")
        self.yusuf = office.as_("yusuf", "operations")
        self.daan = office.as_("daan", "finance")
        self.ania = office.of_vendor("ania", str(KESTREL))
        self.rita = office.of_vendor("rita", str(LUSORA))

    async def settle(self) -> "Governed":
        for event in (registered(), signed(), live()):
            await self.tell(event)
        return self

    async def tell(self, event: Event, **more: Any) -> None:
        """Told by another service, and arrived here."""
        id = await tell(self.office, event, **more)
        database = self.office.service("governance").database
        await eventually(lambda: inbox.has(database, id))

    async def level(self, code: str = INVOICES, **at: Any) -> Any:
        path = f"{V1}/service-levels?contract={CONTRACT}"
        levels = (await self.sanne.get(path, **at))["items"]
        found = [level for level in levels if level["code"] == code]
        assert found, levels
        return found[0]

    async def path(self, code: str = INVOICES) -> str:
        return f"{V1}/service-levels/{(await self.level(code))['id']}/months"

    async def month(self, month: str, code: str = INVOICES) -> Any:
        return await self.sanne.get(f"{await self.path(code)}/{month}")

    async def measured(self, month: str, met: int, total: int, code: str = INVOICES) -> None:
        await self.tell(month_of(month, met, total, code))

    async def close(
        self, month: str, code: str = INVOICES, at: str = MARCH, by: Caller | None = None
    ) -> Any:
        path = await self.path(code)
        return await (by or self.yusuf).post(path, {"month": month}, baton_date=at)

    async def credit(self, month: str = "2026-02", code: str = INVOICES) -> Any:
        """The credit of a month in which 93.1 % was attained."""
        await self.measured(month, 931, 1000, code)
        closed = await self.close(month, code)
        return await self.sanne.get(f"{V1}/credits/{closed['credit_id']}")

    async def heard(self, kind: type[E]) -> list[E]:
        """What governance has told, of one type, oldest first."""
        await eventually(self._all_is_sent)
        consumer = self.office.together.bus.consumer(f"test-{new_id()}", ["baton.governance"])
        await consumer.start()
        found: list[E] = []
        while batches := await consumer.fetch(most=1000, wait=0.3):
            for record in (record for batch in batches for record in batch.records):
                envelope = decode(record)
                if envelope.type == kind.type:
                    event = parse(envelope, record.value, kind)
                    assert isinstance(event, kind)
                    found.append(event)
        await consumer.stop()
        return found

    async def _all_is_sent(self) -> bool:
        database = self.office.service("governance").database
        async with database.look() as connection:
            rows = await connection.execute(select(database.table("outbox").c.seq))
            return not rows.all()


@asynccontextmanager
async def governed(data: Path) -> AsyncIterator[Governed]:
    async with office(data, "governance") as it:
        yield await Governed(it).settle()
