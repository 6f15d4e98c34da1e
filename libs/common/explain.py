"""Rules that can say how they came to their number.

A rule is a pure function whose first argument notes the steps:

    @rule("service_credit", version=1)
    def service_credit(explain: Explain, fee: Decimal, terms: CreditTerms) -> Decimal: ...

    service_credit(fee, terms)              # the number
    service_credit.explained(fee, terms)    # the number with rule, version, inputs and steps
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V")


class Step(BaseModel):
    model_config = ConfigDict(frozen=True)
    label: str
    value: Any


class Explanation(BaseModel):
    """The rule's version, its inputs and each step, as JSON values."""

    model_config = ConfigDict(frozen=True)
    rule: str
    version: int
    inputs: dict[str, Any]
    steps: list[Step]
    result: Any


@dataclass
class Explain:
    """Notes a step and hands its value on."""

    steps: list[Step] = field(default_factory=list)

    def __call__(self, label: str, value: V) -> V:
        self.steps.append(Step(label=label, value=_plain(value)))
        return value


@dataclass(frozen=True)
class Explained(Generic[R]):
    value: R
    explanation: Explanation


class Rule(Generic[P, R]):
    def __init__(self, name: str, version: int, body: Callable[Concatenate[Explain, P], R]) -> None:
        self.name, self.version, self._body = name, version, body
        self.__doc__, self.__name__ = body.__doc__, body.__name__
        self._signature = inspect.signature(body)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._body(Explain(), *args, **kwargs)

    def again(self, recorded: Mapping[str, Any]) -> R:
        """From the inputs of an explanation, read by the types that the rule takes. Raises
        `ValueError` where they do not fit."""
        hints, body = get_type_hints(self._body), cast(Callable[..., R], self._body)
        try:
            inputs = {name: _read(hints[name], it) for name, it in recorded.items()}
            return body(Explain(), **inputs)
        except (ValidationError, KeyError, TypeError, ArithmeticError) as error:
            raise ValueError("the recorded inputs do not fit the rule") from error

    def explained(self, *args: P.args, **kwargs: P.kwargs) -> Explained[R]:
        explain = Explain()
        value = self._body(explain, *args, **kwargs)
        bound = self._signature.bind(explain, *args, **kwargs)
        bound.apply_defaults()
        inputs = dict(list(bound.arguments.items())[1:])
        return Explained(
            value,
            Explanation(
                rule=self.name,
                version=self.version,
                inputs=_plain(inputs),
                steps=explain.steps,
                result=_plain(value),
            ),
        )


def rule(
    name: str, *, version: int
) -> Callable[[Callable[Concatenate[Explain, P], R]], Rule[P, R]]:
    return lambda body: Rule(name, version, body)


def _read(kind: Any, recorded: Any) -> Any:
    value = TypeAdapter(kind).validate_python(recorded)
    return list(value) if isinstance(value, Iterator) else value


def _plain(value: Any) -> Any:
    return to_jsonable_python(value)
