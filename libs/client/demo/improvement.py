"""Act seven: a better way of working, a lower price, and the benefit in the ledger."""

from decimal import Decimal

from libs.client.demo import governance, months
from libs.client.demo.months import TICKETED, Json
from libs.client.demo.stage import Stage
from libs.client.demo.waiting import until
from libs.client.demo.words import money

GOVERNANCE, VENDOR = "/governance/v1", "/vendor/v1"


async def play(stage: Stage) -> None:
    stage.story.act("7 Improvement")
    improvement = await propose(stage)
    await amend(stage)
    await governance.watch(stage, "2026-06")
    await realise(stage, improvement)
    await see_the_ledger(stage)
    await resolve_escalations(stage)
    await ask_for_more(stage)
    await later_tickets(stage)


async def propose(stage: Stage) -> str:
    stage.on("2026-06-08")
    plan = stage.sample.operations["improvement"]
    body = {
        "programme_id": stage.known.programme,
        "contract_id": stage.known.contracts["kestrel"],
        **{k: plan[k] for k in ("title", "annual_volume", "price_before", "price_after")},
    }
    path = f"{GOVERNANCE}/improvements"
    made = await stage.person("joris").does(f"proposes: {plan['title']}", path, body)
    expected = money(made["expected_per_year"])
    stage.story.answer(f"{plan['annual_volume']:,} × the fall in price: {expected} a year")
    stage.on("2026-06-11")
    await stage.person("sanne").does("approves it", f"{path}/{made['id']}/approve")
    return str(made["id"])


async def amend(stage: Stage) -> None:
    stage.on("2026-06-15")
    path = f"{VENDOR}/contracts/{stage.known.contracts['kestrel']}/amendments"
    body = stage.sample.operations["amendment"]
    draft = await stage.person("lotte").does("drafts the amendment with Kestrel", path, body)
    stage.on("2026-06-22")
    sign = f"{path}/{draft['version']}/sign"
    await stage.person("sanne").does(f"signs it, valid from {draft['valid_from']}", sign, {})
    contract = f"{GOVERNANCE}/contracts/{stage.known.contracts['kestrel']}/versions"

    async def versions() -> list[Json] | None:
        found: list[Json] = await stage.person("daan").lists(contract)
        return found if len(found) > 1 else None

    newest = (await until(versions, "the amended fee in governance"))[-1]
    stage.story.answer(f"governance reckons with {money(newest['fee'])} a month from then")
    stage.numbers.found("amended_fee", newest["fee"]["amount"])


async def realise(stage: Stage, improvement: str) -> None:
    stage.on("2026-07-07")
    body = {"starts_on": stage.sample.operations["improvement"]["starts_on"]}
    path = f"{GOVERNANCE}/improvements/{improvement}/realise"
    made = await stage.person("daan").does("confirms that the benefit has begun", path, body)
    stage.numbers.found("benefit", made["realised_per_year"]["amount"])


async def see_the_ledger(stage: Stage) -> None:
    path = f"/assessment/v1/programmes/{stage.known.programme}/savings"

    async def both() -> list[Json] | None:
        found: list[Json] = await stage.person("daan").lists(path)
        return found if len(found) > 1 else None

    entries = await until(both, "the benefit in the savings ledger")
    for entry in entries:
        stage.story.answer(f"ledger: {entry['kind']} {money(entry)}, {entry['line']}")
    total = sum((Decimal(entry["amount"]) for entry in entries), Decimal(0))
    stage.numbers.found("savings_ledger", total)


async def resolve_escalations(stage: Stage) -> None:
    """Those that events raised by themselves: a slip, a silence, a breach."""
    stage.on("2026-07-08")
    sanne, path = stage.person("sanne"), f"{GOVERNANCE}/escalations"
    for one in await sanne.lists(path, programme=stage.known.programme, state="open"):
        body = {"resolution": "Discussed in the monthly meeting; nothing is left to do."}
        await sanne.does(f"settles: {one['subject']}", f"{path}/{one['id']}/resolve", body)


async def ask_for_more(stage: Stage) -> None:
    stage.on("2026-07-13")
    body = {
        "contract_id": stage.known.contracts["kestrel"],
        "title": "Reconciling suppliers' statements",
        "processes": ["Supplier statements"],
        "planned_on": "2026-11-02",
    }
    what = f"asks Kestrel for more: {body['title']}"
    await stage.person("sanne").does(what, f"{GOVERNANCE}/scaling-requests", body)
    path = f"/transition/v1/plans/{stage.known.plans['kestrel']}/waves"

    async def added() -> Json | None:
        waves = await stage.person("sanne").lists(path)
        return waves[-1] if len(waves) > 1 else None

    wave = await until(added, "the wave that follows a request for more")
    stage.story.answer(f"the plan has a new wave {wave['code']}, for {wave['planned_on']}")


async def later_tickets(stage: Stage) -> None:
    """What a ticket log holds beyond the sample's last month."""
    for month in sorted({f"{day.on:%Y-%m}" for day in stage.tickets}):
        if month > "2026-06":
            closed = await months.report_and_close(stage, month)
            stage.numbers.found(f"tickets {month}", closed[TICKETED]["percent"])
