"""The plan at work: agreed, slipping, judged, compared, drawn, and out to another tool and back."""

from libs.client.demo import transfer
from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json
from libs.client.demo.waiting import until

XML = "application/xml"


async def try_the_template(stage: Stage) -> None:
    """What the plan would be at the real volumes. Nothing moves."""
    stage.on("2025-06-18", "14:00")
    for vendor, shapes in stage.sample.transition["shapes"].items():
        what = f"tries the plan of {vendor.capitalize()} at its real volumes, without touching it"
        body = {"shapes": shapes, "dry_run": True}
        path = f"{_plan(stage, vendor)}/tailor"
        draft = await stage.person("sanne").does(what, path, body)
        waves = ", ".join(f"{wave} live {day}" for wave, day in draft["waves"].items())
        stage.story.answer(f"{waves}; hypercare to {draft['finishes_on']}")
        for warning in draft["warnings"]:
            stage.story.answer(warning)


async def agree_the_plan(stage: Stage) -> None:
    stage.on("2025-06-19")
    baseline = stage.sample.transition["baseline"]
    for vendor in stage.known.plans:
        what = f"takes a baseline of the plan of {vendor.capitalize()}: {baseline['title'].lower()}"
        path = f"{_plan(stage, vendor)}/baselines"
        taken = await stage.person("sanne").does(what, path, baseline)
        stage.story.answer(f"baseline {taken['number']}, to {taken['finishes_on']}")
    stage.numbers.found("agreed_finish", taken["finishes_on"])


async def slip_and_catch_up(stage: Stage) -> None:
    """A vendor's report moves the plan at once; a change of the plan gets the date back."""
    slip = stage.sample.transition["slip"]
    await _report_the_slip(stage, slip)
    reported = await _expected(stage, "wave-1")
    stage.story.answer(f"at once: wave-1 is expected live on {reported}, planned was 2025-09-15")
    stage.found_on_its_day("slipped_to", reported)
    await _catch_up(stage, slip)


async def _report_the_slip(stage: Stage, slip: Json) -> None:
    stage.on(slip["on"])
    report = {"contract_id": stage.known.contracts["kestrel"], **slip["report"]}
    milestone = report["milestone"]
    what = f"reports {milestone}: {report['percent']} %, expected {report['expected_on']}"
    marek = stage.system_of("kestrel", "marek")
    await marek.reports(what, "milestone_progress_reported", [report])
    stage.story.answer(report["reason"])

    async def heard() -> Json | None:
        tasks = await stage.person("sanne").lists(
            f"{_plan(stage, 'kestrel')}/tasks", milestones="true"
        )
        task: Json = next(task for task in tasks if task["milestone"] == milestone)
        return task if task["slipped_to"] == report["expected_on"] else None

    await until(heard, f"the report on {milestone} in the plan")


async def _catch_up(stage: Stage, slip: Json) -> None:
    stage.on(slip["caught_up_on"])
    pilot = await transfer.planned_task(stage, stage.known.plans["kestrel"], "wave-1-pilot")
    path = f"{SERVICE}/tasks/{pilot['id']}/change"
    what = "lets the pilot begin beside the last cases"
    await stage.person("sanne").does(what, path, slip["change"])
    again = await _expected(stage, "wave-1")
    stage.story.answer(f"wave-1 is expected live on {again}")
    stage.found_on_its_day("caught_up_to", again)


async def _expected(stage: Stage, wave: str) -> str:
    found = await stage.person("sanne").sees(f"{SERVICE}/waves/{stage.known.waves[wave]}")
    return str(found["expected_on"])


async def see_the_status(stage: Stage) -> None:
    """The evening before the gate."""
    stage.on("2025-10-07", "17:00")
    sanne = stage.person("sanne")
    status = await sanne.sees(f"{_plan(stage, 'lusora')}/status")
    health, value = status["health"], status["earned_value"]
    stage.story.deed(stage.moment, sanne.name, "reads how the plan of Lusora stands")
    stage.story.answer(f"{health['colour'].upper()}, against baseline {status['baseline']}")
    for reason in health["reasons"]:
        if reason["colour"] in ("red", "amber"):
            stage.story.answer(reason["sentence"])
    stage.found_on_its_day("spi", value["spi"])
    stage.found_on_its_day("colour", health["colour"])


async def see_what_changed(stage: Stage) -> None:
    """Facts that somebody stated, and what they did to the end."""
    stage.on("2025-10-09", "11:00")
    sanne = stage.person("sanne")
    found = await sanne.sees(f"{_plan(stage, 'lusora')}/changes")
    stage.story.deed(stage.moment, sanne.name, "asks what changed since, and why")
    for change in found["changes"]:
        because = f" ({change['reason']})" if change["reason"] else ""
        days = f"{change['days']} working days"
        stage.story.answer(f"{change['code']} {change['kind']}: {days}{because}")
    movement = found["movement"]["days"]
    stage.story.answer(f"the end: {found['finishes_on']}, moved by {movement} working days")
    held = [c for c in found["changes"] if c["code"] == "wave-2-go-live"]
    stage.found_on_its_day("changed_days", held[0]["days"] if held else "none")


async def draw_the_end(stage: Stage) -> None:
    """The seed makes it the same for whoever draws again."""
    stage.on("2025-10-09", "12:00")
    asked = stage.sample.transition["forecast"]
    what = f"draws the end {asked['draws']:,} times"
    path = f"{_plan(stage, 'lusora')}/simulations"
    result = await stage.person("sanne").awaits(what, path, asked)
    found = await stage.person("sanne").sees(f"{SERVICE}/simulations/{result['simulation_id']}")
    kept = f"{float(found['on_time']):.0%}"
    stage.story.answer(
        f"half of them end by {found['p50']}, four of five by {found['p80']}; "
        f"{found['promised_on']} is kept in {kept}"
    )
    stage.numbers.found("p50", found["p50"])
    stage.numbers.found("p80", found["p80"])


async def go_through_another_tool(stage: Stage) -> None:
    """What a planner's own tool reads and writes."""
    stage.on("2025-10-10")
    sanne, plan = stage.person("sanne"), _plan(stage, "lusora")
    content = await sanne.downloads(f"{plan}/mspdi")
    what = "takes the plan out as Microsoft Project XML, and tries to bring it in again"
    report = await sanne.tries(what, f"{plan}/imports", content, content_type=XML, dry_run="true")
    differing = sum(len(report[name]) for name in ("added", "changed", "removed"))
    stage.story.answer(f"{len(content):,} bytes; tasks that differ: {differing}")
    stage.numbers.found("differing", differing)


def _plan(stage: Stage, vendor: str) -> str:
    return f"{SERVICE}/plans/{stage.known.plans[vendor]}"
