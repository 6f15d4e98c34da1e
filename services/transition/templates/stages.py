"""The way of a wave, stage by stage, in the order of the outline: to its go-live and back again.

Source: mobilise, hand the knowledge over (documented, taught, shadowed, reverse-shadowed), pilot,
gate, go live, hypercare; at an exit the same way back, with access, licences and data. Lengths
and growth in working days are this template's choices.
"""

from collections.abc import Callable
from typing import NamedTuple

from services.transition.scheduling.network import LinkKind
from services.transition.templates.drivers import (
    ACCESS,
    COMPLEXITY,
    LANGUAGES,
    PEOPLE,
    PROCESSES,
    SYSTEMS,
    TOPICS,
    VOLUME,
    Driver,
)
from services.transition.templates.wave_shape import WaveShape

FS, SS, FF = LinkKind.FS, LinkKind.SS, LinkKind.FF


class After(NamedTuple):
    """A link to a stage before, its lag in working days. Where that stage is left out, to those
    that it would have come after, finish to start."""

    stage: str
    kind: LinkKind = FS
    lag: int = 0


class Stage(NamedTuple):
    """`growth`: days for each step of a driver. `also`: stages to wait for where they are there.
    `wanted`: whether a wave of such a shape has it."""

    name: str
    title: str
    days: int
    growth: tuple[tuple[Driver, int], ...] = ()
    after: tuple[After, ...] = ()
    also: tuple[str, ...] = ()
    milestone: str | None = None
    wanted: Callable[[WaveShape], bool] = lambda _: True


HAND_OVER = ((PROCESSES, 2), (COMPLEXITY, 1))
WORDS = (*HAND_OVER, (TOPICS, 1), (LANGUAGES, 2))
LESSONS = (*HAND_OVER, (TOPICS, 1), (PEOPLE, 1))
CASES = (*HAND_OVER, (VOLUME, 1))

MOBILISED = (After("mobilise"),)
WHILE_DOCUMENTED = (After("document", SS, 5), After("document", FF, 2))
DOCUMENTED = (After("document"),)
TAUGHT, SHADOWED = (After("teach"),), (After("shadow"),)
UNAIDED, PILOTED = (After("reverse-shadow"),), (After("pilot"),)
IN_PARALLEL, PASSED, LIVE = (After("parallel-run"),), (After("gate", FS, 2),), (After("go-live"),)

FORWARD = (
    Stage("mobilise", "Mobilise team, rooms, access", 10),
    Stage("document", "Document the knowledge", 10, WORDS, MOBILISED),
    Stage("teach", "Teach", 10, LESSONS, WHILE_DOCUMENTED),
    Stage(
        *("train", "Train the people in courses", 0, (), DOCUMENTED),
        milestone="trained",
        wanted=lambda s: s.training_days > 0 and s.people > 0,
    ),
    Stage(
        *("access", "Request and grant access", 5, ((ACCESS, 1),), MOBILISED),
        milestone="access-granted",
        wanted=lambda s: s.access_requests > 0,
    ),
    Stage(
        *("connect", "Connect the systems", 10, ((SYSTEMS, 3),), MOBILISED, ("access",)),
        milestone="systems-connected",
        wanted=lambda s: s.systems > 0,
    ),
    Stage("shadow", "Shadow the old team", 8, CASES, TAUGHT, ("access",)),
    Stage("reverse-shadow", "Reverse shadowing", 8, CASES, SHADOWED, ("train",), "kt-complete"),
    Stage(
        *("pilot", "Pilot", 10, (), UNAIDED, ("connect",), "pilot-complete"),
        wanted=lambda s: s.pilot,
    ),
    Stage(
        *("parallel-run", "Run in parallel with the old team", 10, ((COMPLEXITY, 2), (VOLUME, 1))),
        *(PILOTED, (), "parallel-run-complete"),
        wanted=lambda s: s.parallel_run,
    ),
    Stage("gate", "Gate: go or no-go", 1, (), IN_PARALLEL),
    Stage("go-live", "Go live", 1, (), PASSED, (), "live"),
    Stage("hypercare", "Hypercare", 20, ((COMPLEXITY, 5), (VOLUME, 1)), LIVE, (), "stable"),
)

REVERSE = (
    Stage("mobilise", "Mobilise the team that takes over", 10),
    Stage("document", "Document the work as it is, from the vendor", 10, WORDS, MOBILISED),
    Stage("teach", "Knowledge back from the vendor", 10, LESSONS, WHILE_DOCUMENTED),
    Stage(
        *("train", "Train the people in courses", 0, (), DOCUMENTED),
        milestone="trained",
        wanted=lambda s: s.training_days > 0 and s.people > 0,
    ),
    Stage(
        *("access", "Take access and licences back", 10, ((ACCESS, 1),), MOBILISED),
        milestone="access-returned",
    ),
    Stage(
        *("connect", "Connect the systems of the team that takes over", 10, ((SYSTEMS, 3),)),
        *(MOBILISED, ("access",), "systems-connected"),
        wanted=lambda s: s.systems > 0,
    ),
    Stage("shadow", "Shadow the vendor's team", 8, CASES, TAUGHT, ("access",)),
    Stage(
        *("reverse-shadow", "Work under the vendor's eyes", 8, CASES, SHADOWED, ("train",)),
        milestone="kt-complete",
    ),
    Stage(
        *("data-return", "Return of the data", 10, ((VOLUME, 1), (SYSTEMS, 1)), MOBILISED),
        milestone="data-returned",
    ),
    Stage(
        *("parallel-run", "Run in parallel with the vendor", 10, ((COMPLEXITY, 2), (VOLUME, 1))),
        *(UNAIDED, ("connect", "data-return"), "parallel-run-complete"),
    ),
    Stage("gate", "Gate: go or no-go", 1, (), IN_PARALLEL),
    Stage("go-live", "Hand the work back", 1, (), PASSED, (), "live"),
    Stage(
        *("data-deletion", "Deletion of the data, with its certificate", 5, (), LIVE),
        milestone="data-deleted",
    ),
    Stage(
        *("hypercare", "Hypercare after the return", 20, ((COMPLEXITY, 5), (VOLUME, 1)), LIVE),
        milestone="stable",
    ),
)
