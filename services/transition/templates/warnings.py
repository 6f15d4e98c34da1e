"""What a client should be warned of before signing such a plan, each with what to do about it.

Source: usual lengths by kind; a big bang and a rushed date are the mistakes most often named.
Choices: a holiday week has two public holidays or more on weekdays; more than one group trained
within one calendar week is too much at once.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from libs.common.calendars.week import WEEKDAYS
from services.transition.plan.contract_calendar import holidays_known
from services.transition.templates.drafted import Asked, Days, Drafted
from services.transition.templates.kind import usual_weeks
from services.transition.templates.stage_length import groups

HOLIDAY_WEEK = 2


def warnings_of(draft: Drafted) -> list[str]:
    return [warning for each in WARNINGS for warning in each(draft)]


def _length(draft: Drafted) -> Iterator[str]:
    asked = draft.asked
    last = max((wave.planned_on for wave in asked.waves), default=asked.starts_on)
    weeks = (last - asked.starts_on).days // 7
    low, high = usual_weeks(asked.kind, asked.waves, asked.shapes)
    if asked.waves and not low <= weeks <= high:
        advice = "plan a later date or take less over" if weeks < low else "split it or begin later"
        yield f"{weeks} weeks to the last go-live; usual are {low} to {high}: {advice}."


def _rush(draft: Drafted) -> Iterator[str]:
    calendar = draft.asked.calendar
    for wave in draft.asked.waves:
        possible = draft.days(wave, "go-live").first
        late = calendar.business_days_between(
            calendar.add_business_days(wave.planned_on, 0), possible
        )
        if late > 0:
            yield (
                f"{wave.code} is rushed: planned on {wave.planned_on}, possible from {possible},"
                f" {late} working days later. Move the date, begin earlier or take less over."
            )


def _big_bang(draft: Drafted) -> Iterator[str]:
    waves = draft.asked.waves
    processes = sum(len(wave.processes) for wave in waves)
    if processes > 1 and len({wave.planned_on for wave in waves}) == 1:
        yield (
            f"All {processes} processes go live on one day: a big bang."
            " Plan waves, the least critical process first."
        )


def _no_pilot(draft: Drafted) -> Iterator[str]:
    for wave in draft.asked.waves:
        if not (draft.asked.is_exit or draft.has(wave, "pilot")):
            yield (
                f"{wave.code} has no pilot before its {_processes(len(wave.processes))} live:"
                " pilot a sample of cases, or let its gate accept the risk by name."
            )


def _no_parallel_run(draft: Drafted) -> Iterator[str]:
    for wave in draft.asked.waves:
        if draft.asked.shape(wave).critical and not draft.has(wave, "parallel-run"):
            yield (
                f"{wave.code} is critical and its {_processes(len(wave.processes))} live without a"
                " parallel run: keep the old team working beside the new one."
            )


def _processes(count: int) -> str:
    return "1 process goes" if count == 1 else f"{count} processes go"


def _freezes(draft: Drafted) -> Iterator[str]:
    for wave in draft.asked.waves:
        first, last = draft.days(wave, "go-live").first, draft.days(wave, "hypercare").last
        for freeze in draft.asked.freezes:
            if freeze.touches(first, last):
                yield (
                    f"{wave.code}: go-live and hypercare, {first} to {last}, run into the freeze"
                    f" {freeze.title}, {freeze.starts_on} to {freeze.ends_on}: go live earlier, or"
                    " after it."
                )


def _holiday_weeks(draft: Drafted) -> Iterator[str]:
    for wave in draft.asked.waves:
        care = draft.days(wave, "hypercare")
        for monday, closed in _holidays_by_week(draft.asked, care).items():
            if closed >= HOLIDAY_WEEK:
                yield (
                    f"{wave.code}: hypercare, {care.first} to {care.last}, runs into the week of"
                    f" {monday} with {closed} public holidays: staff it, or go live after it."
                )


def _holidays_by_week(asked: Asked, days: Days) -> Counter[date]:
    """By Monday, the public holidays on which an office would be open else."""
    terms = asked.calendar.terms
    span = (days.first + timedelta(n) for n in range((days.last - days.first).days + 1))
    return Counter(
        _monday(day)
        for day in span
        if terms.is_holiday(day) and terms.hours.get(WEEKDAYS[day.weekday()])
    )


def _holidays_unknown(draft: Drafted) -> Iterator[str]:
    country = draft.asked.country
    if not holidays_known(country):
        yield (
            f"No public holidays are known for {country}: Monday to Friday are worked."
            " Add them to the plan's calendar."
        )


def _training(draft: Drafted) -> Iterator[str]:
    waves = [wave for wave in draft.asked.waves if draft.has(wave, "train")]
    weeks = {_monday(day) for wave in waves for day in draft.days(wave, "train")}
    shapes = [draft.asked.shape(wave) for wave in waves]
    if len(weeks) == 1 and sum(map(groups, shapes)) > 1:
        yield (
            f"All {sum(shape.people for shape in shapes)} people are trained in the week of"
            f" {min(weeks)}: train them in groups over several weeks."
        )


def _one_team(draft: Drafted) -> Iterator[str]:
    for first, second in pairwise(draft.asked.waves):
        one, other = draft.days_alone(first, "teach"), draft.days_alone(second, "teach")
        if one.first <= other.last and other.first <= one.last:
            yield (
                f"One team would teach {first.code} and {second.code} at once, from"
                f" {max(one.first, other.first)} to {min(one.last, other.last)}: {second.code} is"
                f" taught from {draft.days(second, 'teach').first}. Plan it later, or find a"
                " second team."
            )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


WARNINGS = (
    _length,
    _rush,
    _big_bang,
    _no_pilot,
    _no_parallel_run,
    _freezes,
    _holiday_weeks,
    _holidays_unknown,
    _training,
    _one_team,
)
