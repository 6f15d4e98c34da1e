"""Each decision of a programme's gates, held to all that the journal discloses before it.

Answers, waivers, choices, signatures, blockers and freezes are rebuilt from their events; what was
measured is counted again from its recorded inputs. What only an entry that is withheld from the
caller could show is named, and never counts as proven. The roles of those who signed, and what
milestones and pilots came to, are taken as the decision tells them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from libs.common.events import Event
from libs.common.events.transition.gates import CriterionResult, GateDecided
from libs.common.explain import Explanation
from services.transition.models.gate_parts import digest_of
from services.transition.readiness.recounted import COUNTS, differences
from services.transition.readiness.reproduced import reproduced
from services.transition.readiness.retold import Gate, Programme, asked_for, threshold_of
from services.transition.readiness.usual import USUAL


class Entry(NamedTuple):
    """`event`: none where it is withheld, erased, or of no account here."""

    sequence: int
    event: Event | None
    disclosed: bool = True


class Proof(NamedTuple):
    """`findings`: where the journal and the decision differ. `not_rebuilt`: criteria, or other
    parts, of which the source is not disclosed."""

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
            comparing = _Comparing(event, programme, withheld)
            yield Proof(sequence, event, *comparing.found())
        if event is not None:
            programme.take(event)


class _Comparing:
    """One decision with what was told before it."""

    def __init__(self, decided: GateDecided, programme: Programme, withheld: int) -> None:
        self.decided, self.withheld = decided, withheld
        self.gate: Gate = programme.at(decided)
        self.signed = programme.signed(decided)
        self.asked = asked_for(self.gate, USUAL.get(decided.rule_version, {}))
        self.stated = {result.code: result for result in decided.criteria}
        self.findings: list[str] = []
        self.not_rebuilt: list[str] = []

    def found(self) -> tuple[list[str], list[str]]:
        self.findings += reproduced(self.decided).findings
        self._criteria()
        self._waivers()
        self._blockers()
        self._signatures()
        self._evidence()
        return self.findings, list(dict.fromkeys(self.not_rebuilt))

    def _missing(self, code: str, sentence: str) -> None:
        """An entry that should be there: perhaps among those that are withheld."""
        (self.not_rebuilt if self.withheld else self.findings).append(
            code if self.withheld else sentence
        )

    def _criteria(self) -> None:
        for code, asked in self.asked.items():
            if code not in self.stated and not asked.only_measured:
                self.findings.append(f"{code} was asked for, and the decision does not tell it")
        for code, stated in self.stated.items():
            asked_here = self.asked.get(code)
            if asked_here is None:
                self._missing(code, f"{code}: nobody asked for it")
                continue
            if stated.mandatory is not asked_here.mandatory:
                self._missing(code, f"{code}: mandatory is told as {stated.mandatory}")
            if asked_here.threshold is not None and stated.threshold is not None:
                self._threshold(stated)
            if not stated.measured:
                self._answer(stated)

    def _threshold(self, stated: CriterionResult) -> None:
        chosen = threshold_of(self.asked, stated.code)
        if stated.threshold != chosen:
            sentence = f"{stated.code}: held to {stated.threshold}, and {chosen} was asked for"
            self._missing(stated.code, sentence)

    def _answer(self, stated: CriterionResult) -> None:
        answer = self.gate.answers.get(stated.code)
        if answer is None:
            if stated.answered_by is not None or stated.met:
                who = stated.answered_by or "anybody"
                self._missing(stated.code, f"{stated.code}: no answer by {who} is in the journal")
            return
        was = (answer.met, answer.note, answer.answered_by, answer.evidence)
        if was != (stated.met, stated.note, stated.answered_by, stated.evidence):
            told = f"{_word(answer.met)} by {answer.answered_by}"
            sentence = f"{stated.code}: decided on another answer than the journal's, {told}"
            self._missing(stated.code, sentence)

    def _waivers(self) -> None:
        for used in self.decided.waivers:
            waiver = self.gate.waivers.get(used.criterion)
            if waiver is None:
                self._missing(used.criterion, f"{used.criterion}: no such waiver is in the journal")
            elif waiver.used != used:
                sentence = f"{used.criterion}: its waiver is another than the journal's"
                self._missing(used.criterion, sentence)

    def _blockers(self) -> None:
        if self.decided.blockers is None:
            return
        told, stood = self.decided.blockers, self.gate.blockers
        self.findings += [f"not told, though it stood: {b}" for b in stood if b not in told]
        for blocker in told:
            if blocker not in stood:
                self._missing("blockers", f"told, though the journal has it not: {blocker}")

    def _signatures(self) -> None:
        signers = self.decided.signers or [self.decided.decided_by]
        needed = self.gate.signatures_needed
        if len(set(signers)) < needed:
            self.findings.append(f"{len(set(signers))} signed of {needed}")
        if needed > 1 or self.decided.round is not None:
            self._round(signers)
        answered = {a.answered_by for a in self.gate.answers.values()}
        used = {w.criterion for w in self.decided.waivers}
        waived = {by for w in self.gate.waivers.values() if w.criterion in used for by in w.let_by}
        self.findings += [f"{who} signed, and had answered" for who in signers if who in answered]
        self.findings += [f"{who} signed, and had waived" for who in signers if who in waived]
        self._choosers(signers, needed)

    def _choosers(self, signers: list[str], needed: int) -> None:
        chose = self.gate.choosers
        if needed == 1 and self.gate.signatories_by in signers:
            self.findings.append(
                f"{self.gate.signatories_by} signed alone, and had chosen who does"
            )
        self.findings += [f"{who} signed, and had set the bar" for who in signers if who in chose]

    def _round(self, signers: list[str]) -> None:
        told = [one.signed_by for one in self.signed]
        if told != signers:
            self._missing("signatures", f"signed by {_names(told)}, told as {_names(signers)}")
        if self.decided.digest:
            self.findings += [
                f"{one.signed_by} signed other evidence: {one.digest[:12]}…"
                for one in self.signed
                if one.digest != self.decided.digest
            ]

    def _evidence(self) -> None:
        evidence = self.decided.evidence
        if not evidence:
            self.not_rebuilt += [code for code, one in self.stated.items() if one.measured]
            return
        if digest_of(evidence) != self.decided.digest:
            self.findings.append("the evidence is not what the digest says was signed")
        told = self.decided.model_dump(mode="json")
        parts = {"results": told["criteria"], "blockers": told["blockers"]}
        parts |= {"score_threshold": told["score_threshold"]}
        for name, stated in parts.items():
            if _as_now(name, evidence.get(name)) != stated:
                self.findings.append(f"the {name} that were signed are others than the decision's")
        self._answers_signed(evidence)
        recorded = [Explanation.model_validate(each) for each in evidence.get("measured", [])]
        for each in recorded:
            self._recount(each)
        counted = {COUNTS[one.rule, one.version].criterion for one in recorded if _known(one)}
        computed = {counts.criterion for counts in COUNTS.values()}
        for code, stated in self.stated.items():
            if stated.measured and code in computed - counted:
                self.not_rebuilt.append(code)

    def _answers_signed(self, evidence: Mapping[str, Any]) -> None:
        rebuilt = [answer.model_dump(mode="json") for answer in self.gate.answers.values()]
        for answer in evidence.get("answers", []):
            if answer not in rebuilt:
                code = answer.get("criterion", "answers")
                self._missing(code, f"{code}: the answer that was signed is not the journal's")

    def _recount(self, recorded: Explanation) -> None:
        counts = COUNTS.get((recorded.rule, recorded.version))
        code = counts.criterion if counts else recorded.rule
        try:
            threshold = threshold_of(self.asked, code)
            self.findings += differences(recorded, self.stated.get(code), threshold)
        except ValueError as error:
            self.findings.append(f"{code}: {error}")


def _as_now(name: str, signed: Any) -> Any:
    """Fields that results have got since are empty in those that were signed before."""
    if name != "results" or not isinstance(signed, list):
        return signed
    return [CriterionResult.model_validate(each).model_dump(mode="json") for each in signed]


def _known(recorded: Explanation) -> bool:
    return (recorded.rule, recorded.version) in COUNTS


def _word(met: bool) -> str:
    return "met" if met else "not met"


def _names(people: list[str]) -> str:
    return ", ".join(people) or "nobody"
