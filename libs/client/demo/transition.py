"""Act four: knowledge moves; wave 1 goes live, wave 2 does not."""

from decimal import Decimal

from libs.client.demo import (
    access,
    agreement,
    claims,
    communication,
    cutover_scene,
    knowledge,
    planning,
    ramp,
    relief,
    staff,
    stopped_clock,
    transfer,
)
from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json
from libs.client.demo.waiting import until
from libs.client.demo.words import money


async def play(stage: Stage) -> None:
    stage.story.act("4 Transition")
    for vendor in stage.known.contracts:
        await find_the_plan(stage, vendor)
    await declare_the_freeze(stage)
    await planning.try_the_template(stage)
    await planning.agree_the_plan(stage)
    await list_topics(stage)
    await communication.plan(stage)
    await staff.begin(stage)
    await access.ask(stage)
    await agreement.begin(stage)
    await relief.list_what_is_owed(stage)
    await ramp.gather(stage)
    await wave_one(stage)
    await wave_two(stage)
    await see_the_deferral(stage)


async def find_the_plan(stage: Stage, vendor: str) -> None:
    """It follows the signature."""
    stage.on("2025-06-16")
    sanne, contract = stage.person("sanne"), stage.known.contracts[vendor]

    async def planned() -> list[Json] | None:
        return await sanne.lists(f"{SERVICE}/plans", contract=contract) or None

    (plan, *_) = await until(planned, "the plan of a signed contract")
    stage.known.plans[vendor] = plan["id"]
    for wave in await sanne.lists(f"{SERVICE}/plans/{plan['id']}/waves"):
        stage.known.waves[wave["code"]] = wave["id"]
    for gate in await sanne.lists(f"{SERVICE}/plans/{plan['id']}/gates"):
        stage.known.gates[gate["wave"]] = gate["id"]
    stage.story.deed(stage.moment, sanne.name, f"finds the plan for {vendor.capitalize()}")
    path = " → ".join(plan["critical_path"])
    stage.story.answer(f"to {plan['finishes_on']}; critical: {path}")


async def declare_the_freeze(stage: Stage) -> None:
    stage.on("2025-06-18")
    freeze = stage.sample.transition["freeze"]
    what = f"declares a freeze from {freeze['starts_on']} to {freeze['ends_on']}"
    for vendor, plan in stage.known.plans.items():
        path = f"{SERVICE}/plans/{plan}/freezes"
        await stage.person("sanne").does(what, path, freeze, told=vendor == "lusora")


async def list_topics(stage: Stage) -> None:
    stage.on("2025-06-20")
    listed = 0
    for terms in stage.sample.contracts:
        waves = {wave["code"] for wave in terms["contract"]["waves"]}
        topics = [t for t in stage.sample.knowledge["topics"] if t["wave"] in waves]
        path = f"{SERVICE}/plans/{stage.known.plans[terms['id']]}/topics"
        what = f"lists {len(topics)} topics for {terms['id'].capitalize()} to learn"
        listed += len(await stage.person("sanne").does(what, path, topics))
    stage.numbers.found("topics", listed)


async def wave_one(stage: Stage) -> None:
    await communication.brief_the_council(stage)
    await transfer.report_knowledge(stage, "finance", "documented")
    await relief.bring_data(stage)
    await access.grant(stage)
    await relief.ask_for_a_ruling(stage)
    await agreement.meet_again(stage)
    await knowledge.teach(stage)
    await transfer.report_knowledge(stage, "finance", "taught")
    await relief.rule_late(stage)
    await ramp.fill(stage)
    await access.connect_and_test(stage)
    await transfer.report_knowledge(stage, "finance", "shadowed")
    await knowledge.count_cases(stage)
    await planning.slip_and_catch_up(stage)
    await staff.keep_the_promise(stage)
    await transfer.report_knowledge(stage, "finance", "reverse_shadowed")
    await communication.send(stage, "suppliers-told")
    await staff.place(stage, "2025-09-01")
    await transfer.report_knowledge(stage, "finance", "tested")
    await transfer.until_known(stage, "finance")
    await ramp.certify(stage)
    await cutover_scene.rehearse(stage)
    await claim_what_is_unknown(stage)
    early = await transfer.claim(
        stage, "finance", "kt-complete", reached_on="2025-09-05", on="2025-09-05"
    )
    reason = "Reverse-charge VAT was tested on one case only."
    await transfer.dispute(stage, early, "joris", reason, on="2025-09-08")
    await knowledge.test_again(stage, 1)
    await knowledge.test_again(stage, 2)
    await knowledge.see_who_alone_knows(stage)
    again = await transfer.claim(
        stage, "finance", "kt-complete", reached_on="2025-09-09", on="2025-09-09"
    )
    await transfer.accept(stage, again, "joris", on="2025-09-10")
    pilot = await transfer.claim(
        stage, "finance", "pilot-complete", reached_on="2025-09-10", on="2025-09-11"
    )
    await transfer.accept(stage, pilot, "joris", on="2025-09-11")
    await transfer.answer_for(stage, "finance")
    await transfer.decide(stage, "finance")
    await cutover_scene.cut_over(stage)
    await transfer.go_live(stage, "wave-1", on="2025-09-15")
    await cutover_scene.watch(stage)


