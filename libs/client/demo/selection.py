"""Act two: who does it? An RFP in two lots, sealed bids, scores, an award."""

from datetime import datetime
from typing import Any

from libs.client.demo.stage import Stage
from libs.client.demo.waiting import until
from libs.client.demo.words import money

SERVICE = "/vendor/v1"


async def play(stage: Stage) -> None:
    stage.story.act("2 Vendor selection")
    await register_vendors(stage)
    await issue_the_rfp(stage)
    await take_bids(stage)
    bids = await open_bids(stage)
    await judge(stage, bids)
    winners = {lot: await evaluate(stage, lot) for lot in ("finance", "service")}
    for lot, winner in winners.items():
        await award(stage, lot, winner)


async def register_vendors(stage: Stage) -> None:
    stage.on("2025-02-05")
    pieter = stage.person("pieter")
    for one in stage.sample.selection["vendors"]:
        name = one["vendor"]["name"]
        added = await pieter.does(f"registers {name}", f"{SERVICE}/vendors", one["vendor"])
        stage.known.vendors[one["id"]] = added["id"]
        for certificate in one["certificates"]:
            path = f"{SERVICE}/vendors/{added['id']}/certificates"
            await pieter.does(f"files {name}'s certificate", path, certificate, told=False)
            stage.story.answer(f"{certificate['standard']} until {certificate['valid_until']}")


async def issue_the_rfp(stage: Stage) -> None:
    """The draft is there since the case was approved."""
    stage.on("2025-02-10")
    pieter, query = stage.person("pieter"), {"programme": stage.known.programme}

    async def drafted() -> list[Any] | None:
        return await pieter.lists(f"{SERVICE}/rfps", **query) or None

    (draft, *_) = await until(drafted, "the RFP that follows the business case")
    stage.known.rfp = draft["id"]
    body = {**stage.sample.selection["rfp"], "invited": list(stage.known.vendors.values())}
    path = f"{SERVICE}/rfps/{draft['id']}"
    await pieter.replaces("completes the RFP drafted from the case", path, body, draft="draft")
    issued = await pieter.does("issues it to four vendors", f"{path}/issue")
    weights = ", ".join(f"{c['title'].lower()} {c['weight']}" for c in issued["criteria"])
    stage.story.answer(f"weights for all to see: {weights}")


async def take_bids(stage: Stage) -> None:
    for bid in stage.sample.selection["bids"]:
        stage.at(datetime.fromisoformat(bid["at"]))
        name = stage.sample.vendor(bid["vendor"])["name"]
        taken = await stage.of_vendor(bid["vendor"], bid["by"]).does(
            f"sends {name}'s bid for the lot {bid['lot']}", _bids(stage), _bid(stage, bid)
        )
        stage.story.answer(f"sealed as {taken['digest'][:16]}…")
    await be_refused(stage)


async def be_refused(stage: Stage) -> None:
    stage.on("2025-03-31", "16:30")
    path = f"{SERVICE}/rfps/{stage.known.rfp}/open"
    await stage.person("pieter").is_refused(
        "wants to look at the bids before five", path, kind="before-deadline", step="open the bids"
    )
    late = stage.sample.selection["late_bid"]
    stage.at(datetime.fromisoformat(late["at"]))
    await stage.of_vendor(late["vendor"], late["by"]).is_refused(
        "sends a better price four minutes late", _bids(stage), _bid(stage, late), kind="late-bid"
    )


def _bids(stage: Stage) -> str:
    return f"{SERVICE}/rfps/{stage.known.rfp}/bids"


def _bid(stage: Stage, bid: dict[str, Any]) -> dict[str, Any]:
    criteria = stage.sample.selection["rfp"]["criteria"]
    name = stage.sample.vendor(bid["vendor"])["name"]
    return {
        "lot": bid["lot"],
        "price": {"amount": bid["price"], "currency": "EUR"},
        "answers": {
            criterion["code"]: f"{name} on {criterion['title'].lower()}: see the offer."
            for criterion in criteria
            if not criterion.get("is_price")
        },
    }


