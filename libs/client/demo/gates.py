"""The gate of wave 3: two sign the same evidence; its waiver expires after go-live."""

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json, until_escalated
from libs.client.demo.waiting import until

EXPIRED = "baton.transition.waiver_expired.v1"


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


async def let_it_expire(stage: Stage) -> None:
    """The wave is live: that escalates, and of the ways out the waiver is extended."""
    one = _one(stage)
    late, path = one["late"], f"{_path(stage)}/waivers/{one['waived']}"
    stage.on(late["asked_on"], "09:00")
    what = f"asks to extend the waiver until {late['until']}"
    asked = {"until": late["until"], "reason": late["why"]}
    gate = await stage.person(late["asked_by"]).does(what, f"{path}/ask-extension", asked)
    lapsed = next(each for each in gate["lapsed"] if each["criterion"] == one["waived"])
    stage.numbers.found("waiver_expired", lapsed["expires_on"])
    raised = await until_escalated(stage, "lusora", EXPIRED)
    stage.story.answer(raised["detail"])
    stage.on(late["extended_on"])
    what = "extends it, having not asked for it"
    extended = {"reason": late["reason"]}
    gate = await stage.person(late["extended_by"]).does(what, f"{path}/extend", extended)
    stage.numbers.found("waiver_extended", gate["holds_until"])
    await _until_settled(stage, raised)


async def _until_settled(stage: Stage, raised: Json) -> None:
    path = f"/governance/v1/escalations/{raised['id']}"

    async def settled() -> Json | None:
        found: Json = await stage.person("sanne").sees(path)
        return found if found["state"] == "resolved" else None

    found = await until(settled, "the end of the escalation of a waiver that was extended")
    stage.story.answer(f"settled by itself: {found['resolution']}")
    stage.numbers.found("waiver_escalation", found["state"])


async def make_good(stage: Stage) -> None:
    """Before it expires again."""
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
