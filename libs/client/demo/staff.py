"""What becomes of people: the works council's advice, roles by count, new places, morale."""

from collections import Counter
from decimal import Decimal

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json


async def begin(stage: Stage) -> None:
    stage.on(stage.sample.staff["on"])
    await _consult(stage)
    noor = stage.person("noor")
    for vendor, plan in stage.known.plans.items():
        path = f"{SERVICE}/plans/{plan}"
        for role in stage.sample.staff["roles"][vendor]:
            what = f"lists what becomes of {role['headcount']} people: {role['title'].lower()}"
            await noor.does(what, f"{path}/affected-roles", role)
        for offer in stage.sample.staff["placements"][vendor]:
            what = f"offers {offer['count']} people a place: {offer['to_role']}"
            made = await noor.does(what, f"{path}/placements", offer)
            stage.known.items[offer["code"]] = made["id"]
    await _add_up(stage)
    await ask_how_they_are(stage, 0)


async def _consult(stage: Stage) -> None:
    """Noted in the plan of finance as it went, before the contract was signed."""
    one, noor = stage.sample.staff["consultation"], stage.person("noor")
    plan = f"{SERVICE}/plans/{stage.known.plans['kestrel']}"
    made = await noor.does("lists the consultation", f"{plan}/consultations", one["plan"])
    stage.known.items["council-advice"] = made["id"]
    proof = [await noor.stores("advice.txt", "The works council's advice of 20 May\n")]
    path = _consultation(stage)
    asked = {"on": one["asked_on"], "evidence": proof}
    await noor.does("notes when the works council was asked", f"{path}/ask", asked)
    advice = {
        "on": one["advised_on"],
        "evidence": proof,
        "advice": "positive_with_conditions",
        "conditions": [one["condition"]],
    }
    await noor.does("notes the works council's advice", f"{path}/give-advice", advice)
    stage.story.answer(f"positive, if: {one['condition']['text']}")
    decided = {"on": one["decided_on"], "evidence": proof, "departs": False}
    await stage.person("sanne").does("notes the decision on it", f"{path}/decide", decided)


async def keep_the_promise(stage: Stage) -> None:
    """Before the gate of wave 1, which waits for it."""
    one, noor = stage.sample.staff["consultation"], stage.person("noor")
    stage.on(one["met_on"], "09:00")
    proof = [await noor.stores("heard.txt", f"{one['note']}\n")]
    body = {"condition": one["condition"]["code"], "evidence": proof, "note": one["note"]}
    path = _consultation(stage)
    await noor.does("notes the works council's condition met", f"{path}/meet-condition", body)
    await noor.does("closes the consultation", f"{path}/close", {})


def _consultation(stage: Stage) -> str:
    return f"{SERVICE}/consultations/{stage.known.items['council-advice']}"


async def place(stage: Stage, day: str) -> None:
    """Those who took a step by that day."""
    stage.on(day, "11:00")
    for on, code, step, body in stage.sample.staff["moves"]:
        if on == day:
            what = f"notes {body['count']} of {code}: {step.replace('-', ' ')}"
            path = f"{SERVICE}/placements/{stage.known.items[code]}/{step}"
            await stage.person("noor").does(what, path, body)


async def ask_how_they_are(stage: Stage, number: int) -> None:
    one, noor = stage.sample.staff["pulses"][number], stage.person("noor")
    stage.on(one["on"], "15:00")
    plan = f"{SERVICE}/plans/{stage.known.plans[one['vendor']]}"
    ask: Json = one["ask"]
    made = await noor.does(f"asks: {ask['title']}", f"{plan}/pulses", ask)
    path, body = f"{SERVICE}/pulses/{made['id']}/count", {"counts": one["counts"]}
    pulse = await noor.does(f"counts the answers: {ask['title']}", path, body)
    found, trend = pulse["morale"], pulse["trend"]
    fell = f", a fall of {trend['change'].lstrip('-')}" if trend and trend["fell"] else ""
    stage.story.answer(f"morale {found['mean']} of 5 from {found['answers']} answers{fell}")
    if trend:
        stage.numbers.found("morale_change", trend["change"])


async def _add_up(stage: Stage) -> None:
    """Over the plans of both vendors."""
    fates: Counter[str] = Counter()
    cost = Decimal(0)
    for plan in stage.known.plans.values():
        found = await stage.person("noor").sees(f"{SERVICE}/plans/{plan}/people")
        fates.update(found["by_fate"])
        cost += sum(Decimal(total["amount"]) for total in found["severance"]["totals"])
    told = ", ".join(f"{count} {fate}" for fate, count in fates.items() if count)
    stage.story.answer(f"{fates.total()} people: {told}; severance {cost:,.2f} EUR")
    stage.numbers.found("people_affected", fates.total())
    stage.numbers.found("people_redundant", fates["redundant"])
    stage.numbers.found("severance", cost)
