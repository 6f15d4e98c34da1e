"""What is known of a task wherever one is looked at."""

from datetime import date, datetime
from typing import Protocol


class Known(Protocol):
    """`done_on`: reached, as the client accepted. `reported_on`: as the vendor reports and nobody
    disputed. Days end with their last minute; `finished_at` is to the minute."""

    @property
    def code(self) -> str: ...
    @property
    def deadline(self) -> datetime | None: ...
    @property
    def finished_at(self) -> datetime | None: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def reported_on(self) -> date | None: ...
