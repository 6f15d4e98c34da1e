"""How short a levelled plan could be at best.

Sources: the longest path through the network; the energy of each resource (units × time that the
tasks need) over its capacity while it is open, after the first and before the last of its tasks.
"""

from typing import NamedTuple

from services.transition.levelling.graph import Graph
from services.transition.levelling.problem import LevellingProblem, Resource
from services.transition.levelling.profile import apart, needs_of


class Bound(NamedTuple):
    """No plan ends earlier than `units`, because of what `because` says."""

    units: int
    because: str


def lower_bound(problem: LevellingProblem, graph: Graph) -> Bound:
    heads, tails = graph.early_starts(), graph.tails()
    path = max((head + tail for head, tail in zip(heads, tails, strict=True)), default=0)
    bounds = [Bound(path, f"the longest chain of tasks takes until {path}")]
    bounds += [_by_energy(problem, resource, heads, tails) for resource in problem.resources]
    return max(bounds, key=lambda bound: bound.units)


def _by_energy(
    problem: LevellingProblem, resource: Resource, heads: list[int], tails: list[int]
) -> Bound:
    users = [n for n, task in enumerate(problem.tasks) if needs_of(task).get(resource.code)]
    if not users:
        return Bound(0, f"nobody needs {resource.code}")
    energy = sum(problem.tasks[n].needs[resource.code] * problem.tasks[n].duration for n in users)
    at_least = -(-energy // resource.capacity)
    done = _worked_off(min(heads[n] for n in users), at_least, resource)
    end = done + min(tails[n] - problem.tasks[n].duration for n in users)
    return Bound(
        end, f"{resource.code} ({resource.capacity}) has work for {at_least}, until {done}"
    )


def _worked_off(first: int, units: int, resource: Resource) -> int:
    """When so many open units have passed since `first`."""
    at = first
    for begin, end in apart(resource.closed):
        if end <= at:
            continue
        if at + units <= begin:
            break
        units -= max(begin - at, 0)
        at = end
    return at + units
