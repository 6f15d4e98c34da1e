"""The same metrics of the same log in pandas, written twice.

Plain, as one would write it first: all columns read, dates told to have the day first, business
hours by a function that is applied to each ticket and pause. Tuned: only the columns needed, the
dates' pattern stated, business hours for whole columns by numpy's business days.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

COLUMNS = ("number", "incident_state", "sys_mod_count", "made_sla", "sys_updated_at")
FACTS = ("opened_at", "resolved_at", "priority")
MOMENTS = ("sys_updated_at", "opened_at", "resolved_at")
OPENS, CLOSES = pd.Timedelta(hours=9), pd.Timedelta(hours=17)
ANSWER = Sequence[tuple[str, str, int, int]]
Hours = Callable[[pd.Series, pd.Series, Sequence[str]], pd.Series]
"Open time between two columns of moments."


def plainly(path: Path, pausing: str, holidays: Sequence[str]) -> ANSWER:
    """Month, metric, met and total."""
    events = pd.read_csv(path, na_values=["?"])
    for name in MOMENTS:
        events[name] = pd.to_datetime(events[name], dayfirst=True)
    return _attained(events, pausing, holidays, _one_by_one)


def tuned(path: Path, pausing: str, holidays: Sequence[str]) -> ANSWER:
    """The same."""
    events = pd.read_csv(path, usecols=[*COLUMNS, *FACTS], na_values=["?"])
    for name in MOMENTS:
        events[name] = pd.to_datetime(events[name], format="%d/%m/%Y %H:%M")
    return _attained(events, pausing, holidays, _office)


def _attained(events: pd.DataFrame, pausing: str, holidays: Sequence[str], hours: Hours) -> ANSWER:
    events = events.sort_values(["number", "sys_mod_count", "sys_updated_at"], kind="stable")
    tickets = events.groupby("number").agg(
        opened=("opened_at", "min"),
        resolved=("resolved_at", "max"),
        made_sla=("made_sla", "last"),
    )
    tickets = tickets[tickets["resolved"].notna()]
    month = tickets["resolved"].dt.strftime("%Y-%m")
    spells = _pauses(events, tickets, pausing)
    wall = tickets["resolved"] - tickets["opened"]
    paused = (spells["until"] - spells["since"]).groupby(spells["number"]).sum()
    office = hours(tickets["opened"], tickets["resolved"], holidays)
    away = hours(spells["since"], spells["until"], holidays).groupby(spells["number"]).sum()
    none = pd.Timedelta(0)
    met = {
        "office": office - away.reindex(tickets.index, fill_value=none) <= pd.Timedelta(hours=40),
        "wall": wall - paused.reindex(tickets.index, fill_value=none) <= pd.Timedelta(hours=24),
        "stated": tickets["made_sla"].astype(bool),
    }
    return sorted(
        (str(of), name, int(row["sum"]), int(row["count"]))
        for name, one in met.items()
        for of, row in one.groupby(month).agg(["sum", "count"]).iterrows()
    )


def _pauses(events: pd.DataFrame, tickets: pd.DataFrame, pausing: str) -> pd.DataFrame:
    at = events.groupby("number")["sys_updated_at"].cummax()
    spells = pd.DataFrame(
        {"number": events["number"], "since": at, "until": at.groupby(events["number"]).shift(-1)}
    )[events["incident_state"] == pausing]
    spells = spells.merge(tickets, left_on="number", right_index=True)
    spells["since"] = spells[["since", "opened"]].max(axis=1)
    spells["until"] = spells["until"].fillna(spells["resolved"])
    spells["until"] = spells[["until", "resolved"]].min(axis=1)
    return spells[spells["since"] < spells["until"]]


def _one_by_one(since: pd.Series, until: pd.Series, holidays: Sequence[str]) -> pd.Series:
    closed = {pd.Timestamp(day) for day in holidays}

    def between(row: pd.Series) -> pd.Timedelta:
        begins, ends = row.iloc[0], row.iloc[1]
        total, day = pd.Timedelta(0), begins.normalize()
        while day <= ends:
            if day.weekday() < 5 and day not in closed:
                open_for = min(ends, day + CLOSES) - max(begins, day + OPENS)
                total += max(open_for, pd.Timedelta(0))
            day += pd.Timedelta(days=1)
        return total

    return pd.concat([since, until], axis=1).apply(between, axis=1)


def _office(since: pd.Series, until: pd.Series, holidays: Sequence[str]) -> pd.Series:
    first, last = (side.to_numpy().astype("datetime64[D]") for side in (since, until))
    whole = pd.to_timedelta(8 * np.busday_count(first, last, holidays=holidays), unit="h")
    return whole + _of_day(until, last, holidays) - _of_day(since, first, holidays)


def _of_day(
    moments: pd.Series,
    days: "np.ndarray[tuple[int], np.dtype[np.datetime64]]",
    holidays: Sequence[str],
) -> pd.Series:
    """Open time of the day up to each moment."""
    spent = (moments - moments.dt.normalize()).clip(OPENS, CLOSES) - OPENS
    return spent.where(np.is_busday(days, holidays=holidays), pd.Timedelta(0))