async def open_bids(stage: Stage) -> dict[str, str]:
    """Bid by vendor."""
    stage.on("2025-04-01", "09:00")
    pieter = stage.person("pieter")
    path = f"{SERVICE}/rfps/{stage.known.rfp}/open"
    await pieter.does("opens all bids at once", path, step="open the bids")
    names = {id: name for name, id in stage.known.vendors.items()}
    opened = await pieter.lists(_bids(stage))
    for bid in opened:
        price = bid["price"]
        vendor = stage.sample.vendor(names[bid["vendor_id"]])["name"]
        stage.story.answer(f"{bid['lot']}: {vendor} {money(price)} a year")
    return {names[bid["vendor_id"]]: bid["id"] for bid in opened}


async def judge(stage: Stage, bids: dict[str, str]) -> None:
    stage.on("2025-04-15")
    for vendor, by_evaluator in stage.sample.selection["scores"].items():
        for evaluator, scores in by_evaluator.items():
            await _score(stage, evaluator, vendor, bids[vendor], scores)
    stage.on("2025-04-18")
    path = f"{SERVICE}/rfps/{stage.known.rfp}/due-diligence"
    for found in stage.sample.selection["due_diligence"]:
        name = stage.sample.vendor(found["vendor"])["name"]
        body = {
            "vendor_id": stage.known.vendors[found["vendor"]],
            "passed": found["passed"],
            "findings": found["findings"],
        }
        await stage.person("lotte").does(f"records the due diligence on {name}", path, body)


async def _score(
    stage: Stage, evaluator: str, vendor: str, bid: str, scores: dict[str, str]
) -> None:
    path = f"{SERVICE}/rfps/{stage.known.rfp}/scores"
    person = stage.person(evaluator)
    name = stage.sample.vendor(vendor)["name"]
    for criterion, score in scores.items():
        body = {"bid_id": bid, "criterion": criterion, "score": score}
        await person.does(f"scores {name} on {criterion}", path, body, told=False)
    marks = ", ".join(f"{criterion} {score}" for criterion, score in scores.items())
    stage.story.deed(stage.moment, person.name, f"scores {name}: {marks}")


async def evaluate(stage: Stage, lot: str) -> str:
    """Who leads."""
    stage.on("2025-04-22")
    path = f"{SERVICE}/rfps/{stage.known.rfp}/lots/{lot}/evaluate"
    made = await stage.person("pieter").does(f"has the lot {lot} evaluated", path)
    stage.known.evaluations[lot] = made["id"]
    _tell(stage, made["outcome"])
    _note(stage, made["outcome"])
    return str(made["outcome"]["ranking"][0]["vendor"])


async def award(stage: Stage, lot: str, winner: str) -> None:
    stage.on("2025-04-28")
    path = f"{SERVICE}/evaluations/{stage.known.evaluations[lot]}/award"
    what = f"awards the lot {lot} to {winner}, having scored nobody"
    await stage.person("sanne").does(what, path)


def _tell(stage: Stage, outcome: dict[str, Any]) -> None:
    for ranked in outcome["ranking"]:
        stage.story.answer(f"{ranked['rank']}. {ranked['vendor']} {ranked['score']}")
    for out in outcome["knocked_out"]:
        reasons = "; ".join(reason["reason"] for reason in out["reasons"])
        stage.story.answer(f"{out['vendor']} is out: {reasons}")
    for flag in outcome["red_flags"]:
        stage.story.answer(f"red flag: {flag['detail']}")
    if flip := outcome["flip"]:
        stage.story.answer(
            f"{flip['vendor']} would win if price weighed {flip['side']} {flip['price_weight']}"
        )


def _note(stage: Stage, outcome: dict[str, Any]) -> None:
    for ranked in outcome["ranking"]:
        stage.numbers.found(f"{ranked['vendor'].lower()}_score", ranked["score"])
    for out in outcome["knocked_out"]:
        stage.numbers.found("knocked_out", out["vendor"])
    if flip := outcome["flip"]:
        stage.numbers.found("flip_weight", flip["price_weight"])
