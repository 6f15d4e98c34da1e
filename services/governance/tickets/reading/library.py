"""Mappings of exports that are known; each names the documents its column names are from."""

from functools import cache
from pathlib import Path

from services.governance.tickets.reading.mapping import TicketMapping

HERE = Path(__file__).parent / "mappings"


def known_mappings() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in HERE.glob("*.yaml")))


@cache
def known_mapping(name: str) -> TicketMapping:
    """By name. To adapt one: `known_mapping(name).model_copy(update={"zone": "Europe/Lisbon"})`."""
    import yaml  # noqa: PLC0415 - only who imports a ticket export needs it

    if name not in known_mappings():
        raise KeyError(f"no mapping {name}; there are {', '.join(known_mappings())}")
    data = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return TicketMapping.model_validate({"name": name, **data})
