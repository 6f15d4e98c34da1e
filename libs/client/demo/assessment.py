"""Act one: should Veldkamp outsource this? Processes are scored, a case is written and approved."""

from typing import Any

from libs.client.demo.player import Player
from libs.client.demo.stage import Stage
from libs.client.demo.words import amount

SERVICE = "/assessment/v1"


async def play(stage: Stage) -> None:
    stage.story.act("1 Strategic assessment")
    await register(stage)
    await give_roles(stage)
    scope = [await score(stage, one) for one in stage.sample.assessment["processes"]]
    kept = [await score(stage, one) for one in stage.sample.assessment["not_outsourced"]]
    await name_risks(stage)
    await write_the_case(stage, scope, kept)


async def register(stage: Stage) -> None:
    stage.on("2025-01-13")
    body = stage.sample.assessment["programme"]
    path = f"{SERVICE}/programmes"
    programme = await stage.person("sanne").does(
        f"registers the programme {body['name']}", path, body
    )
    stage.known.programme = programme["id"]


async def give_roles(stage: Stage) -> None:
    sanne = stage.person("sanne")
    path = f"{SERVICE}/programmes/{stage.known.programme}/roles"
    for person in stage.sample.people:
        for role in person["programme"]:
            body = {"person": stage.cast.sub(person["id"]), "role": role}
            await sanne.does(f"makes {person['name']} {role}", path, body, told=False)
    stage.story.deed(stage.moment, sanne.name, "gives her colleagues their roles on it")


async def score(stage: Stage, one: dict[str, Any]) -> str:
    """Adds a process and answers what is asked about it; its id."""
    stage.on("2025-01-20")
    owner = _owner(stage, one["process"])
    process, name = one["process"], one["process"]["name"]
    path = f"{SERVICE}/programmes/{stage.known.programme}/processes"
    added = await owner.does(f"lists {name}", path, process, told=False)
    body = {key: one[key] for key in ("answers", "hard_stop") if key in one}
    path = f"{SERVICE}/processes/{added['id']}/score"
    found = await owner.does(f"scores {name}", path, body)
    stage.story.answer(_verdict(found))
    return str(added["id"])


def _owner(stage: Stage, process: dict[str, Any]) -> Player:
    return stage.person("amira" if process["office"] == "front" else "joris")


def _verdict(process: dict[str, Any]) -> str:
    if process["recommendation"] == "hard_stop":
        return "hard stop, whatever the score"
    return (
        f"{process['recommendation']}: {process['operational']} operational, "
        f"{process['strategic']} strategic"
    )


async def name_risks(stage: Stage) -> None:
    stage.on("2025-01-27")
    path = f"{SERVICE}/programmes/{stage.known.programme}/risks"
    for risk in stage.sample.assessment["risks"]:
        noted = await stage.person("sanne").does(f"notes a risk: {risk['title']}", path, risk)
        stage.story.answer(f"expected value {amount(noted['expected_value'])}")


async def write_the_case(stage: Stage, scope: list[str], kept: list[str]) -> None:
    stage.on("2025-01-30")
    daan, path = (
        stage.person("daan"),
        f"{SERVICE}/programmes/{stage.known.programme}/business-cases",
    )
    body = {"processes": scope, "proposal": stage.sample.assessment["proposal"]}
    await daan.is_refused(
        "writes payroll into the case", path, {**body, "processes": kept}, kind="not-suitable"
    )
    case = await daan.does("writes the business case", path, body)
    outlook = case["outlook"]
    stage.story.answer(
        f"{amount(outlook['baseline'])} becomes {amount(outlook['steady_state'])}: "
        f"{outlook['saving_percent']} % less; NPV {amount(outlook['net_present_value'])}"
    )
    for warning in outlook["warnings"]:
        stage.story.answer(warning)
    stage.on("2025-02-03")
    await stage.person("sanne").does(
        "approves it, having written none of it", f"{SERVICE}/business-cases/{case['id']}/approve"
    )
    stage.numbers.found("saving_percent", outlook["saving_percent"])
    stage.numbers.found("steady_state", outlook["steady_state"])
