"""What no request can carry."""

from typing import Any

import pytest
from pydantic import ValidationError

from libs.common.bodies import Body


class Note(Body):
    text: str = ""
    more: list[dict[str, str]] = []


@pytest.mark.parametrize(
    "values", [{"text": "a\0"}, {"more": [{"a": "\0"}]}, {"more": [{"\0": "a"}]}]
)
def test_a_nul_is_refused_however_deep(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"U\+0000"):
        Note.model_validate(values)


def test_any_other_text_passes() -> None:
    assert Note(text="Kraków\n", more=[{"a": "\x01"}]).text == "Kraków\n"
