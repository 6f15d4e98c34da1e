"""Whether the systems of a wave are connected: access granted, integrations tested.

Choices: each counts the same; all must be there. A refused request is not waited for. Where
nothing is listed there is no share, and the criterion is not met.
"""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class SystemItem(BaseModel):
    """An access request or an integration: its code, its state in a word, whether that will do."""

    model_config = ConfigDict(frozen=True)
    code: str
    state: str
    is_ready: bool


class SystemsConnected(BaseModel):
    """`value`: the share of items that are there, 0 to 1, not rounded; none where none are."""

    model_config = ConfigDict(frozen=True)
    met: bool
    value: Decimal | None
    note: str


@rule("systems_connected", version=1)
def systems_connected(explain: Explain, items: Sequence[SystemItem]) -> SystemsConnected:
    """Whole items are counted; their share is 0 to 1, and not rounded here."""
    if not items:
        note = explain("note", "no access or integration is listed")
        return SystemsConnected(met=False, value=None, note=note)
    waiting = explain("not there yet", [item for item in items if not item.is_ready])
    ready = explain("granted or tested", len(items) - len(waiting))
    value = explain("share = the second / all", Decimal(ready) / len(items))
    named = ", ".join(f"{item.code} ({item.state})" for item in waiting)
    note = f"{ready} of {len(items)}" + (f", waiting for {named}" if named else "")
    return SystemsConnected(met=not waiting, value=value, note=note)