async def claim_what_is_unknown(stage: Stage) -> None:
    """Recorded at the door, refused by the plan: the receipt says why."""
    if not stage.rehearse:
        return
    stage.on("2025-09-05", "09:00")
    marek = stage.system_of("kestrel", "marek")
    data = {
        "contract_id": stage.known.contracts["kestrel"],
        "milestone": "wave-9-live",
        "reached_on": "2025-09-05",
        "claimed_by": "Marek",
    }
    what = "claims a milestone that the plan does not have"
    (answer,) = await marek.reports(what, "milestone_reported", [data])
    path = f"/vendor/v1/receipts/{answer['receipt']['id']}"

    async def refused() -> Json | None:
        receipt: Json = await marek.sees(path)
        return receipt if receipt["state"] == "refused" else None

    receipt = await until(refused, "the refusal on a receipt")
    stage.story.answer(f"the receipt says {receipt['reason_kind']}: {receipt['reason']}")


async def wave_two(stage: Stage) -> None:
    await transfer.report_knowledge(stage, "mail", "documented")
    too_soon = await stopped_clock.claim_too_soon(stage)
    await transfer.report_knowledge(stage, "mail", "taught")
    revoked = await transfer.escalate(stage, 0)
    await access.lose_and_restore(stage)
    agreed = await relief.agree_the_relief(stage)
    await stopped_clock.see_the_stop(stage, too_soon, agreed)
    await transfer.settle(stage, 0, revoked)
    await stopped_clock.answer_and_decide(stage, too_soon)
    await transfer.report_knowledge(stage, "mail", "shadowed")
    await cutover_scene.compare(stage)
    stage.known.duplicates = await transfer.escalate(stage, 1)
    await cutover_scene.weigh_the_way_back(stage)
    await transfer.report_knowledge(stage, "mail", "reverse_shadowed", "tested")
    stage.numbers.found("knowledge_before", await transfer.until_known(stage, "mail"))
    await gate_of_october(stage)


async def gate_of_october(stage: Stage) -> None:
    early = await transfer.claim(
        stage, "mail", "kt-complete", reached_on="2025-10-06", on="2025-10-06"
    )
    reason = "Too many cases still need help."
    await transfer.dispute(stage, early, "amira", reason, on="2025-10-07")
    await planning.see_the_status(stage)
    await transfer.answer_for(stage, "mail")
    gate = await transfer.decide(stage, "mail")
    stage.numbers.found("gate_outcome", gate["outcome"])
    await note_the_decision(stage)
    await stage.person("sanne").is_refused(
        "wants to take wave-2 live all the same",
        f"{SERVICE}/waves/{stage.known.waves['wave-2']}/go-live",
        {},
        kind="gate-not-passed",
        step="wave-2 live",
    )
    await claims.take_back(stage, early)
    await move_wave_two(stage)


async def note_the_decision(stage: Stage) -> None:
    """As the first decision froze it."""
    path = f"{SERVICE}/gates/{stage.known.gates['wave-2']}/decisions"
    first = (await stage.person("bram").lists(path))[0]
    shadowing = next(c for c in first["criteria"] if c["code"] == "reverse-shadowing")
    stage.numbers.found("gate_decided", first["decided_on"])
    stage.numbers.found("reverse_shadowing", transfer.percent(shadowing["value"]))
    stage.numbers.found("reverse_shadowing_asked", transfer.percent(shadowing["threshold"]))


async def move_wave_two(stage: Stage) -> None:
    stage.on("2025-10-09")
    slip = {
        "milestone": "wave-2-kt-complete",
        "new_date": "2025-12-19",
        "reason": "Reverse shadowing starts over with a fuller mix of cases",
    }
    path = f"{SERVICE}/plans/{stage.known.plans['lusora']}/slips"
    await stage.of_vendor("lusora", "tiago").does("says wave-2-kt-complete slips", path, slip)
    await transfer.until_escalated(stage, "lusora", "baton.transition.schedule_slipped.v1")
    body = {"reason": "NO-GO of 8 October; nothing goes live in the peak season"}
    path = f"{SERVICE}/waves/{stage.known.waves['wave-2']}/reschedule"
    wave = await stage.person("sanne").does("moves wave-2 behind the freeze", path, body)
    stage.story.answer(f"from {wave['first_planned_on']} to {wave['planned_on']}")
    stage.numbers.found("moved_to", wave["planned_on"])
    await planning.see_what_changed(stage)
    await planning.draw_the_end(stage)
    await planning.go_through_another_tool(stage)


async def see_the_deferral(stage: Stage) -> None:
    """The savings ledger hears of it by itself."""
    path = f"/assessment/v1/programmes/{stage.known.programme}/savings"

    async def deferred() -> Json | None:
        entries = await stage.person("daan").lists(path)
        return next((entry for entry in entries if entry["kind"] == "deferred"), None)

    entry = await until(deferred, "the deferral in the savings ledger")
    days = entry["explanation"]["inputs"]["days"]
    stage.story.answer(f"savings ledger: {money(entry)}, {entry['line']}, {days} days")
    stage.numbers.found("moved_days", days)
    stage.numbers.found("deferred_savings", entry["amount"].removeprefix("-"))
    stage.numbers.found("saving_a_day", f"{abs(Decimal(entry['amount'])) / days:.2f}")
