"""Whether a working agreement is in place: agreed by both sides, its named people there.

Choices: of each side the manager or the deputy must be there; somebody who is to leave counts up
to the last day, and that is named. A successor counts once an amendment names them. A review that
is overdue is named too, and takes nothing away.
"""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.party import Party
from libs.common.explain import Explain, rule


class Leaver(BaseModel):
    model_config = ConfigDict(frozen=True)
    leaving_on: date | None = None
    left_on: date | None = None

    @property
    def last_day(self) -> date | None:
        return self.left_on or self.leaving_on


class InPlace(BaseModel):
    model_config = ConfigDict(frozen=True)
    met: bool
    note: str


@rule("working_agreement_in_place", version=1)
def in_place(
    explain: Explain,
    version: int,
    agreed_on: date | None,
    people: Mapping[Party, list[str]],
    leavers: Mapping[str, Leaver],
    on: date,
    review_overdue: bool = False,
) -> InPlace:
    """`people`: by side, the manager and the deputy. `agreed_on`: none as long as it is a draft."""
    if agreed_on is None:
        note = explain("note", f"version {version} is not signed by both sides")
        return InPlace(met=False, note=note)
    gone = {side: [n for n in names if _gone(leavers.get(n), on)] for side, names in people.items()}
    explain("named people who have left", gone)
    there = {side: [n for n in people[side] if n not in gone[side]] for side in people}
    without = explain("sides without any of them", [s for s in Party if not there.get(s)])
    notes = [f"version {version} agreed on {agreed_on}"]
    notes += [f"nobody named is left on the {side}'s side" for side in without]
    notes += [f"{n} has left" for names in gone.values() for n in names]
    notes += _soon(there, leavers)
    notes += ["its review is overdue"] if review_overdue else []
    return InPlace(met=not without, note="; ".join(notes))


def _gone(leaver: Leaver | None, on: date) -> bool:
    return leaver is not None and leaver.last_day is not None and leaver.last_day < on


def _soon(there: Mapping[Party, list[str]], leavers: Mapping[str, Leaver]) -> list[str]:
    names = [name for each in there.values() for name in each if name in leavers]
    return [f"{name} leaves on {leavers[name].last_day}" for name in names]
