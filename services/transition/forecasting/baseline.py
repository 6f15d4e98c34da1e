"""A plan as it was agreed: what later facts are held against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.transition.scheduling.network import Activity, Constraint, Link, Placed


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A task as the baseline has it. `work` in minutes, start and finish are instants; `links`
    are those to tasks before; `driven_by` is the task that set its start."""

    code: str
    start: int
    finish: int
    work: int
    links: frozenset[Link] = frozenset()
    constraint: Constraint | None = None
    driven_by: str | None = None


@dataclass(frozen=True, slots=True)
class Now:
    """A task as it stands: what the network takes and gives back. `reason`: why it was reported
    later."""

    activity: Activity
    placed: Placed
    links: frozenset[Link] = frozenset()
    reason: str = ""


def as_it_stands(
    activities: Iterable[Activity],
    links: Iterable[Link],
    placed: Iterable[Placed],
    reasons: Mapping[str, str],
) -> dict[str, Now]:
    into = _links_into(links)
    dates = {each.code: each for each in placed}
    return {
        a.code: Now(a, dates[a.code], into.get(a.code, frozenset()), reasons.get(a.code, ""))
        for a in activities
    }


def snapshots(
    activities: Iterable[Activity], links: Iterable[Link], placed: Iterable[Placed]
) -> dict[str, Snapshot]:
    into = _links_into(links)
    dates = {each.code: each for each in placed}
    return {a.code: _snapshot(a, into.get(a.code, frozenset()), dates[a.code]) for a in activities}


def _snapshot(activity: Activity, links: frozenset[Link], placed: Placed) -> Snapshot:
    return Snapshot(
        code=activity.code,
        start=placed.start,
        finish=placed.finish,
        work=activity.work,
        links=links,
        constraint=activity.constraint,
        driven_by=placed.driven_by,
    )


def _links_into(links: Iterable[Link]) -> dict[str, frozenset[Link]]:
    into: dict[str, set[Link]] = {}
    for link in links:
        into.setdefault(link.after, set()).add(link)
    return {code: frozenset(each) for code, each in into.items()}
