"""Steps by the book; and what access and integrations have besides: a task in the plan."""

from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import SQLModel

from libs.common.db import json_field
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest
from libs.common.problems import invalid
from services.transition.models.base import OfVendor


class ItemChange(BaseModel):
    """A step: on which day it was so, who told it when, why, and on what evidence."""

    model_config = ConfigDict(frozen=True)
    step: str
    state: str
    "As it was from then on."
    on: date
    by: str
    at: datetime
    note: str = ""
    evidence: list[Digest] = []
    caused_by: Party | None = None


class Deed(NamedTuple):
    """What a step is taken with; `note`: the reason, where one is needed."""

    on: date
    by: str
    at: datetime
    note: str = ""
    evidence: list[Digest] = []


class WithHistory(SQLModel):
    """What has a life: each step with its day, who took it and why."""

    history: list[ItemChange] = json_field(list[ItemChange], default_factory=list)

    @property
    def last(self) -> ItemChange:
        return self.history[-1]

    def note(self, step: str, state: str, deed: Deed, caused_by: Party | None = None) -> None:
        change = ItemChange(step=step, state=state, caused_by=caused_by, **deed._asdict())
        self.history = [*self.history, change]


class InTurn(WithHistory):
    """No step is dated before the last."""

    code: str

    def must_follow(self, on: date) -> None:
        if self.history and on < self.last.on:
            message = f"{self.code} is {self.last.state} since {self.last.on}, after {on}."
            raise invalid("/on", message)


class Setback(NamedTuple):
    """What going back means: whether work waits, and the working days until it is made good."""

    work_waits: bool
    back_after: int


class PlanItem(InTurn, OfVendor):
    """`task`: the code of its task. `overdue`: told to be late, and not made good since."""

    timer: ClassVar[str]
    "The kind of the one that finds it late."

    contract_id: UUID
    wave: str
    needed_by: date
    days: int
    "Working days that it takes."
    blocks: list[str] = json_field(list[str])
    "Codes of the tasks that wait for it."
    task: str
    obliged: Party
    "Whose move it is, as long as it is not done."
    overdue: bool = False

    @property
    def told(self) -> dict[str, Any]:
        """Where its events belong, and what all of them name."""
        return {**self.ours, "code": self.code, "wave": self.wave}
