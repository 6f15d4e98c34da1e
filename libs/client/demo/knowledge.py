"""How wave 1 learns: a manual, a session, cases watched, a test that takes two attempts."""

from libs.client.demo.stage import Stage
from libs.client.demo.transfer import SERVICE, percent

VENDOR, LEAD, OWNER = "kestrel", "marek", "joris"


async def teach(stage: Stage) -> None:
    """The vendor writes down what it was told; the client approves it and teaches."""
    await _document(stage)
    one, marek = stage.sample.knowledge["session"], stage.of_vendor(VENDOR, LEAD)
    terms = one["plan"]
    stage.on(one["planned_on"], "15:00")
    path = f"{_plan(stage)}/knowledge-sessions"
    made = await marek.does(f"plans a session: {terms['title']}", path, terms)
    stage.story.answer(
        f"{made['client']['starts_at']} for the client, {made['vendor']['starts_at']} in Kraków"
    )
    stage.on(one["held_on"], "14:00")
    body = {"attendance": one["attendance"]}
    path = f"{SERVICE}/knowledge-sessions/{made['id']}/hold"
    await marek.does(f"notes who was at {terms['title']}", path, body)


async def _document(stage: Stage) -> None:
    one, marek = stage.sample.knowledge["document"], stage.of_vendor(VENDOR, LEAD)
    stage.on(one["submitted_on"], "11:00")
    digest = await marek.stores(f"{one['code']}.txt", f"{one['text']}\n")
    told = {name: one[name] for name in ("code", "title", "topics", "author")}
    path = f"{_plan(stage)}/knowledge-documents"
    what = f"submits the {one['title'].lower()}"
    made = await marek.does(what, path, {**told, "digest": digest})
    stage.on(one["approved_on"], "09:00")
    path = f"{SERVICE}/knowledge-documents/{made['id']}/approve"
    await stage.person(OWNER).does(f"approves the {one['title'].lower()}", path, {"version": 1})


async def count_cases(stage: Stage) -> None:
    """Sent twice, counted once."""
    one, marek = stage.sample.knowledge["cases"], stage.of_vendor(VENDOR, LEAD)
    stage.on(one["on"], "17:00")
    common = {name: one[name] for name in ("topic", "person", "step", "seen_by")}
    cases = [{**common, "reference": r, "handled_on": one["on"]} for r in one["references"]]
    what = f"counts {len(cases)} cases that {one['person']} watched"
    body = {"cases": [*cases, *cases]}
    counted = await marek.does(what, f"{_plan(stage)}/shadowed-cases", body)
    stage.story.answer(f"{counted['sent']} sent, {counted['counted']} counted")


async def test_again(stage: Stage, attempt: int) -> None:
    """The first fails, and is kept."""
    one = stage.sample.knowledge["tests"][attempt - 1]
    stage.on(one["on"], "08:00" if attempt > 1 else "17:00")
    body = {**{k: v for k, v in one.items() if k != "on"}, "taken_on": one["on"]}
    what = f"marks {one['person']}'s test on {one['topic']}, attempt {attempt}"
    marked = await stage.person(OWNER).does(what, f"{_plan(stage)}/knowledge-tests", body)
    verdict = "passed" if marked["passed"] else "not passed"
    stage.story.answer(f"{percent(marked['score'])} %: {verdict}")


async def see_who_alone_knows(stage: Stage) -> None:
    """What rests on one person once wave 1 is learnt, the most critical first."""
    path = f"{_plan(stage)}/knowledge/risks"
    risks = await stage.person("sanne").sees(path, least_criticality=4)
    stage.story.answer(f"{len(risks)} critical topics rest on one person: {risks[0]['why']}")


def _plan(stage: Stage) -> str:
    return f"{SERVICE}/plans/{stage.known.plans[VENDOR]}"
