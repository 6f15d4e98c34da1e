"""Act five: wave 2 behind the freeze, wave 3 with a waiver; the first months are counted."""

from libs.client.demo import (
    claims,
    communication,
    cutover_scene,
    gates,
    months,
    pilots,
    ramp,
    relief,
    staff,
    trainer,
    transfer,
)
from libs.client.demo.stage import Stage


async def play(stage: Stage) -> None:
    stage.story.act("5 Roll-out")
    await transfer.settle(stage, 1, stage.known.duplicates)
    await finish_wave_one(stage)
    await staff.place(stage, "2025-11-03")
    await staff.ask_how_they_are(stage, 1)
    await months.report_and_close(stage, "2025-10")
    await trainer.announce(stage)
    await trainer.replace(stage)
    await months.report_and_close(stage, "2025-11")
    await wave_two(stage)
    await wave_three(stage)


async def finish_wave_one(stage: Stage) -> None:
    stable = await transfer.claim(
        stage, "finance", "stable", reached_on="2025-10-20", on="2025-10-20"
    )
    await claims.raise_blocker(stage)
    await claims.accept_in_part(stage, stable)
    await claims.close_what_is_open(stage)
    await cutover_scene.settle_down(stage)
    await ramp.lose_one(stage)
    await transfer.close_plan(stage, "kestrel", on="2025-10-31")


async def wave_two(stage: Stage) -> None:
    await trainer.catch_up(stage)
    await transfer.report_knowledge(stage, "mail again")
    stage.numbers.found("knowledge_after", await transfer.until_known(stage, "mail again"))
    ready = await transfer.claim(
        stage, "mail", "kt-complete", reached_on="2025-12-18", on="2025-12-19"
    )
    await transfer.accept(stage, ready, "amira", on="2025-12-22")
    await months.report_and_close(stage, "2025-12")
    pilot = await transfer.claim(
        stage, "mail", "pilot-complete", reached_on="2026-01-12", on="2026-01-12"
    )
    await transfer.accept(stage, pilot, "amira", on="2026-01-13")
    await transfer.answer_for(stage, "mail again")
    await transfer.decide(stage, "mail again")
    await transfer.go_live(stage, "wave-2", on="2026-01-19")
    await staff.place(stage, "2026-01-22")
    await communication.hear_the_marketplaces(stage)
    await relief.count_wave_two(stage)


async def wave_three(stage: Stage) -> None:
    transcripts = await transfer.escalate(stage, 2)
    await transfer.report_knowledge(stage, "voice", "documented", "taught", "shadowed")
    await months.report_and_close(stage, "2026-01")
    await transfer.settle(stage, 2, transcripts)
    await transfer.report_knowledge(stage, "voice", "reverse_shadowed", "tested")
    await transfer.until_known(stage, "voice")
    await transfer_of_voice(stage)
    await transfer.answer_for(stage, "voice")
    await gates.decide_by_two(stage)
    await pilots.do_what_it_taught(stage)
    await transfer.go_live(stage, "wave-3", on="2026-03-02")


async def transfer_of_voice(stage: Stage) -> None:
    """The first claim is left lying: silence escalates by itself."""
    await pilots.plan(stage)
    ready = await transfer.claim(
        stage, "voice", "kt-complete", reached_on="2026-02-12", on="2026-02-13"
    )
    await transfer.accept(stage, ready, "amira", on="2026-02-20")
    await transfer.until_escalated(stage, "lusora", "baton.transition.claim_fell_silent.v1")
    await pilots.finish(stage)
    pilot = await transfer.claim(
        stage, "voice", "pilot-complete", reached_on="2026-02-23", on="2026-02-23"
    )
    await transfer.accept(stage, pilot, "amira", on="2026-02-24")
