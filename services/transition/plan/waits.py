"""What waits for what in a plan, over all its tasks: by links of their own, and by those of the
summaries that they are a part of. A summary that is waited for is waited for part by part."""

from collections.abc import Callable, Iterable, Mapping, Sequence


class Waits:
    """Of one plan. `codes`: in outline order; `parents`: of each task that has one; `links`: what
    comes first, and what waits for it."""

    def __init__(
        self, codes: Sequence[str], parents: Mapping[str, str], links: Iterable[tuple[str, str]]
    ) -> None:
        self._codes, self._parents = codes, parents
        self._known = set(codes)
        self._parts: dict[str, list[str]] = {}
        self._after: dict[str, list[str]] = {}
        self._before: dict[str, list[str]] = {}
        for part, summary in parents.items():
            self._parts.setdefault(summary, []).append(part)
        for first, then in links:
            self._after.setdefault(first, []).append(then)
            self._before.setdefault(then, []).append(first)

    def is_summary(self, code: str) -> bool:
        return code in self._parts

    def behind(self, codes: Iterable[str]) -> list[str]:
        """These, and what waits for them, in outline order; those with work alone."""
        return self._with_work(self._found(codes, self._next))

    def before(self, codes: Iterable[str]) -> list[str]:
        """These, and what they wait for, in outline order; those with work alone."""
        return self._with_work(self._found(codes, self._awaited))

    def carried(self, touched: Mapping[str, int]) -> dict[str, int]:
        """In outline order, those with work: the bits of all that they wait for, and their own."""
        bits = dict(touched)
        for code in self._in_turn(touched):
            for after in self._next(code):
                bits[after] = bits.get(after, 0) | bits[code]
        return {code: bits[code] for code in self._with_work(bits)}

    def _with_work(self, found: Iterable[str]) -> list[str]:
        there = set(found)
        return [code for code in self._codes if code in there and code not in self._parts]

    def _found(self, codes: Iterable[str], further: Callable[[str], list[str]]) -> set[str]:
        found: set[str] = set()
        looking = [code for code in codes if code in self._known]
        while looking:
            code = looking.pop()
            if code not in found:
                found.add(code)
                looking += further(code)
        return found

    def _next(self, code: str) -> list[str]:
        """What waits for it by links of its own or of what it is a part of; and its parts."""
        return self._along(code, self._after)

    def _awaited(self, code: str) -> list[str]:
        return [each for each in self._along(code, self._before) if each in self._known]

    def _along(self, code: str, links: Mapping[str, list[str]]) -> list[str]:
        found = [*links.get(code, ()), *self._parts.get(code, ())]
        above = self._parents.get(code)
        while above is not None:
            found += links.get(above, ())
            above = self._parents.get(above)
        return found

    def _in_turn(self, codes: Iterable[str]) -> list[str]:
        """These and all behind them, each before what waits for it."""
        turn: list[str] = []
        seen: set[str] = set()
        for first in codes:
            looking = [(first, iter(self._next(first)))] if first not in seen else []
            seen.add(first)
            while looking:
                _, rest = looking[-1]
                after = next((each for each in rest if each not in seen), None)
                if after is None:
                    turn.append(looking.pop()[0])
                else:
                    seen.add(after)
                    looking.append((after, iter(self._next(after))))
        return turn[::-1]
