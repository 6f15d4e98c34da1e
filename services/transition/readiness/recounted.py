"""What was measured, counted again: the recorded inputs put through the rule of that version."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic_core import to_jsonable_python

from libs.common.events.transition.gates import CriterionResult
from libs.common.explain import Explanation, Rule
from services.transition.communication.communication_sent import communication_sent
from services.transition.communication.stakeholders_mapped import stakeholders_mapped
from services.transition.knowledge.knowledge_transfer import (
    knowledge_transfer,
    reverse_shadow_pass,
)
from services.transition.meetings.actions_in_time import actions_in_time
from services.transition.people.people_settled import places_settled
from services.transition.people.staff_consulted import staff_consulted
from services.transition.people.teams_in_spirits import teams_in_spirits
from services.transition.ramp.key_people_kept import key_people_kept
from services.transition.ramp.seats_certified import seats_certified
from services.transition.readiness.criteria import (
    ACTIONS,
    AGREEMENT,
    COMMUNICATED,
    CONNECTED,
    CONSULTED,
    CULTURE,
    KEY_PEOPLE,
    KNOWLEDGE,
    MILESTONES,
    MORALE,
    PEOPLE_SETTLED,
    PILOT,
    REHEARSED,
    SEATS,
    SHADOWING,
    STAKEHOLDERS,
)
from services.transition.readiness.gate import four_places
from services.transition.readiness.measured import share_result
from services.transition.readiness.milestones_accepted import milestones_accepted
from services.transition.readiness.pilots_passed import pilots_passed
from services.transition.readiness.shadowing import shadowing_result
from services.transition.readiness.systems_connected import systems_connected
from services.transition.roll_out.rollback_rehearsed import rollback_rehearsed
from services.transition.working_agreement.both_sides_trained import both_sides_trained
from services.transition.working_agreement.in_place import in_place


class Counts(NamedTuple):
    """A rule of one version, and the criterion that it computes."""

    criterion: str
    rule: Rule[Any, Any]
    met: Callable[[Any, Decimal], bool]
    value: Callable[[Any], Decimal | None]


def _share(found: Any) -> Decimal | None:
    return None if found.share is None else four_places(found.share)


def _reaches(found: Any, threshold: Decimal) -> bool:
    return share_result(KNOWLEDGE, found.share, threshold, "").met


def _met(found: Any, threshold: Decimal) -> bool:
    return bool(found.met)


def _value(found: Any) -> Decimal | None:
    value = getattr(found, "value", None)
    return None if value is None else four_places(value)


COUNTS = {
    (counts.rule.name, counts.rule.version): counts
    for counts in (
        Counts(KNOWLEDGE.code, knowledge_transfer, _reaches, _share),
        Counts(
            SHADOWING.code,
            reverse_shadow_pass,
            lambda found, threshold: shadowing_result(found, threshold).met,
            lambda found: shadowing_result(found, Decimal(1)).value,
        ),
        Counts(SEATS.code, seats_certified, _reaches, _share),
        Counts(CONNECTED.code, systems_connected, _met, _value),
        Counts(CONSULTED.code, staff_consulted, _met, _value),
        Counts(COMMUNICATED.code, communication_sent, _met, _value),
        Counts(MORALE.code, teams_in_spirits, _met, _value),
        Counts(REHEARSED.code, rollback_rehearsed, _met, _value),
        Counts(AGREEMENT.code, in_place, _met, _value),
        Counts(STAKEHOLDERS.code, stakeholders_mapped, _reaches, _share),
        Counts(ACTIONS.code, actions_in_time, _met, _value),
        Counts(CULTURE.code, both_sides_trained, _reaches, _share),
        Counts(PEOPLE_SETTLED.code, places_settled, _met, _value),
        Counts(KEY_PEOPLE.code, key_people_kept, _met, _value),
        Counts(MILESTONES.code, milestones_accepted, _met, _value),
        Counts(PILOT.code, pilots_passed, _met, _value),
    )
}
"""By name and version. From now on a rule that changes keeps its older versions here, as functions
of their own. The first versions of `knowledge_transfer`, `communication_sent` and `staff_consulted`
were not kept: what they measured is named as not rebuilt."""


def differences(
    recorded: Explanation, stated: CriterionResult | None, threshold: Decimal
) -> list[str]:
    """Raises `ValueError` for inputs that the rule cannot take. Nothing of a version of a rule that
    is not known here."""
    counts = COUNTS.get((recorded.rule, recorded.version))
    if counts is None:
        return []
    found = counts.rule.again(recorded.inputs)
    code, findings = counts.criterion, []
    if to_jsonable_python(found) != recorded.result:
        findings.append(f"{code}: the recorded inputs do not give the recorded result")
    if stated is None or not stated.measured:
        return [*findings, f"{code} was measured, and the decision does not say so"]
    met, value = counts.met(found, threshold), counts.value(found)
    if value != stated.value:
        findings.append(f"{code}: the decision says {stated.value}, the inputs give {value}")
    if met is not stated.met:
        findings.append(f"{code}: decided {_word(stated.met)}, the inputs give {_word(met)}")
    return findings


def _word(met: bool) -> str:
    return "met" if met else "not met"
