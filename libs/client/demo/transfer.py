"""Steps of the transition that come back for every wave: knowledge, claims, gates, go-live."""

from collections.abc import Iterator
from typing import Any

from libs.client.demo.player import Player
from libs.client.demo.stage import Stage
from libs.client.demo.waiting import until
from libs.client.reports import id_of

SERVICE = "/transition/v1"
Json = dict[str, Any]


def round_of(stage: Stage, name: str) -> Json:
    return dict(stage.sample.transition["rounds"][name])


async def report_knowledge(stage: Stage, name: str, *steps: str) -> None:
    """The steps named, or all of the round, each on its day."""
    one = round_of(stage, name)
    system = stage.system_of(one["vendor"], one["by"])
    for step in steps or one["steps"]:
        day = one["steps"][step]
        stage.on(day, "16:00")
        evidence = await _marked(system, one, day) if step == "tested" else []
        data = [{**each, "evidence": evidence} for each in _steps(stage, one, step, day)]
        word = step.replace("_", "-")
        what = f"reports {len(data)} pieces of knowledge {word} for {one['wave']}"
        await system.reports(what, "knowledge_transfer_reported", data, step=f"{name} {step}")
        await _note_stages(stage, one, step, day)


async def _marked(system: Player, one: Json, day: str) -> list[str]:
    """That somebody was tested counts by the marked tests alone."""
    text = f"{one['wave']}: everybody has passed, marked on {day}.\n"
    return [await system.stores(f"{one['wave']}-tests.txt", text)]


async def _note_stages(stage: Stage, one: Json, step: str, day: str) -> None:
    """The programme office notes in the plan which stages of the wave that finishes."""
    noted = {STAGES[step]: day} if "mobilised" in one and step in STAGES else {}
    if step == "documented":
        noted = {"mobilise": one["mobilised"], **noted}
    plan, sanne = stage.known.plans[one["vendor"]], stage.person("sanne")
    stage.on(day, "18:00")
    for name, finished in noted.items():
        task = await planned_task(stage, plan, f"{one['wave']}-{name}")
        path, body = f"{SERVICE}/tasks/{task['id']}/progress", {"finished_at": f"{finished}T17:00"}
        what = f"notes {task['code']} finished"
        await sanne.does(what, path, body, told=False)


STAGES = {"documented": "document", "taught": "teach", "shadowed": "shadow"}
"Stages of a wave in its plan, by the step of knowledge that finishes them."


async def planned_task(stage: Stage, plan: str, code: str) -> Json:
    tasks = await stage.person("sanne").lists(f"{SERVICE}/plans/{plan}/tasks")
    return next(task for task in tasks if task["code"] == code)


def _steps(stage: Stage, one: Json, step: str, day: str) -> Iterator[Json]:
    """One report a topic and person; the last ones carry the cases that were counted."""
    topics = [t for t in stage.sample.knowledge["topics"] if t["wave"] == one["wave"]]
    there = one.get("instead", {})
    pairs = [(topic["code"], there.get(who, who)) for topic in topics for who in topic["people"]]
    counted = one["cases"] if step == "reverse_shadowed" else []
    cases = [[0, 0]] * (len(pairs) - len(counted)) + counted
    for (topic, person), (count, unaided) in zip(pairs, cases, strict=True):
        yield {
            "contract_id": stage.known.contracts[one["vendor"]],
            "topic_code": topic,
            "person": person,
            "step": step,
            "done_on": day,
            "cases": count,
            "unaided": unaided,
        }


async def until_known(stage: Stage, name: str) -> str:
    """Waits until the plan shows all that the round reported; the share transferred, in %."""
    one = round_of(stage, name)
    path = f"{SERVICE}/plans/{stage.known.plans[one['vendor']]}/knowledge"
    wanted = sum(unaided for _, unaided in one["cases"])

    async def shown() -> Json | None:
        waves = (await stage.person("sanne").sees(path))["waves"]
        wave: Json = next(wave for wave in waves if wave["wave"] == one["wave"])
        unaided = wave["reverse_shadowing"]["unaided"]
        return wave if unaided >= wanted and float(wave["share"]) == 1 else None

    wave = await until(shown, f"the knowledge of {one['wave']} in the plan")
    unaided = percent(wave["reverse_shadowing"]["share"])
    share = percent(wave["share"])
    stage.story.answer(f"{share} % transferred, {unaided} % of cases unaided")
    return share


def percent(share: str) -> str:
    return f"{float(share) * 100:.0f}"


