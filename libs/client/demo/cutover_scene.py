"""Wave 1 cut over, watched, almost taken back, stable, and handed over to those who run it."""

from typing import Any

from libs.client.demo.player import Player
from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json

VENDOR, WAVE = "kestrel", "wave-1"


async def rehearse(stage: Stage) -> None:
    """The way back, before the gate: it is measured there."""
    story = _story(stage)
    stage.on(story["rehearsed_on"], "12:00")
    sanne = stage.person("sanne")
    made = await sanne.does(
        "lists what the cutover of wave-1 takes", _wave(stage, "cutover"), story["cutover"]
    )
    stage.known.items["cutover"] = made["id"]
    for item in made["items"]:
        stage.known.items[f"cutover-{item['code']}"] = item["id"]
    yusuf = stage.person("yusuf")
    evidence = await yusuf.stores("rehearsal.txt", f"{story['proof']}\n")
    body = {**story["rehearsal"], "evidence": [evidence]}
    await yusuf.does("rehearses the rollback of wave-1", _cutover(stage, "rehearsals"), body)


async def cut_over(stage: Stage) -> None:
    """Item by item, on the morning of go-live."""
    story = _story(stage)
    stage.on(story["live_on"], "04:30")
    sanne = stage.person("sanne")
    await sanne.does("begins the cutover of wave-1", _cutover(stage, "begin"), {})
    for one in story["worked_off"]:
        stage.on(story["live_on"], one["at"])
        if "reason" in one:
            what = "decides to pass the point of no return"
            decided = {"reason": one["reason"]}
            await sanne.does(what, _cutover(stage, "pass-point-of-no-return"), decided)
            continue
        item = stage.known.items[f"cutover-{one['item']}"]
        path = f"{SERVICE}/cutover-items/{item}/do"
        await _by(stage, one["by"]).does(f"works off: {one['item']}", path, {})


async def watch(stage: Stage) -> None:
    """What wave 1 must show until it is stable; old and new beside each other."""
    story = _story(stage)
    stage.on(story["live_on"], "09:00")
    found = await stage.person("joris").does(
        "says when wave-1 is stable", _wave(stage, "hypercare"), story["hypercare"]
    )
    stage.story.answer(f"hypercare is planned until {found['ends_on']}")
    what = "lets old and new way of booking run side by side"
    run = await stage.person("joris").does(what, _wave(stage, "parallel-runs"), story["run"])
    stage.known.items["parallel-run"] = run["id"]


async def compare(stage: Stage) -> None:
    story = _story(stage)
    stage.on(story["compared_on"])
    path = f"{SERVICE}/parallel-runs/{stage.known.items['parallel-run']}"
    marek, joris = stage.of_vendor(VENDOR, "marek"), stage.person("joris")
    await marek.does("reports what both ways booked", f"{path}/days", story["days"])
    await joris.does("explains a difference", f"{path}/explain", story["explained"])
    ended = await stage.person("sanne").does("ends the parallel run", f"{path}/end", {})
    result = ended["result"]
    stage.story.answer(f"{ended['state']}: {result['in_a_row']} working days within in a row")


async def weigh_the_way_back(stage: Stage) -> None:
    """After the payments made twice: proposed, and declined."""
    story = _story(stage)["doubt"]
    stage.on(story["on"], "11:00")
    incident, sanne = story["incident"], stage.person("sanne")
    what = "notes an incident of severity 1: payments made twice"
    raised = await stage.person("yusuf").does(what, _wave(stage, "incidents"), incident)
    stage.known.items["incident"] = raised["id"]
    stage.on(story["on"], "12:00")
    proposed = await sanne.does(
        "proposes to roll wave-1 back", _wave(stage, "roll-backs"), story["proposal"]
    )
    stage.on(story["declined_on"], "09:00")
    path = f"{SERVICE}/roll-backs/{proposed['id']}/decline"
    await stage.person("daan").does("declines the roll-back", path, story["declined"])
    stage.story.answer(story["declined"]["reason"])
    what = "wants to call wave-1 stable all the same"
    await sanne.is_refused(what, _wave(stage, "stabilise"), {}, kind="blocked", step="stable")


async def settle_down(stage: Stage) -> None:
    """Stable by its numbers, and handed over before the plan closes."""
    story, sanne = _story(stage), stage.person("sanne")
    stage.on(story["settled"]["on"], "11:00")
    incident = f"{SERVICE}/hypercare-incidents/{stage.known.items['incident']}/resolve"
    await stage.person("yusuf").does("settles the incident", incident, story["settled"]["how"])
    stage.on(story["stable_on"])
    marek = stage.of_vendor(VENDOR, "marek")
    what = "reports what ten days of hypercare showed"
    seen = await marek.does(what, _wave(stage, "hypercare/records"), _records(story))
    for result in seen["exit"]["results"]:
        stage.story.answer(f"{result['criterion']}: {result['note']}")
    await sanne.does("calls wave-1 stable", _wave(stage, "stabilise"), {}, step="stable")
    await _hand_over(stage, sanne, story["handover"])


async def _hand_over(stage: Stage, sanne: Player, story: Json) -> None:
    what = "prepares the handover of wave-1"
    begun = await sanne.does(what, _wave(stage, "handovers"), story["begun"])
    path = f"{SERVICE}/handovers/{begun['id']}"
    await sanne.does("offers it to operations", f"{path}/offer", {})
    stage.on(story["accepted_on"])
    taken = {"run_by": story["run_by"]}
    await stage.person("yusuf").does("accepts wave-1", f"{path}/accept", taken)
    stage.story.answer(f"from now on {story['run_by']} runs it")


def _records(story: Json) -> list[Json]:
    return [
        {"criterion": criterion, "day": day, **values}
        for day, shown in story["records"].items()
        for criterion, values in shown.items()
    ]


def _by(stage: Stage, who: str) -> Player:
    return stage.of_vendor(VENDOR, who) if who == "marek" else stage.person(who)


def _story(stage: Stage) -> dict[str, Any]:
    return stage.sample.roll_out


def _wave(stage: Stage, what: str) -> str:
    return f"{SERVICE}/waves/{stage.known.waves[WAVE]}/{what}"


def _cutover(stage: Stage, what: str) -> str:
    return f"{SERVICE}/cutovers/{stage.known.items['cutover']}/{what}"
