"""When access, an integration or an answer was owed and not there, read from what is kept of it.

Choices: late is what is not there when the day on which it is needed has ended; what is taken away
after that day is missing at once. Whose move it was on a day is whose delay it was.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from libs.common.events.transition.party import Party
from services.transition.models.access import AccessRequest, AccessState, AccessStep
from services.transition.models.claims import Claim
from services.transition.models.integrations import Integration, IntegrationState, IntegrationStep
from services.transition.models.obligations import Lapse
from services.transition.models.plan_items import ItemChange
from services.transition.models.relief import Relief
from services.transition.plan.contract_calendar import today_in

Owing = Callable[[ItemChange], Party | None]
"Whose move it is after a step; none where nothing is missing."


def lapses_of(item: AccessRequest | Integration, today: date) -> list[Lapse]:
    owing = _access_owing(item) if isinstance(item, AccessRequest) else _integration_owing(item)
    return missing(item.history, item.needed_by, owing, today)


def missing(
    history: Sequence[ItemChange], needed_by: date, owing: Owing, today: date
) -> list[Lapse]:
    """In order of days; of one side's steps in a row, between which it was not there, one."""
    found: list[Lapse] = []
    goes_on = False
    for lapse in _missing(history, needed_by, owing, today):
        last = found[-1] if found and goes_on else None
        goes_on = lapse is not None
        if lapse is None:
            continue
        if last and last.until_on == lapse.from_on and last.caused_by is lapse.caused_by:
            found[-1] = last.model_copy(update={"until_on": lapse.until_on})
        else:
            found.append(lapse)
    return found


def _missing(
    history: Sequence[ItemChange], needed_by: date, owing: Owing, today: date
) -> Iterator[Lapse | None]:
    """None where it was there."""
    was_there = False
    for step, after in pairwise([*history, None]):
        assert step  # noqa: S101
        side, lost, was_there = owing(step), was_there, owing(step) is None
        if side is None:
            yield None
            continue
        begins, ends = max(step.on, needed_by), after.on if after else today
        lost = lost and step.on >= needed_by
        if ends > begins or (lost and ends >= begins):
            until = ends if after else None
            yield Lapse(from_on=begins, until_on=until, caused_by=side)


def _access_owing(request: AccessRequest) -> Owing:
    def owing(step: ItemChange) -> Party | None:
        if step.state in (AccessState.GRANTED, AccessState.REFUSED):
            return None
        return step.caused_by or (Party.CLIENT if step.step == AccessStep.REQUEST else None)

    return owing


def _integration_owing(integration: Integration) -> Owing:
    def owing(step: ItemChange) -> Party | None:
        if step.state == IntegrationState.TESTED:
            return None
        if step.step in (IntegrationStep.PLAN, IntegrationStep.FAIL):
            return integration.builder
        return step.caused_by or Party.CLIENT

    return owing


def lapses_of_claim(
    claim: Claim, kept: Sequence[Relief], country: str, closed_on: date | None = None
) -> list[Lapse]:
    """From the last day for a word to the day on which it was said; `kept`: periods that were
    opened for it. Choice: a word that is still missing when the plan is closed holds nothing up
    from then on, also where the plan is opened again."""
    found = [_as_said(claim, row, country, closed_on) for row in kept]
    clock = claim.running
    if claim.silent and clock is not None:
        last = today_in(country, clock.due_at - timedelta(microseconds=1))
        known = {(lapse.from_on, lapse.caused_by) for lapse in found}
        if (last, clock.side) not in known and (closed_on is None or last < closed_on):
            found.append(Lapse(from_on=last, until_on=closed_on, caused_by=clock.side))
    return found


def _as_said(claim: Claim, row: Relief, country: str, closed_on: date | None) -> Lapse:
    first = row.versions[0]
    said = (today_in(country, word.at) for word in claim.history if word.at >= first.at)
    terms = first.terms
    ends = [day for day in (next(said, None), closed_on) if day is not None]
    return Lapse(from_on=terms.from_on, until_on=min(ends, default=None), caused_by=terms.caused_by)
