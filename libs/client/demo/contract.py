"""Act three: two contracts, which nobody signs before the works council has advised."""

from typing import Any

from libs.client.demo.stage import Stage
from libs.client.demo.waiting import until
from libs.client.demo.words import money

SERVICE = "/vendor/v1"


async def play(stage: Stage) -> None:
    stage.story.act("3 Contracts")
    for terms in stage.sample.contracts:
        await draft(stage, terms)
    await sign_too_early(stage)
    await clear(stage)
    for terms in stage.sample.contracts:
        await sign(stage, terms)
    await learn_service_levels(stage)


async def draft(stage: Stage, terms: dict[str, Any]) -> None:
    stage.on("2025-05-06")
    body = {
        **terms["contract"],
        "programme_id": stage.known.programme,
        "evaluation_id": stage.known.evaluations[terms["lot"]],
    }
    lotte = stage.person("lotte")
    made = await lotte.does(f"drafts: {terms['contract']['title']}", f"{SERVICE}/contracts", body)
    stage.known.contracts[terms["id"]] = made["id"]
    stage.story.answer(
        f"{money(made['monthly_fee'])} a month, {len(made['service_levels'])} service levels, "
        f"{len(made['preconditions'])} preconditions"
    )


async def sign_too_early(stage: Stage) -> None:
    stage.on("2025-05-13")
    await stage.person("sanne").is_refused(
        "wants to sign with Kestrel",
        _sign(stage, "kestrel"),
        {},
        kind="precondition-open",
        step="sign kestrel",
    )


CLEARED = (
    ("2025-05-20", "noor", "works-council-advice", "Advised in favour, with conditions."),
    ("2025-06-02", "eva", "processing-agreement", "Agreed with both data officers."),
)


async def clear(stage: Stage) -> None:
    for day, person, code, note in CLEARED:
        stage.on(day)
        for terms in stage.sample.contracts:
            path = f"{SERVICE}/contracts/{stage.known.contracts[terms['id']]}/preconditions/{code}"
            what = f"clears {code} for {terms['contract']['title']}"
            await stage.person(person).does(what, f"{path}/clear", {"note": note})


async def sign(stage: Stage, terms: dict[str, Any]) -> None:
    stage.on("2025-06-13")
    id, title = terms["id"], terms["contract"]["title"]
    await stage.person("lotte").is_refused(
        f"wants to sign what she drafted: {title}", _sign(stage, id), {}, kind="four-eyes"
    )
    what = f"signs: {title}"
    await stage.person("sanne").does(what, _sign(stage, id), {}, step=f"sign {id}")


def _sign(stage: Stage, id: str) -> str:
    return f"{SERVICE}/contracts/{stage.known.contracts[id]}/sign"


async def learn_service_levels(stage: Stage) -> None:
    """They follow the signature in governance."""
    yusuf = stage.person("yusuf")
    for terms in stage.sample.contracts:
        contract = stage.known.contracts[terms["id"]]
        wanted = len(terms["contract"]["service_levels"])

        async def loaded(contract: str = contract, wanted: int = wanted) -> list[Any] | None:
            found = await yusuf.lists("/governance/v1/service-levels", contract=contract)
            return found if len(found) == wanted else None

        for level in await until(loaded, "the service levels of a signed contract"):
            stage.known.levels[level["code"]] = level["id"]
    stage.story.answer(f"governance knows {len(stage.known.levels)} service levels")
