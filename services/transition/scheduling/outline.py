"""Summary tasks: what their parts come to, and links that lead to or from them.

A summary has no work of its own. A link to it bounds the start of every part, a link from it
leaves from the finish of the last one: a milestone before the parts and one behind them carry
these links, so that cost grows with parts and links alone. Sources: how planners and Microsoft
Project read such links; a summary's floats are those of its dates.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.transition.scheduling.network import Activity, Link, LinkKind, Placed, around
from services.transition.scheduling.schedule import Schedule
from services.transition.scheduling.work_time import Clock

BEFORE, BEHIND = "\0before\0", "\0behind\0"
"Marks the milestones that stand for a summary's ends; no task's code begins so."
DEEPEST = 50
"Levels of summaries: the links of each can come down to every task below."


class LinkOfSummary(ValueError):
    """A kind of link that a summary cannot have."""

    def __init__(self, link: Link, summary: str) -> None:
        super().__init__(
            f"{summary} is a summary: a link of kind {link.kind} between {link.before} and"
            f" {link.after} says nothing that its parts could keep. Link the parts."
        )
        self.code = summary


class Outline:
    """`parents`: of each task that has one.

    Raises `Loop` where a task is its own ancestor, and `TooDeep`.
    """

    def __init__(self, codes: Iterable[str], parents: Mapping[str, str]) -> None:
        self.parents = parents
        self.summaries = set(parents.values())
        self.codes = list(codes)
        self._depth_first = self._checked()

    def _checked(self) -> list[str]:
        """Summaries, inner ones first."""
        depth: dict[str, int] = {}
        for code in self.summaries:
            chain: dict[str, None] = {}
            at: str | None = code
            while at is not None and at not in depth:
                if at in chain:
                    codes = list(chain)
                    raise Loop(codes[codes.index(at) :])
                chain[at] = None
                at = self.parents.get(at)
            base = depth[at] if at is not None else -1
            for step, each in enumerate(reversed(chain), start=1):
                depth[each] = base + step
        if too_deep := [code for code in self.codes if depth.get(code, 0) >= DEEPEST]:
            raise TooDeep(too_deep[0], depth[too_deep[0]] + 1)
        return sorted(depth, key=lambda code: (-depth[code], code))

    def network(
        self, activities: Sequence[Activity], links: Sequence[Link], clock: Clock
    ) -> tuple[list[Activity], list[Link]]:
        """Leaves and links between them alone. A summary's own dates bound its parts.

        Raises `LinkOfSummary`.
        """
        of_summaries = {a.code: a for a in activities if a.code in self.summaries}
        leaves = [a for a in activities if a.code not in self.summaries]
        ends = _Ends(of_summaries, clock)
        bare = [ends.redirected(link) for link in links]
        for summary in of_summaries.values():
            ends.bound(summary)
        return leaves + ends.activities, bare + list(ends.ties(self.parents, self.codes))

    def placed(self, leaves: Mapping[str, Placed], clock: Clock) -> dict[str, Placed]:
        """The summaries that have parts with dates, by code."""
        parts: dict[str, list[Placed]] = {}
        for code, parent in self.parents.items():
            if code in leaves:
                parts.setdefault(parent, []).append(leaves[code])
        found: dict[str, Placed] = {}
        for code in self._depth_first:
            if inside := parts.get(code):
                found[code] = _summed(code, inside, clock)
                if above := self.parents.get(code):
                    parts.setdefault(above, []).append(found[code])
        return found


class Loop(ValueError):
    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"These tasks are parts of each other: {around(codes)}")
        self.codes = list(codes)


class TooDeep(ValueError):
    """`level`: of a summary, counted from 1."""

    def __init__(self, code: str, level: int) -> None:
        super().__init__(
            f"The summary {code} lies {level} levels deep; a plan has at most {DEEPEST} levels"
            " of summaries. Give its tasks a parent further up."
        )
        self.code = code


def named(code: str | None) -> str | None:
    """The task that a milestone of the outline stands for, or the task itself."""
    return code.rsplit("\0", 1)[-1] if code else code


class _Ends:
    """The milestones before and behind summaries, as far as they are needed."""

    def __init__(self, summaries: Mapping[str, Activity], clock: Clock) -> None:
        self._summaries, self._clock = summaries, clock
        self._found: dict[str, Activity] = {}

    @property
    def activities(self) -> list[Activity]:
        return list(self._found.values())

    def redirected(self, link: Link) -> Link:
        before, after = link.before, link.after
        if before in self._summaries:
            if link.kind not in (LinkKind.FS, LinkKind.FF):
                raise LinkOfSummary(link, before)
            before = self._end(BEHIND, before)
        if after in self._summaries:
            if link.kind not in (LinkKind.FS, LinkKind.SS):
                raise LinkOfSummary(link, after)
            after = self._end(BEFORE, after)
        if (before, after) == (link.before, link.after):
            return link
        return Link(before, after, link.kind, link.lag, link.elapsed)

    def bound(self, summary: Activity) -> None:
        if summary.constraint and summary.constraint.kind.startswith("S"):
            code = self._end(BEFORE, summary.code)
            self._found[code] = Activity(code, 0, self._clock, summary.constraint)
        if summary.deadline is not None:
            code = self._end(BEHIND, summary.code)
            self._found[code] = Activity(code, 0, self._clock, deadline=summary.deadline)

    def _end(self, which: str, summary: str) -> str:
        code = which + summary
        self._found.setdefault(code, Activity(code, 0, self._clock))
        return code

    def ties(self, parents: Mapping[str, str], codes: Iterable[str]) -> Iterator[Link]:
        """Between the milestones and the parts, level by level."""
        whole = {code.rsplit("\0", 1)[-1] for code in self._found}
        for code in codes:
            part = code
            above = parents.get(code)
            if code in self._summaries:
                continue
            while above is not None:
                if above in whole:
                    if BEFORE + above in self._found:
                        yield Link(BEFORE + above, part)
                    if BEHIND + above in self._found:
                        yield Link(part, BEHIND + above)
                above = parents.get(above)


def _summed(code: str, parts: Sequence[Placed], clock: Clock) -> Placed:
    early_start = min(part.early_start for part in parts)
    early_finish = max(part.early_finish for part in parts)
    late_start = min(part.late_start for part in parts)
    late_finish = max(part.late_finish for part in parts)
    total = min(
        clock.at(late_start) - clock.at(early_start), clock.at(late_finish) - clock.at(early_finish)
    )
    return Placed(
        code=code,
        early_start=early_start,
        early_finish=early_finish,
        late_start=late_start,
        late_finish=late_finish,
        start=min(part.start for part in parts),
        finish=max(part.finish for part in parts),
        total_float=total,
        free_float=min(part.free_float for part in parts),
        critical=total <= 0 and any(part.critical for part in parts),
        driven_by=min(parts, key=lambda part: part.start).driven_by,
        breaks=any(part.breaks for part in parts),
    )


def leaves_of(schedule: Schedule) -> dict[str, Placed]:
    """Without the outline's own milestones."""
    return {placed.code: placed for placed in schedule if not placed.code.startswith("\0")}
