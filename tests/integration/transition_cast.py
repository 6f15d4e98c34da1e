"""A customer-service contract like the sample's, and what its vendor reports."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from libs.common.events import Event
from libs.common.events.terms import WaveTerms
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.events.vendor.knowledge import KnowledgeTransferReported, TransferStep
from libs.common.events.vendor.milestones import MilestoneReported
from libs.common.ids import new_id
from libs.common.money import Money
from tests.integration.hearing import Hearing
from tests.office import Caller, Office, eventually
from tests.telling import tell

E = TypeVar("E", bound=Event)
PROGRAMME, VENDOR, CONTRACT = new_id(), new_id(), new_id()
SIGNED_AT = datetime(2025, 6, 13, 12, tzinfo=UTC)
ROOT = "/transition/v1"
TEST = "7e" * 32
"Of a test that was marked."
MANUAL = ("staff-consulted", "rollback-rehearsed", "systems-connected", "communication-sent")


def on(day: str, hour: int = 10) -> str:
    """A stated moment for the header, in the morning."""
    return f"{day}T{hour:02}:00:00+00:00"


def signed(**more: Any) -> ContractSigned:
    waves = [
        WaveTerms(
            code="wave-2", title="E-mail", processes=["mail", "chat"], planned_on=date(2025, 10, 13)
        ),
        WaveTerms(code="wave-3", title="Voice", processes=["voice"], planned_on=date(2026, 3, 2)),
    ]
    terms: dict[str, Any] = {
        "programme_id": PROGRAMME,
        "vendor_id": VENDOR,
        "contract_id": CONTRACT,
        "title": "Customer service",
        "signed_on": date(2025, 6, 13),
        "starts_on": date(2025, 6, 16),
        "term_months": 60,
        "monthly_fee": Money.of(100_000, "EUR"),
        "at_risk_share": "0.12",
        "service_levels": [],
        "waves": waves,
        "price": [],
        "country": "NL",
    }
    return ContractSigned(**{**terms, **more})


class Programme:
    """The plan, and the two sides at work on it."""

    def __init__(self, baton: Office, plan: dict[str, Any]) -> None:
        self.baton, self.plan = baton, plan
        self.path = f"{ROOT}/plans/{plan['id']}"
        self.sanne = baton.as_("sanne", "programme_office")
        self.amira = baton.as_("amira", "process_owner")
        self.anna = baton.as_("anna", "sponsor")
        self.piet = baton.as_("piet", "approver")
        self.rita = baton.of_vendor("rita", str(VENDOR))

    async def items(self, what: str, caller: Caller | None = None) -> list[dict[str, Any]]:
        path = f"{self.path}/{what}{'&' if '?' in what else '?'}limit=200"
        return list((await (caller or self.sanne).get(path))["items"])

    async def wave(self, code: str) -> dict[str, Any]:
        return next(wave for wave in await self.items("waves") if wave["code"] == code)

    async def gate(self, wave: str) -> str:
        gates = await self.items("gates")
        return f"{ROOT}/gates/{next(gate['id'] for gate in gates if gate['wave'] == wave)}"

    async def task(self, code: str) -> dict[str, Any]:
        return next(task for task in await self.items("tasks") if task["code"] == code)

    async def claims(self) -> list[dict[str, Any]]:
        return await self.items("claims")

    async def report_milestone(
        self, milestone: str, day: str, *, id: UUID | None = None, **more: Any
    ) -> UUID:
        report = {"milestone": milestone, "reached_on": day, "reported_by": "tiago", **OURS, **more}
        event = MilestoneReported.model_validate(report)
        return await tell(self.baton, event, stated_at=at(day), id=id)

    async def claim(self, milestone: str, day: str) -> str:
        """Reported, and become a claim: its path."""
        report = str(await self.report_milestone(milestone, day))

        async def opened() -> list[str]:
            return [claim["id"] for claim in await self.claims() if claim["report_id"] == report]

        (claim,) = await eventually(opened)
        return f"{ROOT}/claims/{claim}"

    async def accepted(self, milestone: str, day: str) -> None:
        await self.amira.post(
            f"{await self.claim(milestone, day)}/accept", {}, baton_date=on(day, 12)
        )

    async def report_step(
        self, topic_code: str, person: str, step: str, done_on: str, **more: Any
    ) -> UUID:
        told: dict[str, Any] = {"topic_code": topic_code, "person": person, "step": step}
        told |= {"done_on": done_on, "evidence": [TEST] if step == "tested" else []}
        return await self.report_progress(done_on, **{**told, **more})

    async def report_progress(self, day: str, **report: Any) -> UUID:
        event = KnowledgeTransferReported.model_validate({**OURS, **report})
        return await tell(self.baton, event, stated_at=at(day))

    async def list_topics(self, wave: str = "wave-2") -> None:
        topics = [
            {"code": "returns", "title": "Returns", "wave": wave, "criticality": 5},
            {"code": "tagging", "title": "Tagging", "wave": wave, "criticality": 1},
        ]
        body = [{**topic, "people": ["rita", "tiago"]} for topic in topics]
        await self.sanne.post(f"{self.path}/topics", body, baton_date=on("2025-07-01"))

    async def teach_everything(self, unaided: int, day: str = "2025-10-07") -> None:
        """Every step of every person on both topics; the last hundred cases in one report."""
        for topic in ("returns", "tagging"):
            for person in ("rita", "tiago"):
                for step in TransferStep:
                    await self.report_step(topic, person, step, day)
        tally = {"cases": 100, "unaided": unaided}
        await self.report_step("returns", "rita", "reverse_shadowed", day, **tally)

        async def known() -> bool:
            knowledge = await self.sanne.get(f"{self.path}/knowledge")
            wave = knowledge["waves"][0]
            share = f"{unaided / 100:.4f}"
            return bool(wave["share"] == "1.0000" and wave["reverse_shadowing"]["share"] == share)

        await eventually(known)

    async def answer_all(self, gate: str, day: str = "2025-10-07") -> None:
        """Those that nothing computes."""
        shown = (await self.sanne.get(gate))["today"]["criteria"]
        for criterion in [each["code"] for each in shown if not each["measured"]]:
            body = {"criterion": criterion, "met": True, "note": "done"}
            await self.amira.post(f"{gate}/answers", body, status=200, baton_date=on(day))

    async def ready(self, wave: str = "wave-2", unaided: int = 90) -> str:
        """All that the gate asks for: its path."""
        await self.list_topics(wave)
        await self.teach_everything(unaided)
        for milestone in (f"{wave}-kt-complete", f"{wave}-pilot-complete"):
            await self.accepted(milestone, "2025-10-07")
        gate = await self.gate(wave)
        await self.answer_all(gate)
        return gate


async def heard(baton: Office, kind: type[E], count: int = 1) -> list[E]:
    """All events of a type that the service has told, once there are so many."""
    consumer = baton.together.bus.consumer(str(new_id()), [kind.topic])
    await consumer.start()
    told = await Hearing(consumer).of(kind, count)
    await consumer.stop()
    return told


OURS = {"programme_id": PROGRAMME, "vendor_id": VENDOR, "contract_id": CONTRACT}


def at(day: str) -> datetime:
    return datetime.fromisoformat(on(day))


async def planned(baton: Office, **more: Any) -> Programme:
    """The contract is signed, and its plan is made."""
    await tell(baton, signed(**more), stated_at=SIGNED_AT)
    sanne = baton.as_("sanne")

    async def plans() -> list[Any]:
        return list((await sanne.get(f"{ROOT}/plans"))["items"])

    return Programme(baton, (await eventually(plans))[0])
