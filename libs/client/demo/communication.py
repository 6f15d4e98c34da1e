"""Stakeholders and what they are told: one item goes late, one moves with its wave."""

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json


async def plan(stage: Stage) -> None:
    data = stage.sample.communication
    stage.on(data["on"])
    sanne = stage.person("sanne")
    for vendor, plan in stage.known.plans.items():
        path = f"{SERVICE}/plans/{plan}"
        for one in data["stakeholders"][vendor]:
            what = f"lists the stakeholder {one['name'].lower()}"
            made = await sanne.does(what, f"{path}/stakeholders", one)
            stage.known.items[one["code"]] = made["id"]
            stage.story.answer(f"{made['quadrant'].replace('_', ' ')}, {made['attitude']}")
        for one in data["communications"][vendor]:
            what = f"plans to tell: {one['message']}"
            made = await sanne.does(what, f"{path}/communications", one)
            stage.known.items[one["code"]] = made["id"]
            stage.story.answer(f"by {made['channel'].replace('_', ' ')}, due {made['due_on']}")


async def brief_the_council(stage: Stage) -> None:
    """Two days late, which the clock had noted; afterwards they think better of it."""
    await send(stage, "council-briefed")
    noted = stage.sample.communication["attitude"]
    path = f"{SERVICE}/stakeholders/{stage.known.items[noted['of']]}/note-attitude"
    body = {"attitude": noted["attitude"], "note": noted["note"]}
    await stage.person("sanne").does("notes that the works council comes round", path, body)


async def send(stage: Stage, code: str) -> None:
    one, sanne = stage.sample.communication["sent"][code], stage.person("sanne")
    stage.on(one["on"], "09:00")
    proof = await sanne.stores(f"{code}.txt", f"{code}, sent on {one['on']}\n")
    path = f"{SERVICE}/communications/{stage.known.items[code]}/send"
    sent = await sanne.does(f"sends {code}", path, {"evidence": [proof], "reach": one["reach"]})
    late = sent["sent_on"] > sent["due_on"]
    word = f"{'late, ' if late else ''}due {sent['due_on']}"
    stage.story.answer(f"{word}, reached {sent['reach']}")


async def hear_the_marketplaces(stage: Stage) -> None:
    """What was to follow the go-live moved with it."""
    await send(stage, "first-days")
    one = dict(stage.sample.communication["feedback"])
    stage.on(one.pop("on"))
    path = f"{SERVICE}/communications/{stage.known.items['first-days']}/gather-feedback"
    await stage.person("sanne").does("notes what the marketplaces say", path, one)
    stage.story.answer(one["note"])
    await _see_the_map(stage)


async def _see_the_map(stage: Stage) -> None:
    path = f"{SERVICE}/plans/{stage.known.plans['kestrel']}/stakeholder-map"
    found: Json = await stage.person("sanne").sees(path)
    late = ", ".join(found["not_spoken_to"]) or "nobody"
    stage.story.answer(f"not spoken to for too long: {late}")
