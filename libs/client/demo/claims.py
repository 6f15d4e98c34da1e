"""Wave 1 is stable but for one thing: a blocker that comes late, and acceptance on a condition."""

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json
from libs.client.demo.waiting import until


async def raise_blocker(stage: Stage) -> None:
    """Through the door, by the vendor's system; the client takes it up."""
    known, one = stage.sample.claims, stage.sample.claims["blocker"]
    stage.on(one["raised_on"], "11:00")
    data = {"contract_id": stage.known.contracts[known["vendor"]], **one["report"]}
    system = stage.system_of(known["vendor"], "marek")
    await system.reports(f"raises a blocker: {one['report']['title']}", "blocker_raised", [data])
    path, code = f"{SERVICE}/plans/{_plan(stage)}/blockers", one["report"]["code"]

    async def raised() -> Json | None:
        blockers = await stage.person("joris").lists(path)
        return next((each for each in blockers if each["code"] == code), None)

    blocker = await until(raised, "the blocker in the plan")
    stage.known.items[code] = blocker["id"]
    stage.on(one["taken_up_on"], "09:00")
    await stage.person("joris").does("takes it up", f"{SERVICE}/blockers/{blocker['id']}/take-up")


async def accept_in_part(stage: Stage, claim: Json) -> None:
    """It counts as reached, on a condition."""
    one = stage.sample.claims["in_part"]
    stage.on(one["on"], "15:00")
    path, body = f"{SERVICE}/claims/{claim['id']}", one["acceptance"]
    what = f"accepts {claim['milestone']} in part"
    await stage.person(one["by"]).does(what, f"{path}/accept-in-part", body)
    (condition,) = await stage.person(one["by"]).lists(f"{path}/conditions")
    stage.known.items[condition["code"]] = condition["id"]
    stage.story.answer(f"{condition['what']}: {condition['owner']}, by {condition['due_on']}")
    queue = await stage.of_vendor(stage.sample.claims["vendor"], "marek").sees(f"{SERVICE}/queue")
    waiting = [each["title"] for each in queue["items"] if each["kind"] == "condition"]
    stage.story.answer(f"in the vendor's queue: {', '.join(waiting)}")


async def take_back(stage: Stage, claim: Json) -> None:
    """A disputed claim that the vendor no longer stands by: its clock ends."""
    one = stage.sample.claims["taken_back"]
    stage.on(one["on"], "09:00")
    path = f"{SERVICE}/claims/{claim['id']}/withdraw"
    what = f"takes back the claim of {claim['milestone']}"
    taken = await stage.of_vendor(one["vendor"], one["by"]).does(
        what, path, {"reason": one["reason"]}
    )
    stage.story.answer(f"{taken['state']}: {one['reason']}")


async def close_what_is_open(stage: Stage) -> None:
    """The wording comes after its day; the letters go out in time, and the claim is accepted."""
    known, joris = stage.sample.claims, stage.person("joris")
    blocker = known["blocker"]
    stage.on(blocker["resolved_on"], "09:00")
    path = f"{SERVICE}/blockers/{stage.known.items[blocker['report']['code']]}"
    late = (await joris.sees(path))["needed_by"]
    await joris.does(
        "resolves the blocker", f"{path}/resolve", {"resolution": blocker["resolution"]}
    )
    stage.story.answer(f"needed by {late}: {blocker['resolution']}")
    one = known["in_part"]
    stage.on(one["met_on"], "09:30")
    (condition,) = one["acceptance"]["conditions"]
    path = f"{SERVICE}/conditions/{stage.known.items[condition['code']]}/meet"
    evidence = await joris.stores(f"{condition['code']}.txt", f"{one['note']}\n")
    body = {"note": one["note"], "evidence": [evidence]}
    await joris.does(f"notes that the condition {condition['code']} is met", path, body)


def _plan(stage: Stage) -> str:
    return stage.known.plans[stage.sample.claims["vendor"]]
