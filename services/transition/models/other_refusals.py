"""Refusals of a state that is nobody's life cycle: by kind, why."""

from libs.common.life_cycle import OTHERS

OTHERS.update(
    {
        "already-begun": "what has begun cannot be planned anew",
        "already-reached": "the milestone was reached",
        "bad-estimate": "a task's estimates cannot be drawn from",
        "calendar-in-use": "tasks of the plan use the calendar",
        "claimed-by-vendor": "the milestone is reached when its vendor's claim is accepted",
        "code-taken": "the plan has another of that code",
        "milestone-taken": "another task reaches the milestone",
        "no-baseline": "the plan was not agreed yet",
        "nothing-found": "the search found nothing in its time",
        "nothing-live": "no wave is live, so that there is no work to bring back",
        "plan-closed": "the plan of a closed transition stays as it is",
        "plan-full": "the plan has as many tasks as one may have",
        "puts-wave-live": "the task puts its wave live",
        "resource-in-use": "tasks of the plan use the resource",
        "summary": "a summary task comes as far as its parts do",
        "task-begun": "the task has begun: what happened stays in the plan",
        "task-has-parts": "the task has parts",
    }
)
