"""Freezes that a plan keeps."""

from collections.abc import Iterator
from datetime import date

from libs.common.events.transition.plans import FreezeDeclared
from services.transition.models.base import Base, OfVendor
from services.transition.roll_out.freeze import FreezeSpan


class Freeze(OfVendor, Base, table=True):
    title: str
    starts_on: date
    ends_on: date
    declared_by: str

    @property
    def span(self) -> FreezeSpan:
        return FreezeSpan(title=self.title, starts_on=self.starts_on, ends_on=self.ends_on)

    def declared(self) -> Iterator[FreezeDeclared]:
        yield FreezeDeclared(
            **self.ours, title=self.title, starts_on=self.starts_on, ends_on=self.ends_on
        )
