"""How far the client's own work has come, by the planner's word.

A milestone that the vendor is responsible for is reached by its claim and the client's acceptance,
never here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from libs.common.problems import invalid, refused
from services.transition.exchange.imported import Notes
from services.transition.exchange.plan_document import PlannedTask
from services.transition.models import Plan, Task
from services.transition.plan.contract_calendar import wall_in

PROGRESS = ("started_at", "finished_at", "percent", "actual_cost")


def state_progress(plan: Plan, task: Task, stated: Mapping[str, Any], now: datetime) -> None:
    """Counts over all that was told before. Refuses what has not happened yet, what began after it
    was finished, and to finish what the vendor claims. A finish that is taken back takes its
    100 % with it."""
    if stated.get("finished_at") is not None and task.is_claimed:
        raise refused(
            "claimed-by-vendor",
            f"{task.milestone} is reached when its vendor claims it and the claim is accepted.",
            do="Accept the vendor's claim.",
        )
    latest = wall_in(plan.country, now)
    for name in ("started_at", "finished_at"):
        if (at := stated.get(name)) is not None and at > latest:
            raise invalid(f"/{name}", f"{at} lies in the future.")
    facts = dict(stated)
    if "finished_at" in facts and facts["finished_at"] is None and task.finished_at is not None:
        facts.setdefault("percent", 0)
    if facts.get("finished_at") or (task.finished_at and "finished_at" not in facts):
        facts["percent"] = 100
    started, finished = (facts.get(n, getattr(task, n)) for n in ("started_at", "finished_at"))
    if started and finished and finished < started:
        raise invalid("/finished_at", f"{task.code} was started on {started}.")
    task.state(now, **facts)


def with_progress(
    plan: Plan, task: Task, planned: PlannedTask, now: datetime, notes: Notes
) -> None:
    """What a file says of it, as far as it can be: the rest is noted. A file without facts takes
    none away."""
    latest = wall_in(plan.country, now)
    told = {name: getattr(planned, name) for name in PROGRESS}
    news = {n: value for n, value in told.items() if value and value != getattr(task, n)}
    if task.is_claimed and (news.get("finished_at") or news.get("percent") == FINISHED):
        notes.add("Reached when the vendor claims it: its finish was left out", task.code)
        news = {n: value for n, value in news.items() if n not in ("finished_at", "percent")}
    ahead = [n for n in ("started_at", "finished_at") if n in news and news[n] > latest]
    started, finished = (news.get(n, getattr(task, n)) for n in ("started_at", "finished_at"))
    if ahead or (started and finished and finished < started):
        notes.add(
            "Dates of work that lie ahead, or end before they begin, were left out", task.code
        )
        news = {n: value for n, value in news.items() if n == "actual_cost"}
    if news:
        state_progress(plan, task, news, now)


FINISHED = 100
