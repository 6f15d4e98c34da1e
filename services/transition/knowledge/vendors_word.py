"""How much of the transfer rests on the vendor's word alone.

Source: every step is made with evidence.

Choices: what a vendor reports counts, and is shown for what it is: its word alone, unless somebody
of the client told it, approved it or is named as having sat beside, or a file shows it. Being
tested is the exception: without one of these the report is refused, since it ends the learning.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from libs.common.events.transition.party import Party
from libs.common.events.vendor.knowledge import KnowledgeTransferReported, TransferStep
from services.transition.models.knowledge import TransferRecord
from services.transition.plan.moving import Refusal


class VendorsWord(NamedTuple):
    """`steps` of `all_steps` that were made, and `cases` of `all_cases` of reverse shadowing."""

    steps: int
    all_steps: int
    cases: int
    all_cases: int

    @property
    def of_steps(self) -> str:
        """Empty where all is backed."""
        return _said(self.steps, self.all_steps, "steps")

    @property
    def of_cases(self) -> str:
        return _said(self.cases, self.all_cases, "cases")


def vendors_word(records: Sequence[TransferRecord]) -> VendorsWord:
    """A step that was told several times is backed where one of them is."""
    backed = _steps(record for record in records if not record.on_vendors_word)
    made = _steps(records)
    tallied = [r for r in records if r.step is TransferStep.REVERSE_SHADOWED]
    return VendorsWord(
        steps=len(made - backed),
        all_steps=len(made),
        cases=sum(record.cases for record in tallied if record.on_vendors_word),
        all_cases=sum(record.cases for record in tallied),
    )


def must_be_backed(report: KnowledgeTransferReported, word: Party) -> None:
    """Refuses that somebody was tested where nothing but the vendor says so."""
    if report.step is TransferStep.TESTED and word is Party.VENDOR and not report.evidence:
        why = f"That {report.person} was tested on {report.topic_code} nothing shows: send the "
        raise Refusal("nothing-shows-it", f"{why}test, or name who of the client marked it.")


def _steps(records: Iterable[TransferRecord]) -> set[tuple[str, str, TransferStep]]:
    return {(record.topic_code, record.person, record.step) for record in records}


def _said(some: int, of: int, what: str) -> str:
    return f"{some} of {of} {what} rest on the vendor's word alone" if some else ""
