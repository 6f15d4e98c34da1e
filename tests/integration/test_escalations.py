"""What is late or broken in a transition escalates by itself, and is resolved when made good."""

from datetime import date
from pathlib import Path
from typing import Any

from libs.common.events.governance import EscalationRaised, EscalationResolved
from libs.common.events.transition.blockers import (
    BlockerHandedOver,
    BlockerOpened,
    BlockerOverdue,
    BlockerResolved,
)
from libs.common.events.transition.claim_conditions import (
    ClaimConditionNotMet,
    ClaimConditionOverdue,
)
from libs.common.events.transition.claims import ClaimDecided, ClaimOutcome, MilestoneAccepted
from libs.common.events.transition.exits import ExitTimeEstimated
from libs.common.events.transition.hypercare import HypercareOverran
from libs.common.events.transition.meetings import MeetingHeld, MeetingsMissedInARow
from libs.common.events.transition.members import (
    KeyPersonLeaving,
    MemberStays,
    SuccessorNamed,
)
from libs.common.events.transition.party import Party
from libs.common.events.transition.people import MoraleFell
from libs.common.events.transition.plans import ScheduleSlipped
from libs.common.events.transition.relief import ObligationFellLate, ObligationMet
from libs.common.ids import new_id
from tests.integration.governed import (
    CONTRACT,
    KESTREL,
    PROGRAMME,
    V1,
    Governed,
    governed,
    rolled_back,
)

PLAN = new_id()
BOTH: dict[str, Any] = {"programme_id": PROGRAMME, "vendor_id": KESTREL, "plan_id": PLAN}
OURS: dict[str, Any] = {"programme_id": PROGRAMME, "plan_id": PLAN}
MAY = date(2026, 5, 4)


def blocker(severity: int) -> dict[str, Any]:
    more = {"code": "b-1", "title": "No bank access", "severity": severity, "wave": "wave-1"}
    return {**BOTH, "blocker_id": new_id(), **more}


def opened(of: dict[str, Any]) -> BlockerOpened:
    sides = {"raised_by_side": Party.VENDOR, "must_act": Party.CLIENT}
    return BlockerOpened(**of, **sides, raised_by="marek", owner="yusuf", needed_by=MAY)


def overdue(of: dict[str, Any]) -> BlockerOverdue:
    more: dict[str, Any] = {"must_act": Party.CLIENT, "owner": "yusuf", "needed_by": MAY}
    return BlockerOverdue(**of, **more, overdue_from=date(2026, 5, 5))


def resolved(of: dict[str, Any]) -> BlockerResolved:
    told = {name: value for name, value in of.items() if name != "title"}
    how: dict[str, Any] = {"resolution": "Access is back", "resolved_on": MAY}
    return BlockerResolved(**told, **how, resolved_by="yusuf", evidence=[])


def missed(series: Any, in_a_row: int) -> MeetingsMissedInARow:
    more: dict[str, Any] = {"series_id": series, "code": "weekly", "planned_on": MAY}
    return MeetingsMissedInARow(**BOTH, **more, in_a_row=in_a_row)


def held(series: Any) -> MeetingHeld:
    days: dict[str, Any] = {"planned_on": MAY, "held_on": MAY}
    more: dict[str, Any] = {"people": 4, "agenda": 3, "outside_hours": [], "reported_by": "sanne"}
    return MeetingHeld(**BOTH, **days, **more, series_id=series, meeting_id=new_id(), code="weekly")


def estimated(*, enough: bool) -> ExitTimeEstimated:
    return ExitTimeEstimated(
        **OURS,
        contract_id=CONTRACT,
        estimate_id=new_id(),
        estimated_on=MAY,
        topics=12,
        only_the_vendor_knows=["t-1"],
        likely=80,
        late=110,
        likely_on=date(2026, 8, 1),
        late_on=date(2026, 9, 1),
        notice_days=90,
        is_enough=enough,
        shortfall=0 if enough else 30,
    )


async def standing(baton: Governed, state: str = "open") -> list[tuple[str, str]]:
    path = f"{V1}/escalations?programme={PROGRAMME}&state={state}"
    listed = (await baton.sanne.get(path))["items"]
    return [(one["cause"].split(".")[2], one["level"]) for one in listed]


