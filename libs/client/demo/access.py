"""Access and integrations of wave 1: asked for, late, granted, tested, lost and restored."""

from typing import Any

from libs.client.demo import transfer
from libs.client.demo.player import Player
from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, Json

VENDOR, OWNER = "kestrel", "joris"


async def ask(stage: Stage) -> None:
    """They stand in the plan before what they block."""
    plan = f"{SERVICE}/plans/{stage.known.plans[VENDOR]}"
    for one in stage.sample.transition["access"]:
        wanted = one["ask"]
        stage.on(one["asked_on"])
        what = f"asks for access to the {wanted['system'].lower()} for {wanted['who']}"
        made = await stage.of_vendor(VENDOR, "marek").does(what, f"{plan}/access-requests", wanted)
        stage.known.items[wanted["code"]] = made["id"]
        blocked = ", ".join(made["blocks"])
        stage.story.answer(f"needed by {made['needed_by']}: {blocked} waits for it")
    one = stage.sample.transition["integration"]
    stage.on(one["planned_on"])
    what = f"plans an integration: {one['plan']['title']}"
    made = await stage.person(OWNER).does(what, f"{plan}/integrations", one["plan"])
    stage.known.items[one["plan"]["code"]] = made["id"]


async def grant(stage: Stage) -> None:
    """With evidence; the second comes late, and the plan tells what that costs."""
    for one in stage.sample.transition["access"]:
        request = one["ask"]
        stage.on(one["granted_on"])
        what = f"grants access to the {request['system'].lower()}, with evidence"
        await _step(stage, stage.person(OWNER), what, _request(stage, one, "grant"), one["note"])
    await _see_the_cost(stage)


async def _see_the_cost(stage: Stage) -> None:
    plan = stage.known.plans[VENDOR]
    waiting = await transfer.planned_task(stage, plan, "wave-1-shadow")
    sanne = stage.person("sanne")
    late = await sanne.sees(f"{SERVICE}/access-requests/{stage.known.items['bank-portal']}")
    granted_on = late["history"][1]["on"]
    stage.story.answer(
        f"needed by {late['needed_by']}, granted on {granted_on}: shadowing begins on "
        f"{waiting['early_start']}, {waiting['total_float']} working days before it costs the end"
    )
    stage.found_on_its_day("float_left", waiting["total_float"])


async def connect_and_test(stage: Stage) -> None:
    """The test fails, what it found is mended, and it passes."""
    one, joris = stage.sample.transition["integration"], stage.person(OWNER)
    await _built(stage, one["built_on"], one["connected_on"])
    path = f"{_integration(stage)}/record-test"
    stage.on(one["failed_on"])
    failed = {"passed": False, "note": one["fault"], "days": one["days"]}
    await joris.does("tests the integration, which fails", path, failed)
    stage.story.answer(one["fault"])
    await _built(stage, one["mended_on"], one["connected_again_on"])
    stage.on(one["tested_on"])
    what = "tests the integration again, which passes"
    await _step(stage, joris, what, path, one["note"], passed=True)


async def _built(stage: Stage, built_on: str, connected_on: str) -> None:
    stage.on(built_on)
    path, marek = _integration(stage), stage.of_vendor(VENDOR, "marek")
    what = "reports the integration built"
    await marek.does(what, f"{path}/report-built", {}, step=f"{what} {built_on}")
    stage.on(connected_on)
    path, what = f"{path}/connect", "connects both systems"
    await stage.person(OWNER).does(what, path, {}, step=f"{what} {connected_on}")


async def lose_and_restore(stage: Stage) -> None:
    """On the client's account: what is live goes on, and both days are kept."""
    one = next(one for one in stage.sample.transition["access"] if "revoked_on" in one)
    joris, system = stage.person(OWNER), one["ask"]["system"].lower()
    stage.on(one["revoked_on"], "11:00")
    body = {"reason": one["reason"], "caused_by": "client"}
    what = f"notes that access to the {system} is gone, by the client's own mistake"
    await joris.does(what, _request(stage, one, "revoke"), body)
    stage.on(one["restored_on"], "09:00")
    path = _request(stage, one, "restore")
    restored = await joris.does(f"restores access to the {system}", path, {})
    revoked, again = restored["history"][-2:]
    stage.story.answer(
        f"gone from {revoked['on']} to {again['on']}, caused by the {revoked['caused_by']}"
    )


async def _step(stage: Stage, who: Player, what: str, path: str, note: str, **more: Any) -> Json:
    evidence = await who.stores("evidence.txt", f"{note}\n")
    body = {"note": note, "evidence": [evidence], **more}
    return dict(await who.does(what, path, body))


def _request(stage: Stage, one: Json, step: str) -> str:
    return f"{SERVICE}/access-requests/{stage.known.items[one['ask']['code']]}/{step}"


def _integration(stage: Stage) -> str:
    code = stage.sample.transition["integration"]["plan"]["code"]
    return f"{SERVICE}/integrations/{stage.known.items[code]}"
