"""A trainer leaves between two gates: what is known falls, until the successor has learnt it."""

from collections.abc import Iterator

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json, percent

STEPS = ("documented", "taught", "shadowed", "tested")
"Reverse shadowing comes with that of the others."


async def announce(stage: Stage) -> None:
    """A session was planned with them."""
    one = _one(stage)
    stage.on(one["told_on"])
    vendor, plan = stage.of_vendor(one["vendor"], one["by"]), _plan(stage)
    for member in one["team"]:
        what = f"takes {member['name']} into the team"
        made = await vendor.does(what, f"{plan}/members", member)
        stage.known.items[member["code"]] = made["id"]
    session = one["session"]
    what = f"plans a session: {session['title']}"
    made = await vendor.does(what, f"{plan}/knowledge-sessions", session)
    stage.known.items[session["code"]] = made["id"]
    leaving = one["leaving"]
    what = f"tells that {one['person']}, who trains, leaves on {leaving['leaving_on']}"
    await vendor.does(what, f"{_member(stage)}/announce-leaving", leaving)


async def replace(stage: Stage) -> None:
    """The last day has come: what they knew counts no more, and their session has no trainer."""
    one = _one(stage)
    stage.on(one["replaced_on"])
    vendor, successor = stage.of_vendor(one["vendor"], one["by"]), one["successor"]
    session = f"{SERVICE}/knowledge-sessions/{stage.known.items[one['session']['code']]}"
    change = {"trainer": one["trainer"], "reason": f"{one['person']} has left."}
    await vendor.does(f"lets {one['trainer']} train instead", f"{session}/change", change)
    knowledge = await vendor.sees(f"{_plan(stage)}/knowledge")
    wave = next(each for each in knowledge["waves"] if each["wave"] == one["wave"])
    stage.found_on_its_day("knowledge_fell_to", percent(wave["share"]))
    what = f"names {successor}, who follows on {one['person']}"
    await vendor.does(what, f"{_member(stage)}/name-successor", {"successor": successor})
    stage.story.answer(f"{percent(wave['share'])} % transferred, until {successor} has learnt it")
    stage.on(one["held_on"], "12:00")
    body = {"attendance": [{"person": successor, "present": True}]}
    await vendor.does(f"notes that {successor} was there", f"{session}/hold", body)


async def catch_up(stage: Stage) -> None:
    """All that the one who left had to know, by the one who follows."""
    one = _one(stage)
    stage.on(one["learnt_on"]["tested"], "16:00")
    system = stage.system_of(one["vendor"], one["by"])
    marked = await system.stores("tests.txt", f"{one['successor']} has passed.\n")
    data = list(_learnt(stage, one, marked))
    what = f"reports {len(data)} pieces of knowledge for {one['successor']}"
    await system.reports(what, "knowledge_transfer_reported", data)


def _learnt(stage: Stage, one: Json, marked: str) -> Iterator[Json]:
    """`marked`: the tests, without which being tested does not count."""
    for topic in stage.sample.knowledge["topics"]:
        if topic["wave"] == one["wave"] and one["person"] in topic["people"]:
            for step in STEPS:
                yield {
                    "contract_id": stage.known.contracts[one["vendor"]],
                    "topic_code": topic["code"],
                    "person": one["successor"],
                    "step": step,
                    "done_on": one["learnt_on"][step],
                    "evidence": [marked] if step == "tested" else [],
                }


def _one(stage: Stage) -> Json:
    return dict(stage.sample.ramp["trainer_who_leaves"])


def _plan(stage: Stage) -> str:
    return f"{SERVICE}/plans/{stage.known.plans[_one(stage)['vendor']]}"


def _member(stage: Stage) -> str:
    return f"{SERVICE}/members/{stage.known.items[_one(stage)['person']]}"
