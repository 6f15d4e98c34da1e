"""Reads a regime as people write it: YAML, or JSON where it begins with a brace."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.governance.regimes.mistakes import Mistake, Place, RegimeRefused, unreadable
from services.governance.regimes.plain_json import read_json
from services.governance.regimes.plain_yaml import read_yaml
from services.governance.regimes.regime import Regime

MOST_CHARACTERS = 500_000
WAYS_OF_COST = ("pool_allocation", "weight_of_at_risk", "points_by_bands", "ladder_of_charges")


def read_regime(text: str) -> Regime:
    """Refuses with every mistake, its place and, in YAML, its line."""
    if len(text) > MOST_CHARACTERS:
        raise unreadable(None, f"a regime has at most {MOST_CHARACTERS} characters")
    written, lines = _read(text)
    try:
        return Regime.model_validate(written)
    except ValidationError as error:
        found = [each for each in error.errors() if not _is_an_echo(each)]
        raise RegimeRefused([_mistake(e["loc"], e["msg"], lines) for e in found]) from None


def _read(text: str) -> tuple[Any, dict[Place, int]]:
    return (read_json(text), {}) if text.lstrip().startswith("{") else read_yaml(text)


def _is_an_echo(error: ErrorDetails) -> bool:
    """A list whose items are all refused is reported as too short besides."""
    return error["type"] == "too_short" and bool(error["input"])


def _mistake(place: Place, said: str, lines: dict[Place, int]) -> Mistake:
    """The line of the place, or of the nearest thing around it. The discriminator of a cost is
    no place in the text."""
    at: Place = ()
    for step in place:
        at = (*at, step) if (*at, step) in lines else at
    place = tuple(step for step in place if step not in WAYS_OF_COST)
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return Mistake(path.lstrip("."), lines.get(at), said.removeprefix("Value error, "))
