"""The pilot of wave 3: planned, measured, passed, and what it taught."""

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json, percent

VENDOR, REPORTER, OWNER, JUDGE = "lusora", "tiago", "amira", "sanne"


async def plan(stage: Stage) -> None:
    one = _one(stage)
    stage.on(one["planned_on"], "18:00")
    path = f"{SERVICE}/plans/{stage.known.plans[VENDOR]}/pilots"
    what = f"plans a pilot: {one['pilot']['title']}"
    made = await stage.person(OWNER).does(what, path, one["pilot"])
    stage.known.items[made["code"]] = made["id"]


async def finish(stage: Stage) -> None:
    """The vendor tells what it measured; how it comes out nobody states."""
    one, path = _one(stage), _path(stage)
    stage.on(one["told_on"], "17:00")
    vendor = stage.of_vendor(VENDOR, REPORTER)
    what = f"reports {one['pilot']['cases']} cases of the pilot"
    await vendor.does(what, f"{path}/results", {"results": one["results"]})
    stage.on(one["ended_on"], "08:00")
    ended = await stage.person(JUDGE).does("ends the pilot", f"{path}/end", {})
    share = ended["attained"][0]
    bounds = " to ".join(percent(share[bound]) for bound in ("low", "high"))
    sure = "surely" if share["surely"] else "not surely: 95 % confidence"
    stage.story.answer(f"{ended['state']}; {percent(share['value'])} %, {sure} is {bounds} %")
    what = "notes what the pilot taught"
    made = await vendor.does(what, f"{path}/lessons", one["lesson"])
    stage.known.items["lesson"] = made["id"]


async def do_what_it_taught(stage: Stage) -> None:
    one = _one(stage)
    stage.on(one["done_on"])
    path = f"{SERVICE}/pilot-lessons/{stage.known.items['lesson']}/do"
    what = "has done what the pilot taught"
    await stage.of_vendor(VENDOR, REPORTER).does(what, path, {"note": one["done"]})


def _one(stage: Stage) -> Json:
    return dict(stage.sample.pilots["voice"])


def _path(stage: Stage) -> str:
    code = _one(stage)["pilot"]["code"]
    return f"{SERVICE}/pilots/{stage.known.items[code]}"
