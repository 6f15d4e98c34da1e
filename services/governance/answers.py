"""What a report is answered: what was taken of it, and which of its lines count for nothing."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from libs.common.events.governance import LevelCounts, MeasurementsTaken, ReportRefused
from libs.common.events.vendor.measurements import Tally
from services.governance.models import Fault, Source
from services.governance.tallies import Judged, Reported, newest

NAMED = 10
"Lines at fault that a refusal names; the others it counts."
Answer = MeasurementsTaken | ReportRefused
_by_level = attrgetter("service_level")


def answers(report: Sequence[Judged]) -> Iterator[Answer]:
    """To one report, all of its lines in their order."""
    if good := [one for one, fault in report if fault is None]:
        yield taken(good)
    if faults := {place: fault for place, (_, fault) in enumerate(report) if fault}:
        yield _refused([one for one, _ in report], faults)


def taken(lines: Sequence[Reported]) -> MeasurementsTaken:
    """Of one report, the lines that count."""
    one = lines[0]
    return MeasurementsTaken(
        programme_id=one.programme_id,
        vendor_id=one.vendor_id,
        contract_id=one.contract_id,
        report_id=one.report_id,
        source=one.source,
        count=len(lines),
        counts=_counts([standing.tally for standing, _ in newest(lines)]),
        measurements=[line.tally for line in lines] if one.source is Source.CLIENT else [],
    )


def _counts(tallies: Sequence[Tally]) -> list[LevelCounts]:
    by_level = groupby(sorted(tallies, key=_by_level), key=_by_level)
    return [_added_up(code, list(days)) for code, days in by_level]


def _added_up(code: str, days: Sequence[Tally]) -> LevelCounts:
    return LevelCounts(
        service_level=code,
        first_on=min([day.taken_on for day in days]),
        last_on=max([day.taken_on for day in days]),
        days=len(days),
        met=sum([day.met for day in days]),
        total=sum([day.total for day in days]),
        excluded=sum([day.excluded for day in days]),
    )


def _refused(lines: Sequence[Reported], faults: Mapping[int, Fault]) -> ReportRefused:
    one = lines[0]
    return ReportRefused(
        programme_id=one.programme_id,
        vendor_id=one.vendor_id,
        contract_id=one.contract_id,
        report_id=one.report_id,
        kind=next(iter(faults.values())),
        reason=_reason(lines, faults),
        lines=len(lines),
        refused=len(faults),
    )


def _reason(lines: Sequence[Reported], faults: Mapping[int, Fault]) -> str:
    named = [_named(place, lines[place].tally, faults[place]) for place in list(faults)[:NAMED]]
    if more := len(faults) - len(named):
        named.append(f"and {more} more")
    return f"{len(faults)} of {len(lines)} lines count for nothing: {', '.join(named)}."


def _named(place: int, tally: Tally, fault: Fault) -> str:
    return f"/measurements/{place} ({tally.service_level} on {tally.taken_on}) {fault}"
