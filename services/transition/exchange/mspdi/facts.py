"""What a plan knows and the schema has no place for: in custom fields, told apart by alias."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.transition.exchange.mspdi import terms
from services.transition.exchange.mspdi.terms import Field
from services.transition.exchange.mspdi.xml_out import element, values
from services.transition.exchange.plan_document import PlanDocument

FORMAT = 1
"Of the facts of the plan as a whole. A reader that knows less refuses to guess."


def defined() -> Iterator[str]:
    """The custom fields, as the file declares them."""
    for field in terms.FIELDS:
        yield element(
            "ExtendedAttribute",
            values(("FieldID", field.number), ("FieldName", field.name), ("Alias", field.alias)),
        )


def attribute(field: Field, text: str, lasts: int | None = None) -> str:
    """`lasts`: the format of a duration."""
    pairs = (("FieldID", field.number), ("Value", text), ("DurationFormat", lasts))
    return element("ExtendedAttribute", values(*pairs))


def spread(run: Sequence[Field], text: str) -> Iterator[str]:
    """Over as many fields as it needs; the last one takes what is left."""
    for n, field in enumerate(run):
        if not text:
            return
        size = terms.LONGEST_TEXT if n < len(run) - 1 else len(text)
        yield attribute(field, text[:size])
        text = text[size:]


def gathered(run: Sequence[Field], attributes: Mapping[str, str]) -> str:
    return "".join(attributes.get(field.alias, "") for field in run)


def plan_facts(document: PlanDocument) -> Iterator[str]:
    return spread(terms.PLAN, json.dumps(_facts(document), sort_keys=True, ensure_ascii=False))


def _facts(document: PlanDocument) -> dict[str, Any]:
    return {
        "baton": FORMAT,
        "slack": document.slack,
        "calendars": {
            each.code: {
                "title": each.title,
                "country": each.country,
                "unsaid": sorted(set(terms.DAYS.values()) - set(each.week)),
            }
            for each in document.calendars
        },
        "untitled": [each.code for each in document.resources if not each.title],
    }
