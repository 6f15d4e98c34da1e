"""What a working agreement says. Everything may be left out of a draft; what is missing is named.

Language levels are those of the Common European Framework. Working hours are per weekday, on the
wall of the side's own zone; a side's public holidays are those of its country.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from libs.common.calendars import BusinessCalendar, CalendarTerms, Hours
from libs.common.calendars.terms import NAIVE
from libs.common.calendars.week import Weekday
from libs.common.described import Described
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party

ANYTHING = "anything"
"The matter of a rule that holds for whatever is not named."
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Zone = Annotated[str, Field(min_length=1, max_length=64, examples=["Europe/Amsterdam"])]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Level(StrEnum):
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class Silence(StrEnum):
    """What it counts as when nobody decides in time."""

    ESCALATES = "escalates"
    AGREED = "agreed"
    REFUSED = "refused"


class Said(Described):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Manager(Said):
    """Somebody by name, and who stands in."""

    name: Short
    deputy: Short | None = None


class Language(Said):
    language: Short
    level: Level
    used_for: Line | None = None


class DecisionRule(Said):
    """`days`: business days of the deciding side. `matter`: a code, or `anything`."""

    matter: Code
    side: Party
    decider: Short
    days: Annotated[int, Field(ge=0, le=60)]
    silence: Silence = Silence.ESCALATES


class Feedback(Said):
    channel: Short
    within_days: Annotated[int, Field(ge=0, le=60)]
    "Business days after what it is about."
    manner: Line
    "How to say what is wrong."


class EscalationStep(Said):
    """`after_hours`: by the clock, since the matter was raised. `matters`: none are all."""

    client: Short
    vendor: Short
    after_hours: Annotated[int, Field(ge=0, le=2000)]
    matters: Annotated[list[Code], Field(max_length=20)] = []


class Etiquette(Said):
    greeting: Line
    address: Line
    "How people are addressed: first names, titles."
    response_hours: Annotated[int, Field(ge=1, le=500)]
    "Working hours until a message is answered."
    holidays: Annotated[list[Line], Field(max_length=40)] = []
    "Those that matter, in words, beside the public ones."


class Tool(Said):
    purpose: Short
    tool: Short
    provided_by: Party


class SideHours(Said):
    """A side's working hours, on the wall of its zone."""

    tz: Zone
    country: Country
    hours: Annotated[dict[Weekday, Hours], Field(min_length=1)]
    days_off: Annotated[tuple[date, ...], Field(max_length=100)] = ()
    "Beside the public holidays of the country."

    @model_validator(mode="after")
    def _will_do(self) -> Self:
        if self.tz == NAIVE:
            raise ValueError("a side's hours need a time zone")
        if any(len(each) > 10 for each in self.hours.values()):
            raise ValueError("a day has at most ten spans of hours")
        if not self._terms.has_hours():
            raise ValueError("a side works at least some hours of a week")
        return self

    @property
    def calendar(self) -> BusinessCalendar:
        return BusinessCalendar(self._terms)

    @property
    def _terms(self) -> CalendarTerms:
        return CalendarTerms(
            tz=self.tz, hours=self.hours, country=self.country, holidays=self.days_off
        )


class AgreementTerms(Said):
    """Empty and absent fields are what a draft does not say yet."""

    business_process_manager: Manager | None = None
    "Of the client."
    account_manager: Manager | None = None
    "Of the vendor."
    languages: Annotated[list[Language], Field(max_length=10)] = []
    decisions: Annotated[list[DecisionRule], Field(max_length=50)] = []
    feedback: Feedback | None = None
    escalation: Annotated[list[EscalationStep], Field(max_length=10)] = []
    "From the first level up."
    etiquette: Etiquette | None = None
    tools: Annotated[list[Tool], Field(max_length=30)] = []
    client_hours: SideHours | None = None
    vendor_hours: SideHours | None = None

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        matters = [rule.matter for rule in self.decisions]
        if len(set(matters)) < len(matters):
            raise ValueError("a matter is decided by one rule")
        hours = [step.after_hours for step in self.escalation]
        if hours != sorted(hours):
            raise ValueError("a higher level of escalation is not reached sooner")
        return self

    def hours_of(self, side: Party) -> SideHours | None:
        return self.client_hours if side is Party.CLIENT else self.vendor_hours

    def people_of(self, side: Party) -> list[str]:
        """The manager of that side and the deputy, as far as they are named."""
        return list(self._people(side))

    def _people(self, side: Party) -> Iterator[str]:
        client = side is Party.CLIENT
        manager = self.business_process_manager if client else self.account_manager
        if manager is not None:
            yield manager.name
            if manager.deputy is not None:
                yield manager.deputy
