"""Wave problems drawn at random; some have no plan."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from services.transition.wave_planning.problem import (
    Blackout,
    Level,
    Process,
    WaveProblem,
    weekly,
)

START = date(2026, 2, 2)
END = START + timedelta(weeks=20)
days = st.integers(0, 140).map(lambda n: START + timedelta(n))


@st.composite
def wave_problems(draw: st.DrawFn, *, most: int = 6) -> WaveProblem:
    size = draw(st.integers(1, most))
    return WaveProblem(
        starts_on=START,
        dates=weekly(START, END, "NL", every=2),
        processes=tuple(_process(draw, n) for n in range(size)),
        trainers={"s": (Level(START, draw(st.integers(1, 3))),)},
        seats=tuple(draw(st.lists(st.builds(Level, days, st.integers(5, 30)), max_size=2))),
        blackouts=tuple(draw(st.lists(_blackouts, max_size=1))),
        gap_days=draw(st.sampled_from([0, 14, 28])),
        most_processes=draw(st.none() | st.integers(1, 3)),
        most_waves=draw(st.none() | st.integers(1, 4)),
    )


_blackouts = st.builds(
    lambda first, length, clear: Blackout(
        title="b", starts_on=first, ends_on=first + timedelta(length), clear_of_hypercare=clear
    ),
    days,
    st.integers(0, 20),
    st.booleans(),
)


def _process(draw: st.DrawFn, n: int) -> Process:
    earlier = st.integers(0, n - 1).map(lambda m: (f"p{m}",)) if n else st.just(())
    return Process(
        code=f"p{n}",
        title=f"p{n}",
        criticality=Decimal(draw(st.integers(1, 5))),
        transfer_days=draw(st.integers(0, 30)),
        trainers=draw(st.sampled_from([{}, {"s": 1}])),
        seats=draw(st.integers(0, 8)),
        depends_on=draw(st.just(()) | earlier),
        together_with=draw(st.just(()) | st.just(()) | earlier),
        earliest=draw(st.none() | days),
        latest=draw(st.none() | st.none() | days),
        saving=Decimal(draw(st.integers(0, 9))),
    )
