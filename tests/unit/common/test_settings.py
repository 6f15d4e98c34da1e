"""Settings that cannot be used are refused by their name."""

import pytest
from pydantic import ValidationError

from libs.common.settings import Settings


def test_a_log_level_nobody_knows_is_refused_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BATON_LOG_LEVEL", "LOUD")
    with pytest.raises(ValidationError, match="log_level"):
        Settings()
