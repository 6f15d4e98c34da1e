"""What a plan is reckoned by: calendars of both sides, people and rooms there are, slack."""

from collections.abc import Collection, MutableMapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Planner, Reader
from services.transition.exchange.plan_document import PlannedCalendar, Resource, SlackConvention
from services.transition.models import Plan
from services.transition.plan.clock import office_calendar
from services.transition.plan.contract_calendar import holidays_known
from services.transition.plan.editing import must_be_active
from services.transition.plan.loading import Laid, laid

router = router_of("transition", tags=["plans"])
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class SettingsView(View):
    """`calendar`: that of tasks which name none."""

    calendar: str
    calendars: tuple[PlannedCalendar, ...]
    resources: tuple[Resource, ...]
    slack: SlackConvention
    minutes_per_day: int
    currency: str


class ChangedSettings(Body):
    """What is left out stays. `countries`: calendars of office hours with a country's public
    holidays, by ISO 3166 code, such as the vendor's. `calendars`, `resources`: added, or in place
    of those of the same code. `drop_calendars`, `drop_resources`: by code, not while a task uses
    them."""

    countries: Annotated[tuple[Country, ...], Field(max_length=20)] = ()
    calendars: Annotated[tuple[PlannedCalendar, ...], Field(max_length=50)] = ()
    calendar: str | None = None
    resources: Annotated[tuple[Resource, ...], Field(max_length=500)] = ()
    drop_calendars: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    drop_resources: Annotated[tuple[str, ...], Field(max_length=500)] = ()
    slack: SlackConvention | None = None


@router.get("/plans/{id}/settings")
async def read_settings(id: UUID, db: Session, actor: Reader) -> SettingsView:
    return SettingsView.model_validate(await db.seen(Plan, id, actor))


@router.post("/plans/{id}/settings")
async def change_settings(
    id: UUID, body: ChangedSettings, db: Session, actor: Planner
) -> SettingsView:
    """Other working time moves the dates at once. 422 where a calendar never opens."""
    await db.locked(Plan, id, actor)
    found = await laid(db, id)
    must_be_active(found.plan)
    _set(found, body)
    publish(db, found.rebuild("working time or resources were changed"))
    return SettingsView.model_validate(found.plan)


def _set(found: Laid, body: ChangedSettings) -> None:
    plan = found.plan
    for n, country in enumerate(body.countries):
        if not holidays_known(country):
            raise invalid(f"/countries/{n}", f"No public holidays are known for {country}.")
    brought = [*map(office_calendar, body.countries), *body.calendars]
    calendars = {each.code: each for each in (*plan.calendars, *brought)}
    resources = {each.code: each for each in (*plan.resources, *body.resources)}
    _drop(body.drop_calendars, calendars, {task.calendar for task in found.tasks}, "calendar")
    demanded = {demand.resource for task in found.tasks for demand in task.demands}
    _drop(body.drop_resources, resources, demanded, "resource")
    plan.calendar = body.calendar or plan.calendar
    if plan.calendar not in calendars:
        raise invalid("/calendar", f"The plan has no calendar {plan.calendar}.")
    plan.calendars, plan.resources = tuple(calendars.values()), tuple(resources.values())
    plan.slack = body.slack or plan.slack


def _drop(
    codes: tuple[str, ...], there: MutableMapping[str, Any], used: Collection[Any], what: str
) -> None:
    for n, code in enumerate(codes):
        if code not in there:
            raise invalid(f"/drop_{what}s/{n}", f"The plan has no {what} {code}.")
        if code in used:
            raise refused(f"{what}-in-use", f"Tasks of the plan use the {what} {code}.")
        del there[code]
