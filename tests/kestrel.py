"""A vendor with a signed contract and its systems at the door, put in place directly."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx

from libs.common.db import Scope
from libs.common.money import Money
from services.vendor.models import Contract, SignState, Vendor
from services.vendor.terms import ContractTerms, DraftPriceLine, DraftWave
from tests.office import Caller, Office

EVENTS = "/vendor/v1/events"
ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"


@dataclass(frozen=True)
class Kestrel:
    """`system` posts with the token of an API key."""

    office: Office
    vendor: UUID = field(default_factory=uuid4)
    programme: UUID = field(default_factory=uuid4)
    contract: UUID = field(default_factory=uuid4)
    unsigned: UUID = field(default_factory=uuid4)
    tenant: str = "veldkamp"

    async def settle(self) -> "Kestrel":
        database = self.office.service("vendor").database
        async with database.write(Scope(self.tenant, datetime.now(UTC))) as db:
            vendor = Vendor(name="Kestrel", country="PL", contact="Ania", registered_by="pieter")
            vendor.id = self.vendor
            db.add_all([vendor, self._contract(self.contract), self._contract(self.unsigned)])
        return self

    def _contract(self, id: UUID) -> Contract:
        return Contract(
            id=id,
            programme_id=self.programme,
            vendor_id=self.vendor,
            vendor_name="Kestrel",
            evaluation_id=uuid4(),
            lot="finance",
            terms=TERMS,
            state=SignState.SIGNED if id == self.contract else SignState.DRAFT,
            drafted_by="lotte",
        )

    async def key(self, *rights: str) -> dict[str, Any]:
        body = {"name": "Kestrel reporting", "rights": list(rights) or ["report"]}
        pieter = self.office.as_("pieter", "procurement", tenant=self.tenant)
        key: dict[str, Any] = await pieter.post(f"/vendor/v1/vendors/{self.vendor}/keys", body)
        return key

    async def system(self, *rights: str) -> "System":
        key = (await self.key(*rights))["key"]
        answer = await self.office.http.post("/vendor/v1/token", json={"key": key})
        assert answer.status_code == 200, answer.text
        return System(self.office.http, answer.json()["access_token"])

    def event(self, id: str = "1", **changes: Any) -> dict[str, Any]:
        data = {
            "contract_id": str(self.contract),
            "milestone": "wave-1-live",
            "reached_on": "2025-09-15",
        }
        event = {
            "specversion": "1.0",
            "id": id,
            "source": "/kestrel/transition",
            "type": "baton.vendor.milestone_reported.v1",
            "time": "2025-09-15T08:00:00Z",
            "datacontenttype": "application/json",
            "data": data | changes.pop("data", {}),
        }
        return event | changes


class System(Caller):
    """A vendor's system at the door."""

    async def tell(self, event: Any, **headers: str) -> httpx.Response:
        return await self.put_in(json.dumps(event), ONE, headers)

    async def tell_many(self, events: Any, **headers: str) -> httpx.Response:
        return await self.put_in(json.dumps(events), BATCH, headers)

    async def put_in(
        self, content: str | bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        more = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        all_headers = self.headers | more | {"Content-Type": content_type}
        return await self.http.post(EVENTS, content=content, headers=all_headers)


def kind(answer: httpx.Response) -> str:
    """The stable end of a problem's type."""
    problem: str = answer.json()["type"]
    return problem.rpartition(":")[2]


TERMS = ContractTerms(
    title="Finance operations",
    starts_on=date(2025, 6, 16),
    term_months=60,
    monthly_fee=Money.of("95450", "EUR"),
    at_risk_share="0.12",
    waves=[
        DraftWave(
            code="wave-1",
            title="Payables and receivables",
            processes=["accounts payable"],
            planned_on=date(2025, 9, 15),
        )
    ],
    price=[DraftPriceLine(title="Invoices")],
    country="PL",
)