async def test_a_severe_blocker_and_its_delay_escalate_until_it_is_resolved(tmp_path: Path) -> None:
    async with governed(tmp_path) as baton:
        mild, severe = blocker(2), blocker(1)
        for event in (opened(mild), opened(severe), overdue(severe), overdue(severe)):
            await baton.tell(event)
        assert await standing(baton) == [
            ("blocker_opened", "sponsor"),
            ("blocker_overdue", "programme_office"),
        ]
        await baton.tell(resolved(severe))
        assert await standing(baton) == []
        first, _ = await baton.heard(EscalationResolved)
        assert (first.vendor_id, first.resolution) == (
            KESTREL,
            "Blocker b-1 resolved: Access is back",
        )
        assert [raised.level for raised in await baton.heard(EscalationRaised)] == [
            "sponsor",
            "programme_office",
        ]


async def test_what_a_person_resolved_is_not_raised_again_before_it_was_made_good(
    tmp_path: Path,
) -> None:
    async with governed(tmp_path) as baton:
        weekly, daily = new_id(), new_id()
        await baton.tell(missed(weekly, 2))
        await baton.tell(missed(daily, 2))
        listed = (await baton.sanne.get(f"{V1}/escalations?programme={PROGRAMME}"))["items"]
        path = f"{V1}/escalations/{listed[0]['id']}/resolve"
        await baton.sanne.post(path, {"resolution": "Holidays"})
        await baton.tell(missed(weekly, 3))
        assert len(await standing(baton)) == 1
        await baton.tell(held(weekly))
        assert len(await baton.heard(EscalationResolved)) == 1
        await baton.tell(missed(weekly, 2))
        assert len(await standing(baton)) == 2


async def test_a_notice_that_is_too_short_escalates_once_until_it_is_enough_again(
    tmp_path: Path,
) -> None:
    async with governed(tmp_path) as baton:
        for enough in (False, False, True, False):
            await baton.tell(estimated(enough=enough))
        assert len(await baton.heard(EscalationRaised)) == 2
        assert [one.vendor_id for one in await baton.heard(EscalationResolved)] == [None]
        assert await standing(baton) == [("exit_time_estimated", "sponsor")]


async def test_what_the_client_alone_is_told_of_escalates_without_its_vendor(
    tmp_path: Path,
) -> None:
    async with governed(tmp_path) as baton:
        member: dict[str, Any] = {"member_id": new_id(), "code": "joke", "name": "Joke"}
        leaving = KeyPersonLeaving(**OURS, **member, side=Party.CLIENT, leaving_on=MAY)
        fell: dict[str, Any] = {"team": "payables", "was": "4.1", "now": "3.2", "threshold": "0.5"}
        await baton.tell(leaving)
        await baton.tell(
            MoraleFell(
                **OURS, **fell, pulse_id=new_id(), code="p", side=Party.CLIENT, counted_on=MAY
            )
        )
        assert [one.vendor_id for one in await baton.heard(EscalationRaised)] == [None, None]
        told: dict[str, Any] = {"was": MAY, "told_on": MAY, "told_by": "sanne"}
        await baton.tell(MemberStays(**BOTH, **member, **told, side=Party.CLIENT))
        assert await standing(baton) == [("morale_fell", "programme_office")]
        assert [one.vendor_id for one in await baton.heard(EscalationResolved)] == [None]


async def test_a_roll_back_ends_what_stood_about_its_wave_and_an_obligation_is_met(
    tmp_path: Path,
) -> None:
    async with governed(tmp_path) as baton:
        owed: dict[str, Any] = {"obligation_id": new_id(), "code": "o", "title": "Bank access"}
        owed |= {"side": Party.CLIENT, "due_on": MAY}
        late: dict[str, Any] = {"owner": "yusuf", "late_from": MAY, "blocks": []}
        overran: dict[str, Any] = {"wave_id": new_id(), "ends_on": MAY, "not_met": ["errors"]}
        await baton.tell(ObligationFellLate(**BOTH, **owed, **late))
        for wave in ("wave-1", "wave-10"):
            await baton.tell(HypercareOverran(**BOTH, **overran, wave=wave))
        back = rolled_back("2026-05-11").model_copy(update={"plan_id": PLAN})
        await baton.tell(back)
        assert await standing(baton) == [
            ("obligation_fell_late", "programme_office"),
            ("hypercare_overran", "sponsor"),
        ]
        met: dict[str, Any] = {"met_on": MAY, "days_late": 2, "met_by": "yusuf", "note": ""}
        await baton.tell(ObligationMet(**BOTH, **owed, **met, evidence=[]))
        assert await standing(baton) == [("hypercare_overran", "sponsor")]


def of_claim(claim: Any, code: str) -> dict[str, Any]:
    named = {"milestone": "wave-1-live", "code": code, "condition_id": new_id()}
    return {**BOTH, "claim_id": claim, **named}


