"""Simulations: when the plan will be finished if work turns out as uncertain as it is."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Moment, json_field
from libs.common.events.transition.forecasts import FinishSimulated
from services.transition.forecasting.monte_carlo import FinishForecast
from services.transition.models.base import Base, OfVendor
from services.transition.plan.network import last_day


class Simulation(OfVendor, Base, table=True):
    """`revision`: of the plan that was simulated; another one now means that facts changed."""

    revision: UUID = Field(index=True)
    made_at: Moment
    made_by: str
    promised_on: date
    forecast: FinishForecast = json_field(FinishForecast)

    def told(self) -> Iterator[FinishSimulated]:
        yield FinishSimulated(
            **self.ours,
            simulation_id=self.id,
            draws=self.forecast.simulation.draws,
            planned=last_day(self.forecast.planned),
            p50=last_day(self.forecast.p50),
            p80=last_day(self.forecast.p80),
            promised_on=self.promised_on,
            on_time=self.forecast.as_promised,
        )
