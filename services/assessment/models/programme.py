"""Programmes, and where each stands."""

from collections.abc import Iterator
from enum import StrEnum
from uuid import UUID

from libs.common.db import Owned, json_field
from libs.common.events.assessment import (
    ProgrammeRegistered,
)
from libs.common.problems import refused
from services.assessment.models.base import Base


class Phase(StrEnum):
    ASSESSING = "assessing"
    APPROVED = "approved"
    REJECTED = "rejected"


class Programme(Owned, Base, table=True):
    name: str
    client: str
    currency: str
    driver: str
    objectives: list[str] = json_field(list[str])
    phase: Phase = Phase.ASSESSING
    registered_by: str

    @property
    def programme_id(self) -> UUID:
        return self.id

    def registered(self) -> Iterator[ProgrammeRegistered]:
        yield ProgrammeRegistered(
            programme_id=self.id,
            name=self.name,
            client=self.client,
            currency=self.currency,
            driver=self.driver,
        )

    def must_be_assessed(self) -> None:
        if self.phase is not Phase.ASSESSING:
            raise refused("not-assessing", f"The programme is {self.phase} already.")
