"""What the client owes, some of it late; whose days the delays are, and what they cost."""

from decimal import Decimal

from libs.client.demo.day_rate import rate_of
from libs.client.demo.player import Player
from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json

VENDOR = "kestrel"


async def list_what_is_owed(stage: Stage) -> None:
    """And what a day costs, by the contract and by the business case."""
    story = stage.sample.relief
    for vendor in story["rates"]:
        rate = await rate_of(stage, vendor)
        path = f"{_plan(stage, vendor)}/relief-rates"
        what = f"states what a day's delay costs: {rate['title'].lower()}"
        await stage.person("sanne").does(what, path, rate)
        stage.story.answer(rate["source"])
    for one in story["owed"]:
        stage.on(one["listed_on"], "14:00")
        wanted = one["what"]
        what = f"lists what the {wanted['side']} owes: {wanted['title'].lower()}"
        path = f"{_plan(stage, VENDOR)}/obligations"
        made = await stage.person("sanne").does(what, path, wanted)
        stage.known.items[wanted["code"]] = made["id"]


async def bring_data(stage: Stage) -> None:
    """In time."""
    await _met(stage, stage.sample.relief["owed"][0])


async def ask_for_a_ruling(stage: Stage) -> None:
    """Its days count from the question."""
    ruling = stage.sample.relief["owed"][1]
    stage.on(ruling["called_on"], "11:00")
    marek = stage.of_vendor(VENDOR, "marek")
    path = f"{_owed(stage, ruling)}/call"
    called = await marek.does("asks for the ruling on reverse-charge VAT", path, {})
    stage.story.answer(f"due {called['due_on']}, {called['days']} business days later")


async def rule_late(stage: Stage) -> None:
    """The system has opened relief for it by itself."""
    met = await _met(stage, stage.sample.relief["owed"][1])
    lapse = met["lapses"][-1]
    stage.story.answer(f"late from {lapse['from_on']} to {lapse['until_on']}: the client's delay")


async def agree_the_relief(stage: Stage) -> Json:
    """For the access that was revoked by mistake: known already, to the day."""
    story, bank = stage.sample.relief["revoked"], stage.known.items["bank-portal"]
    stage.on(story["agreed_on"], "14:00")
    marek, sanne = stage.of_vendor(VENDOR, "marek"), stage.person("sanne")
    rows = await marek.lists(f"{_plan(stage, VENDOR)}/reliefs")
    row = [row for row in rows if row["source_id"] == bank][-1]
    what = f"agrees the relief from {row['from_on']} to {row['until_on']}"
    path = f"{SERVICE}/reliefs/{row['id']}/agree"
    await sanne.does(what, path, {"note": story["note"]})
    ledger = await marek.sees(f"{_plan(stage, VENDOR)}/relief")
    entry = next(one for one in ledger["entries"] if one["id"] == row["id"])
    stage.story.answer(f"{entry['days']} business day; the vendor's clock stood still")
    stage.found_on_its_day("relief_days", entry["days"])
    for each in ledger["deadlines"]:
        if each["milestone"] == "wave-1-stable":
            stage.story.answer(
                f"{each['milestone']}: agreed {each['agreed']}, relieved {each['relieved']}"
            )
            stage.found_on_its_day("stable_agreed", each["agreed"])
            stage.found_on_its_day("stable_relieved", each["relieved"])
    return dict(row)


async def count_wave_two(stage: Stage) -> None:
    """The days by which wave 2 went live later, in the ledger and in money."""
    story, sanne = stage.sample.relief["wave_2"], stage.person("sanne")
    stage.on(story["on"], "15:00")
    plan = _plan(stage, "lusora")
    what = "puts the later go-live of wave-2 into the ledger, caused by the vendor"
    made = await sanne.does(what, f"{plan}/reliefs", story["proposal"])
    stage.on(story["agreed_on"])
    path = f"{SERVICE}/reliefs/{made['id']}/agree"
    tiago = stage.of_vendor("lusora", "tiago")
    await tiago.does("agrees to that", path, {"note": "The cases were too few."})
    await _see_the_cost(stage, sanne, plan)


async def _see_the_cost(stage: Stage, sanne: Player, plan: str) -> None:
    ledger = await sanne.sees(f"{plan}/relief", baseline=1)
    wave = next(each for each in ledger["movements"] if each["wave"] == "wave-2")
    (cost,) = ledger["costs"]
    days = wave["calendar_days"]
    stage.story.answer(
        f"{days['movement']} days later: the vendor's {days['vendor']}, the client's "
        f"{days['client']}, concurrent {days['concurrent']}, other {days['rest']}; "
        f"{cost['title'].lower()}: {cost['amount']['amount']} {cost['amount']['currency']}"
    )
    stage.found_on_its_day("relief_cost", cost["amount"]["amount"])
    a_day = Decimal(cost["amount"]["amount"]) / Decimal(cost["days"])
    stage.found_on_its_day("relief_a_day", f"{a_day:.2f}")


async def _met(stage: Stage, one: Json) -> Json:
    stage.on(one["met_on"], "16:00")
    what = f"meets what is owed: {one['what']['title'].lower()}"
    return dict(await stage.person("sanne").does(what, f"{_owed(stage, one)}/meet", {}))


def _owed(stage: Stage, one: Json) -> str:
    return f"{SERVICE}/obligations/{stage.known.items[one['what']['code']]}"


def _plan(stage: Stage, vendor: str) -> str:
    return f"{SERVICE}/plans/{stage.known.plans[vendor]}"
