"""What a fault in a job means to whoever asked for it. Nothing of it was written."""

from sqlalchemy.exc import IntegrityError

from libs.common.passing import will_pass
from libs.common.problems import Problem, away, refused, unexpected

TRIES = 5
"How often a job is begun: whose process dies each time is what kills it."


def told_to_people(fault: Exception) -> Problem:
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, IntegrityError):
        return refused(
            "changed-meanwhile",
            "Somebody else did this, or something like it, while the job was done.",
            do="Read it again, then decide whether to start the job anew.",
        )
    return away() if will_pass(fault) else unexpected()


def kills_its_process() -> Problem:
    return Problem(
        500,
        "job-given-up",
        "The job could not be done",
        f"It was begun {TRIES} times, and each time the process that did it ended.",
        do="Start it with less to do; if that fails too, tell the operator.",
    )
