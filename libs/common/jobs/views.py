"""How a job is shown."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from libs.common.jobs.table import State
from libs.common.problems import ProblemBody


class JobLine(BaseModel):
    """A job in a list, without what went in and came out."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: str
    programme_id: UUID | None
    state: State
    share: float = Field(ge=0, le=1, description="Of the work that is done")
    message: str = Field(description="What is being done, for people")
    started_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version: int = Field(description="Grows with every change; say it as `seen` to wait for more")


class JobView(JobLine):
    input: Any
    details: dict[str, Any] = Field(description="Numbers that tell how it goes, by kind")
    result: Any = Field(description="Of a job that is done")
    problem: ProblemBody | None = Field(description="Why it failed")
