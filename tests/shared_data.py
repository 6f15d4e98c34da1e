"""Published inputs and answers that live beside the repository and are not copied into it."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


def shared_data(name: str) -> Path:
    """`../shared/data/<name>`. Skips the test, or at import the module, where it is missing."""
    path = REPOSITORY.parent / "shared" / "data" / name
    if not path.exists():
        pytest.skip(f"needs the published data ../shared/data/{name}", allow_module_level=True)
    return path
