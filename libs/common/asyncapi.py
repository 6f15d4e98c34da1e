"""The event catalogue for others: JSON Schemas and an AsyncAPI document, from the same classes."""

from typing import Any

from libs.common.cloudevents import schema_url
from libs.common.events import CATALOGUE, Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: type[Event]) -> dict[str, Any]:
    schema = kind.model_json_schema(mode="serialization")
    return {
        "$schema": DIALECT,
        "$id": schema_url(kind.type),
        "description": _summary(kind),
        **schema,
    }


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.0: a channel per service's topic, a message per event type."""
    topics = sorted({kind.topic for kind in CATALOGUE.values()})
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Baton events",
            "version": "1",
            "description": "CloudEvents 1.0 on Kafka in binary mode; the key is the programme.",
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic) for topic in topics},
        "operations": {f"publish-{topic}": _operation(topic) for topic in topics},
        "components": {
            "messages": {name: _message(kind) for name, kind in sorted(CATALOGUE.items())},
        },
    }


def _channel(topic: str) -> dict[str, Any]:
    mine = [name for name, kind in sorted(CATALOGUE.items()) if kind.topic == topic]
    return {
        "address": topic,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in mine},
    }


def _operation(topic: str) -> dict[str, Any]:
    return {"action": "send", "channel": {"$ref": f"#/channels/{topic}"}}


def _message(kind: type[Event]) -> dict[str, Any]:
    return {
        "name": kind.type,
        "summary": _summary(kind),
        "contentType": "application/json",
        "headers": {"type": "object", "properties": ATTRIBUTES, "required": REQUIRED},
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": schema_of(kind),
        },
    }


def _summary(kind: type[Event]) -> str:
    own = (kind.__doc__ or "").strip() if kind.__doc__ != Event.__doc__ else ""
    return own or kind.headline


def _text(description: str) -> dict[str, str]:
    return {"type": "string", "description": description}


ATTRIBUTES = {
    "ce_specversion": {"const": "1.0"},
    "ce_id": _text("UUIDv7"),
    "ce_source": _text("The producing service, /baton/<service>"),
    "ce_type": _text("baton.<service>.<what>.v<version>"),
    "ce_time": _text("RFC 3339, in UTC"),
    "ce_subject": _text("The key: programme, or vendor where there is none"),
    "ce_dataschema": _text("Where the JSON Schema of the data is served"),
    "ce_tenant": _text("Whose event it is"),
    "ce_vendor": _text("The one vendor whom it concerns"),
    "ce_actor": _text("Who did it"),
    "ce_stated": _text("`true` where the moment was stated in a rehearsal"),
    "traceparent": _text("W3C trace context; outside what the journal hashes"),
}
REQUIRED = [
    "ce_specversion",
    "ce_id",
    "ce_source",
    "ce_type",
    "ce_time",
    "ce_subject",
    "ce_dataschema",
    "ce_tenant",
]
