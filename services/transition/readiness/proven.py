"""Each decision of a programme's gates, held to all that the journal discloses before it.

Answers, waivers, choices, signatures, blockers and freezes, milestones and pilots are rebuilt from
their events; what else was measured is counted again from its recorded inputs. What only an entry
that is withheld from the caller could show, or what entries of an earlier version do not tell, is
named, and never counts as proven. The roles of those who signed are taken as the decision tells
them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from libs.common.events import Event
from libs.common.events.transition.gates import GateDecided
from services.transition.readiness.proving.case import Case, Find, Finding
from services.transition.readiness.proving.criteria import blockers, criteria, waivers
from services.transition.readiness.proving.evidence import evidence
from services.transition.readiness.proving.facts import facts
from services.transition.readiness.proving.signing import signing
from services.transition.readiness.reproduced import reproduced
from services.transition.readiness.retold import Programme, asked_for
from services.transition.readiness.usual import USUAL


class Entry(NamedTuple):
    """`event`: none where it is withheld, erased, or of no account here."""

    sequence: int
    event: Event | None
    disclosed: bool = True


class Proof(NamedTuple):
    """`findings`: where the journal and the decision differ. `not_rebuilt`: criteria, or other
    parts, of which the source is not disclosed or not told."""

    sequence: int
    decided: GateDecided
    findings: list[str]
    not_rebuilt: list[str]

    @property
    def same(self) -> bool:
        return not self.findings and not self.not_rebuilt


def proven(entries: Iterable[Entry]) -> Iterator[Proof]:
    programme, withheld = Programme(), 0
    for sequence, event, disclosed in entries:
        withheld += not disclosed
        if isinstance(event, GateDecided):
            yield _proof(sequence, _case(event, programme), withheld)
        if event is not None:
            programme.take(event)


def _case(decided: GateDecided, programme: Programme) -> Case:
    gate = programme.at(decided)
    asked = asked_for(gate, USUAL.get(decided.rule_version, {}))
    return Case(decided, gate, programme.signed(decided), asked)


def _by_its_rule(case: Case) -> Iterator[Finding]:
    return map(Finding, reproduced(case.decided).findings)


FINDS: Sequence[Find] = (_by_its_rule, criteria, waivers, blockers, signing, facts, evidence)


def _proof(sequence: int, case: Case, withheld: int) -> Proof:
    found = [finding for find in FINDS for finding in find(case)]
    findings = [one.sentence for one in found if one.sentence and not (one.part and withheld)]
    parts = [one.part for one in found if one.part and (withheld or not one.sentence)]
    return Proof(sequence, case.decided, findings, list(dict.fromkeys(parts)))
