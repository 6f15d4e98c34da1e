"""Whether a stakeholder has not been spoken to for too long.

Choices: what was sent to them counts, of whatever channel; calendar days; before the first time
they wait from the day on which they were listed. Without a stated rhythm nothing is due.
"""

from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class Contact(BaseModel):
    """`days_late`: calendar days since it was due, 0 where it is not late."""

    model_config = ConfigDict(frozen=True)
    last_on: date | None
    due_on: date | None
    days_late: int


@rule("contact_due", version=1)
def contact_due(
    explain: Explain, listed_on: date, last_on: date | None, rhythm_days: int | None, today: date
) -> Contact:
    since = explain("last spoken to, or listed", last_on or listed_on)
    if rhythm_days is None:
        explain("rhythm", "none is stated")
        return Contact(last_on=last_on, due_on=None, days_late=0)
    due_on = explain("due = the first + rhythm", since + timedelta(days=rhythm_days))
    days_late = explain("days late", max((today - due_on).days, 0))
    return Contact(last_on=last_on, due_on=due_on, days_late=days_late)
