"""Decisions at a gate: by one, or by several who sign the same evidence."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.events.transition.gate_signing import (
    GateSigned,
    SignatoriesChosen,
    SigningBegunAnew,
    SigningRefused,
)
from libs.common.events.transition.gates import GateDecided, GateOutcome
from libs.common.problems import forbidden, invalid, refused
from services.transition.models.gate_base import GateBase, GateState, GateStep, four_eyes
from services.transition.models.gate_parts import Evidence, Signature, SigningRound


class GateSigning(GateBase):
    def choose_signatories(
        self, signatures: int, roles: Sequence[Role], reason: str, on: date, by: str
    ) -> Iterator[SignatoriesChosen]:
        self.state = self.after(GateStep.CHOOSE)
        self.signatures_needed, self.signing_roles = signatures, list(roles)
        self.signatories_chosen_by = by
        yield SignatoriesChosen(
            **self.told,
            signatures=signatures,
            roles=list(roles),
            reason=reason,
            chosen_by=by,
            chosen_on=on,
        )

    def decide(
        self, evidence: Evidence, on: date, actor: Actor
    ) -> Iterator[GateSigned | GateDecided]:
        """The first signature, and where it takes no other the decision."""
        alone = self.signatures_needed == 1
        state = self.after(GateStep.DECIDE, _decided(evidence) if alone else GateState.SIGNING)
        self._must_be_let_sign(evidence, actor)
        signature = Signature(by=actor.id, on=on)
        self.state = state
        if alone:
            yield self._decision(evidence, [signature])
            return
        self.rounds += 1
        self.round = SigningRound(number=self.rounds, evidence=evidence, signatures=[signature])
        yield self._signed(self.round)

    def sign(self, shown: Evidence, on: date, actor: Actor) -> Iterator[GateSigned | GateDecided]:
        """The same evidence as the first. `shown`: what there is now; the verdict must still be
        what it was."""
        begun = self._begun(GateStep.SIGN)
        self._must_be_let_sign(begun.evidence, actor)
        begun = self._with_signature(begun, shown, on, actor)
        complete = len(begun.signatures) >= self.signatures_needed
        target = _decided(begun.evidence) if complete else GateState.SIGNING
        self.state = self.after(GateStep.SIGN, target)
        self.round = None if complete else begun
        yield self._signed(begun)
        if complete:
            yield self._decision(begun.evidence, begun.signatures, begun.number)

    def refuse_to_sign(self, reason: str, on: date, actor: Actor) -> Iterator[SigningRefused]:
        begun = self._begun(GateStep.REFUSE)
        self._must_hold_a_role(actor)
        self.state, self.round = self.after(GateStep.REFUSE), None
        yield SigningRefused(**self._of(begun), reason=reason, refused_by=actor.id, refused_on=on)

    def sign_anew(self, reason: str, on: date, by: str) -> Iterator[SigningBegunAnew]:
        begun = self._begun(GateStep.BEGIN_ANEW)
        self.state, self.round = self.after(GateStep.BEGIN_ANEW), None
        yield SigningBegunAnew(**self._of(begun), reason=reason, begun_anew_by=by, begun_anew_on=on)

    def _begun(self, step: GateStep) -> SigningRound:
        """Refuses (409) where nobody has signed yet."""
        self.after(step, GateState.SIGNING if step is GateStep.SIGN else None)
        assert self.round  # noqa: S101 - in that state there is one
        return self.round

    def _with_signature(
        self, begun: SigningRound, shown: Evidence, on: date, actor: Actor
    ) -> SigningRound:
        if actor.id in begun.signers:
            raise refused("signed-already", f"{actor.name} has signed: somebody else must.")
        if shown.grounds != begun.evidence.grounds:
            raise refused(
                "evidence-changed",
                f"It was {begun.evidence.verdict.outcome} when it was first signed; what that "
                "rests on has changed since.",
                do="Ask the programme office to begin the signing anew.",
            )
        if on < begun.signatures[-1].on:
            raise invalid("/signed_on", f"It was signed on {begun.signatures[-1].on}, after {on}.")
        signatures = [*begun.signatures, Signature(by=actor.id, on=on)]
        return begun.model_copy(update={"signatures": signatures})

    def _signed(self, begun: SigningRound) -> GateSigned:
        last = begun.signatures[-1]
        return GateSigned(
            **self.told,
            round=begun.number,
            signature=len(begun.signatures),
            needed=self.signatures_needed,
            outcome=begun.evidence.verdict.outcome,
            digest=begun.evidence.digest,
            signed_by=last.by,
            signed_on=last.on,
        )

    def _of(self, begun: SigningRound) -> dict[str, Any]:
        outcome = begun.evidence.verdict.outcome
        return {**self.told, "round": begun.number, "outcome": outcome, "signers": begun.signers}

    def _decision(
        self, evidence: Evidence, signatures: Sequence[Signature], number: int | None = None
    ) -> GateDecided:
        verdict, last = evidence.verdict, signatures[-1]
        self.outcome, self.decided_on, self.decided_by = verdict.outcome, last.on, last.by
        self.rests_on = evidence.waivers if self.state is GateState.PASSED else []
        self.lapsed, self.fallen, self.outlook = [], [], verdict.outcome
        return GateDecided(
            **self.told,
            wave_id=self.wave_id,
            outcome=verdict.outcome,
            criteria=evidence.results,
            decided_on=last.on,
            decided_by=last.by,
            rule_version=evidence.explanation.version,
            score=verdict.score,
            reasons=verdict.reasons,
            score_threshold=evidence.score_threshold,
            blockers=evidence.blockers,
            waivers=[waiver.used for waiver in evidence.waivers],
            signers=[signature.by for signature in signatures],
            round=number,
            evidence=evidence.told,
            digest=evidence.digest,
        )

    def _must_be_let_sign(self, evidence: Evidence, actor: Actor) -> None:
        self._must_hold_a_role(actor)
        if mine := [a.criterion for a in evidence.answers if a.answered_by == actor.id]:
            raise four_eyes(f"{actor.name} answered for {', '.join(mine)}", "decide")
        if mine := [w.criterion for w in evidence.waivers if actor.id in w.let_by]:
            raise four_eyes(f"{actor.name} waived {', '.join(mine)}", "decide")
        self._must_not_have_chosen(actor)

    def _must_not_have_chosen(self, actor: Actor) -> None:
        """Whoever set the bar does not say that it was reached; and whoever said who signs does
        not sign alone."""
        if mine := [c.code for c in self.choices if actor.id in c.all_by]:
            raise four_eyes(f"{actor.name} chose what is asked for: {', '.join(mine)}", "decide")
        if self.signatures_needed == 1 and actor.id == self.signatories_chosen_by:
            raise four_eyes(f"{actor.name} chose who signs, and one signature is enough", "decide")

    def _must_hold_a_role(self, actor: Actor) -> None:
        if not actor.roles_on(self.programme_id) & set(self.signing_roles):
            raise forbidden(
                f"The gate of {self.wave} is signed by: {', '.join(self.signing_roles)}.",
                kind="role-missing",
                do="Ask somebody with one of these roles, or the programme office to choose.",
            )


def _decided(evidence: Evidence) -> GateState:
    passed = evidence.verdict.outcome is not GateOutcome.NO_GO
    return GateState.PASSED if passed else GateState.OPEN
