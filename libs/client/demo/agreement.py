"""How Veldkamp and Kestrel work together: agreed, met by it, and what came of the first meeting."""

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json

VENDOR, OWNER, ACCOUNT = "kestrel", "joris", "ania"


async def begin(stage: Stage) -> None:
    """Signed by both, a course for both, and a steering meeting within the hours of both."""
    one, plan = stage.sample.agreement, _plan(stage)
    stage.on(one["drafted_on"])
    owner, account = stage.person(OWNER), stage.of_vendor(VENDOR, ACCOUNT)
    body = {"terms": one["terms"], "review_on": one["review_on"]}
    drafted = await owner.does(
        "drafts how both sides work together", f"{plan}/working-agreements", body
    )
    path = f"{SERVICE}/working-agreements/{drafted['id']}/sign"
    for who in (owner, account):
        name = OWNER if who is owner else ACCOUNT
        signed = await who.does("signs the working agreement", path, {"name": name})
    stage.story.answer(f"version {signed['version']} is {signed['state']}")
    series = await owner.does(
        "plans the steering meetings", f"{plan}/meeting-series", one["series"]
    )
    stage.known.items["steering"] = series["id"]
    stage.story.answer(f"at {series['at']} in {series['tz']}, within the hours of both sides")
    await _learn(stage, one)
    await _meet(stage, one)


async def _learn(stage: Stage, one: Json) -> None:
    stage.on(one["attended"]["on"], "09:00")
    plan, sanne = _plan(stage), stage.person("sanne")
    what = f"plans a course: {one['course']['title']}"
    course = await sanne.does(what, f"{plan}/culture-courses", one["course"])
    path = f"{SERVICE}/culture-courses/{course['id']}/attend"
    await sanne.does("notes who attended", path, {"people": one["attended"]["people"]})
    asked = await sanne.does(
        "asks both sides how they work together", f"{plan}/feedback-rounds", one["feedback"]
    )
    path = f"{SERVICE}/feedback-rounds/{asked['id']}/answer"
    await stage.person(OWNER).does("answers", path, {"scores": one["scores"]}, told=False)


async def _meet(stage: Stage, one: Json) -> None:
    """Minutes that the other side approves, a decision, and an action that will be late."""
    stage.on(one["series"]["starts_on"])
    path, owner = await _hold(stage, one, 0), stage.person(OWNER)
    written = await owner.does("writes the minutes", f"{path}/minutes", {"text": one["minutes"]})
    account = stage.of_vendor(VENDOR, ACCOUNT)
    await account.does("approves the minutes", f"{SERVICE}/minutes/{written['id']}/approve")
    await owner.does("notes what was decided", f"{path}/decisions", one["decision"])
    what = f"is to {one['action']['what'].lower()}"
    action = await owner.does(what, f"{path}/actions", one["action"])
    stage.known.items["bank-form"] = action["id"]


async def meet_again(stage: Stage) -> None:
    """The late action stands on the agenda by itself."""
    one = stage.sample.agreement
    stage.on(one["met_again_on"], "11:00")
    path = await _hold(stage, one, 1)
    agenda = (await stage.person("sanne").sees(path))["agenda"]
    stage.story.answer(f"first on the agenda: {agenda[0]['text']} ({agenda[0]['why']})")
    action = f"{SERVICE}/meeting-actions/{stage.known.items['bank-form']}/finish"
    done = {"on": one["done_on"]}
    await stage.person(OWNER).does("says that the bank's form is there", action, done)


async def _hold(stage: Stage, one: Json, number: int) -> str:
    series = stage.known.items["steering"]
    sanne = stage.person("sanne")
    meetings = await sanne.lists(f"{SERVICE}/meeting-series/{series}/meetings")
    path = f"{SERVICE}/meetings/{meetings[number]['id']}"
    what = f"holds the steering meeting of {meetings[number]['planned_on']}"
    await sanne.does(what, f"{path}/hold", {"present": one["present"]})
    return path


def _plan(stage: Stage) -> str:
    return f"{SERVICE}/plans/{stage.known.plans[VENDOR]}"
