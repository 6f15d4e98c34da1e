"""Act six: February falls short, and the first service credit is settled."""

from typing import Any

from libs.client.demo import gates, months, transfer
from libs.client.demo.months import TICKETED, Json
from libs.client.demo.spread import spread
from libs.client.demo.stage import Stage
from libs.client.demo.words import amount, money

SERVICE = "/governance/v1"


async def play(stage: Stage) -> None:
    stage.story.act("6 Performance")
    await measure_twice(stage)
    await watch(stage, "2026-02")
    await gates.let_it_expire(stage)
    await watch(stage, "2026-03")
    await gates.make_good(stage)
    await transfer.close_plan(stage, "lusora", on="2026-04-20")
    for month in ("2026-04", "2026-05"):
        await watch(stage, month)


async def measure_twice(stage: Stage) -> None:
    """The client counts for itself; both stand side by side."""
    if stage.tickets:
        return
    own = stage.sample.operations["measured_by_client"]
    stage.on("2026-03-04")
    met, total = own["count"]
    days = [
        {
            "service_level": own["service_level"],
            "taken_on": d.on.isoformat(),
            "met": d.met,
            "total": d.total,
        }
        for d in spread(own["month"], met, total)
    ]
    path = f"{SERVICE}/contracts/{stage.known.contracts['kestrel']}/measurements"
    what = f"measures {own['service_level']} of {own['month']} himself"
    await stage.person("yusuf").does(what, path, {"measurements": days})


async def watch(stage: Stage, month: str) -> None:
    """Closes the month; the first credit of the watched level is contested and settled."""
    closed = await months.report_and_close(stage, month)
    level = closed.get(TICKETED)
    if level is None:
        return
    if difference := level["difference"]:
        client = level["client"]["percent"]
        stage.story.answer(f"the client counted {client} %: {difference} apart")
    code = f"tickets {month}" if stage.tickets else "attainment"
    if stage.tickets or month == "2026-02":
        stage.numbers.found(code, level["percent"])
    if level["closed"]["credit_id"] and not stage.known.credit:
        stage.known.credit = level["closed"]["credit_id"]
        await settle_the_credit(stage, month)


async def settle_the_credit(stage: Stage, month: str) -> None:
    path = f"{SERVICE}/credits/{stage.known.credit}"
    credit = await stage.person("daan").sees(path)
    stage.story.answer(f"service credit proposed: {money(credit['amount'])}")
    stage.numbers.found("first_credit", credit["amount"]["amount"])
    await _explain(stage, path)
    note = months.closing_day(month)
    stage.on(note[:8] + "10")
    ania = stage.of_vendor("kestrel", "ania")
    contest = stage.sample.operations["contest"]
    reason = contest["reason_by_tickets" if stage.tickets else "reason"]
    evidence = await ania.stores("list-of-invoices.txt", f"{reason}\n")
    body = {"reason": reason, "evidence": [evidence]}
    await ania.does("contests it, with a list", f"{path}/contest", body)
    stage.on(note[:8] + "17")
    what = f"hears both sides and agrees the credit against the invoice of {note[:7]}"
    agreed = await stage.person("daan").does(what, f"{path}/agree", {"credit_note_month": note[:7]})
    stage.story.answer(f"{agreed['state']}: {money(agreed['amount'])}")


async def _explain(stage: Stage, path: str) -> None:
    explanation: Json = await stage.person("bram").sees(f"{path}/explanation")
    for step in explanation["steps"]:
        stage.story.answer(f"{step['label']}: {_plain(step['value'])}")


def _plain(value: Any) -> str:
    return money(value) if isinstance(value, dict) else amount(value)
