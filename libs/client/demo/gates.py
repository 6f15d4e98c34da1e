"""The gate of wave 3: two sign the same evidence, and the waiver is made good after go-live."""

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json


async def decide_by_two(stage: Stage) -> None:
    """The first signature freezes the evidence."""
    one, path = _one(stage), _path(stage)
    sanne = stage.person("sanne")
    stage.on(one["chosen_on"], "12:00")
    what = f"asks for {one['signatories']['signatures']} signatures at the gate of {one['wave']}"
    await sanne.does(what, f"{path}/signatories", one["signatories"])
    stage.on(one["chosen_on"], "14:00")
    what = f"signs the gate of {one['wave']} as the first"
    first = await sanne.does(what, f"{path}/decide", {}, step=f"decide {one['wave']}")
    stage.story.answer(f"frozen for the next: {first['round']['outcome']}")
    stage.on(one["chosen_on"], "15:00")
    what = f"signs the same for {one['wave']}"
    found = await stage.person(one["signed_by"]).does(what, f"{path}/sign", {})
    stage.story.answer(f"{found['outcome']}, until {found['holds_until']}")


async def make_good(stage: Stage) -> None:
    """Before the waiver expires."""
    one = _one(stage)
    stage.on(one["made_good_on"])
    gate = await stage.person("bram").sees(_path(stage))
    if one["waived"] not in {waiver["criterion"] for waiver in gate["waivers"]}:
        return
    path = f"{_path(stage)}/waivers/{one['waived']}/make-good"
    what = f"makes good what {one['wave']} went live without"
    await stage.person(one["made_good_by"]).does(what, path, {"note": one["note"]})


def _one(stage: Stage) -> Json:
    return dict(stage.sample.pilots["gate"])


def _path(stage: Stage) -> str:
    return f"{SERVICE}/gates/{stage.known.gates[_one(stage)['wave']]}"
