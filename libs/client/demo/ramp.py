"""The ramp of wave 1: teams of both sides, two seats from open to certified, and who leaves."""

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json

VENDOR, LEAD, OWNER = "kestrel", "marek", "joris"


async def gather(stage: Stage) -> None:
    """Each side names its people; the client keeps its trainer, and says which seats it needs."""
    one, plan = stage.sample.ramp, _plan(stage)
    stage.on(one["teams_on"])
    marek, sanne = stage.of_vendor(VENDOR, LEAD), stage.person("sanne")
    for member in one["team_of_vendor"]:
        what = f"takes {member['name']} into the team"
        made = await marek.does(what, f"{plan}/members", member)
        stage.known.items[member["code"]] = made["id"]
    trainer = one["trainer"]
    await sanne.does(f"names {trainer['name']}, who trains", f"{plan}/members", trainer)
    seats = one["seats"]
    made = await sanne.does(f"asks for {len(seats)} seats", f"{plan}/seats", seats)
    for seat in made:
        stage.known.items[seat["code"]] = seat["id"]
    await _keep(stage, one, trainer)


async def _keep(stage: Stage, one: Json, trainer: Json) -> None:
    stage.on(one["agreed_on"])
    path = f"{_plan(stage)}/retention-agreements"
    terms = {**one["retention"], "person": trainer["code"]}
    what = f"offers {trainer['name']} an agreement to stay until {terms['until']}"
    made = await stage.person("noor").does(what, path, terms)
    agree = f"{SERVICE}/retention-agreements/{made['id']}/agree"
    what = f"records that {trainer['name']} agrees to stay"
    await stage.person("sanne").does(what, agree, {})


async def fill(stage: Stage) -> None:
    """Hired, screened, with access to the ledger."""
    one, marek = stage.sample.ramp, stage.of_vendor(VENDOR, LEAD)
    stage.on(one["told_on"], "19:00")
    proof = await marek.stores("screening.txt", "No record, references checked.\n")
    for each in one["filled"]:
        seat, holder = _seat(stage, each["seat"]), each["holder"]
        steps = (
            ("hire", {"holder": holder, "on": each["hired_on"]}),
            ("screen", {"evidence": [proof], "on": each["screened_on"]}),
            ("give-access", {"on": each["access_on"]}),
        )
        for step, body in steps:
            what = f"tells {step.replace('-', ' ')} of {holder} on {each['seat']}"
            await marek.does(what, f"{seat}/{step}", body, told=False)
        stage.story.deed(stage.moment, marek.name, f"tells how far {holder} is on {each['seat']}")


async def certify(stage: Stage) -> None:
    """Trained by what was learnt, certified by the process owner."""
    one, joris = stage.sample.ramp, stage.person(OWNER)
    stage.on(one["certified_on"], "08:00")
    proof = await joris.stores("certified.txt", "Twenty cases seen, none wrong.\n")
    marek = stage.of_vendor(VENDOR, LEAD)
    for each in one["filled"]:
        seat, holder = _seat(stage, each["seat"]), each["holder"]
        await marek.does(f"tells that {holder} is trained", f"{seat}/train", {}, told=False)
        await joris.does(f"certifies {holder}", f"{seat}/certify", {"evidence": [proof]})
    board = await joris.sees(f"{_plan(stage)}/ramp", wave="wave-1")
    (wave,) = board["waves"]
    stage.story.answer(f"{wave['standing']['certified']} of {wave['seats']} seats certified")


async def lose_one(stage: Stage) -> None:
    """Announced; when the last day comes the seat is open, and what was known counts no more."""
    leaving = stage.sample.ramp["leaving"]
    stage.on(leaving["announced_on"])
    body = {name: leaving[name] for name in ("leaving_on", "reason", "successor")}
    path = f"{SERVICE}/members/{stage.known.items[leaving['member']]}/announce-leaving"
    what = f"tells that {leaving['member']} leaves on {leaving['leaving_on']}"
    told = await stage.of_vendor(VENDOR, LEAD).does(what, path, body)
    stage.story.answer(f"{told['successor']} follows; the seat {told['seat']} will be open")


def _plan(stage: Stage) -> str:
    return f"{SERVICE}/plans/{stage.known.plans[VENDOR]}"


def _seat(stage: Stage, code: str) -> str:
    return f"{SERVICE}/seats/{stage.known.items[code]}"
