"""`baton life-cycles`: what each thing goes through, and which steps are refused."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import typer

from libs.common.life_cycle import CYCLES, OTHERS
from libs.common.life_cycle_tables import tables
from libs.common.settings import SERVICES


def life_cycles() -> None:
    """All life cycles as tables: a row a state, a column a step."""
    typer.echo(told(), nl=False)


def told() -> str:
    for service in SERVICES:
        _load(f"services.{service}.models")
    return tables(CYCLES.values(), OTHERS)


def _load(package: str) -> None:
    try:
        found = import_module(package)
    except ModuleNotFoundError:
        return
    for path in getattr(found, "__path__", []):
        for module in iter_modules([str(Path(path))]):
            import_module(f"{package}.{module.name}")
