"""Who signed: as many as it took, the same evidence, and nobody who had a hand in it."""

from collections.abc import Iterator, Sequence

from services.transition.readiness.proving.case import Case, Finding


def signing(case: Case) -> Iterator[Finding]:
    signers = case.decided.signers or [case.decided.decided_by]
    needed = case.gate.signatures_needed
    if len(set(signers)) < needed:
        yield Finding(f"{len(set(signers))} signed of {needed}")
    if needed > 1 or case.decided.round is not None:
        yield from _round(case, signers)
    yield from _four_eyes(case, signers)
    if needed == 1 and case.gate.signatories_by in signers:
        yield Finding(f"{case.gate.signatories_by} signed alone, and had chosen who does")
    for who in signers:
        if who in case.gate.choosers:
            yield Finding(f"{who} signed, and had set the bar")


def _round(case: Case, signers: Sequence[str]) -> Iterator[Finding]:
    told = [one.signed_by for one in case.signed]
    if told != list(signers):
        yield Finding(f"signed by {_names(told)}, told as {_names(signers)}", "signatures")
    for one in case.signed:
        if case.decided.digest and one.digest != case.decided.digest:
            yield Finding(f"{one.signed_by} signed other evidence: {one.digest[:12]}…")


def _four_eyes(case: Case, signers: Sequence[str]) -> Iterator[Finding]:
    gate, used = case.gate, {waiver.criterion for waiver in case.decided.waivers}
    answered = {answer.answered_by for answer in gate.answers.values()}
    waived = {by for w in gate.waivers.values() if w.criterion in used for by in w.let_by}
    for did, whose in (("answered", answered), ("waived", waived)):
        for who in signers:
            if who in whose:
                yield Finding(f"{who} signed, and had {did}")


def _names(people: Sequence[str]) -> str:
    return ", ".join(people) or "nobody"
