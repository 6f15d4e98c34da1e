"""What an evaluation of a lot came to, and its award."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import Moment, OptionalMoment, Owned, json_field
from libs.common.events.vendor.bids import BidsEvaluated, VendorSelected
from libs.common.explain import Explanation
from libs.common.problems import forbidden, refused
from services.vendor.models.base import Base
from services.vendor.outcome import Outcome, Ranked


class Evaluation(Owned, Base, table=True):
    programme_id: UUID
    rfp_id: UUID = Field(index=True)
    lot: str
    round: int
    "Counts the evaluations of the lot: only the last can be awarded."
    evaluated_on: date
    outcome: Outcome = json_field(Outcome)
    explanation: Explanation = json_field(Explanation)
    run_by: str
    run_at: Moment
    awarded_by: str | None = None
    awarded_at: OptionalMoment = None

    @property
    def first(self) -> Ranked:
        if not self.outcome.ranking:
            raise refused("nobody-ranked", "Every bid for this lot was knocked out.")
        return self.outcome.ranking[0]

    def evaluated(self) -> Iterator[BidsEvaluated]:
        ranking = self.outcome.ranking
        yield BidsEvaluated(
            programme_id=self.programme_id,
            rfp_id=self.rfp_id,
            evaluation_id=self.id,
            lot=self.lot,
            ranking=[ranked.bid_id for ranked in ranking],
            knocked_out=[excluded.bid_id for excluded in self.outcome.knocked_out],
            leader=ranking[0].vendor if ranking else "nobody",
            rule_version=self.explanation.version,
        )

    def award(
        self,
        approver: Actor,
        evaluators: Collection[str],
        lot: Collection["Evaluation"],
        now: datetime,
    ) -> Iterator[VendorSelected]:
        """`lot`: every evaluation of it; the last can be awarded, once, by nobody who judged."""
        if any(other.awarded_at for other in lot):
            raise refused("already-awarded", f"Lot {self.lot} has been awarded.")
        if any(other.round > self.round for other in lot):
            raise refused("superseded", "The lot was evaluated again since: award that evaluation.")
        approver.not_by(self.run_by, "ran this evaluation")
        if approver.id in evaluators:
            raise forbidden(
                f"{approver.name} scored bids for this RFP and cannot award it.",
                kind="four-eyes",
                do="Ask an approver who did not score.",
            )
        selected = self._selected()
        self.awarded_by, self.awarded_at = approver.id, now
        yield selected

    def _selected(self) -> VendorSelected:
        return VendorSelected(
            programme_id=self.programme_id,
            vendor_id=self.first.vendor_id,
            vendor_name=self.first.vendor,
            rfp_id=self.rfp_id,
            bid_id=self.first.bid_id,
            lot=self.lot,
            score=self.first.score,
        )