def condition_overdue(of: dict[str, Any]) -> ClaimConditionOverdue:
    owed = {"what": "The manual", "side": Party.VENDOR, "owner": "marek", "due_on": MAY}
    return ClaimConditionOverdue(**of, **owed)


async def test_what_was_overdue_of_a_claim_ends_with_its_decision_however_that_falls(
    tmp_path: Path,
) -> None:
    async with governed(tmp_path) as baton:
        upheld, rejected, failed = new_id(), new_id(), new_id()
        for claim in (upheld, rejected, failed):
            await baton.tell(condition_overdue(of_claim(claim, "manual")))
        missing = of_claim(failed, "list")
        await baton.tell(condition_overdue(missing))
        assert len(await standing(baton)) == 4
        told: dict[str, Any] = {**BOTH, "milestone": "wave-1-live", "report_id": new_id()}
        why: dict[str, Any] = {"reason": "It never came", "decided_by": "anna"}
        await baton.tell(MilestoneAccepted(**told, claim_id=upheld, accepted_by="anna"))
        for claim in (rejected, failed):
            how = {"claim_id": claim, "outcome": ClaimOutcome.REJECTED}
            if claim is failed:
                not_met = {"reason": "It never came", "noted_by": "anna"}
                await baton.tell(ClaimConditionNotMet(**missing, **not_met))
                assert len(await standing(baton)) == 1
            await baton.tell(ClaimDecided(**told, **how, **why))
        assert await standing(baton) == []


def slipped(days: int, milestone: str = "wave-2-live") -> ScheduleSlipped:
    facts: dict[str, Any] = {"was": MAY, "now": date(2026, 5, 4 + days), "days": days}
    return ScheduleSlipped(**BOTH, **facts, milestone=milestone, reason="Sickness")


async def test_daily_slips_of_a_milestone_are_one_escalation_until_a_person_agrees(
    tmp_path: Path,
) -> None:
    async with governed(tmp_path) as baton:
        for days in (1, 2, 3):
            await baton.tell(slipped(days))
        await baton.tell(slipped(1, "wave-3-live"))
        listed = (await baton.sanne.get(f"{V1}/escalations?programme={PROGRAMME}"))["items"]
        assert len(listed) == 2
        path = f"{V1}/escalations/{listed[0]['id']}/resolve"
        await baton.sanne.post(path, {"resolution": "Agreed"})
        await baton.tell(slipped(9))
        assert len(await standing(baton)) == 2
        told: dict[str, Any] = {**BOTH, "claim_id": new_id(), "report_id": new_id()}
        await baton.tell(MilestoneAccepted(**told, milestone="wave-2-live", accepted_by="anna"))
        assert len(await standing(baton)) == 1


async def test_a_blocker_handed_over_escalates_anew_in_the_name_of_who_must_act_now(
    tmp_path: Path,
) -> None:
    async with governed(tmp_path) as baton:
        severe = blocker(1)
        for event in (opened(severe), overdue(severe)):
            await baton.tell(event)
        of = {name: value for name, value in severe.items() if name != "title"}
        how: dict[str, Any] = {"owner": "rita", "needed_by": date(2026, 5, 8), "reason": "Theirs"}
        await baton.tell(
            BlockerHandedOver(**of, **how, must_act=Party.VENDOR, handed_over_by="yusuf")
        )
        assert await standing(baton) == [("blocker_handed_over", "sponsor")]
        listed = (await baton.sanne.get(f"{V1}/escalations?programme={PROGRAMME}"))["items"]
        assert [one["detail"] for one in listed if one["state"] == "open"] == [
            "The vendor is to take it up today; it is needed by 2026-05-08."
        ]
        await baton.tell(overdue(severe))
        assert await standing(baton) == [
            ("blocker_handed_over", "sponsor"),
            ("blocker_overdue", "programme_office"),
        ]


async def test_a_key_person_who_leaves_with_a_successor_needs_nothing_more(
    tmp_path: Path,
) -> None:
    async with governed(tmp_path) as baton:
        member: dict[str, Any] = {"member_id": new_id(), "code": "joke", "name": "Joke"}
        leaving = KeyPersonLeaving(**OURS, **member, side=Party.CLIENT, leaving_on=MAY)
        await baton.tell(leaving)
        assert len(await standing(baton)) == 1
        named: dict[str, Any] = {"successor": "mo", "named_on": MAY, "named_by": "sanne"}
        await baton.tell(SuccessorNamed(**BOTH, **member, **named, side=Party.CLIENT))
        assert await standing(baton) == []
        await baton.tell(leaving.model_copy(update={"successor": "mo"}))
        assert await standing(baton) == []
