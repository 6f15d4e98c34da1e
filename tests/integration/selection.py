"""The sample's selection of vendors, walked step by step over HTTP, for tests to start from."""

from typing import Any
from uuid import uuid4

from tests.office import Caller, Office

V1 = "/vendor/v1"
BEFORE = "2025-03-03T09:00:00+01:00"
BIDDING = "2025-03-28T12:00:00+01:00"
DEADLINE = "2025-03-31T17:00:00+02:00"
LATE = "2025-03-31T17:00:01+02:00"
OPENING = "2025-04-01T09:00:00+02:00"
JUNE = "2025-06-13T10:00:00+02:00"
CRITERIA: list[dict[str, Any]] = [
    {"code": "price", "title": "Price of a year", "weight": "40", "is_price": True},
    {"code": "quality", "title": "Service and method", "weight": "35"},
    {"code": "language", "title": "Language and culture", "weight": "25", "floor": "40"},
]
SCORES = {
    "Kestrel": {"quality": "84", "language": "90"},
    "Meridian": {"quality": "68", "language": "44"},
}


def euro(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


CONTRACT = {
    "title": "Payables and receivables by Kestrel",
    "starts_on": "2025-06-16",
    "term_months": 60,
    "monthly_fee": euro("95450.00"),
    "at_risk_share": "0.12",
    "country": "NL",
    "service_levels": [
        {
            "code": "invoices-3-days",
            "title": "Invoices booked within 3 business days",
            "expected": "97",
            "minimum": "94",
            "wave": "wave-1",
            "pool_share": "0.50",
            "allocation": "0.40",
            "credit_bearing_from": "2026-01-01",
        }
    ],
    "waves": [
        {
            "code": "wave-1",
            "title": "Payables and receivables",
            "processes": ["Accounts payable"],
            "planned_on": "2025-09-15",
        }
    ],
    "price": [{"title": "An invoice", "unit": "invoice", "unit_price": euro("3.90")}],
    "preconditions": [{"code": "works-council-advice", "title": "Advice of the works council"}],
}


class Selection:
    """People of the client, vendors by name, and one RFP."""

    def __init__(self, office: Office) -> None:
        self.office, self.programme = office, str(uuid4())
        self.pieter = office.as_("pieter", "procurement")
        self.joris = office.as_("joris", "evaluator", "process_owner")
        self.yusuf = office.as_("yusuf", "evaluator", "operations")
        self.sanne = office.as_("sanne", "approver", "programme_office")
        self.lotte = office.as_("lotte", "legal")
        self.noor = office.as_("noor", "hr")
        self.vendors: dict[str, str] = {}
        self.bids: dict[str, str] = {}
        self.rfp = ""

    def of(self, vendor: str) -> Caller:
        """A person of the vendor."""
        return self.office.of_vendor(f"somebody-of-{vendor}", self.vendors[vendor])

    async def vendor(self, name: str, iso27001: str | None = "2028-03-31") -> str:
        body = {"name": name, "country": "PL", "contact": f"{name.lower()}@example.com"}
        made = await self.pieter.post(f"{V1}/vendors", body, baton_date=BEFORE)
        self.vendors[name] = made["id"]
        if iso27001:
            proof = {"standard": "iso27001", "valid_until": iso27001}
            path = f"{V1}/vendors/{made['id']}/certificates"
            await self.pieter.post(path, proof, baton_date=BEFORE)
        return str(made["id"])

    def draft(self, **changes: Any) -> dict[str, Any]:
        return {
            "title": "Finance",
            "lots": [{"code": "finance", "title": "Payables and receivables"}],
            "criteria": CRITERIA,
            "deadline": DEADLINE,
            "knock_outs": {"certificates": ["iso27001"]},
            "invited": list(self.vendors.values()),
        } | changes

    async def drafted(self, **changes: Any) -> str:
        body = {"programme_id": self.programme, **self.draft(**changes)}
        self.rfp = (await self.pieter.post(f"{V1}/rfps", body, baton_date=BEFORE))["id"]
        return self.rfp

    async def issued(self, *vendors: str, **changes: Any) -> str:
        for name in vendors or ("Kestrel", "Meridian"):
            if name not in self.vendors:
                await self.vendor(name)
        await self.drafted(**changes)
        await self.pieter.post(f"{V1}/rfps/{self.rfp}/issue", baton_date=BEFORE)
        return self.rfp

    async def bid(
        self, vendor: str, price: str, at: str = BIDDING, status: int = 201, lot: str = "finance"
    ) -> Any:
        body = {"lot": lot, "price": euro(price), "answers": {"quality": "Two sites."}}
        path = f"{V1}/rfps/{self.rfp}/bids"
        made = await self.of(vendor).post(path, body, status=status, baton_date=at)
        if status == 201:
            self.bids[vendor] = made["id"]
        return made

    async def opened(self) -> None:
        await self.pieter.post(f"{V1}/rfps/{self.rfp}/open", baton_date=OPENING)

    async def score(
        self, who: Caller, vendor: str, scores: dict[str, str], status: int = 201
    ) -> None:
        for criterion, score in scores.items():
            body = {"bid_id": self.bids[vendor], "criterion": criterion, "score": score}
            path = f"{V1}/rfps/{self.rfp}/scores"
            await who.post(path, body, status=status, baton_date=OPENING)

    async def evaluate(self, status: int = 201, lot: str = "finance", at: str = OPENING) -> Any:
        path = f"{V1}/rfps/{self.rfp}/lots/{lot}/evaluate"
        return await self.pieter.post(path, status=status, baton_date=at)

    async def judged(self) -> Any:
        """Kestrel and Meridian, bid, opened, scored and evaluated."""
        await self.issued()
        await self.bid("Kestrel", "1145400.00")
        await self.bid("Meridian", "939228.00")
        await self.opened()
        for vendor, scores in SCORES.items():
            await self.score(self.joris, vendor, scores)
            await self.score(self.yusuf, vendor, scores)
        return await self.evaluate()

    async def awarded(self) -> str:
        """The id of the awarded evaluation."""
        evaluation = (await self.judged())["id"]
        await self.sanne.post(f"{V1}/evaluations/{evaluation}/award", baton_date=OPENING)
        return str(evaluation)

    async def contract(self, **changes: Any) -> str:
        """The id of a draft by Lotte."""
        of = {"programme_id": self.programme, "evaluation_id": await self.awarded()}
        made = await self.lotte.post(f"{V1}/contracts", CONTRACT | of | changes)
        return str(made["id"])

    async def signed(self, **changes: Any) -> str:
        """The id of a contract that Sanne signed."""
        contract = await self.contract(**changes)
        path = f"{V1}/contracts/{contract}"
        await self.noor.post(f"{path}/preconditions/works-council-advice/clear", {})
        await self.sanne.post(f"{path}/sign", {})
        return contract
