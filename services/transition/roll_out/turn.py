"""Whose turn it is: a wave goes live once those are live that its go-live waits for.

Choice: what counts are the links of the plan, straight or over other tasks, also those to and from
summaries. A plan that links no go-lives lets waves go live in any order.
"""

from collections.abc import Sequence

from libs.common.problems import refused
from services.transition.models import Wave
from services.transition.plan.loading import Laid


def must_be_in_turn(found: Laid, wave: Wave) -> None:
    """Refuses (409) a go-live before that of another wave which the plan puts first."""
    if waiting := [other.code for other in goes_before(found, wave) if other.live_on is None]:
        raise refused(
            "earlier-wave-not-live",
            f"By the plan {wave.code} goes live after {', '.join(waiting)}, not live yet.",
            do="Take that live first, or take the link out of the plan.",
        )


def goes_before(found: Laid, wave: Wave) -> Sequence[Wave]:
    """The other waves whose go-live comes first, by the links of the whole plan."""
    before = set(found.network.waits.before([wave.live_task] if wave.live_task else []))
    return [other for other in found.waves if other is not wave and other.live_task in before]
