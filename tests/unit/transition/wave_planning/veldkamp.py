"""The sample programme as a wave problem: finance, then e-mail and chat, then voice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from services.transition.wave_planning.problem import (
    Blackout,
    Level,
    Process,
    WaveProblem,
    weekly,
)

START = date(2025, 6, 16)
FINANCE, MAIL, VOICE = date(2025, 9, 15), date(2025, 10, 13), date(2026, 3, 2)
BEHIND_THE_FREEZE = date(2026, 1, 19)
PEAK = Blackout(title="peak", starts_on=date(2025, 11, 15), ends_on=date(2026, 1, 10))
PLAN = {"AP": FINANCE, "AR": FINANCE, "mail": MAIL, "chat": MAIL, "voice": VOICE}


def process(code: str, criticality: str, days: int, skill: str, **more: Any) -> Process:
    return Process(code, code, Decimal(criticality), days, {skill: 1}, seats=10, **more)


VELDKAMP = WaveProblem(
    starts_on=START,
    dates=weekly(START, date(2026, 6, 29), "NL"),
    processes=(
        process("AP", "2", 65, "finance", together_with=("AR",)),
        process("AR", "2", 65, "finance"),
        process("mail", "3", 60, "service", together_with=("chat",)),
        process("chat", "3", 60, "service"),
        process("voice", "5", 60, "service", earliest=VOICE, depends_on=("chat",)),
    ),
    trainers={"finance": (Level(START, 2),), "service": (Level(START, 3),)},
    seats=(Level(START, 40), Level(date(2025, 11, 3), 50)),
    blackouts=(PEAK,),
    gap_days=28,
    most_processes=2,
    most_waves=3,
)


def with_process(code: str, **changes: Any) -> WaveProblem:
    processes = (replace(p, **changes) if p.code == code else p for p in VELDKAMP.processes)
    return replace(VELDKAMP, processes=tuple(processes))
