"""The sample programme as it lies in `examples/veldkamp`."""

import json
from functools import cached_property
from importlib.resources import files
from typing import Any


class Sample:
    """One file of the folder a name: `Sample().contracts`."""

    def _read(self, name: str) -> Any:
        return json.loads((files("examples.veldkamp") / f"{name}.json").read_text("utf-8"))

    @cached_property
    def people(self) -> list[dict[str, Any]]:
        return list(self._read("people"))

    @cached_property
    def assessment(self) -> dict[str, Any]:
        return dict(self._read("assessment"))

    @cached_property
    def selection(self) -> dict[str, Any]:
        return dict(self._read("selection"))

    @cached_property
    def contracts(self) -> list[dict[str, Any]]:
        return list(self._read("contracts"))

    @cached_property
    def knowledge(self) -> dict[str, Any]:
        return dict(self._read("knowledge"))

    @cached_property
    def transition(self) -> dict[str, Any]:
        return dict(self._read("transition"))

    @cached_property
    def ramp(self) -> dict[str, Any]:
        return dict(self._read("ramp"))

    @cached_property
    def relief(self) -> dict[str, Any]:
        return dict(self._read("relief"))

    @cached_property
    def agreement(self) -> dict[str, Any]:
        return dict(self._read("agreement"))

    @cached_property
    def communication(self) -> dict[str, Any]:
        return dict(self._read("communication"))

    @cached_property
    def staff(self) -> dict[str, Any]:
        return dict(self._read("staff"))

    @cached_property
    def roll_out(self) -> dict[str, Any]:
        return dict(self._read("roll_out"))

    @cached_property
    def pilots(self) -> dict[str, Any]:
        return dict(self._read("pilots"))

    @cached_property
    def claims(self) -> dict[str, Any]:
        return dict(self._read("claims"))

    @cached_property
    def operations(self) -> dict[str, Any]:
        return dict(self._read("operations"))

    @cached_property
    def expected(self) -> list[dict[str, str]]:
        return list(self._read("expected"))

    def vendor(self, id: str) -> dict[str, Any]:
        """Name, country and contact of a vendor."""
        return next(one["vendor"] for one in self.selection["vendors"] if one["id"] == id)
