"""Sessions at hours that both sides can read, and what presence in them makes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from libs.common.events.transition.knowledge_sessions import Attendance
from libs.common.events.vendor.knowledge import TransferStep
from libs.common.problems import invalid, refused
from services.transition.knowledge.evidence import Made, must_know
from services.transition.models.knowledge_sessions import KnowledgeSession
from services.transition.models.plans import Plan
from services.transition.models.topics import Topic
from services.transition.plan.moving import A_YEAR, FAR


def zone_named(field: str, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid(field, f"No time zone is called {name}.") from None


def must_agree(starts_at: datetime, zone: ZoneInfo) -> None:
    """The offset is the zone's at that moment: a slip of an hour is found when it is written."""
    there = starts_at.astimezone(zone)
    if there.utcoffset() != starts_at.utcoffset():
        message = f"{zone.key} then reads {there.isoformat()}: its offset is another one."
        raise invalid("/starts_at", message)


def must_be_near(plan: Plan, starts_at: datetime) -> None:
    if not plan.starts_on - A_YEAR <= starts_at.date() <= plan.starts_on + FAR:
        message = f"{starts_at.date()} lies too far from the plan, which starts {plan.starts_on}."
        raise invalid("/starts_at", message)


def must_be_there(trainer: str, departed: Mapping[str, str | None]) -> None:
    if trainer in departed:
        raise invalid("/trainer", f"{trainer} has left.", do="Name somebody who is there.")


def must_be_over(session: KnowledgeSession, now: datetime) -> None:
    if session.starts_at > now:
        raise refused(
            "not-begun",
            f"{session.code} begins at {session.starts_at.isoformat()}.",
            do="Change its moment if it was held earlier, then say who was there.",
        )


def must_be_complete(session: KnowledgeSession, attendance: Sequence[Attendance]) -> None:
    """Everybody who was invited is said to have been present or absent, each once."""
    named = [one.person for one in attendance]
    for place, person in enumerate(named):
        if person in named[:place]:
            raise invalid(f"/attendance/{place}/person", f"{person} is named twice.")
    if missing := [person for person in session.invited if person not in named]:
        raise invalid("/attendance", f"Not said of: {', '.join(missing)}.")


def taught(
    session: KnowledgeSession,
    topics: Sequence[Topic],
    attendance: Sequence[Attendance],
    departed: Mapping[str, str | None],
    plan: Plan,
) -> list[Made]:
    """Those present who must know a topic. Others may listen: it counts for nobody."""
    on = plan.today(session.starts_at)
    present = session.present(attendance)
    return [
        Made(topic, person, TransferStep.TAUGHT, on)
        for topic in topics
        for person in present
        if person in must_know(topic, departed)
    ]
