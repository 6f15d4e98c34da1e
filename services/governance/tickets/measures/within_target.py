"""Share within target of a set of tickets.

Source: met / (total − excluded); 2 misses of 40 = 95.0 %, of 35 = 94.3 %. Nothing left to count is
no score. A ticket exactly at its target has met it.
"""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up

PLACES = 2
"Decimal places of a percentage."


class Tally(BaseModel):
    """Cases of one set of tickets; `excluded` are among `total`, and never met."""

    model_config = ConfigDict(frozen=True)
    met: int
    total: int
    excluded: int = 0


@rule("ticket_share_within_target", version=1)
def share_within_target(explain: Explain, tally: Tally) -> Decimal | None:
    """In per cent, half-up to 0.01; none where nothing counts."""
    met = explain("met the target", tally.met)
    counted = explain("cases that count = all − excluded", tally.total - tally.excluded)
    if counted <= 0:
        return explain("no score: nothing counts", None)
    return explain("met / cases that count, %", half_up(Decimal(met) * 100 / counted, PLACES))


def tallies(tickets: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Counts for each group. `met` is true, false, or null for a ticket that is excluded."""
    return (
        tickets.group_by(*by)
        .agg(
            met=pl.col("met").fill_null(False).sum().cast(pl.Int64),
            total=pl.len().cast(pl.Int64),
            excluded=pl.col("met").null_count().cast(pl.Int64),
        )
        .sort(*by)
    )
