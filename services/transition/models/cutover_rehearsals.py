"""Rehearsals of a cutover and of its rollback."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Moment, json_field
from libs.common.events.transition.cutovers import CutoverRehearsed, RehearsalKind
from libs.common.events.vendor.evidence import Digest
from services.transition.models.base import Base, OfVendor


class CutoverRehearsal(OfVendor, Base, table=True):
    __tablename__ = "cutover_rehearsal"

    cutover_id: UUID = Field(index=True)
    wave: str
    kind: RehearsalKind
    rehearsed_on: date
    minutes: int
    passed: bool
    failed: str = ""
    evidence: list[Digest] = json_field(list[Digest])
    recorded_by: str
    recorded_at: Moment

    def recorded(self) -> Iterator[CutoverRehearsed]:
        yield CutoverRehearsed(
            **self.ours,
            cutover_id=self.cutover_id,
            wave=self.wave,
            rehearsal_id=self.id,
            kind=self.kind,
            rehearsed_on=self.rehearsed_on,
            minutes=self.minutes,
            passed=self.passed,
            failed=self.failed,
            evidence=self.evidence,
            recorded_by=self.recorded_by,
        )
