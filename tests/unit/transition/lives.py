"""How each thing with a life cycle is brought to a state, and how its steps are taken on it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from libs.common.events.transition.communication import Attitude
from libs.common.events.transition.knowledge_risks import RiskLevel
from libs.common.events.transition.party import Party
from libs.common.ids import new_id
from services.transition.levelling.levelled_plan import LevelledPlan
from services.transition.models import (
    Feed,
    Hypercare,
    HypercareIncident,
    Levelling,
    ParallelRun,
    PilotLesson,
    Plan,
    WaveProposal,
)
from services.transition.models.actions import ActionState, ActionStep
from services.transition.models.affected_roles import Placement, PlacementState, PlacementStep
from services.transition.models.communications import CommunicationStep
from services.transition.models.conditions import ConditionState, ConditionStep
from services.transition.models.consultations import (
    Consultation,
    ConsultationState,
    ConsultationStep,
)
from services.transition.models.culture import CourseState, CourseStep, RoundState, RoundStep
from services.transition.models.cutovers import CutoverState, CutoverStep, ItemStep
from services.transition.models.feeds import FeedState, FeedStep
from services.transition.models.handovers import (
    HandoverItem,
    HandoverKind,
    HandoverState,
    HandoverStep,
)
from services.transition.models.hypercare import HypercareState, HypercareStep
from services.transition.models.hypercare_incidents import IncidentState, IncidentStep
from services.transition.models.integrations import IntegrationStep
from services.transition.models.knowledge_documents import VersionState, VersionStep
from services.transition.models.knowledge_risks import (
    RISK_LIFE,
    KnowledgeRisk,
    RiskState,
    RiskStep,
)
from services.transition.models.knowledge_sessions import SessionState, SessionStep
from services.transition.models.levellings import LevellingState, LevellingStep
from services.transition.models.meeting_series import SeriesStep
from services.transition.models.meetings import MeetingStep
from services.transition.models.members import MemberStep
from services.transition.models.minutes import MinutesState, MinutesStep
from services.transition.models.obligations import Obligation, ObligationStep
from services.transition.models.parallel_runs import RunState, RunStep
from services.transition.models.pilot_lessons import LessonState, LessonStep
from services.transition.models.pilots import Deed as PilotDeed
from services.transition.models.plans import PlanState, PlanStep
from services.transition.models.pulses import PulseState, PulseStep
from services.transition.models.retention import RetentionStep
from services.transition.models.roll_back_life import RollBackState, RollBackStep
from services.transition.models.roll_back_parts import StepOutcome
from services.transition.models.roll_backs import RollBack
from services.transition.models.seats import SeatStep
from services.transition.models.stakeholders import StakeholderState, StakeholderStep
from services.transition.models.topics import Topic, TopicState, TopicStep
from services.transition.models.wave_proposals import ProposalState, ProposalStep, snapshot
from services.transition.roll_out.exit_criteria import Bound, ExitCriterion, How
from services.transition.roll_out.parallel_result import ParallelTarget, parallel_result
from services.transition.wave_planning.objective import wave_objective
from services.transition.wave_planning.proposal import Proposal
from tests.unit.transition import (
    of_client,
    plan_items,
    test_access,
    test_blockers,
    test_claims,
    test_integrations,
    test_members,
    test_retention,
    test_seats,
)
from tests.unit.transition.communication import test_communications
from tests.unit.transition.knowledge import test_knowledge_rows
from tests.unit.transition.meetings import test_meetings
from tests.unit.transition.people import test_consultations, test_pulses
from tests.unit.transition.pilots import test_pilot_life
from tests.unit.transition.plan_items import NOW, OURS, START, deed
from tests.unit.transition.readiness import test_gate_life
from tests.unit.transition.relief import late_plans, test_obligation, test_relief
from tests.unit.transition.roll_out import rolled, test_handovers, test_roll_backs, test_waves
from tests.unit.transition.roll_out.test_parallel_result import FIVE
from tests.unit.transition.roll_out.test_parallel_result import day as compared
from tests.unit.transition.wave_planning.veldkamp import PLAN, VELDKAMP
from tests.unit.transition.working_agreement import test_agreement, test_culture

Take = Callable[[Any], Any]


@dataclass(frozen=True)
class Life:
    """`quiet`: steps that no person takes; where such a one is not possible nothing happens."""

    at: Callable[[Any], Any]
    take: Mapping[Any, Take]
    state: Callable[[Any], StrEnum] = attrgetter("state")
    quiet: frozenset[StrEnum] = frozenset()


def told(events: Any) -> list[Any]:
    """Takes the step to its end."""
    return list(events) if isinstance(events, Iterable) else []


def along(
    fresh: Callable[[], Any], take: Mapping[Any, Take], way: Mapping[Any, Iterable[Any]]
) -> Callable[[Any], Any]:
    def at(state: Any) -> Any:
        thing = fresh()
        for step in way.get(state, ()):
            told(take[step](thing))
        return thing

    return at


def life(
    fresh: Callable[[], Any],
    take: Mapping[Any, Take],
    way: Mapping[Any, Iterable[Any]],
    **more: Any,
) -> Life:
    return Life(along(fresh, take, way), take, **more)


def dated(take: Mapping[Any, Any], by: Any) -> dict[Any, Take]:
    """Steps that are taken with a deed."""

    def one(step: Any) -> Take:
        return lambda thing: take[step](thing, by)

    return {step: one(step) for step in take}


def by_step(take: Callable[[Any, Any], Any], steps: Iterable[Any]) -> dict[Any, Take]:
    def one(step: Any) -> Take:
        return lambda thing: take(thing, step)

    return {step: one(step) for step in steps}


# The client's people


def moved(step: PlacementStep) -> Take:
    return lambda row: row.move(step, where(row), 10, of_client.deed())


def where(row: Placement) -> PlacementState:
    return next(state for state, count in row.counts.items() if count)


P, PS = PlacementStep, PlacementState
PLACEMENT = life(
    of_client.placement,
    {step: moved(step) for step in P},
    {
        PS.ACCEPTED: [P.ACCEPT],
        PS.DECLINED: [P.DECLINE],
        PS.IN_TRAINING: [P.ACCEPT, P.BEGIN_TRAINING],
        PS.PLACED: [P.ACCEPT, P.PLACE],
    },
    state=where,
)


def closed(row: Consultation) -> list[Any]:
    if row.state is ConsultationState.DECIDED:
        told(row.meet("plan", of_client.deed()))
    return told(row.close(of_client.deed()))


CONSULTATION = Life(
    test_consultations.brought_to,
    {
        **dated(test_consultations.TAKE, of_client.deed()),
        ConsultationStep.CLOSE: closed,
    },
)
COMMUNICATION = Life(
    test_communications.brought_to,
    {
        **dated(test_communications.TAKE, of_client.deed()),
        CommunicationStep.MISS: lambda row: row.miss(START, of_client.deed(by="clock")),
    },
    quiet=frozenset({CommunicationStep.MISS}),
)
STAKEHOLDER = life(
    of_client.stakeholder,
    {
        StakeholderStep.REVISE: lambda row: row.revise({"owner": "Amira"}, of_client.deed()),
        StakeholderStep.NOTE_ATTITUDE: lambda row: row.feels(Attitude.NEUTRAL, of_client.deed()),
        StakeholderStep.LEAVE: lambda row: row.leave(of_client.deed()),
    },
    {StakeholderState.LEFT: [StakeholderStep.LEAVE]},
)
PULSE = life(
    of_client.pulse,
    {
        PulseStep.COUNT: lambda row: test_pulses.counted(row, [1, 1, 1, 1, 1]),
        PulseStep.CANCEL: lambda row: row.cancel(of_client.deed()),
    },
    {PulseState.COUNTED: [PulseStep.COUNT], PulseState.CANCELLED: [PulseStep.CANCEL]},
)

# Knowledge


def topic() -> Topic:
    facts = {"code": "vat", "title": "VAT", "wave": "wave-1", "criticality": 5, "people": ["ola"]}
    return Topic(**OURS, contract_id=new_id(), **facts)


def assessed(step: RiskStep) -> Take:
    """What is found raises a risk that is secured, and assesses anew one that is not."""

    def take(risk: KnowledgeRisk) -> Any:
        if risk.is_open is (step is RiskStep.REASSESS):
            return risk.found(test_knowledge_rows.point(RiskLevel.SINGLE), START)
        return RISK_LIFE.after(risk.topic_code, risk.state, step)

    return take


TOPIC = life(
    topic,
    {
        TopicStep.CHANGE: lambda row: row.change({"criticality": 4}, deed()),
        TopicStep.WITHDRAW: lambda row: row.withdraw(deed()),
    },
    {TopicState.WITHDRAWN: [TopicStep.WITHDRAW]},
)
RISK = life(
    test_knowledge_rows.risk,
    {
        RiskStep.RAISE: assessed(RiskStep.RAISE),
        RiskStep.REASSESS: assessed(RiskStep.REASSESS),
        RiskStep.SECURE: lambda risk: risk.secure(["ola", "tomasz"], START),
    },
    {RiskState.AT_RISK: [RiskStep.RAISE]},
)
VERSION = life(
    test_knowledge_rows.document,
    by_step(test_knowledge_rows.take_version, VersionStep),
    {VersionState.APPROVED: [VersionStep.APPROVE], VersionState.REJECTED: [VersionStep.REJECT]},
    state=attrgetter("newest.state"),
)
SESSION = life(
    test_knowledge_rows.session,
    by_step(test_knowledge_rows.take_session, SessionStep),
    {SessionState.HELD: [SessionStep.HOLD], SessionState.CANCELLED: [SessionStep.CANCEL]},
)

# Meetings and working together

DAY = test_meetings.DAY
series = test_meetings.series


def meeting_at(state: Any) -> Any:
    at, way = test_meetings.meeting(series()), test_meetings.WAY[state]
    if way is not None:
        test_meetings.TAKE[way](at, series())
    return at


def with_series(step: MeetingStep) -> Take:
    return lambda at: test_meetings.TAKE[step](at, series())


MEETING = Life(meeting_at, {step: with_series(step) for step in MeetingStep})


def series_at(state: Any) -> Any:
    of = series()
    of.state = state
    return of


SERIES = Life(
    series_at,
    {
        SeriesStep.LAPSE: lambda of: of.lapse(),
        SeriesStep.RESUME: lambda of: of.resume(),
        SeriesStep.END: lambda of: of.end(DAY, "done"),
    },
)
ACTION = life(
    test_meetings.action,
    {
        ActionStep.FINISH: lambda row: row.finish(DAY),
        ActionStep.DROP: lambda row: row.drop("Not needed"),
    },
    {ActionState.DONE: [ActionStep.FINISH], ActionState.DROPPED: [ActionStep.DROP]},
)
MINUTES = life(
    test_meetings.minutes,
    {
        MinutesStep.APPROVE: lambda row: row.approve(Party.VENDOR, "ania", NOW),
        MinutesStep.REWRITE: lambda row: row.supersede(),
    },
    {
        MinutesState.APPROVED: [MinutesStep.APPROVE],
        MinutesState.SUPERSEDED: [MinutesStep.REWRITE],
    },
)


def everybody(at: Any) -> None:
    names = [each.name for each in at.waiting] or ["joris"]
    test_culture.attend(at, *names)


def course_at(state: CourseState) -> Any:
    at = test_culture.course()
    if state is CourseState.COMPLETE:
        everybody(at)
    if state is CourseState.CANCELLED:
        told(at.cancel("No trainer", "noor"))
    return at


COURSE = Life(
    course_at,
    {CourseStep.ATTEND: everybody, CourseStep.CANCEL: lambda at: at.cancel("why", "noor")},
)
ROUND = life(
    test_culture.round_,
    {
        RoundStep.ANSWER: lambda at: at.answer(Party.CLIENT, "joris", {"openness": 4, "pace": 3}),
        RoundStep.CLOSE: lambda at: at.close(DAY, []),
    },
    {RoundState.CLOSED: [RoundStep.CLOSE]},
)

# Roll-out

LATER = rolled.day("2025-10-21")
HANDS: dict[Any, Take] = {
    HandoverStep.ADD: lambda row: row.add(
        HandoverItem(code="new", kind=HandoverKind.DOCUMENT, title="New", owner="Joris"), "sanne"
    ),
    HandoverStep.OFFER: lambda row: row.offer(rolled.deed("2025-10-21")),
    HandoverStep.ACCEPT: lambda row: row.accept(
        test_handovers.stable(), rolled.person("yusuf"), LATER, "Finance operations"
    ),
    HandoverStep.RETURN: lambda row: row.give_back(rolled.deed("2025-10-21")),
    HandoverStep.WITHDRAW: lambda row: row.withdraw(rolled.deed("2025-10-21")),
}
HANDOVER = life(
    rolled.handover,
    HANDS,
    {
        HandoverState.OFFERED: [HandoverStep.OFFER],
        HandoverState.ACCEPTED: [HandoverStep.OFFER, HandoverStep.ACCEPT],
        HandoverState.WITHDRAWN: [HandoverStep.WITHDRAW],
    },
)
CUTOVER = life(
    rolled.cutover,
    {
        CutoverStep.BEGIN: lambda row: row.begin(NOW, "sanne"),
        CutoverStep.COMMIT: lambda row: row.commit(rolled.deed()),
        CutoverStep.COMPLETE: lambda row: row.complete(NOW, START, 60, 60),
        CutoverStep.BEGIN_ANEW: lambda row: row.begin_anew(),
    },
    {
        CutoverState.RUNNING: [CutoverStep.BEGIN],
        CutoverState.COMMITTED: [CutoverStep.BEGIN, CutoverStep.COMMIT],
        CutoverState.COMPLETED: [CutoverStep.BEGIN, CutoverStep.COMPLETE],
    },
    quiet=frozenset({CutoverStep.BEGIN_ANEW}),
)
ITEM = Life(
    lambda state: rolled.item(state=state),
    {
        **by_step(lambda row, step: row.take(step, rolled.deed()), ItemStep),
        ItemStep.BEGIN_ANEW: lambda row: row.begin_anew(),
    },
)


def hypercare() -> Hypercare:
    criterion = ExitCriterion(
        code="calls", title="Calls", how=How.TOTAL, bound=Bound.AT_MOST, threshold=0, days=5
    )
    facts = {"wave_id": new_id(), "wave": "wave-1", "working_days": 20}
    return Hypercare(**OURS, **facts, criteria=[criterion])


def incident() -> HypercareIncident:
    facts = {"wave_id": new_id(), "wave": "wave-1", "code": "inc-1", "title": "Refunds"}
    whose = {"severity": 1, "side": Party.VENDOR, "raised_by": "sanne"}
    return HypercareIncident(**OURS, **facts, **whose, raised_on=START, since=START)


H, HS = HypercareStep, HypercareState
HYPERCARE = life(
    hypercare,
    {
        H.BEGIN: lambda row: row.begin(START, START),
        H.ACCEPT: lambda row: row.accept("calls", deed()),
        H.EXTEND: lambda row: row.extend(LATER, deed()),
        H.OVERRUN: lambda row: row.overrun(["calls"]),
        H.BEGIN_ANEW: lambda row: row.begin_anew(),
    },
    {HS.RUNNING: [H.BEGIN], HS.OVERRAN: [H.BEGIN, H.OVERRUN]},
    quiet=frozenset({H.OVERRUN}),
)
INCIDENT = life(
    incident,
    {
        IncidentStep.RESOLVE: lambda row: row.resolve(deed(note="Put right")),
        IncidentStep.REOPEN: lambda row: row.reopen(deed(note="It came back")),
    },
    {IncidentState.RESOLVED: [IncidentStep.RESOLVE]},
)


def parallel_run() -> ParallelRun:
    what = {"code": "ledger", "title": "Ledger", "process": "payables", "unit": "EUR"}
    allowed = {"tolerance": FIVE.value, "tolerance_is_share": False, "in_a_row": 1}
    days = {"begins_on": START, "until": LATER}
    return ParallelRun(**OURS, wave_id=new_id(), wave="wave-1", **what, **allowed, **days)


def ended(new: str) -> Take:
    target = ParallelTarget(in_a_row=1)
    result = parallel_result.explained("NL", [compared(0, new)], FIVE, target)
    return lambda run: run.end(result, START, "sanne")


def run_at(state: RunState) -> ParallelRun:
    run = parallel_run()
    if state is not RunState.RUNNING:
        told(ended("100" if state is RunState.PASSED else "1")(run))
    return run


PARALLEL_RUN = Life(
    run_at,
    {
        RunStep.RECORD: lambda run: run.must_take(RunStep.RECORD),
        RunStep.EXPLAIN: lambda run: run.must_take(RunStep.EXPLAIN),
        RunStep.END: ended("100"),
    },
)


def completed(row: RollBack) -> None:
    row.steps = [step.model_copy(update={"outcome": StepOutcome.DONE}) for step in row.steps]
    row.complete(rolled.day("2025-09-17"))


def planned_anew(row: RollBack) -> list[Any]:
    row.lessons = [test_roll_backs.LESSON]
    return told(row.plan_anew(rolled.day("2025-09-18")))


R, RS = RollBackStep, RollBackState
ROLL_BACK = life(
    rolled.roll_back,
    {
        R.APPROVE: lambda row: row.approve(
            rolled.deed(), rolled.person("anna"), test_roll_backs.STEPS
        ),
        R.DECLINE: lambda row: row.decline(rolled.deed(), rolled.person("anna")),
        R.WITHDRAW: lambda row: row.withdraw(rolled.deed()),
        R.AT_ONCE: lambda row: row.at_once(rolled.day("2025-09-17"), "At once"),
        R.TAKE_STEP: lambda row: row.take_step("route", StepOutcome.FAILED, rolled.deed()),
        R.COMPLETE: completed,
        R.LEARN: lambda row: row.learn(test_roll_backs.LESSON),
        R.PLAN_ANEW: planned_anew,
        R.ATTRIBUTE: lambda row: row.attribute(Party.CLIENT, rolled.deed()),
    },
    {
        RS.APPROVED: [R.APPROVE],
        RS.UNDER_WAY: [R.APPROVE, R.TAKE_STEP],
        RS.ROLLED_BACK: [R.APPROVE, R.COMPLETE],
        RS.PLANNED_ANEW: [R.APPROVE, R.COMPLETE, R.PLAN_ANEW],
        RS.DECLINED: [R.DECLINE],
        RS.WITHDRAWN: [R.WITHDRAW],
    },
)


def lesson() -> PilotLesson:
    facts = {"wave": "wave-1", "code": "voice", "what": "Speak slowly", "owner": "ola"}
    return PilotLesson(**OURS, pilot_id=new_id(), **facts, due_on=START)


LESSON = life(
    lesson,
    {LessonStep.DO: lambda row: row.do(PilotDeed("ola", START), [])},
    {LessonState.DONE: [LessonStep.DO]},
)

# Plans


def plan() -> Plan:
    return plan_items.small_plan().plan


PLANNED = life(
    plan,
    {
        PlanStep.CLOSE: lambda row: row.close([], START),
        PlanStep.EXTEND: lambda row: row.extended(rolled.wave()),
        PlanStep.REOPEN: lambda row: row.reopen("wave-1 goes back"),
    },
    {PlanState.CLOSED: [PlanStep.CLOSE]},
)


def proposal(found: Proposal | None = None) -> WaveProposal:
    made = {"made_at": NOW, "made_by": "sanne", "seconds": 1}
    return WaveProposal(**OURS, **made, problem=VELDKAMP, waves=snapshot([]), found=found)


def found_proposal() -> WaveProposal:
    return proposal(Proposal({}, wave_objective(VELDKAMP, PLAN), 1))


def adopted(row: WaveProposal) -> list[Any]:
    row.moves([])
    return told(row.adopt([], "sanne", NOW))


def proposal_at(state: ProposalState) -> WaveProposal:
    if state is ProposalState.CONTRADICTORY:
        return proposal()
    row = found_proposal()
    if state is ProposalState.ADOPTED:
        adopted(row)
    return row


def levelling() -> Levelling:
    end = {"finish_before": START, "finish_after": START}
    levelled = LevelledPlan.model_construct(**end, moves=(), dates={}, optimal=True)
    made = {"made_at": NOW, "made_by": "sanne", "seconds": 1, "capacities": {}}
    return Levelling(**OURS, revision=OURS["plan_id"], **made, levelled=levelled)


LEVELLING = life(
    levelling,
    {LevellingStep.ADOPT: lambda row: row.adopt(OURS["plan_id"], "sanne", NOW)},
    {LevellingState.ADOPTED: [LevellingStep.ADOPT]},
)


def feed() -> Feed:
    kept = {"prefix": "abc", "digest": "0" * 64, "opened_at": NOW, "opened_by": "sanne"}
    return Feed(**OURS, title="Milestones", **kept)


FEED = life(
    feed,
    {FeedStep.REVOKE: lambda row: row.revoke(rolled.person("sanne"), NOW)},
    {FeedState.REVOKED: [FeedStep.REVOKE]},
)

# Claims, obligations, people of both sides

C, CS = ConditionStep, ConditionState
CONDITION = life(
    test_claims.condition,
    test_claims.OF_CONDITIONS,
    {
        CS.DELIVERED: [C.DELIVER],
        CS.MET: [C.MEET],
        CS.NOT_MET: [C.FAIL],
        CS.DROPPED: [C.DROP],
    },
)
OBLIGATION = Life(
    test_obligation.brought_to,
    {
        **dated(test_obligation.TAKE, late_plans.deed("09-20")),
        ObligationStep.FALL_LATE: lambda row: Obligation.fall_late(row, late_plans.deed("09-20")),
    },
    quiet=frozenset({ObligationStep.FALL_LATE}),
)
RETENTION = Life(
    test_retention.brought_to,
    {
        **dated(test_retention.TAKE, deed("2025-09-10")),
        RetentionStep.BREAK: lambda row: row.person_left(deed("2025-09-10")),
    },
    quiet=frozenset({RetentionStep.BREAK}),
)

LIVES: dict[str, Life] = {
    "access request": Life(test_access.brought_to, dated(test_access.TAKE, deed())),
    "action of a meeting": ACTION,
    "blocker": Life(test_blockers.brought_to, dated(test_blockers.TAKE, deed())),
    "calendar feed": FEED,
    "claim": Life(
        test_claims.brought_to, test_claims.TAKE, quiet=frozenset(test_claims.BY_THE_CLOCK)
    ),
    "claim condition": CONDITION,
    "communication": COMMUNICATION,
    "consultation": CONSULTATION,
    "course in working together": COURSE,
    "cutover": CUTOVER,
    "cutover item": ITEM,
    "feedback round": ROUND,
    "gate": Life(test_gate_life.brought_to, test_gate_life.TAKE),
    "handover": HANDOVER,
    "hypercare": HYPERCARE,
    "hypercare incident": INCIDENT,
    "integration": Life(
        test_integrations.brought_to, by_step(test_integrations.take, IntegrationStep)
    ),
    "knowledge risk": RISK,
    "knowledge session": SESSION,
    "lesson of a pilot": LESSON,
    "levelling": LEVELLING,
    "meeting": MEETING,
    "meeting series": SERIES,
    "minutes": MINUTES,
    "obligation": OBLIGATION,
    "parallel run": PARALLEL_RUN,
    "pilot": Life(test_pilot_life.brought_to, test_pilot_life.TAKE),
    "placement": PLACEMENT,
    "plan": PLANNED,
    "pulse": PULSE,
    "relief": Life(test_relief.brought_to, dated(test_relief.TAKE, late_plans.deed("09-10"))),
    "retention agreement": RETENTION,
    "roll-back": ROLL_BACK,
    "seat": Life(test_seats.brought_to, by_step(test_seats.take, SeatStep)),
    "stakeholder": STAKEHOLDER,
    "team member": Life(test_members.brought_to, by_step(test_members.take, MemberStep)),
    "topic": TOPIC,
    "version of a knowledge document": VERSION,
    "wave": Life(test_waves.brought_to, test_waves.TAKE),
    "wave proposal": Life(proposal_at, {ProposalStep.ADOPT: adopted}),
    "working agreement": Life(test_agreement.brought_to, test_agreement.STEPS),
}