async def claim(stage: Stage, name: str, milestone: str, *, reached_on: str, on: str) -> Json:
    """The vendor reports a milestone; the claim that becomes of it."""
    one, code = round_of(stage, name), f"{round_of(stage, name)['wave']}-{milestone}"
    stage.on(on)
    system = stage.system_of(one["vendor"], one["by"])
    evidence = await system.stores(f"{code}.txt", f"{code} reached on {reached_on}.\n")
    data = {
        "contract_id": stage.known.contracts[one["vendor"]],
        "milestone": code,
        "reached_on": reached_on,
        "evidence": [evidence],
        "claimed_by": one["by"].capitalize(),
    }
    what = f"claims {code}, reached on {reached_on}"
    (answer,) = await system.reports(what, "milestone_reported", [data])
    plan, report = stage.known.plans[one["vendor"]], answer["receipt"]["event_id"]

    async def opened() -> Json | None:
        claims = await stage.person("sanne").lists(f"{SERVICE}/plans/{plan}/claims")
        return next((claim for claim in claims if claim["report_id"] == report), None)

    return await until(opened, f"the claim of {code}")


async def accept(stage: Stage, claim: Json, person: str, *, on: str) -> Json:
    stage.on(on, "15:00")
    path = f"{SERVICE}/claims/{claim['id']}/accept"
    what = f"accepts {claim['milestone']}"
    return dict(await stage.person(person).does(what, path, {}))


async def dispute(stage: Stage, claim: Json, person: str, reason: str, *, on: str) -> None:
    stage.on(on, "15:00")
    path = f"{SERVICE}/claims/{claim['id']}/dispute"
    await stage.person(person).does(f"disputes {claim['milestone']}", path, {"reason": reason})
    stage.story.answer(reason)


async def answer_for(stage: Stage, name: str) -> None:
    """Those who know sign for what nothing measures."""
    gate = stage.sample.transition["gates"][name]
    stage.on(gate["on"], "09:00")
    path = f"{SERVICE}/gates/{stage.known.gates[gate['wave']]}"
    shown = (await stage.person("sanne").sees(path))["today"]["criteria"]
    measured = {each["code"] for each in shown if each["measured"]}
    answers = (answer for answer in gate["answers"] if answer[1] not in measured)
    for person, criterion, met, note in answers:
        body = {"criterion": criterion, "met": met, "note": note}
        word = "signs" if met else "cannot sign"
        step = id_of(name, person, criterion)
        what = f"{word} {criterion} for {gate['wave']}"
        await stage.person(person).does(what, f"{path}/answers", body, step=step)
    if waiver := gate.get("waiver"):
        what = f"waives {waiver['criterion']} until {waiver['expires_on']}"
        await stage.person(gate["waived_by"]).does(what, f"{path}/waivers", waiver)


async def decide(stage: Stage, name: str) -> Json:
    gate = stage.sample.transition["gates"][name]
    stage.on(gate["on"], "14:00")
    path = f"{SERVICE}/gates/{stage.known.gates[gate['wave']]}/decide"
    what = f"decides the gate of {gate['wave']}"
    found = await stage.person("sanne").does(what, path, {}, step=f"decide {name}")
    stage.story.answer(f"{found['outcome']}: {' '.join(found['today']['reasons']) or 'all is met'}")
    return dict(found)


async def go_live(stage: Stage, wave: str, *, on: str) -> None:
    """The day is what the plan says then."""
    stage.on(on, "08:00")
    path = f"{SERVICE}/waves/{stage.known.waves[wave]}/go-live"
    what = f"takes {wave} live"
    live = await stage.person("sanne").does(what, path, {}, step=f"{wave} live")
    stage.numbers.found(f"{wave}_live", live["live_on"])


async def close_plan(stage: Stage, vendor: str, *, on: str) -> None:
    stage.on(on)
    path = f"{SERVICE}/plans/{stage.known.plans[vendor]}/close"
    await stage.person("sanne").does(f"closes the transition to {vendor.capitalize()}", path, {})


async def escalate(stage: Stage, number: int) -> str:
    """What went wrong in the first weeks, escalated by hand."""
    one = stage.sample.transition["hypercare"][number]
    stage.on(one["on"])
    body = {
        "programme_id": stage.known.programme,
        "contract_id": stage.known.contracts[one["contract"]],
        "subject": one["subject"],
        "detail": one["detail"],
    }
    what = f"escalates: {one['subject']}"
    raised = await stage.person("yusuf").does(what, "/governance/v1/escalations", body)
    return str(raised["id"])


async def settle(stage: Stage, number: int, escalation: str) -> None:
    one = stage.sample.transition["hypercare"][number]
    stage.on(one["resolved_on"])
    path = f"/governance/v1/escalations/{escalation}/resolve"
    what = f"settles it: {one['resolution']}"
    await stage.person("yusuf").does(what.rstrip("."), path, {"resolution": one["resolution"]})


async def until_escalated(stage: Stage, vendor: str, cause: str) -> Json:
    """Governance hears of it, and escalates by itself."""
    query, id = {"programme": stage.known.programme}, stage.known.vendors[vendor]

    async def raised() -> Json | None:
        found = await stage.person("sanne").lists("/governance/v1/escalations", **query)
        theirs = (one for one in found if one["vendor_id"] == id)
        return next((one for one in theirs if one["cause"] == cause), None)

    escalation = await until(raised, f"the escalation that follows {cause}")
    stage.story.answer(f"escalated: {escalation['subject']}")
    return escalation
