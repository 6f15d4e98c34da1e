"""Who takes part: vendors with signed contracts, got over the APIs, and their systems' tokens."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import httpx

from benchmarks.places import Running
from libs.common.auth.development import DevelopmentIssuer
from tests.integration.selection import Selection
from tests.office import Office

TENANT = "veldkamp"
EVENTS = "/vendor/v1/events"
ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
FIRST_DAY = date(2025, 6, 16)
DAYS = [str(FIRST_DAY + timedelta(days=n)).encode() for n in range(300)]
_numbers = count()


class Desk(Office):
    """The tests' office, over real connections."""

    def __init__(self, running: Running, http: httpx.AsyncClient) -> None:
        self.http, self.issuer = http, DevelopmentIssuer(running.place.settings)


@dataclass(frozen=True)
class Contract:
    """A signed one, with a token for each of the vendor's systems. `reader` follows it all."""

    programme: str
    vendor: str
    id: str
    tokens: list[str]
    reader: str

    def event(self) -> bytes:
        """A day of one service level, measured; an id that never came before."""
        number = next(_numbers)
        return (
            b'{"specversion":"1.0","id":"day-%012d","source":"/kestrel/reporting",'
            b'"type":"baton.vendor.measurements_reported.v1","time":"2026-04-14T08:00:00Z",'
            b'"datacontenttype":"application/json","data":{"contract_id":"%s","measurements":'
            b'[{"service_level":"invoices-3-days","taken_on":"%s","met":97,"total":100}]}}'
        ) % (number, self.id.encode(), DAYS[number % len(DAYS)])

    def batch(self, size: int) -> bytes:
        return b"[" + b",".join(self.event() for _ in range(size)) + b"]"


async def settle(running: Running, contracts: int, systems: int) -> list[Contract]:
    """So many contracts, of programmes and vendors of their own, each with so many systems."""
    async with running.http() as http:
        desk = Desk(running, http)
        return [await _contract(desk, running, systems) for _ in range(contracts)]


async def _contract(desk: Desk, running: Running, systems: int) -> Contract:
    selection = Selection(desk)
    if "assessment" in running.processes:
        body = {"name": "Finance", "client": "Veldkamp"}
        made = await desk.as_("sanne").post("/assessment/v1/programmes", body)
        selection.programme = made["id"]
    contract = await selection.signed()
    vendor = selection.vendors["Kestrel"]
    tokens = [await _token(desk, vendor, number) for number in range(systems)]
    reader = desk.issuer.token("auditor", TENANT, ["auditor"])
    return Contract(selection.programme, vendor, contract, tokens, reader)


async def _token(desk: Desk, vendor: str, number: int) -> str:
    body = {"name": f"System {number}", "rights": ["report", "read"]}
    key = await desk.as_("pieter", "procurement").post(f"/vendor/v1/vendors/{vendor}/keys", body)
    answer = await desk.http.post("/vendor/v1/token", json={"key": key["key"]})
    answer.raise_for_status()
    return str(answer.json()["access_token"])
