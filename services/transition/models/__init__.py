"""The state of stages 3 and 4: plans, waves, gates, claims, knowledge."""

from services.transition.models.access import AccessRequest, AccessState
from services.transition.models.actions import ActionState, MeetingAction
from services.transition.models.affected_roles import AffectedRole, Placement
from services.transition.models.agreements import AgreementState, WorkingAgreement
from services.transition.models.base import Base
from services.transition.models.baselines import Agreed, Baseline
from services.transition.models.blockers import Blocker, BlockerState
from services.transition.models.claim_life import ClaimState
from services.transition.models.claims import Claim
from services.transition.models.communications import Communication, CommunicationState
from services.transition.models.conditions import Condition, ConditionState
from services.transition.models.consultations import Consultation, ConsultationState
from services.transition.models.culture import CourseState, CultureCourse, FeedbackRound, RoundState
from services.transition.models.cutover_rehearsals import CutoverRehearsal
from services.transition.models.cutovers import Cutover, CutoverItem
from services.transition.models.day_rates import DayRate
from services.transition.models.exit_estimates import ExitEstimate
from services.transition.models.exit_ties import ExitTie
from services.transition.models.feeds import Feed
from services.transition.models.freezes import Freeze
from services.transition.models.gate_base import GateState
from services.transition.models.gate_parts import Answer, Waiver
from services.transition.models.gates import Gate, GateDecision
from services.transition.models.handovers import Handover
from services.transition.models.hypercare import (
    Hypercare,
    HypercareRecord,
)
from services.transition.models.hypercare_incidents import HypercareIncident
from services.transition.models.integrations import Integration, IntegrationState
from services.transition.models.knowledge import (
    KnowledgeTest,
    TransferRecord,
    TransferSource,
    counted_on,
    tallies,
)
from services.transition.models.knowledge_documents import KnowledgeDocument
from services.transition.models.knowledge_risks import KnowledgeRisk, KnowledgeStanding
from services.transition.models.knowledge_sessions import KnowledgeSession
from services.transition.models.levellings import Levelling
from services.transition.models.meeting_series import MeetingSeries, SeriesState
from services.transition.models.meetings import Meeting, MeetingState
from services.transition.models.members import MemberState, TeamMember
from services.transition.models.minutes import MeetingDecision, Minutes, MinutesState
from services.transition.models.obligations import Obligation, ObligationState
from services.transition.models.parallel_runs import ParallelDay, ParallelRun
from services.transition.models.pilot_lessons import PilotLesson
from services.transition.models.pilots import Pilot, PilotBatch, PilotState
from services.transition.models.plans import Plan, PlanState
from services.transition.models.pulses import Pulse, PulseState
from services.transition.models.ramp_outlooks import RampOutlook
from services.transition.models.relief import Relief, ReliefState
from services.transition.models.retention import RetentionAgreement, RetentionState
from services.transition.models.roll_backs import RollBack
from services.transition.models.seats import Seat
from services.transition.models.shadowed_cases import ShadowedCase
from services.transition.models.simulations import Simulation
from services.transition.models.stakeholders import Stakeholder, StakeholderState
from services.transition.models.tasks import Task
from services.transition.models.topics import Topic, TopicState, listed
from services.transition.models.wave_proposals import WaveProposal
from services.transition.models.waves import Wave, WaveState

__all__ = [
    "AccessRequest",
    "AccessState",
    "ActionState",
    "AffectedRole",
    "Agreed",
    "AgreementState",
    "Answer",
    "Base",
    "Baseline",
    "Blocker",
    "BlockerState",
    "Claim",
    "ClaimState",
    "Communication",
    "CommunicationState",
    "Condition",
    "ConditionState",
    "Consultation",
    "ConsultationState",
    "CourseState",
    "CultureCourse",
    "Cutover",
    "CutoverItem",
    "CutoverRehearsal",
    "DayRate",
    "ExitEstimate",
    "ExitTie",
    "Feed",
    "FeedbackRound",
    "Freeze",
    "Gate",
    "GateDecision",
    "GateState",
    "Handover",
    "Hypercare",
    "HypercareIncident",
    "HypercareRecord",
    "Integration",
    "IntegrationState",
    "KnowledgeDocument",
    "KnowledgeRisk",
    "KnowledgeSession",
    "KnowledgeStanding",
    "KnowledgeTest",
    "Levelling",
    "Meeting",
    "MeetingAction",
    "MeetingDecision",
    "MeetingSeries",
    "MeetingState",
    "MemberState",
    "Minutes",
    "MinutesState",
    "Obligation",
    "ObligationState",
    "ParallelDay",
    "ParallelRun",
    "Pilot",
    "PilotBatch",
    "PilotLesson",
    "PilotState",
    "Placement",
    "Plan",
    "PlanState",
    "Pulse",
    "PulseState",
    "RampOutlook",
    "Relief",
    "ReliefState",
    "RetentionAgreement",
    "RetentionState",
    "RollBack",
    "RoundState",
    "Seat",
    "SeriesState",
    "ShadowedCase",
    "Simulation",
    "Stakeholder",
    "StakeholderState",
    "Task",
    "TeamMember",
    "Topic",
    "TopicState",
    "TransferRecord",
    "TransferSource",
    "Waiver",
    "Wave",
    "WaveProposal",
    "WaveState",
    "WorkingAgreement",
    "counted_on",
    "listed",
    "tallies",
]
