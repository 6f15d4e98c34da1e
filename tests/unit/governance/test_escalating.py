"""The tables of what escalates and of what makes it good, held to the events."""

from string import Formatter

import pytest

from libs.common.events import Event
from services.governance.escalating.causes import CAUSES
from services.governance.escalating.remedies import REMEDIES


def fields_of(text: str | None) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text or "") if name}


@pytest.mark.parametrize("kind", CAUSES, ids=lambda kind: kind.__name__)
def test_every_cause_fills_its_texts_from_its_own_event(kind: type[Event]) -> None:
    cause = CAUSES[kind]
    used = fields_of(cause.do) | fields_of(cause.thing) | fields_of(cause.sentence)
    assert used <= set(kind.model_fields)


@pytest.mark.parametrize("kind", REMEDIES, ids=lambda kind: kind.__name__)
def test_every_remedy_names_something_that_escalates(kind: type[Event]) -> None:
    thing = REMEDIES[kind].thing
    assert fields_of(thing) <= set(kind.model_fields)
    shapes = {
        "/".join("{}" if "{" in part else part for part in one.split("/")) for one in _things()
    }
    mine = "/".join("{}" if "{" in part else part for part in thing.split("/"))
    assert any(shape == mine or shape.startswith(f"{mine}/") for shape in shapes)


def _things() -> list[str]:
    return [cause.thing for cause in CAUSES.values() if cause.thing]
