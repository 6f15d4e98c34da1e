"""What a thing goes through: its states, the steps from each, and what is refused."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from libs.common.problems import refused

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T", bound=StrEnum)
CYCLES: dict[str, "LifeCycle[StrEnum, StrEnum]"] = {}
"By name, those of the modules that are loaded."
OTHERS: dict[str, str] = {}
"Refusals of the same modules that belong to no life cycle: by kind, a short sentence."


class LifeCycle(Mapping[S, Mapping[T, tuple[S, ...]]]):
    """By state, the steps that it allows, each with the states that it may lead to.

    `kinds`: how a refusal in a state is named where that is not `is-<state>`. `also`: what else its
    steps are refused for, by kind, in a short sentence. Raises `ValueError` for a name that is
    taken: each has one table.
    """

    def __init__(
        self,
        name: str,
        steps: Mapping[S, Mapping[T, S | tuple[S, ...]]],
        kinds: Mapping[S, str] | None = None,
        also: Mapping[str, str] | None = None,
    ) -> None:
        self.name, self._kinds, self.also = name, dict(kinds or {}), dict(also or {})
        self._steps = {
            state: {step: to if isinstance(to, tuple) else (to,) for step, to in allowed.items()}
            for state, allowed in steps.items()
        }
        if name in CYCLES:
            raise ValueError(f"there is a life cycle {name} already")
        CYCLES[name] = self  # type: ignore[assignment]

    def __getitem__(self, state: S) -> Mapping[T, tuple[S, ...]]:
        return self._steps[state]

    def __iter__(self) -> Iterator[S]:
        return iter(self._steps)

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def steps(self) -> list[T]:
        """In the order in which they are first possible."""
        return list(dict.fromkeys(step for allowed in self._steps.values() for step in allowed))

    def kind(self, state: S) -> str:
        return self._kinds.get(state, f"is-{state}".replace("_", "-"))

    def after(self, named: str, state: S, step: T, to: S | None = None, *, because: str = "") -> S:
        """The state that the step leads to; `to`: which of several. Refuses (409) a step that the
        state does not allow, and says which it does. `because`: how it came into that state."""
        possible = self._steps[state].get(step)
        if possible is None:
            said = f"{_sentence(named, state, step)} {because}".rstrip()
            raise refused(self.kind(state), said, do=self._do(state))
        if to is None and len(possible) == 1:
            return possible[0]
        if to not in possible:
            raise ValueError(f"{step} leads from {state} to one of {possible}, not {to}")
        return to

    def _do(self, state: S) -> str:
        allowed = self._steps[state]
        named = ", ".join(map(written, allowed))
        return f"Possible now: {named}." if allowed else "Nothing follows on it."


def written(step: StrEnum) -> str:
    """As tables and refusals name it."""
    return step.replace("_", "-")


def _sentence(named: str, state: StrEnum, step: StrEnum) -> str:
    return f"{named} is {state.replace('_', ' ')}: it cannot take {step.replace('_', ' ')}."
