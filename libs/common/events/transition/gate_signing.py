"""Who signs at a gate."""

from datetime import date

from libs.common.events.transition.gates import GateOutcome, OfGate


class SignatoriesChosen(OfGate):
    headline = "Gate {wave} takes {signatures} signatures: {reason}"
    signatures: int
    roles: list[str]
    reason: str
    chosen_by: str
    chosen_on: date


class GateSigned(OfGate):
    """The first signature freezes the evidence, of which `digest` is the SHA-256; the others sign
    the same."""

    headline = "Gate {wave}: {signed_by} signed {outcome}, {signature} of {needed}"
    round: int
    signature: int
    needed: int
    outcome: GateOutcome
    digest: str
    signed_by: str
    signed_on: date


class SigningRefused(OfGate):
    """The round ends, and nothing is decided."""

    headline = "Gate {wave}: {refused_by} does not sign {outcome}: {reason}"
    round: int
    outcome: GateOutcome
    signers: list[str]
    reason: str
    refused_by: str
    refused_on: date


class SigningBegunAnew(OfGate):
    """The evidence is no longer as it was frozen: it is signed again from the first signature."""

    headline = "Gate {wave}: what {outcome} was to rest on has changed; it is signed anew"
    round: int
    outcome: GateOutcome
    signers: list[str]
    reason: str
    begun_anew_by: str
    begun_anew_on: date
