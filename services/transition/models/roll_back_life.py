"""What a roll-back goes through."""

from enum import StrEnum

from libs.common.life_cycle import LifeCycle


class RollBackState(StrEnum):
    PROPOSED = "proposed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    UNDER_WAY = "under_way"
    ROLLED_BACK = "rolled_back"
    PLANNED_ANEW = "planned_anew"


class RollBackStep(StrEnum):
    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    TAKE_STEP = "take-step"
    COMPLETE = "complete"
    AT_ONCE = "at-once"
    LEARN = "learn"
    PLAN_ANEW = "plan-anew"
    ATTRIBUTE = "attribute"


ROLL_BACK_LIFE: LifeCycle[RollBackState, RollBackStep] = LifeCycle(
    "roll-back",
    {
        RollBackState.PROPOSED: {
            RollBackStep.APPROVE: RollBackState.APPROVED,
            RollBackStep.DECLINE: RollBackState.DECLINED,
            RollBackStep.WITHDRAW: RollBackState.WITHDRAWN,
            RollBackStep.AT_ONCE: RollBackState.ROLLED_BACK,
            RollBackStep.ATTRIBUTE: RollBackState.PROPOSED,
        },
        RollBackState.APPROVED: {
            RollBackStep.TAKE_STEP: RollBackState.UNDER_WAY,
            RollBackStep.COMPLETE: RollBackState.ROLLED_BACK,
            RollBackStep.WITHDRAW: RollBackState.WITHDRAWN,
            RollBackStep.AT_ONCE: RollBackState.ROLLED_BACK,
            RollBackStep.ATTRIBUTE: RollBackState.APPROVED,
        },
        RollBackState.UNDER_WAY: {
            RollBackStep.TAKE_STEP: RollBackState.UNDER_WAY,
            RollBackStep.COMPLETE: RollBackState.ROLLED_BACK,
            RollBackStep.AT_ONCE: RollBackState.ROLLED_BACK,
            RollBackStep.ATTRIBUTE: RollBackState.UNDER_WAY,
        },
        RollBackState.ROLLED_BACK: {
            RollBackStep.LEARN: RollBackState.ROLLED_BACK,
            RollBackStep.PLAN_ANEW: RollBackState.PLANNED_ANEW,
            RollBackStep.ATTRIBUTE: RollBackState.ROLLED_BACK,
        },
        RollBackState.PLANNED_ANEW: {
            RollBackStep.LEARN: RollBackState.PLANNED_ANEW,
            RollBackStep.ATTRIBUTE: RollBackState.PLANNED_ANEW,
        },
        RollBackState.DECLINED: {},
        RollBackState.WITHDRAWN: {},
    },
    also={
        "lessons-full": "it has as many lessons as one may have",
        "no-lessons": "nothing is noted of what it taught",
        "nothing-changes": "it is on that side's account already",
        "roll-back-open": "the wave has another that is open",
        "step-closed": "that item is taken back already, or was left",
        "steps-open": "an item is not taken back yet",
        "waiver-holds": "the waiver that it refers to has not expired",
    },
)
UNDECIDED_OR_UNDONE = (RollBackState.PROPOSED, RollBackState.APPROVED, RollBackState.UNDER_WAY)
LASTING = (RollBackState.APPROVED, RollBackState.UNDER_WAY, RollBackState.ROLLED_BACK)
"Decided, and the wave has no new date."
