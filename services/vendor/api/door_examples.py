"""What the API's document says of the body that the door takes."""

from typing import Any

from services.vendor.reportable import LONGEST, REPORTS

ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"

EVENT: dict[str, Any] = {
    "type": "object",
    "title": "CloudEvent",
    "required": ["specversion", "id", "source", "type", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "minLength": 1, "maxLength": LONGEST},
        "source": {
            "type": "string",
            "format": "uri-reference",
            "minLength": 1,
            "maxLength": LONGEST,
        },
        "type": {"type": "string", "enum": list(REPORTS)},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "data": {
            "type": "object",
            "description": "The event of this type, without programme_id, vendor_id and "
            "reported_by: see /vendor/v1/schemas/{type}.",
        },
    },
}
EXAMPLE = {
    "specversion": "1.0",
    "id": "milestone-0042",
    "source": "/kestrel/transition",
    "type": "baton.vendor.milestone_reported.v1",
    "data": {
        "contract_id": "01977a4e-6c00-7000-8000-000000000000",
        "milestone": "wave-1-kt-complete",
        "reached_on": "2025-09-01",
        "claimed_by": "Marek",
    },
}
REQUEST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            ONE: {"schema": EVENT, "example": EXAMPLE},
            BATCH: {
                "schema": {"type": "array", "minItems": 1, "maxItems": 5_000, "items": EVENT},
                "example": [EXAMPLE],
            },
        },
    }
}
