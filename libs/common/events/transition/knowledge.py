"""Knowledge to hand over: topics, what was done on them, and what is lost again."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Part
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest
from libs.common.events.vendor.knowledge import TransferStep


class TopicKind(StrEnum):
    PROCESS = "process"
    SYSTEM = "system"
    EXCEPTION = "exception"
    BRAND_VOICE = "brand_voice"
    GUIDELINE = "guideline"


class ListedTopic(Part):
    """`people` must know it, `holders` of the client hold it today."""

    code: str
    title: str
    wave: str
    process: str | None
    kind: TopicKind
    criticality: int
    people: list[str]
    holders: list[str]
    least_cases: int


class Learned(Part):
    """A person has made a step on a topic."""

    topic: str
    person: str


class CaseTally(Part):
    """Cases of one person on one topic that had not been counted before."""

    topic: str
    person: str
    step: TransferStep
    handled_on: date
    cases: int
    unaided: int


class ShareLost(Part):
    """Shares 0 to 1, half-up to 0.0001; none without topics. `of`: a wave, a process (none: topics
    for all of a wave), a person; none for the plan."""

    of: str | None
    before: Decimal | None
    after: Decimal | None


class TopicLost(Part):
    """A topic that loses somebody: who must know it (`learner`), holds it today (`holder`), or
    both. `takes_off`: of the plan's share, half-up to 0.0001."""

    topic: str
    wave: str
    process: str | None
    criticality: int
    learner: bool
    holder: bool
    successor: str | None
    "Who must know it instead."
    holders_left: list[str]
    before: Decimal
    after: Decimal
    takes_off: Decimal


class TopicsListed(OfPlan):
    headline = "Topics of the knowledge transfer listed"
    topics: list[str]
    listed: list[ListedTopic] = []


class TopicChanged(OfPlan):
    headline = "Topic {code} changed: {reason}"
    code: str
    was: ListedTopic
    now: ListedTopic
    reason: str
    changed_by: str


class TopicWithdrawn(OfPlan):
    """What was done on it stays told, and counts no longer."""

    headline = "Topic {code} withdrawn: {reason}"
    code: str
    wave: str
    withdrawn_on: date
    withdrawn_by: str
    reason: str


class KnowledgeTestMarked(OfPlan):
    """Score and pass mark are shares, 0 to 1."""

    headline = "{person} on {topic_code}, attempt {attempt}: {score} of {pass_mark}"
    test_id: UUID
    topic_code: str
    person: str
    attempt: int
    score: Decimal
    pass_mark: Decimal
    passed: bool
    taken_on: date
    marked_by: str
    evidence: list[Digest]


class CasesShadowed(OfPlan):
    """Those of a batch that had not been counted before."""

    headline = "{cases} cases of shadowing counted"
    batch_id: UUID
    cases: int
    tallies: list[CaseTally]
    reported_by: str


class KnowledgeFell(OfPlan):
    """Shares 0 to 1, half-up to 0.0001."""

    headline = "Knowledge transferred of {wave} fell from {before} to {after}: {cause}"
    wave: str
    before: Decimal
    after: Decimal
    cause: str
    gone: list[str]
    "Who left without a successor that counts."


class KnowledgeLost(OfPlan):
    """What left with a person, as it stood then; counted by the rule and version that it names."""

    headline = "{name} left {event.left}: knowledge transferred {event.fall}"
    member_id: UUID
    person: str
    name: str
    side: Party
    left_on: date
    successor: str | None = None
    share: ShareLost
    own: ShareLost | None = None
    "Of the person, over the topics that they had to know."
    waves: list[ShareLost]
    processes: list[ShareLost]
    topics: list[TopicLost]
    rule: str
    rule_version: int

    @property
    def left(self) -> str:
        return "one topic" if len(self.topics) == 1 else f"{len(self.topics)} topics"

    @property
    def fall(self) -> str:
        before, after = self.share.before, self.share.after
        return f"stays at {after}" if before == after else f"from {before} to {after}"
