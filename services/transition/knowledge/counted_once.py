"""Which records of a plan's knowledge count, so that no case counts twice.

Choice: cases that are told one by one count by their reference, whoever told them and however
often. A tally of the vendor's without references counts beside them only where none of them is of
the same topic, person, step and day: it cannot be told from them, and they can be found again.
"""

from collections.abc import Sequence
from datetime import date

from libs.common.events.vendor.knowledge import TransferStep
from services.transition.models.knowledge import TransferRecord, TransferSource

Place = tuple[str, str, TransferStep, date]


def counted_once(records: Sequence[TransferRecord]) -> list[TransferRecord]:
    """In their order."""
    one_by_one = {_place(each) for each in records if each.source is TransferSource.CASES}
    return [each for each in records if not (_is_tally(each) and _place(each) in one_by_one)]


def _is_tally(record: TransferRecord) -> bool:
    return record.source is TransferSource.REPORT and record.cases > 0


def _place(record: TransferRecord) -> Place:
    return record.topic_code, record.person, record.step, record.done_on
