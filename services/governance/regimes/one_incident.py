"""One incident, one credit: what is left where an incident has brought down several levels.

Two levels that name a common incident are not both credited. Of all choices of levels without a
common incident the dearest stands; where one incident brought down two levels, that is the dearer
of the two. Of equal choices, the one with the earlier levels of the regime. Choice: the dearest
as a whole, so that doing better at one level can never make the month dearer.
"""

from collections.abc import Sequence
from decimal import Decimal

Levels = frozenset[int]
Worth = tuple[Decimal, int]


def credited_once(credits: Sequence[Decimal], incidents: Sequence[frozenset[str]]) -> Levels:
    """Places of the credits that stand."""
    dear = frozenset(at for at, credit in enumerate(credits) if credit)
    clashes = {a: frozenset(b for b in dear - {a} if incidents[a] & incidents[b]) for a in dear}
    _, chosen = _Choice(credits, clashes).best(dear)
    return frozenset(at for at in dear if chosen >> (len(credits) - 1 - at) & 1)


class _Choice:
    """The dearest levels without a clash, by taking or leaving the one that clashes most."""

    def __init__(self, credits: Sequence[Decimal], clashes: dict[int, Levels]) -> None:
        self._credits, self._clashes = credits, clashes
        self._known: dict[Levels, Worth] = {}

    def best(self, levels: Levels) -> Worth:
        if levels not in self._known:
            self._known[levels] = self._best(levels)
        return self._known[levels]

    def _best(self, levels: Levels) -> Worth:
        most = max(sorted(levels), key=lambda at: len(self._clashes[at] & levels), default=None)
        if most is None:
            return Decimal(0), 0
        group = self._group(most, levels)
        taken = _sum(self._worth(most), self.best(group - {most} - self._clashes[most]))
        best = max(taken, self.best(group - {most})) if len(group) > 1 else taken
        return _sum(best, self.best(levels - group))

    def _group(self, start: int, levels: Levels) -> Levels:
        """Those that clash with it, directly or through others."""
        group, fresh = frozenset({start}), frozenset({start})
        while fresh:
            near = frozenset[int]().union(*(self._clashes[at] for at in fresh))
            fresh = (near & levels) - group
            group |= fresh
        return group

    def _worth(self, at: int) -> Worth:
        return self._credits[at], 1 << (len(self._credits) - 1 - at)


def _sum(one: Worth, other: Worth) -> Worth:
    return one[0] + other[0], one[1] | other[1]
