"""Judges what an installation holds after a storm: nothing lost, nothing twice, all in order.

Pure: `evidence` collects what is judged here. A run in calm weather is the measure for what
cannot be judged by itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple

from tests.system.facts import Fact

Place = tuple[str, int]
"Topic and partition."


class Appearance(NamedTuple):
    """An event as it stands in a topic; a relay that died may have sent it twice."""

    topic: str
    partition: int
    offset: int
    key: str
    event_id: str


class Line(NamedTuple):
    """An entry of the journal."""

    key: str
    sequence: int
    topic: str
    event_id: str


@dataclass
class Evidence:
    """Of one tenant, but for the inboxes, outboxes and watermarks, which are everybody's."""

    topics: list[Appearance] = field(default_factory=list)
    journal: list[Line] = field(default_factory=list)
    inboxes: dict[str, set[str]] = field(default_factory=dict)
    hears: dict[str, set[str]] = field(default_factory=dict)
    "Which topics each service reads."
    outboxes: dict[str, int] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    watermarks: dict[str, dict[Place, int]] = field(default_factory=dict)
    ends: dict[Place, int] = field(default_factory=dict)
    chains: dict[str, list[str]] = field(default_factory=dict)
    "What is wrong with each chain."
    rows: dict[str, int] = field(default_factory=dict)
    "By service and table."
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    outcome: dict[str, Any] = field(default_factory=dict)
    "What the demo printed."

    @property
    def sent_again(self) -> int:
        return len(self.topics) - len({one.event_id for one in self.topics})

    @property
    def numbers(self) -> dict[str, str]:
        return {figure["title"]: figure["system"] for figure in self.outcome.get("figures", [])}


NOT_COMPARED = {
    "held_event": "what came early waited, and says so still; nothing may wait at the end",
    "api_key": "a key whose answer was lost is revoked, and another made",
}
"Tables whose number of rows depends on the weather, and why."


def findings(found: Evidence, calm: Evidence | None = None) -> list[str]:
    """A sentence for each thing that is wrong."""
    checks = [
        lost_or_invented(found),
        entered_twice(found),
        out_of_order(found),
        not_applied(found),
        not_left(found),
        not_read_to_the_end(found),
        broken_chains(found),
        wrong_numbers(found),
    ]
    if calm is not None:
        checks += [other_rows(found, calm), other_facts(found, calm), other_numbers(found, calm)]
    return [sentence for check in checks for sentence in check]


def lost_or_invented(found: Evidence) -> Iterator[str]:
    sent = {one.event_id for one in found.topics}
    entered = {line.event_id for line in found.journal}
    if not sent:
        yield "No event is in any topic."
    yield from _few(f"The journal lost {id}" for id in sorted(sent - entered))
    yield from _few(f"The journal has {id}, which no topic has" for id in sorted(entered - sent))


def entered_twice(found: Evidence) -> Iterator[str]:
    counts = Counter((line.key, line.event_id) for line in found.journal)
    twice = [id for (_, id), number in counts.items() if number > 1]
    yield from _few(f"The journal has {id} more than once" for id in twice)
    streams = {(one.key, one.event_id) for one in found.topics}
    keys = Counter(id for _, id in streams)
    yield from _few(f"{id} has several keys" for id, number in keys.items() if number > 1)


def out_of_order(found: Evidence) -> Iterator[str]:
    """First appearances in a topic, by key, against the journal's entries of that topic."""
    entered = _by_lane((x.topic, x.key, x.event_id) for x in sorted(found.journal))
    appeared = _by_lane((x.topic, x.key, x.event_id) for x in sorted(found.topics))
    for lane, ids in appeared.items():
        if list(dict.fromkeys(ids)) != entered.get(lane, []):
            yield f"The journal has another order than {lane[0]} for {lane[1]}"
    places: dict[tuple[str, str], set[int]] = {}
    for one in found.topics:
        places.setdefault((one.topic, one.key), set()).add(one.partition)
    yield from (f"{lane} is in several partitions" for lane, at in places.items() if len(at) > 1)


def not_applied(found: Evidence) -> Iterator[str]:
    for service, topics in found.hears.items():
        due = {one.event_id for one in found.topics if one.topic in topics}
        missing = sorted(due - found.inboxes.get(service, set()))
        yield from _few(f"{service} never applied {id}" for id in missing)


def not_left(found: Evidence) -> Iterator[str]:
    for service, number in found.outboxes.items():
        if number:
            yield f"{number} events are still in the outbox of {service}"
    yield from _few(found.held)


def not_read_to_the_end(found: Evidence) -> Iterator[str]:
    for service, topics in found.hears.items():
        marks = found.watermarks.get(service, {})
        for place, end in found.ends.items():
            if place[0] in topics and marks.get(place, 0) != end:
                yield f"{service} read {place} up to {marks.get(place, 0)} of {end}"


def broken_chains(found: Evidence) -> Iterator[str]:
    if not found.chains:
        yield "There is no journal."
    for stream, wrong in found.chains.items():
        yield from (f"The chain of {stream}: {sentence}" for sentence in wrong)


def wrong_numbers(found: Evidence) -> Iterator[str]:
    for figure in found.outcome.get("figures", []):
        if not figure["equal"]:
            yield f"{figure['title']} is {figure['system']}"
    for journal in found.outcome.get("journals", []):
        if not journal["verified"]:
            yield f"{journal['title']} does not verify"
    if not found.outcome.get("succeeded"):
        yield "The demo did not succeed"


def other_rows(found: Evidence, calm: Evidence) -> Iterator[str]:
    for name in sorted(found.rows.keys() | calm.rows.keys()):
        ours, theirs = found.rows.get(name, 0), calm.rows.get(name, 0)
        if ours != theirs and name.partition(".")[2] not in NOT_COMPARED:
            yield f"{name} has {ours} rows, in calm weather {theirs}"


def other_facts(found: Evidence, calm: Evidence) -> Iterator[str]:
    """Each producer's facts in their order, ids replaced by their place."""
    for producer in sorted(found.facts.keys() | calm.facts.keys()):
        ours, theirs = found.facts.get(producer, []), calm.facts.get(producer, [])
        if ours != theirs:
            yield f"{producer} told otherwise: {_first_difference(ours, theirs)}"


def other_numbers(found: Evidence, calm: Evidence) -> Iterator[str]:
    for title in sorted(found.numbers.keys() | calm.numbers.keys()):
        ours, theirs = found.numbers.get(title), calm.numbers.get(title)
        if ours != theirs:
            yield f"{title} is {ours}, in calm weather {theirs}"


def _by_lane(events: Iterable[tuple[str, str, str]]) -> Mapping[tuple[str, str], list[str]]:
    lanes: dict[tuple[str, str], list[str]] = {}
    for topic, key, id in events:
        lanes.setdefault((topic, key), []).append(id)
    return lanes


def _first_difference(ours: Sequence[Fact], theirs: Sequence[Fact]) -> str:
    for place, (one, other) in enumerate(zip_longest(ours, theirs)):
        if one != other:
            return f"at {place} of {len(ours)} and {len(theirs)}: {one}, in calm weather {other}"
    return ""


def _few(sentences: Iterable[str], most: int = 5) -> Iterator[str]:
    every = list(sentences)
    yield from every[:most]
    if len(every) > most:
        yield f"… and {len(every) - most} more like the last"
