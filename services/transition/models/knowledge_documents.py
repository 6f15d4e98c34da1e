"""Documents of topics, version after version, each decided by the client."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.knowledge import Learned
from libs.common.events.transition.knowledge_documents import (
    KnowledgeDocumentApproved,
    KnowledgeDocumentRejected,
    KnowledgeDocumentSubmitted,
)
from libs.common.events.vendor.evidence import Digest
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed

MOST_VERSIONS = 200


class VersionState(StrEnum):
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


class VersionStep(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


VERSION_LIFE: LifeCycle[VersionState, VersionStep] = LifeCycle(
    "version of a knowledge document",
    {
        VersionState.SUBMITTED: {
            VersionStep.APPROVE: VersionState.APPROVED,
            VersionStep.REJECT: VersionState.REJECTED,
        },
        VersionState.APPROVED: {},
        VersionState.REJECTED: {},
    },
    also={
        "same-version": "the newest version is the same file",
        "too-many-versions": "the document has as many versions as one may have",
    },
)


class DocumentVersion(BaseModel):
    """`author` wrote it, `submitted_by` put it here."""

    model_config = ConfigDict(frozen=True)
    number: int
    digest: Digest
    author: str
    submitted_on: date
    submitted_by: str
    submitted_at: datetime
    note: str = ""
    state: VersionState = VersionState.SUBMITTED
    decided_on: date | None = None
    decided_by: str | None = None
    reason: str = ""


class KnowledgeDocument(OfVendor, Base, table=True):
    __tablename__ = "knowledge_document"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    code: str
    title: str
    topics: list[str] = json_field(list[str])
    versions: list[DocumentVersion] = json_field(list[DocumentVersion], default_factory=list)

    @property
    def newest(self) -> DocumentVersion:
        return self.versions[-1]

    @property
    def approved(self) -> DocumentVersion | None:
        """The newest that was approved: the one that the step rests on."""
        found = [version for version in self.versions if version.state is VersionState.APPROVED]
        return found[-1] if found else None

    @property
    def is_outdated(self) -> bool:
        """What is approved has a newer version that waits, or that was rejected."""
        return self.approved is not None and self.approved.number < self.newest.number

    def submit(
        self, digest: Digest, author: str, deed: Deed
    ) -> Iterator[KnowledgeDocumentSubmitted]:
        self._must_be_new(digest, deed)
        version = DocumentVersion(
            number=len(self.versions) + 1,
            digest=digest,
            author=author,
            submitted_on=deed.on,
            submitted_by=deed.by,
            submitted_at=deed.at,
            note=deed.note,
        )
        self.versions = [*self.versions, version]
        yield KnowledgeDocumentSubmitted(
            **self._told(version),
            topics=self.topics,
            submitted_on=deed.on,
            submitted_by=deed.by,
            author=author,
        )

    def approve(
        self, number: int, deed: Deed, documented: Sequence[Learned]
    ) -> Iterator[KnowledgeDocumentApproved]:
        version = self._decide(number, VersionStep.APPROVE, deed)
        yield KnowledgeDocumentApproved(
            **self._told(version),
            author=version.author,
            approved_on=deed.on,
            approved_by=deed.by,
            documented=list(documented),
        )

    def reject(self, number: int, deed: Deed) -> Iterator[KnowledgeDocumentRejected]:
        version = self._decide(number, VersionStep.REJECT, deed)
        yield KnowledgeDocumentRejected(
            **self._told(version), rejected_on=deed.on, rejected_by=deed.by, reason=deed.note
        )

    def version(self, number: int) -> DocumentVersion:
        if not 1 <= number <= len(self.versions):
            raise invalid("/version", f"{self.code} has no version {number}.")
        return self.versions[number - 1]

    def _decide(self, number: int, step: VersionStep, deed: Deed) -> DocumentVersion:
        was = self.version(number)
        state = VERSION_LIFE.after(f"Version {number} of {self.code}", was.state, step)
        if deed.on < was.submitted_on:
            raise invalid("/on", f"Version {number} was submitted on {was.submitted_on}.")
        told = {"decided_on": deed.on, "decided_by": deed.by, "reason": deed.note}
        now = was.model_copy(update={"state": state, **told})
        self.versions = [now if each.number == number else each for each in self.versions]
        return now

    def _must_be_new(self, digest: Digest, deed: Deed) -> None:
        if len(self.versions) >= MOST_VERSIONS:
            raise refused("too-many-versions", f"{self.code} has {MOST_VERSIONS} versions.")
        if not self.versions:
            return
        if self.newest.digest == digest:
            raise refused("same-version", f"Version {self.newest.number} of it is the same file.")
        if deed.on < self.newest.submitted_on:
            day = self.newest.submitted_on
            raise invalid("/on", f"Version {self.newest.number} was submitted on {day}.")

    def _told(self, version: DocumentVersion) -> dict[str, Any]:
        return {
            **self.ours,
            "document_id": self.id,
            "code": self.code,
            "title": self.title,
            "version": version.number,
            "digest": version.digest,
        }
