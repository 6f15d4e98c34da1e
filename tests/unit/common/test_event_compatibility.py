"""Within a version, fields are only added, with defaults."""

from copy import deepcopy
from typing import Any

import pytest

from libs.common.asyncapi import asyncapi
from libs.common.events import CATALOGUE, Event
from libs.common.events.compatibility import breaks, catalogue, snapshot

BEFORE: dict[str, Any] = {
    "baton.x.y.v1": {
        "properties": {
            "name": {"type": "string"},
            "kind": {"enum": ["a", "b"], "type": "string"},
            "lots": {"items": {"$ref": "#/$defs/Lot"}, "type": "array"},
        },
        "required": ["name", "kind"],
        "$defs": {"Lot": {"properties": {"code": {"type": "string"}}, "required": ["code"]}},
    }
}


def changed(**changes: Any) -> dict[str, Any]:
    now = deepcopy(BEFORE)
    now["baton.x.y.v1"]["properties"].update(changes)
    return now


def test_nothing_changed_breaks_nothing():
    assert breaks(BEFORE, deepcopy(BEFORE)) == []


def test_a_new_type_and_a_field_with_a_default_break_nothing():
    now = changed(note={"type": "string", "default": ""})
    assert breaks(BEFORE, now | {"baton.x.z.v1": {}}) == []


def test_a_field_that_is_required_anew_breaks_readers_of_earlier_events():
    now = changed(note={"type": "string"})
    now["baton.x.y.v1"]["required"] = ["name", "kind", "note"]
    assert breaks(BEFORE, now) == ["baton.x.y.v1.note has no default, so earlier events lack it."]


def test_a_field_or_type_that_went_away_is_named():
    now = deepcopy(BEFORE)
    del now["baton.x.y.v1"]["properties"]["name"]
    assert breaks(BEFORE, now) == ["baton.x.y.v1.name is gone."]
    assert breaks(BEFORE, {}) == ["baton.x.y.v1 is gone."]


def test_another_type_of_a_field_is_named():
    assert breaks(BEFORE, changed(name={"type": "integer"})) == [
        "baton.x.y.v1.name: type was 'string' and is 'integer'."
    ]


def test_a_word_that_earlier_readers_do_not_know_is_named():
    now = changed(kind={"enum": ["a", "b", "c"], "type": "string"})
    assert breaks(BEFORE, now) == [
        "baton.x.y.v1.kind: the word 'c' is only in one of the two versions."
    ]


def test_a_change_inside_a_part_of_a_list_is_found():
    now = deepcopy(BEFORE)
    now["baton.x.y.v1"]["$defs"]["Lot"]["properties"]["code"]["type"] = "integer"
    assert breaks(BEFORE, now) == ["baton.x.y.v1.lots[].code: type was 'string' and is 'integer'."]


def test_the_catalogue_can_be_read_by_whoever_knows_the_committed_snapshot():
    assert breaks(snapshot(), catalogue()) == []


def test_the_snapshot_holds_every_type_of_the_catalogue():
    missing = catalogue().keys() - snapshot().keys()
    assert not missing, "take it with `baton events snapshot`"


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.type)
def test_every_event_can_be_told_in_a_line_of_its_own_fields(kind: Any):
    import string

    named = [f.split(".") for _, f, _, _ in string.Formatter().parse(kind.headline) if f]
    assert kind.headline
    assert {name for name, *_ in named} <= kind.model_fields.keys() | {"event"}
    assert all(hasattr(kind, more[0]) for name, *more in named if name == "event")


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.type)
def test_an_event_ignores_fields_of_a_later_version(kind: Any):
    assert kind.model_config["extra"] == "ignore"
    assert kind.model_config["frozen"]


def test_every_reference_in_the_asyncapi_document_leads_somewhere():
    document = asyncapi()
    for channel in document["channels"].values():
        for message in channel["messages"].values():
            name = message["$ref"].removeprefix("#/components/messages/")
            assert name in document["components"]["messages"]
    assert len(document["components"]["messages"]) == len(CATALOGUE)


def test_what_events_have_in_common_is_no_event():
    class Common(Event, abstract=True):
        plan: str

    class Told(Common, version=2):
        note: str

    own = [kind for kind, event in CATALOGUE.items() if issubclass(event, Common)]
    assert own == [Told.type]
    assert Told.type.endswith("told.v2")
    del CATALOGUE[Told.type]
