"""What a claim goes through: taken, contested, answered, decided."""

from enum import StrEnum

from libs.common.life_cycle import LifeCycle


class ClaimState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    DISPUTED = "disputed"
    ANSWERED = "answered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class ClaimStep(StrEnum):
    ACCEPT = "accept"
    ACCEPT_IN_PART = "accept_in_part"
    DISPUTE = "dispute"
    ANSWER = "answer"
    UPHOLD = "uphold"
    REJECT = "reject"
    FULFIL = "fulfil"
    FAIL = "fail"
    WITHDRAW = "withdraw"
    CLAIM_ANEW = "claim_anew"
    DEEM_ACCEPTED = "deem_accepted"
    DEEM_REJECTED = "deem_rejected"


_CONTESTED = {
    ClaimStep.ANSWER: ClaimState.ANSWERED,
    ClaimStep.UPHOLD: ClaimState.ACCEPTED,
    ClaimStep.REJECT: ClaimState.REJECTED,
    ClaimStep.WITHDRAW: ClaimState.WITHDRAWN,
    ClaimStep.CLAIM_ANEW: ClaimState.REPLACED,
}
_ON_CONDITIONS = {
    ClaimStep.FULFIL: ClaimState.ACCEPTED,
    ClaimStep.FAIL: ClaimState.REJECTED,
}
_ANSWERED = (
    ClaimState.ACCEPTED,
    ClaimState.ACCEPTED_IN_PART,
    ClaimState.DISPUTED,
    ClaimState.ANSWERED,
    ClaimState.REJECTED,
)
CLAIM_LIFE: LifeCycle[ClaimState, ClaimStep] = LifeCycle(
    "claim",
    {
        ClaimState.OPEN: {
            ClaimStep.ACCEPT: ClaimState.ACCEPTED,
            ClaimStep.ACCEPT_IN_PART: ClaimState.ACCEPTED_IN_PART,
            ClaimStep.DISPUTE: ClaimState.DISPUTED,
            ClaimStep.WITHDRAW: ClaimState.WITHDRAWN,
            ClaimStep.DEEM_ACCEPTED: ClaimState.ACCEPTED,
            ClaimStep.DEEM_REJECTED: ClaimState.REJECTED,
        },
        ClaimState.ACCEPTED_IN_PART: {**_CONTESTED, **_ON_CONDITIONS},
        ClaimState.DISPUTED: _CONTESTED,
        ClaimState.ANSWERED: {
            ClaimStep.UPHOLD: ClaimState.ACCEPTED,
            ClaimStep.REJECT: ClaimState.REJECTED,
            **_ON_CONDITIONS,
            ClaimStep.WITHDRAW: ClaimState.WITHDRAWN,
            ClaimStep.CLAIM_ANEW: ClaimState.REPLACED,
        },
        ClaimState.ACCEPTED: {},
        ClaimState.REJECTED: {},
        ClaimState.WITHDRAWN: {},
        ClaimState.REPLACED: {},
    },
    kinds=dict.fromkeys(_ANSWERED, "already-answered"),
    also={
        "already-stopped": "the clock is stopped for that reason already",
        "answer-awaited": "the vendor may still answer",
        "no-clock": "no clock runs on the claim",
        "no-such-milestone": "no task of the plan reaches its milestone any more",
        "not-stopped": "the clock is not stopped for that reason",
    },
)
