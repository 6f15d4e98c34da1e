"""Where the sample is played: who takes part, what day it is, what is known so far."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from libs.client.demo.cast import Cast
from libs.client.demo.numbers import Numbers
from libs.client.demo.player import Player
from libs.client.demo.sample import Sample
from libs.client.demo.story import Story
from libs.client.demo.tickets import Day
from libs.client.reports import id_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass
class Known:
    """Ids that the system gave, by the names the sample uses."""

    programme: str = ""
    vendors: dict[str, str] = field(default_factory=dict)
    rfp: str = ""
    evaluations: dict[str, str] = field(default_factory=dict)
    contracts: dict[str, str] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    waves: dict[str, str] = field(default_factory=dict)
    gates: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    "Access requests and integrations."
    levels: dict[str, str] = field(default_factory=dict)
    credit: str = ""
    duplicates: str = ""
    "The escalation of the payments made twice."


class Stage:
    """One run of the sample. The same `run` again takes it up where it stood.

    `rehearse`: also the steps that are refused. A repeated run may find a refusal that was due
    then to be another one now; `taken_up` says so.
    """

    def __init__(
        self,
        run: str,
        cast: Cast,
        story: Story,
        *,
        rehearse: bool = True,
    ) -> None:
        self.run, self.cast, self.story, self.rehearse = run, cast, story, rehearse
        self.tickets: list[Day] = []
        self.sample = Sample()
        self.numbers = Numbers(self.sample.expected)
        self.known = Known()
        self.moment = datetime(2025, 1, 13, 9, 0, tzinfo=AMSTERDAM)
        self._first_was_repeated: bool | None = None

    @property
    def taken_up(self) -> bool:
        """This run was begun before: its first deed had been done already.

        A later deed may be repeated for another reason: a server that went away in the middle.
        """
        return bool(self._first_was_repeated)

    def done(self, *, repeated: bool) -> None:
        """A deed was answered."""
        if self._first_was_repeated is None:
            self._first_was_repeated = repeated

    def on(self, day: str, time: str = "10:00") -> None:
        self.at(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=AMSTERDAM))

    def at(self, moment: datetime) -> None:
        self.moment = moment

    def person(self, id: str) -> Player:
        return Player(self, self.cast.name(id), lambda: self.cast.person(id))

    def of_vendor(self, vendor: str, who: str) -> Player:
        """Somebody of a vendor, under their own name."""
        id = self.known.vendors[vendor]
        caller = self.cast.vendors_person
        return Player(self, self._name(vendor, who), lambda: caller(who, vendor, id, self.moment))

    def system_of(self, vendor: str, who: str) -> Player:
        """A vendor's system, used by somebody: it signs in with its API key."""
        id = self.known.vendors[vendor]
        caller = self.cast.system
        return Player(self, self._name(vendor, who), lambda: caller(vendor, id, self.moment))

    def _name(self, vendor: str, who: str) -> str:
        return f"{who.capitalize()} of {self.sample.vendor(vendor)['name']}"

    def found_on_its_day(self, code: str, value: Any) -> None:
        """A figure of what moves on: a run that is taken up sees it later, and forgoes it."""
        if self.taken_up:
            self.numbers.forgo(code)
        else:
            self.numbers.found(code, value)

    def key(self, step: str) -> str:
        return id_of(self.run, step)
