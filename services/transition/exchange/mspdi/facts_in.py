"""What Baton knew when it wrote a file, read from the file's custom fields."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from services.transition.exchange.imported import Unreadable
from services.transition.exchange.mspdi import terms
from services.transition.exchange.mspdi.facts import FORMAT, gathered
from services.transition.exchange.mspdi.parsing import Row
from services.transition.exchange.plan_document import SlackConvention


class _Facts(BaseModel):
    model_config = ConfigDict(extra="ignore")


class CalendarFacts(_Facts):
    """`unsaid`: days of the week that the plan said nothing of."""

    title: str
    country: str | None
    unsaid: list[str]


class PlanFacts(_Facts):
    """Of a file from elsewhere: slack as Microsoft Project stores it, and nothing else."""

    baton: int = 0
    slack: SlackConvention = SlackConvention.MICROSOFT
    calendars: dict[str, CalendarFacts] = {}
    untitled: list[str] = []

    @property
    def is_ours(self) -> bool:
        return self.baton > 0


class Attributes:
    """The custom fields of tasks, by alias: slots are anybody's."""

    def __init__(self, definitions: Iterable[Row]) -> None:
        ours = {field.alias for field in terms.FIELDS}
        self._aliases = {
            row.leaves.get("FieldID", ""): alias
            for row in definitions
            if (alias := row.leaves.get("Alias", "")) in ours
        }

    def of(self, task: Row) -> dict[str, str]:
        return {
            alias: row.leaves.get("Value", "")
            for row in task.of("ExtendedAttribute")
            if (alias := self._aliases.get(row.leaves.get("FieldID", "")))
        }

    def others(self, task: Row) -> bool:
        """Whether it has custom fields that are not ours."""
        return any(
            row.leaves.get("FieldID", "") not in self._aliases
            for row in task.of("ExtendedAttribute")
        )


def plan_facts(attributes: Mapping[str, str]) -> PlanFacts:
    text = gathered(terms.PLAN, attributes)
    if not text:
        return PlanFacts()
    try:
        facts = PlanFacts.model_validate(_json(text))
    except (ValueError, ValidationError, RecursionError):
        raise Unreadable("Baton's own facts of the plan are damaged.", "Task 0") from None
    if facts.baton > FORMAT:
        raise Unreadable("The file was written by a newer Baton, which knows more of plans.")
    return facts


def _json(text: str) -> Any:
    return json.loads(text)
