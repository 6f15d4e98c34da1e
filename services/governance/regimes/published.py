"""Published regimes to start from, each our own writing of the published numbers."""

from functools import cache
from pathlib import Path

from services.governance.regimes.regime import Regime
from services.governance.regimes.written import read_regime

FOLDER = Path(__file__).parent / "library"


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def published(name: str) -> Regime:
    """By its file's name. A name that is not listed is a KeyError."""
    if name not in names():
        raise KeyError(name)
    return read_regime(text_of(name))


def text_of(name: str) -> str:
    """The YAML, to copy and change."""
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
