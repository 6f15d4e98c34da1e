"""A pilot with its results: what they may be, and what they come to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from libs.common.events.transition.pilots import ExitCriterion, Measures
from libs.common.explain import Explained
from libs.common.outbox import publish
from libs.common.problems import invalid, refused
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.models import Pilot, PilotBatch, PilotLesson
from services.transition.pilots.batch import Batch
from services.transition.pilots.result import PilotResult, pilot_result
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.loading import plan_of
from services.transition.timers import due

LESSON = "pilot_lesson_overdue"


def must_fit(pilot: Pilot, n: int, criterion: str, batch: Batch, today: date) -> None:
    """Refuses (422) what the criterion does not measure like that, and days outside the pilot."""
    field = f"/results/{n}"
    asked = next((each for each in pilot.criteria if each.code == criterion), None)
    if asked is None:
        known = ", ".join(each.code for each in pilot.criteria)
        raise invalid(f"{field}/criterion", f"It measures {known}, not {criterion}.")
    if not pilot.starts_on <= batch.day <= min(pilot.ends_on, today):
        lasts = f"from {pilot.starts_on} to {pilot.ends_on}"
        raise invalid(f"{field}/day", f"The pilot is {lasts}, and today is {today}.")
    _must_be_measured(asked, batch, field)


def _must_be_measured(asked: ExitCriterion, batch: Batch, field: str) -> None:
    if asked.measures is Measures.SHARE:
        if batch.met is None or batch.met > batch.cases:
            raise invalid(f"{field}/met", f"State how many of the {batch.cases} cases met it.")
        if batch.value is not None or batch.deviation is not None:
            raise invalid(f"{field}/value", f"{asked.code} is a share: it has no value.")
        return
    if batch.met is not None:
        raise invalid(f"{field}/met", f"{asked.code} is a mean in {asked.unit}: state its value.")
    if batch.value is None:
        raise invalid(f"{field}/value", f"State the mean of the {batch.cases} cases.")
    if (batch.deviation is None) is (batch.cases > 1):
        word = "State the deviation between" if batch.cases > 1 else "There is no deviation in"
        raise invalid(f"{field}/deviation", f"{word} {batch.cases} cases.")


async def stands(db: Db, pilot: Pilot) -> Explained[PilotResult]:
    """By what was reported so far."""
    query = select(PilotBatch).where(PilotBatch.pilot_id == pilot.id)
    return result_of(pilot, await db.all(query.order_by(col(PilotBatch.id))))


def result_of(pilot: Pilot, batches: Sequence[PilotBatch]) -> Explained[PilotResult]:
    by_criterion: Mapping[str, list[Batch]] = defaultdict(list)
    for batch in that_count(batches):
        by_criterion[batch.criterion].append(batch.as_batch)
    return pilot_result.explained(pilot.criteria, dict(by_criterion), pilot.cases)


def that_count(batches: Sequence[PilotBatch]) -> list[PilotBatch]:
    """Of each criterion and day one: the client's where it measured that day, or else the vendor's;
    of one side the word told last, so that what was wrong can be told again. In their order."""
    found: dict[tuple[str, date], PilotBatch] = {}
    for batch in batches:
        known = found.get((batch.criterion, batch.day))
        if known is None or batch.told_by is Party.CLIENT or known.told_by is Party.VENDOR:
            found[batch.criterion, batch.day] = batch
    return list(found.values())


async def must_be_last_run(db: Db, pilot: Pilot) -> None:
    query = select(Pilot).where(Pilot.repeats == pilot.id)
    if await db.all(query):
        raise refused(
            "repeated-already", f"Run {pilot.run} of {pilot.code} was repeated: repeat the last."
        )


async def latest_runs(db: Db, plan_id: UUID, wave: str) -> list[Pilot]:
    """Of each pilot of the wave."""
    query = select(Pilot).where(Pilot.plan_id == plan_id, Pilot.wave == wave)
    last: dict[str, Pilot] = {}
    for pilot in await db.all(query.order_by(col(Pilot.run), col(Pilot.id))):
        last[pilot.code] = pilot
    return list(last.values())


async def watch_lesson(db: Db, lesson: PilotLesson) -> None:
    """Until the end of the day on which it is due."""
    plan = await plan_of(db, lesson)
    await start_timer(db, LESSON, lesson.id, end_of_day(plan.country, lesson.due_on))


async def forget_lesson(db: Db, lesson: PilotLesson) -> None:
    await stop_timer(db, LESSON, lesson.id)


@due(LESSON)
async def tell_lesson_overdue(timer: Due, db: Db) -> None:
    if lesson := await db.find(PilotLesson, timer.id, lock=True):
        publish(db, lesson.fall_overdue())
