"""What was asked for, answered, waived, and stood in the way: as the decision tells it."""

from collections.abc import Iterator

from libs.common.events.transition.gates import CriterionResult
from services.transition.readiness.proving.case import Case, Finding, word
from services.transition.readiness.retold import threshold_of


def criteria(case: Case) -> Iterator[Finding]:
    for code, asked in case.asked.items():
        if code not in case.stated and not asked.only_measured:
            yield Finding(f"{code} was asked for, and the decision does not tell it")
    for stated in case.decided.criteria:
        yield from _asked(case, stated)
        if stated.code in case.asked and not stated.measured:
            yield from _answered(case, stated)


def _asked(case: Case, stated: CriterionResult) -> Iterator[Finding]:
    code, asked = stated.code, case.asked.get(stated.code)
    if asked is None:
        yield Finding(f"{code}: nobody asked for it", code)
        return
    if stated.mandatory is not asked.mandatory:
        yield Finding(f"{code}: mandatory is told as {stated.mandatory}", code)
    if asked.threshold is not None and stated.threshold is not None:
        chosen = threshold_of(case.asked, code)
        if stated.threshold != chosen:
            sentence = f"{code}: held to {stated.threshold}, and {chosen} was asked for"
            yield Finding(sentence, code)


def _answered(case: Case, stated: CriterionResult) -> Iterator[Finding]:
    code, answer = stated.code, case.gate.answers.get(stated.code)
    if answer is None:
        if stated.answered_by is not None or stated.met:
            who = stated.answered_by or "anybody"
            yield Finding(f"{code}: no answer by {who} is in the journal", code)
        return
    was = (answer.met, answer.note, answer.answered_by, answer.evidence)
    if was != (stated.met, stated.note, stated.answered_by, stated.evidence):
        told = f"{word(answer.met)} by {answer.answered_by}"
        yield Finding(f"{code}: decided on another answer than the journal's, {told}", code)


def waivers(case: Case) -> Iterator[Finding]:
    for used in case.decided.waivers:
        waiver = case.gate.waivers.get(used.criterion)
        if waiver is None:
            sentence = f"{used.criterion}: no such waiver is in the journal"
            yield Finding(sentence, used.criterion)
        elif waiver.used != used:
            sentence = f"{used.criterion}: its waiver is another than the journal's"
            yield Finding(sentence, used.criterion)


def blockers(case: Case) -> Iterator[Finding]:
    if case.decided.blockers is None:
        return
    told, stood = case.decided.blockers, case.gate.blockers
    for blocker in stood:
        if blocker not in told:
            yield Finding(f"not told, though it stood: {blocker}")
    for blocker in told:
        if blocker not in stood:
            yield Finding(f"told, though the journal has it not: {blocker}", "blockers")
