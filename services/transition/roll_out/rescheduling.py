"""A wave gets another date: what that means for its gate and its tasks."""

from collections.abc import Iterator, Sequence
from datetime import date

from libs.common.events import Event
from libs.common.explain import Explanation
from libs.common.problems import refused
from services.transition.models import Gate, Wave
from services.transition.plan.loading import Laid
from services.transition.roll_out.freeze import FreezeSpan, freeze_on


def move_wave(
    found: Laid, wave: Wave, gate: Gate, to: date, reason: str, why: Explanation | None = None
) -> Iterator[Event]:
    """Its gate is open again, and the task that puts it live keeps to the new date."""
    yield from wave.reschedule(to, reason, why)
    gate.reopen()
    yield from found.keep_to_date(wave)


def must_be_clear(to: date, freezes: Sequence[FreezeSpan]) -> None:
    if freeze := freeze_on(to, freezes):
        raise refused("in-freeze", f"{to} lies in the freeze {freeze.title}.")
