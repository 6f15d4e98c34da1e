"""A claim made too soon: its vendor's clock stands still while the client takes its access away."""

from datetime import datetime

from libs.client.demo import transfer
from libs.client.demo.stage import AMSTERDAM, Stage
from libs.client.demo.transfer import SERVICE, Json

FIGURES = ("stopped_from", "stopped_until", "stopped_by", "answer_due", "answer_due_relieved")


async def claim_too_soon(stage: Stage) -> Json:
    """Disputed: from then on the vendor has its days to answer."""
    one = _one(stage)
    milestone = one["milestone"].removeprefix("wave-1-")
    days = {"reached_on": one["claimed_on"], "on": one["claimed_on"]}
    claim = await transfer.claim(stage, "finance", milestone, **days)
    await transfer.dispute(stage, claim, "joris", one["why_not"], on=one["disputed_on"])
    return claim


async def see_the_stop(stage: Stage, claim: Json, relief: Json) -> None:
    """From the loss to the return of the access, by that relief; the time that was left runs on."""
    if stage.taken_up:
        stage.numbers.forgo(*FIGURES)
        return
    clock = (await stage.of_vendor("kestrel", "marek").sees(_path(claim)))["clock"]
    stop = next(each for each in clock["stops"] if each["key"] == f"relief-{relief['number']}")
    since, until, due = (_wall(at) for at in (stop["since"], stop["until"], clock["due_at"]))
    stage.story.answer(f"the vendor's time to answer stood still from {since} to {until}: to {due}")
    found = (since, until, relief["caused_by"], _wall(await _was_due(stage, claim)), due)
    for code, value in zip(FIGURES, found, strict=True):
        stage.numbers.found(code, value)


async def answer_and_decide(stage: Stage, claim: Json) -> None:
    """In time by the hours that were given back. Somebody else than who disputed it decides."""
    one, sanne = _one(stage), stage.person("sanne")
    stage.on(one["answered_on"], "09:00")
    reject = (f"{_path(claim)}/reject", {"reason": one["rejected"]})
    step = "rejects what was claimed too soon"
    what = "wants to reject the claim: its time was up at midnight"
    await sanne.is_refused(what, *reject, kind="answer-awaited", step=step)
    stage.on(one["answered_on"], "11:00")
    what = f"answers on {claim['milestone']}"
    marek = stage.of_vendor("kestrel", "marek")
    answered = await marek.does(what, f"{_path(claim)}/answer", {"answer": one["answer"]})
    stage.story.answer(f"{answered['state']}, {'late' if answered['silent'] else 'in time'}")
    stage.on(one["rejected_on"], "09:00")
    await sanne.does(f"rejects the claim of {claim['milestone']}", *reject, step=step)


async def _was_due(stage: Stage, claim: Json) -> str:
    """Without the stop, as the rule that counted on had it."""
    path = f"{_path(claim)}/explanation"
    course = (await stage.of_vendor("kestrel", "marek").sees(path))["inputs"]["course"]
    return str(course["running"]["explanation"]["inputs"]["was"])


def _wall(at: str) -> str:
    """In Utrecht, to the minute."""
    return f"{datetime.fromisoformat(at).astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


def _one(stage: Stage) -> Json:
    return dict(stage.sample.claims["too_soon"])


def _path(claim: Json) -> str:
    return f"{SERVICE}/claims/{claim['id']}"
